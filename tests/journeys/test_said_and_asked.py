"""From the gesture to the customer's own yes, by real mail: what is said arrives, is proof, and is asked about.

Two workers' errands, a real SMTP server and the real database; the moments are the story's (hotel, ten past one).
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from givens.giving import Desk, a_desk
from givens.house import NIGHT, later, system
from givens.post import PostOffice, a_post_office

from amends.adapters.delivery.email import Email
from amends.apps.cases import store as cases
from amends.apps.conversations.models import Message
from amends.apps.links import store as links
from amends.apps.offers.models import Fulfilment
from amends.apps.promises.models import Promise
from amends.apps.vouchers import store as vouchers
from amends.commands.delivery.deliver_messages import deliver_messages
from amends.commands.delivery.record_delivery import DeliveredBefore, record_delivery
from amends.commands.delivery.say_to_customer import say_to_customer
from amends.commands.followup.answer_followup import answer_followup
from amends.commands.followup.ask_followups import ask_followups
from amends.commands.followup.break_promises import break_promises
from amends.commands.followup.confirm_answer import confirm_answer
from amends.commands.followup.keep_promise import keep_promise
from amends.core.case.lifecycle import State
from amends.core.case.outcome import Outcome
from amends.core.case.wanted import Wanted
from amends.core.roles import Role
from amends.core.voucher.code import read_code
from amends.kernel.context import Actor, ActorKind, Context, placed
from amends.queries.compose import compose

pytestmark = pytest.mark.usefixtures("committed_db")

NINE = datetime(2026, 5, 5, 7, 0, tzinfo=UTC)  # nine in the morning, in Vienna


@pytest.fixture
def desk() -> Desk:
    return a_desk()


def tell(desk: Desk) -> None:
    """Nora sends what the page proposes."""
    shown = compose(desk.nora(), case_ref=desk.case_ref)
    say_to_customer(
        desk.nora(),
        case_ref=desk.case_ref,
        stage="FINAL",
        text=shown.text,
        template_code=shown.template_code,
    )


def deliver(at: datetime = NIGHT) -> None:
    ctx = system(at)
    deliver_messages(ctx, transports={"email": Email()}, worker="one", clock=lambda: at)


def now_at(desk: Desk) -> cases.CaseRecord:
    return cases.case_by_ref(desk.case_ref)


def ada(desk: Desk, at: datetime) -> Context:
    """The guest, behind her link."""
    case = now_at(desk)
    role = placed(Role.CUSTOMER, frozenset({case.unit_id}))
    return Context(Actor(ActorKind.CUSTOMER, case.customer_id), (role,), at, "portal", system().random)


def to(office: PostOffice, address: str) -> list[str]:
    return [str(mail["Subject"]) for mail in office.taken if mail["To"] == address]


def link_in(mail_text: str) -> links.LinkRecord | None:
    token = mail_text.split("/p/")[1].split("/")[0]
    return links.find_by_token(token)


def test_a_voucher_that_arrived_fulfils_the_case_and_her_yes_the_next_morning_closes_it(desk: Desk) -> None:
    desk.give("chocolates")
    with a_post_office() as office:
        tell(desk)
        assert now_at(desk).state is State.FULFILLING
        deliver()
        first, second = (
            mail for mail in office.taken if mail["Subject"].startswith(("What we do", "Your voucher"))
        )
        body = second.get_body(("plain",)).get_content()
        code = next(found for line in body.splitlines() if (found := read_code(line)) is not None)
        assert second["In-Reply-To"] == first["Message-ID"]
        assert "{voucher:" not in body
        assert len(code) == 12
        assert link_in(first.get_body(("plain",)).get_content()).purpose == "portal"

        fulfilled = now_at(desk)
        assert (fulfilled.state, fulfilled.wanted, fulfilled.wanted_by_at) == (
            State.FULFILLED,
            Wanted.ASK,
            NINE,
        )
        assert Fulfilment.objects.get().proven_at == NIGHT
        voucher = vouchers.vouchers_of_case(fulfilled.id)[0]
        assert voucher.delivered_at == NIGHT
        with pytest.raises(DeliveredBefore):
            record_delivery(desk.nora(), case_ref=desk.case_ref, serial=voucher.serial)

        ask_followups(system(NINE))
        deliver(NINE)
        assert to(office, "ada@example.org")[-1] == f"Is it right now? ({desk.case_ref})"
        done = answer_followup(ada(desk, NINE), case_ref=desk.case_ref, answer="yes", source="link")
    assert (done.state, done.outcome) == ("closed", "recovered")
    assert code not in "".join(Message.objects.values_list("body", flat=True))


def test_three_notes_brought_by_six_fulfil_it_and_nobody_is_asked_before_nine(desk: Desk) -> None:
    desk.give("handwritten_note")
    with a_post_office() as office:
        tell(desk)
        deliver()
        promises = list(Promise.objects.order_by("id"))
        assert len(promises) == 3
        six = later(desk.nora(), hours=4, minutes=40)
        for promise in promises[:2]:
            assert keep_promise(six, promise_id=promise.id).state == "fulfilling"
        assert keep_promise(six, promise_id=promises[2].id).state == "fulfilled"
        assert now_at(desk).wanted_by_at == NINE
        assert ask_followups(system(NINE - timedelta(minutes=1))).asked == ()
        assert ask_followups(system(NINE)).asked == (now_at(desk).id,)
        assert break_promises(system(NINE)).promise_ids == ()
        assert len(to(office, "ada@example.org")) == 1


def test_a_spoken_yes_is_confirmed_by_the_link_in_the_mail(desk: Desk) -> None:
    desk.give("chocolates")
    with a_post_office() as office:
        tell(desk)
        deliver()
        nora = later(desk.nora(), hours=6)
        noted = answer_followup(nora, case_ref=desk.case_ref, answer="yes", source="spoken")
        assert noted.outcome == "said_yes_unverified"
        deliver(nora.now)
        link = link_in(office.taken[-1].get_body(("plain",)).get_content())
        assert (link.purpose, link.subject_id) == ("confirm_yes", noted.answer_id)
        confirm_answer(ada(desk, NINE), answer_id=link.subject_id)
    assert now_at(desk).outcome is Outcome.RECOVERED


def test_a_mail_that_cannot_arrive_makes_the_owner_call(desk: Desk) -> None:
    desk.give("chocolates")
    before = now_at(desk)
    with a_post_office() as office:
        tell(desk)
        Message.objects.filter(stage="FINAL").update(to_address="ada@nowhere.example")
        deliver()
        deliver()
        assert to(office, "nora@kintsu.example") == [f"It did not arrive ({desk.case_ref})"]
    case = now_at(desk)
    assert before.owner_id == case.owner_id
    assert Message.objects.get(stage="FINAL").state == "failed"
    # The voucher's own mail arrived, so the remedy is proven; the call still stands first.
    assert case.state is State.FULFILLED
