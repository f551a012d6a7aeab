"""A back-test is asked for, run by a worker, stopped, and taken up again when its worker died."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from givens.giving import Desk, a_desk
from givens.house import NIGHT, later, system
from givens.policy import demonstration

from amends.apps.backtests import store as back_tests
from amends.apps.backtests.models import BackTest, BackTestCase, BackTestStretch
from amends.commands.governance.request_back_test import SpanBackwards, request_back_test
from amends.commands.governance.run_back_tests import BackTestsRun, run_back_tests
from amends.commands.governance.stop_back_test import stop_back_test
from amends.core.backtest.unknown import BackTestUnknown
from amends.core.policy.parse import PolicyInvalid
from amends.kernel.context import NotPermitted
from amends.kernel.models import JournalEntry
from amends.queries.back_tests import CaseWanted, back_test_cases, back_test_page
from amends.queries.back_tests import back_tests as listed

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk() -> Desk:
    """One decision: chocolates were given."""
    desk = a_desk()
    desk.give("chocolates", spoken=True)
    return desk


def text(chocolates: int = 18) -> str:
    data = demonstration()
    next(each for each in data["gestures"] if each["code"] == "chocolates")["amount"] = chocolates
    return json.dumps(data, default=str)


def ask(desk: Desk, chocolates: int = 25, **given: Any) -> int:
    ctx = later(desk.house.ctx("carla"), days=1)
    return request_back_test(ctx, document=text(chocolates), label="Better chocolates", **given).back_test_id


def run(at: datetime = NIGHT + timedelta(days=1), worker: str = "one") -> BackTestsRun:
    return run_back_tests(system(), worker=worker, clock=lambda: at)


def test_a_back_test_waits_runs_and_tells_what_would_have_changed(desk: Desk) -> None:
    number = ask(desk)
    assert BackTest.objects.get().state == "queued"
    assert run() == BackTestsRun(done=1)
    page = back_test_page(desk.house.ctx("carla"), back_test_id=number)
    assert (page.state, page.seen, page.whole, page.percent) == ("done", 1, 1, 100)
    assert page.result is not None
    assert (page.result["total"]["gained"], page.result["total"]["face_after"]) == (1, 2500)
    cases = back_test_cases(desk.house.ctx("carla"), back_test_id=number)
    assert [(case.case_ref, case.difference) for case in cases.cases] == [(desk.case_ref, "gained")]
    assert (cases.cases[0].before.minor, cases.cases[0].after.minor, cases.count) == (1800, 2500, 1)


def test_asking_is_in_the_journal_and_in_the_list(desk: Desk) -> None:
    number = ask(desk)
    entry = JournalEntry.objects.filter(stream="policy").latest("seq")
    assert entry.event == "back_test.requested"
    (shown,) = listed(desk.house.ctx("carla")).back_tests
    assert (shown.id, shown.label, shown.asked_by, shown.state) == (
        number,
        "Better chocolates",
        "Carla Berg",
        "queued",
    )


def test_only_the_days_that_were_asked_for_are_read(desk: Desk) -> None:
    number = ask(desk, from_date=NIGHT.date() + timedelta(days=1))
    run()
    page = back_test_page(desk.house.ctx("carla"), back_test_id=number)
    assert (page.state, page.whole) == ("done", 0)


@pytest.mark.parametrize(
    "days",
    [
        {"from_date": date(2026, 5, 2), "to_date": date(2026, 5, 1)},
        {"to_date": date(2099, 1, 1)},
        {"from_date": date(2099, 1, 1)},
    ],
)
def test_a_span_that_runs_backwards_or_ahead_is_refused(desk: Desk, days: dict[str, date]) -> None:
    with pytest.raises(SpanBackwards):
        ask(desk, **days)
    assert not BackTest.objects.exists()


def test_a_document_that_cannot_decide_is_refused_at_once(desk: Desk) -> None:
    with pytest.raises(PolicyInvalid):
        request_back_test(desk.house.ctx("carla"), document='{"name": "x"}')
    assert not BackTest.objects.exists()


@pytest.mark.parametrize("who", ["nora", "fin"])
def test_trying_a_policy_is_for_those_who_make_it(desk: Desk, who: str) -> None:
    with pytest.raises(NotPermitted):
        request_back_test(desk.house.ctx(who), document=text())
    assert not BackTest.objects.exists()


def test_what_waits_is_stopped_and_never_runs(desk: Desk) -> None:
    number = ask(desk)
    stop_back_test(desk.house.ctx("carla"), back_test_id=number)
    assert run() == BackTestsRun()
    assert (BackTest.objects.get().state, BackTestCase.objects.count()) == ("stopped", 0)
    with pytest.raises(back_tests.BackTestEnded):
        stop_back_test(desk.house.ctx("carla"), back_test_id=number)


def test_what_runs_is_stopped_at_its_next_word(desk: Desk) -> None:
    number = ask(desk)
    asked: list[int] = []

    def clock() -> datetime:
        asked.append(1)
        if len(asked) == 3:  # claimed, said how much there is, and about to say how far it is
            stop_back_test(desk.house.ctx("carla"), back_test_id=number)
        return NIGHT + timedelta(days=1)

    assert run_back_tests(system(), worker="one", clock=clock) == BackTestsRun(stopped=1)
    row = BackTest.objects.get()
    assert (row.state, row.result, BackTestCase.objects.count()) == ("stopped", None, 0)


def _dies(at: datetime, when: int = 3) -> Callable[[], datetime]:
    """A worker's clock that kills it when it is read so often: then it is about to write down what it found."""
    asked: list[int] = []

    def clock() -> datetime:
        asked.append(1)
        if len(asked) == when:
            raise KeyboardInterrupt
        return at

    return clock


