"""What people do in the demonstration: each act is one command (or two), at the moment that its story says.

Customers act as they really would: through the link and with the code that came to them by mail.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from amends.adapters.delivery.base import Parcel, Recorder
from amends.commands.casework.investigate_case import investigate_case
from amends.commands.casework.record_evidence import FactGiven, record_evidence
from amends.commands.casework.record_finding import record_finding
from amends.commands.delivery.deliver_messages import deliver_messages
from amends.commands.delivery.say_to_customer import say_to_customer
from amends.commands.followup.answer_followup import answer_followup
from amends.commands.followup.keep_promise import keep_promise
from amends.commands.intake.act_on_events import act_on_events
from amends.commands.intake.log_failure import Contact, LoggedFailure, log_failure
from amends.commands.intake.receive_complaint import receive_complaint
from amends.commands.intake.receive_events import receive_events
from amends.commands.offer.accept_offer import accept_offer
from amends.commands.offer.decide_approval import decide_approval
from amends.commands.offer.decline_offer import decline_offer
from amends.commands.offer.make_offer import OfferMade, make_offer
from amends.commands.offer.record_payment import record_payment
from amends.commands.voucher.redeem_voucher import redeem_voucher
from amends.core.offer.arguments import Choice
from amends.core.policy.envelope import Envelope
from amends.core.roles import Role
from amends.entrypoints.cli.demonstration.cast import Cast
from amends.entrypoints.cli.demonstration.group import Group
from amends.kernel.context import Context
from amends.queries.approval_page import approval_page
from amends.queries.compose import compose
from amends.queries.envelope import envelope
from amends.queries.event_list import event_list
from amends.queries.given import OfferShown, PaymentShown, given
from amends.queries.portal_links import opened_link
from amends.queries.promises import PromiseLine, promises_of_case

_LINK = re.compile(r"/p/([\w-]+)/")
_CODE = re.compile(r"^([0-9A-Z]{4}(?:-[0-9A-Z]{4}){2,})$", re.M)


@dataclass(frozen=True, slots=True)
class Visitor:
    """A customer as they introduce themselves."""

    name: str
    email: str = ""
    phone: str = ""
    external_ref: str = ""
    loyalty_tier: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody says went wrong, and where."""

    failure: str
    words: str
    wants: str
    place: str
    facts: Mapping[str, object]


