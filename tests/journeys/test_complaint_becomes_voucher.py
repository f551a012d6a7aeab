"""docs/tour.md, run: from the words in a form to the guest's own yes, with a voucher spent on the way."""

from __future__ import annotations

import re
from datetime import timedelta
from email.message import EmailMessage

import pytest
from givens.giving import open_budgets
from givens.house import House, chance, make_house, system
from givens.policy import LONG_AGO, a_policy
from givens.post import a_post_office

from amends.adapters.delivery.email import Email
from amends.apps.cases import store as cases
from amends.apps.followups.models import FollowUp
from amends.apps.ledger.models import Transfer
from amends.apps.links import store as links
from amends.apps.vouchers import store as vouchers
from amends.apps.vouchers.models import Voucher
from amends.commands.delivery.deliver_messages import deliver_messages
from amends.commands.followup.answer_followup import answer_followup
from amends.commands.followup.ask_followups import ask_followups
from amends.commands.intake.receive_complaint import receive_complaint
from amends.commands.offer.accept_offer import accept_offer
from amends.commands.offer.make_offer import make_offer
from amends.commands.voucher.redeem_voucher import redeem_voucher
from amends.core.case.outcome import Outcome
from amends.core.offer.arguments import Choice
from amends.core.roles import Role
from amends.kernel.context import Actor, ActorKind, Context, placed
from amends.queries.envelope import envelope

WORDS = "An alarm went off at ten past one. It was not ours."


@pytest.fixture
def house(committed_db: None) -> House:
    made = make_house()
    a_policy(LONG_AGO)
    open_budgets(made)
    return made


def mailed(ctx: Context) -> list[EmailMessage]:
    """What a worker hands to a real mail server at that moment."""
    with a_post_office() as office:
        deliver_messages(ctx, transports={"email": Email()}, worker="tour", clock=lambda: ctx.now)
    return office.taken


def guest_behind(mail: EmailMessage, ctx: Context) -> Context:
    """Whoever opens the link in the mail, at that moment."""
    text = mail.get_body(("plain",)).get_content()
    token = re.search(r"/p/([\w-]+)/", text)[1]
    case = cases.case_by_id(links.find_by_token(token).case_id)
    may = placed(Role.CUSTOMER, frozenset({case.unit_id}))
    return Context(Actor(ActorKind.CUSTOMER, case.customer_id), (may,), ctx.now, "portal", chance())


def test_a_complaint_becomes_a_voucher_and_the_guest_says_it_is_right(house: House) -> None:
    # 1. Heard: the form of room 412, and an answer in the guest's inbox.
    opened = receive_complaint(
        system(),
        place_code="H412",
        contact_name="Ada Lindqvist",
        email="ada@example.org",
        failure_code="alarm_set",
        words=WORDS,
    )
    (ack,) = mailed(system())
    assert ack["To"] == "ada@example.org"
    assert opened.ref in ack["Subject"]

    # 2. and 3. Before the talk: Dana, the duty manager, sees what she may give.
    dana = house.ctx("dana")
    shown = envelope(dana, case_ref=opened.ref)
    assert {line.gesture_code for line in shown.envelope.may_give} >= {"breakfast", "late_check_out"}

    # 4. and 5. Given: two things to choose from, told over the phone; the dearer one is held in every budget.
    made = make_offer(
        dana,
        case_ref=opened.ref,
        envelope_digest=shown.digest,
        choices=(Choice("breakfast"), Choice("late_check_out")),
        spoken=True,
    )
    assert (made.state, made.case_state) == ("offered", "communicated")
    assert list(Transfer.objects.values_list("kind", "amount_minor")) == [("reserve", 44_00)]

    # 6. Chosen: the guest takes the breakfast, by the link they have.
    guest = guest_behind(ack, dana)
    chosen = accept_offer(guest, offer_id=made.offer_id, option_position=0)
    assert (chosen.case_state, len(chosen.voucher_ids)) == ("fulfilling", 1)

    # 7. In their hand, and spent at the till of the hotel.
    voucher = Voucher.objects.get(id=chosen.voucher_ids[0])
    (letter,) = mailed(system())
    assert letter["Subject"].startswith("Your voucher: ")
    assert cases.case_by_ref(opened.ref).state.value == "fulfilled"
    code = vouchers.code_of(vouchers.voucher_by_serial(voucher.serial))
    taken = redeem_voucher(
        house.ctx("til"), code=code, unit_id=house.desk.id, amount_minor=None, till_ref="R-1001"
    )
    assert (taken.taken.minor, taken.left.minor) == (44_00, 0)

    # 8. Put right? The guest is asked in the morning and says so themselves.
    ask_at = FollowUp.objects.get().ask_at
    morning = system(ask_at + timedelta(minutes=1))
    ask_followups(morning)
    (question,) = mailed(morning)
    answered = answer_followup(
        guest_behind(question, morning),
        case_ref=opened.ref,
        answer="yes",
        source="link",
        words="Kind of you.",
    )
    assert (answered.state, answered.outcome) == ("closed", Outcome.RECOVERED.value)
