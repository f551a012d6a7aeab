"""One complaint the whole way through the API alone: heard, judged, given, chosen, in the customer's hand, spent."""

from __future__ import annotations

import pytest
from givens.api import Caller, a_token
from givens.giving import open_budgets
from givens.house import House, make_house
from givens.policy import LONG_AGO, a_policy

from amends.apps.vouchers.models import Voucher
from amends.kernel.models import JournalEntry, RememberedAnswer

ADA = {"name": "Ada Lindqvist", "email": "ada@example.org"}
COMPLAINT = {
    "customer": ADA,
    "failure": "alarm_set",
    "words": "An alarm woke me at one.",
    "place": "H412",
    "channel": "chat",
}
DESK = ("complaints:write", "cases:read", "cases:write", "offers:write", "messages:write", "acceptance:write")


@pytest.fixture
def house(db) -> House:
    made = make_house()
    a_policy(LONG_AGO)
    open_budgets(made)
    return made


@pytest.fixture
def program(house: House) -> Caller:
    """A program of the hotel with everything a chat at the front desk needs."""
    return Caller(a_token("program", *DESK, unit="harbour", grant_minor=10_000))


def opened(program: Caller) -> str:
    status, answer = program.post("/complaints", COMPLAINT)
    assert status == 201
    return answer["ref"]


def given(program: Caller, ref: str, *gestures: str, key: str | None = None, **more: object):
    _, shown = program.get(f"/cases/{ref}/envelope")
    body = {"envelope_digest": shown["digest"], "choices": [{"gesture": code} for code in gestures], **more}
    return program.post(f"/cases/{ref}/offers", body, key=key)


def test_a_complaint_becomes_a_spent_voucher(program):
    status, answer = program.post("/complaints", COMPLAINT, key="complaint-1")
    assert (status, answer["state"]) == (201, "assessed")
    ref = answer["ref"]
    assert program.post("/complaints", COMPLAINT, key="complaint-1") == (201, answer)

    status, case = program.get(f"/cases/{ref}")
    assert (status, case["customer_name"], case["failure_code"]) == (200, "Ada Lindqvist", "alarm_set")
    assert case["story"][0]["text"] == "An alarm woke me at one."

    status, shown = program.get(f"/cases/{ref}/envelope")
    allowed = {line["code"] for line in shown["gestures"] if line["status"] == "allowed"}
    assert {"breakfast", "late_check_out"} <= allowed
    assert shown["budgets"][0]["left"]["currency"] == "EUR"

    status, made = given(program, ref, "breakfast", "late_check_out", spoken=True)
    assert (status, made["state"], made["case_state"]) == (201, "offered", "communicated")

    path = f"/offers/{made['offer_id']}/acceptance"
    status, chosen = program.post(path, {"option": 0}, key="choice-1")
    assert (status, chosen["case_state"], len(chosen["voucher_ids"])) == (200, "fulfilling", 1)
    assert program.post(path, {"option": 0}, key="choice-1") == (200, chosen)
    assert Voucher.objects.count() == 1

    (mine,) = program.get(f"/cases/{ref}/vouchers")[1]
    assert mine["code"] is None
    (theirs,) = Caller(a_token("program", "vouchers:codes")).get(f"/cases/{ref}/vouchers")[1]
    assert theirs["code"].endswith(mine["last_four"])
    assert program.post(f"/cases/{ref}/deliveries", {"serial": mine["serial"]})[1]["state"] == "fulfilled"

    till = Caller(a_token("cashier", unit="harbour-desk"))
    status, taken = till.post("/vouchers/redemptions", {"code": theirs["code"], "till_ref": "R-1001"})
    assert (status, taken["taken"], taken["left"]["amount_minor"]) == (201, mine["face"], 0)


def test_what_is_remembered_and_journalled_holds_no_code(program):
    ref = opened(program)
    _, made = given(program, ref, "breakfast", "late_check_out", spoken=True, key="give")
    program.post(f"/offers/{made['offer_id']}/acceptance", {"option": 0}, key="choose")
    (theirs,) = Caller(a_token("program", "vouchers:codes")).get(f"/cases/{ref}/vouchers")[1]

    kept = "".join(RememberedAnswer.objects.values_list("answer", flat=True))
    told = "".join(JournalEntry.objects.values_list("body", flat=True))
    for code in (theirs["code"], theirs["code"].replace("-", "")):
        assert code not in kept + told


def test_the_same_key_with_another_request_is_refused_and_does_nothing(program):
    program.post("/complaints", COMPLAINT, key="one")
    status, answer = program.post("/complaints", COMPLAINT | {"words": "Something else"}, key="one")

    assert (status, answer["code"], answer["field"]) == (409, "idempotency_key_reused", "Idempotency-Key")
    assert len(program.get("/cases")[1]["items"]) == 1


def test_only_successes_are_remembered(program):
    wrong = COMPLAINT | {"failure": "none_such"}
    assert program.post("/complaints", wrong, key="one")[1]["code"] == "failure_unknown"

    assert program.post("/complaints", COMPLAINT, key="one")[0] == 201


def test_a_changed_envelope_is_answered_with_the_new_one(program):
    ref = opened(program)
    _, shown = program.get(f"/cases/{ref}/envelope")
    program.call("PATCH", f"/cases/{ref}/evidence", {"facts": [{"name": "harm_class", "value": "distress"}]})

    body = {"envelope_digest": shown["digest"], "choices": [{"gesture": "breakfast"}]}
    status, answer = program.post(f"/cases/{ref}/offers", body)

    assert (status, answer["code"]) == (409, "envelope_changed")
    assert (
        answer["envelope"]["digest"] == program.get(f"/cases/{ref}/envelope")[1]["digest"] != shown["digest"]
    )