@dataclass
class World:
    """The group, its people, and the letter boxes of its customers."""

    cast: Cast
    group: Group
    post: Recorder = field(default_factory=Recorder)
    mails: dict[str, list[Parcel]] = field(default_factory=lambda: defaultdict(list))
    # By case: who says why, and what changes.
    learned: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    _sales: int = 1000

    # ---- hearing

    def log(
        self, key: str, unit: str, visitor: Visitor, told: Sequence[Told], at: datetime, channel: str
    ) -> tuple[str, ...]:
        """A colleague logs what went wrong in one visit; the references."""
        contact = Contact(
            visitor.name, visitor.email, visitor.phone, visitor.external_ref, visitor.loyalty_tier
        )
        failures = tuple(
            LoggedFailure(each.failure, each.place, None, each.words, each.wants, each.facts) for each in told
        )
        ctx = self.cast.colleague(key, at)
        logged = log_failure(
            ctx, unit_id=self.group.unit_ids[unit], customer=contact, failures=failures, channel=channel
        )
        return logged.refs

    def write(self, unit: str, form: str, visitor: Visitor, told: Told, at: datetime) -> str:
        """A customer fills in the form of a place; the reference."""
        opened = receive_complaint(
            self.cast.house(at),
            place_code=form,
            contact_name=visitor.name,
            email=visitor.email,
            phone=visitor.phone,
            failure_code=told.failure,
            words=told.words,
            remedy_sought=told.wants,
        )
        self.deliver(at)
        return opened.ref

    def notice(self, source_id: int, source: str, event: object, at: datetime) -> tuple[str, str]:
        """A program tells what it noticed, and a worker acts on it; the reference of its case, and what was done."""
        receive_events(self.cast.source(source_id, at), source=source, sent=(event,))
        act_on_events(self.cast.house(at), clock=lambda: at)
        self.deliver(at)
        (line, *_) = event_list(self.cast.house(at, Role.CX_MANAGER), source=source, limit=1).lines
        return line.case_ref, line.state

    # ---- reviewing

    def note(self, ctx: Context, ref: str, facts: Mapping[str, object]) -> None:
        """What a colleague finds out."""
        record_evidence(
            ctx, case_ref=ref, facts=tuple(FactGiven(name, value) for name, value in facts.items())
        )

    def review(self, ctx: Context, ref: str, *, plan: str, found: Mapping[str, object], cause: str) -> None:
        """Look into a case and say what was found."""
        investigate_case(ctx, case_ref=ref, plan=plan, was_not_there=True)
        self.note(ctx, ref, found)
        self.settle(ctx, ref, cause=cause)

    def settle(self, ctx: Context, ref: str, *, cause: str) -> None:
        """Say what was found, and what lies behind it."""
        record_finding(ctx, case_ref=ref, finding="upheld", cause_class=cause, root_cause=cause)

    # ---- giving and saying

    def look(self, ctx: Context, ref: str) -> Envelope:
        """What may be given now."""
        shown = envelope(ctx, case_ref=ref).envelope
        if shown is None:
            raise LookupError("no policy is in force: a defect of the demonstration")
        return shown

    def give(
        self,
        ctx: Context,
        ref: str,
        choices: Sequence[Choice],
        *,
        spoken: bool,
        shown: Envelope,
        with_owed: bool = True,
        why: str = "",
    ) -> OfferMade:
        """Give from the envelope that was shown, with what is owed besides; `why` where it departs from the policy."""
        due = shown.owed if with_owed else ()
        owed = tuple(each.code for each in due)
        return make_offer(
            ctx,
            case_ref=ref,
            envelope_digest=shown.digest,
            choices=tuple(choices),
            owed=owed,
            spoken=spoken,
            override_reason=why,
        )

    def tell(self, ctx: Context, ref: str) -> None:
        """Write the decision to the customer with the text that fits; by phone where the rubric asks for a person."""
        letter = compose(ctx, case_ref=ref)
        spoken = None if letter.can_write and letter.verdict.is_sendable else ctx.now
        say_to_customer(
            ctx,
            case_ref=ref,
            stage="FINAL",
            text=letter.text,
            template_code="" if spoken else letter.template_code,
            told_at=spoken,
            channel="phone" if spoken else "email",
        )

    def keep(self, ctx: Context, promise_id: int) -> None:
        """A colleague does what was promised."""
        keep_promise(ctx, promise_id=promise_id)

    def approve(self, key: str, approval_id: int, at: datetime) -> None:
        """Somebody with more authority says yes to exactly what was asked."""
        ctx = self.cast.colleague(key, at)
        asked = approval_page(ctx, approval_id=approval_id)
        decide_approval(ctx, approval_id=approval_id, arguments_digest=asked.digest, approve=True)

    def waiting(self, key: str, ref: str, at: datetime) -> tuple[OfferShown, ...]:
        """Offers of which the customer has to choose."""
        shown = given(self.cast.colleague(key, at), case_ref=ref)
        return tuple(offer for offer in shown.waiting if offer.waits_for_customer)

    def promises(self, key: str, ref: str, at: datetime) -> tuple[PromiseLine, ...]:
        """What is still to be done for a case, the first due first."""
        lines = promises_of_case(self.cast.colleague(key, at), case_ref=ref)
        return tuple(line for line in sorted(lines, key=lambda line: line.due_at) if line.kept_at is None)

    def payments(self, key: str, ref: str, at: datetime) -> tuple[PaymentShown, ...]:
        """What is still to be paid for a case."""
        return given(self.cast.colleague(key, at), case_ref=ref).payments

    def pay(self, key: str, payer: str, ref: str, at: datetime) -> None:
        """Finance pays, and enters the reference of each payment."""
        for payment in self.payments(key, ref, at):
            self._sales += 1
            ctx = self.cast.colleague(payer, at)
            record_payment(ctx, fulfilment_id=payment.fulfilment_id, payment_ref=f"SEPA-{self._sales}")

    # ---- the customer

    def deliver(self, at: datetime) -> None:
        """Take the mails out of the house, into the letter boxes."""
        deliver_messages(
            self.cast.house(at), transports={"email": self.post}, worker="demonstration", clock=lambda: at
        )
        for parcel in self.post.taken:
            self.mails[parcel.to_address].append(parcel)
        self.post.taken.clear()

    def guest(self, ref: str, email: str, at: datetime) -> Context | None:
        """The customer behind the newest open link of a case; None where no mail of it has reached them."""
        for parcel in reversed(self.mails[email]):
            for token in _LINK.findall(parcel.text):
                link = opened_link(token, now=at)
                if link is not None and link.case_ref == ref and link.purpose == "portal":
                    return self.cast.customer(link.customer_id, link.unit_id, at)
        return None

    def times_asked(self, ref: str, email: str) -> int:
        """How often the question has reached them."""
        return sum(
            1 for parcel in self.mails[email] if ref in parcel.subject and "right now" in parcel.subject
        )

    def accept(self, ctx: Context, offer_id: int, position: int) -> tuple[int, ...]:
        """The customer chooses; the promises that this makes."""
        chosen = accept_offer(ctx, offer_id=offer_id, option_position=position)
        self.deliver(ctx.now)
        return chosen.promise_ids

    def decline(self, ctx: Context, offer_id: int, words: str) -> None:
        """The customer wants nothing of it."""
        decline_offer(ctx, offer_id=offer_id, words=words)

    def answer(
        self, ctx: Context, ref: str, said: str, words: str, *, rating: int | None, spoken: bool = False
    ) -> str:
        """The customer says whether it is right now; the state of the case."""
        answered = answer_followup(
            ctx,
            case_ref=ref,
            answer=said,
            source="spoken" if spoken else "link",
            words=words,
            satisfaction=rating,
        )
        return answered.state

    def codes(self, ref: str, email: str) -> list[str]:
        """The voucher codes that came to them for a case."""
        mails = [parcel for parcel in self.mails[email] if ref in parcel.subject]
        return [code for parcel in mails for code in _CODE.findall(parcel.text)]

    def redeem(self, key: str, unit: str, code: str, at: datetime, amount_minor: int | None = None) -> None:
        """A till takes a voucher."""
        self._sales += 1
        redeem_voucher(
            self.cast.colleague(key, at),
            code=code,
            unit_id=self.group.unit_ids[unit],
            amount_minor=amount_minor,
            till_ref=f"{unit}-{self._sales}",
        )