def test_a_worker_that_dies_leaves_it_to_the_next_one_once(desk: Desk) -> None:
    number = ask(desk)
    at = NIGHT + timedelta(days=1)
    with pytest.raises(KeyboardInterrupt):
        run_back_tests(system(), worker="one", clock=_dies(at))
    assert BackTest.objects.get().state == "running"
    assert run(at + timedelta(seconds=30), "two") == BackTestsRun()  # it may still be at work
    assert run(at + timedelta(seconds=90), "two") == BackTestsRun(done=1)
    assert BackTestCase.objects.filter(back_test_id=number).count() == 1


def test_a_worker_that_dies_in_the_middle_is_as_if_it_had_not(desk: Desk) -> None:
    """Two of five decisions were written down when it died; the next one goes on with the third."""
    for gesture in ("breakfast", "handwritten_note", "late_check_out", "personal_call"):
        desk.give(gesture, spoken=True)
    undisturbed, number = ask(desk), ask(desk)
    at = NIGHT + timedelta(days=1)
    asked: list[int] = []

    def clock() -> datetime:
        asked.append(1)
        # Six for the first one; claimed, begun, saw two, and is about to say that it saw four.
        if len(asked) == 10:
            raise KeyboardInterrupt
        return at

    with pytest.raises(KeyboardInterrupt):
        run_back_tests(system(), worker="one", clock=clock, write_every=2)
    row = BackTest.objects.get(id=number)
    assert (row.state, row.seen, row.whole, bool(row.checkpoint)) == ("running", 2, 5, True)
    assert BackTestStretch.objects.filter(back_test_id=number).count() == 1
    before = set(BackTestCase.objects.filter(back_test_id=number).values_list("id", flat=True))
    assert len(before) == 1

    late = at + timedelta(seconds=90)
    assert run_back_tests(system(), worker="two", clock=lambda: late, write_every=2) == BackTestsRun(done=1)
    first, second = BackTest.objects.get(id=undisturbed), BackTest.objects.get(id=number)
    assert (second.state, second.seen, second.whole) == ("done", 5, 5)
    assert second.result == first.result
    assert second.result["total"]["changed"] == 1
    cases = BackTestCase.objects.filter(back_test_id=number)
    assert set(cases.values_list("id", flat=True)) == before  # found by the first worker, and once
    assert (second.checkpoint, BackTestStretch.objects.count()) == ("", 0)