def test_a_message_that_cannot_go_out_says_what_stops_it_and_where(program):
    ref = opened(program)
    text = "We are sorry if you felt bothered."

    status, answer = program.post(f"/cases/{ref}/messages", {"stage": "RESPONSE", "text": text})

    assert (status, answer["code"], answer["field"]) == (422, "message_not_sendable", "text")
    places = [(failure["excerpt"], failure["start"], failure["end"]) for failure in answer["failures"]]
    assert any(text[start:end] == excerpt and excerpt for excerpt, start, end in places)


def test_a_yes_above_the_programs_authority_comes_from_another_one_that_was_given_the_right(house):
    asker = Caller(a_token("lead", unit="harbour", grant_minor=100))
    ref = opened(asker)
    status, made = given(asker, ref, "breakfast")
    assert (status, made["state"]) == (201, "awaiting_approval")
    path = f"/offers/{made['offer_id']}/approval"
    waits = asker.get(f"/cases/{ref}/offers")[1]["waiting"][0]
    assert (waits["state"], waits["approval_id"]) == ("awaiting_approval", made["approval_id"])
    question = asker.get(f"/approvals/{made['approval_id']}")[1]
    assert (question["may_answer"], question["options"][0]["name"]) == (False, waits["options"][0]["name"])
    answer = {"approve": True, "arguments_digest": question["digest"]}

    assert asker.post(path, answer)[1]["code"] == "approver_asked_it"
    desk = Caller(a_token("program", *DESK, unit="harbour"))
    assert desk.post(path, answer)[1]["code"] == "not_permitted"
    assert Caller(a_token("lead", unit="kiln")).post(path, answer)[1]["code"] == "approval_not_found"
    lead = Caller(a_token("lead", unit="harbour"))
    assert lead.post(path, answer | {"arguments_digest": "x"})[1]["code"] == "arguments_changed"
    (line,) = lead.get("/approvals")[1]["to_answer"]
    assert (line["id"], line["offer_id"]) == (made["approval_id"], made["offer_id"])
    status, decided = lead.post(path, answer)
    assert (status, decided["approved"], decided["offer_state"]) == (200, True, "offered")
    assert lead.post(path, answer)[1]["code"] == "approval_decided_before"


def test_a_token_sees_its_own_units_only(house, program):
    ref = opened(program)
    elsewhere = Caller(a_token("program", *DESK, unit="kiln"))

    assert elsewhere.get(f"/cases/{ref}")[1]["code"] == "case_unknown"
    assert elsewhere.get("/cases")[1]["items"] == []
    assert elsewhere.get(f"/cases/{ref}/envelope")[1]["code"] == "case_unknown"
    assert elsewhere.post("/complaints", COMPLAINT)[1]["code"] == "not_permitted"
    assert [row["ref"] for row in program.get("/cases")[1]["items"]] == [ref]


def test_lists_are_read_by_key_to_their_end(program):
    refs = {opened(program) for _ in range(5)}

    seen, cursor = [], ""
    while cursor is not None:
        status, page = program.get(f"/cases?limit=2&cursor={cursor}")
        assert (status, len(page["items"]) <= 2) == (200, True)
        seen += [row["ref"] for row in page["items"]]
        cursor = page["next_cursor"]

    assert len(seen) == 5
    assert set(seen) == refs


def test_what_a_token_has_left_is_said_and_ends(program, settings):
    settings.AMENDS_API_REQUESTS_PER_MINUTE = 2
    limited = Caller(a_token("program", "cases:read"))

    limited.get("/cases")
    assert (limited.last["RateLimit-Limit"], limited.last["RateLimit-Remaining"]) == ("2", "1")
    assert 0 < int(limited.last["RateLimit-Reset"]) <= 60
    limited.get("/cases")
    status, answer = limited.get("/cases")
    assert (status, answer["code"]) == (429, "too_many_attempts")
    assert int(limited.last["Retry-After"]) > 0


def test_budgets_are_told_as_they_stand(house, program):
    ref = opened(program)
    given(program, ref, "breakfast", "late_check_out", spoken=True)
    finance = Caller(a_token("finance", "budgets:read"))

    status, told = finance.get("/budgets")
    assert [(row["level"], row["reserved"]["amount_minor"]) for row in told["budgets"]] == [
        ("campaign", 4_400),
        ("site", 4_400),
        ("team", 4_400),
    ]
    status, page = finance.get(f"/budgets/{told['budgets'][0]['id']}")
    assert (status, [move["kind"] for move in page["movements"]]) == (200, ["reserve"])
    assert finance.get("/budgets/999999")[1]["code"] == "budget_not_found"
    assert finance.get(f"/cases/{ref}")[1]["code"] == "not_permitted"


def test_a_promise_is_kept_by_a_program(house, program):
    ref = opened(program)
    given(program, ref, "handwritten_note", spoken=True)
    keeper = Caller(a_token("program", "promises:write", unit="harbour"))

    promise = keeper.get("/promises")[1]["lines"][0]
    status, kept = keeper.post(f"/promises/{promise['id']}/kept", {"note": "On the pillow"})
    assert (status, kept["was_late"]) == (200, False)
    assert keeper.post(f"/promises/{promise['id']}/kept", {})[1]["code"] == "promise_not_open"