def test_reading_what_a_dead_worker_left_keeps_the_claim(desk: Desk) -> None:
    for gesture in ("breakfast", "handwritten_note", "late_check_out", "personal_call"):
        desk.give(gesture, spoken=True)
    number = ask(desk)
    at = NIGHT + timedelta(days=1)
    with pytest.raises(KeyboardInterrupt):  # claimed, begun, four seen
        run_back_tests(system(), worker="one", clock=_dies(at, when=7), write_every=1)
    assert BackTestStretch.objects.filter(back_test_id=number).count() == 4
    moments = iter([90, 140, 160])  # claimed, all four stretches read, about to begin

    def clock() -> datetime:
        passed = next(moments, 161)
        if passed == 160:
            with transaction.atomic():
                assert back_tests.claim_back_test("three", at + timedelta(seconds=160)) is None
        return at + timedelta(seconds=passed)

    assert run_back_tests(system(), worker="two", clock=clock) == BackTestsRun(done=1)
    assert next(moments, None) is None
    assert BackTest.objects.get().seen == 5


def test_what_an_older_release_left_is_begun_again(desk: Desk) -> None:
    number = ask(desk)
    at = NIGHT + timedelta(days=1)
    with pytest.raises(KeyboardInterrupt):
        run_back_tests(system(), worker="one", clock=_dies(at, when=4), write_every=1)
    BackTest.objects.update(checkpoint='{"form": 0}')
    assert BackTestCase.objects.filter(back_test_id=number).count() == 1
    assert run(at + timedelta(seconds=90), "two") == BackTestsRun(done=1)
    row = BackTest.objects.get()
    assert (row.seen, row.whole, row.checkpoint) == (1, 1, "")
    assert BackTestCase.objects.filter(back_test_id=number).count() == 1


def test_a_worker_that_was_taken_for_dead_writes_nothing_more(desk: Desk) -> None:
    number = ask(desk)
    at = NIGHT + timedelta(days=1)
    with transaction.atomic():
        assert back_tests.claim_back_test("one", at) is not None
        assert back_tests.claim_back_test("two", at + timedelta(seconds=61)) is not None
        assert not back_tests.keep_changes(number, "one", at, seen=1, whole=1, changes=())
    assert not back_tests.end_back_test(number, "one", at, result={})
    assert BackTest.objects.get().state == "running"


def test_the_decisions_behind_a_number_are_found_by_it(desk: Desk) -> None:
    number = ask(desk)
    run()
    carla = desk.house.ctx("carla")

    def count(**wanted: str) -> int:
        return back_test_cases(carla, back_test_id=number, wanted=CaseWanted(**wanted)).count

    case = back_test_cases(carla, back_test_id=number).cases[0]
    assert (count(difference="gained"), count(difference="lost")) == (1, 0)
    assert (count(side="unit", name=case.unit), count(side="unit", name="elsewhere")) == (1, 0)
    assert (count(side="failure", name=case.failure), count(approval="added")) == (1, 0)


def test_a_back_test_that_is_not_there_is_said_so(desk: Desk) -> None:
    with pytest.raises(BackTestUnknown):
        back_test_page(desk.house.ctx("carla"), back_test_id=99)
    with pytest.raises(BackTestUnknown):
        stop_back_test(desk.house.ctx("carla"), back_test_id=99)


def test_a_document_that_cannot_be_run_any_more_fails_in_words(desk: Desk) -> None:
    number = ask(desk)
    BackTest.objects.update(document="{}")
    assert run() == BackTestsRun(failed=1)
    page = back_test_page(desk.house.ctx("carla"), back_test_id=number)
    assert page.state == "failed"
    assert page.problem
