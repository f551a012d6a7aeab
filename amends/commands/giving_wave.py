"""One step that the waves of an incident take: cases, offers, vouchers, letters and the money of many people at once.

No command, like `carrying_out` beside it: it runs inside the transaction of one. What one giving does row by row stands
here in sets; the rules are the same functions of core, asked once for everybody whose facts are equal.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from amends.apps.cases import store as cases
from amends.apps.clocks import store as clocks
from amends.apps.conversations import store as conversations
from amends.apps.customers import store as customers
from amends.apps.incidents import store as incidents
from amends.apps.ledger import store as ledger
from amends.apps.links import store as links
from amends.apps.offers import store as offers
from amends.apps.promises import store as promises
from amends.apps.vouchers import store as vouchers
from amends.commands.sharing_out import Ground, ground_of
from amends.commands.sharing_shape import Shape, shape_of
from amends.core.incident.reasons import Reason
from amends.core.money import Money
from amends.core.offer.arguments import shared_giving_digest
from amends.kernel.context import Context

_STEPS = {
    "communicated": ("opened", "acknowledged", "assessed", "fast_tracked", "communicated"),
    "fulfilling": ("opened", "acknowledged", "assessed", "fast_tracked", "communicated", "executed"),
}
TOLD = "case.put_right_with_others"
"""The journal's word for a case of an incident: all its steps were taken in one moment, and stand in the entry."""


@dataclass
class _Rows:
    """What a wave writes, gathered over all its groups."""

    made: list[offers.NewOffer] = field(default_factory=list)
    remedies: list[offers.NewRemedy] = field(default_factory=list)
    owed: list[tuple[int, int, Money]] = field(default_factory=list)
    spent: list[tuple[int, int, Money]] = field(default_factory=list)
    posted: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class _Receiver:
    """One person of the wave with everything that is theirs alone."""

    person: incidents.PersonRecord
    customer: customers.CustomerRecord


def give_wave(ctx: Context, incident: incidents.IncidentRecord) -> int:
    """Give to the next people of an incident that is being given; how many they were.

    1. claim them, 2. lock their customers, and leave to a colleague who was given something since it was decided,
    3. write each group: cases, clocks, evidence, journal, offers, vouchers, promises, letters, 4. post the money, last
    because everybody waits for the root.
    """
    claimed = incidents.claim_wave(incident.id, incident.wave_size)
    if not claimed:
        return 0
    ground, verdicts = ground_of(ctx, incident), incidents.verdicts_of(incident.id)
    rows = _Rows()
    given = []
    for (verdict_id, language), receivers in sorted(_receivers(ctx, incident, claimed).items()):
        found = shape_of(ctx, ground, verdicts[verdict_id], receivers[0].customer, language)
        _write_group(ctx, ground, found, receivers, rows)
        given += [receiver.person.id for receiver in receivers]
    offers.add_many(ctx, incident.decided_by, rows.made)
    offers.make_remedies(rows.remedies)
    ledger.record_owed_many(ctx, rows.owed)
    ledger.post_many(ctx, rows.posted)
    ledger.spend_many(ctx, incident.period_ids, rows.spent)
    assert incidents.mark_given(given) == len(given), "whoever was claimed is given to"
    return len(claimed)


def _receivers(
    ctx: Context, incident: incidents.IncidentRecord, claimed: Sequence[incidents.PersonRecord]
) -> dict[tuple[int, str], list[_Receiver]]:
    """Those who are given to, by verdict and language; the others are left to a colleague, and their money let go."""
    known = customers.lock_many([person.customer_id for person in claimed])
    assert incident.decided_at is not None, "what is given was decided"
    meanwhile = offers.given_since(list(known), incident.decided_at)
    groups: dict[tuple[int, str], list[_Receiver]] = defaultdict(list)
    out: dict[Reason, list[incidents.PersonRecord]] = defaultdict(list)
    for person in claimed:
        customer = known.get(person.customer_id)
        if customer is None:
            out[Reason.ERASED].append(person)
        elif person.customer_id in meanwhile:
            out[Reason.GIVEN_MEANWHILE].append(person)
        elif not customer.email:
            out[Reason.NO_ADDRESS].append(person)
        else:
            groups[person.verdict_id, customer.language].append(_Receiver(person, customer))
    for reason, people in out.items():
        ids = [person.id for person in people]
        if reason is Reason.ERASED:
            incidents.mark_skipped(ids, reason)
        else:
            incidents.mark_held_back(ids, reason)
        ledger.void_many(ctx, [person.offer_id for person in people if person.reserve_minor])
    return groups


def _write_group(
    ctx: Context, ground: Ground, shape: Shape, receivers: Sequence[_Receiver], rows: _Rows
) -> None:
    """Everything of one group but its offers, remedies and money, which are gathered."""
    refs = cases.fresh_refs(ctx, len(receivers))
    case_ids = [receiver.person.case_id for receiver in receivers]
    keys = customers.person_keys(receiver.customer.id for receiver in receivers)
    beginnings = [
        cases.Beginning(receiver.person.case_id, receiver.customer.id, keys[receiver.customer.id])
        for receiver in receivers
    ]
    cases.open_many(
        ctx,
        shape.case,
        beginnings,
        refs,
        shape.said,
        event=TOLD,
        steps=_STEPS[shape.case.state.value],
        more={"incident_id": ground.incident.id, "decision_id": shape.verdict.decision_id},
    )
    clocks.start_many(ctx, case_ids, shape.clocks)
    owed_ids = offers.draw_offer_ids(len(receivers)) if shape.verdict.owed else [None] * len(receivers)
    serials = _carry_out(ctx, ground, shape, receivers, owed_ids, rows)
    links_to = links.open_portals(ctx, case_ids)
    letters = []
    for receiver, ref, link, (voucher_id, serial) in zip(receivers, refs, links_to, serials, strict=True):
        subject, body = shape.letter.fill(receiver.customer, ref=ref, link=link, voucher=serial)
        letters.append(
            conversations.ReadyLetter(
                *(shape.letter.shape, receiver.person.case_id, receiver.customer.email),
                *(subject, body, voucher_id),
            )
        )
    conversations.queue_many(ctx, ground.incident.decided_by, letters)


def _carry_out(
    ctx: Context,
    ground: Ground,
    shape: Shape,
    receivers: Sequence[_Receiver],
    owed_ids: Sequence[int | None],
    rows: _Rows,
) -> list[tuple[int | None, str]]:
    """The offers of a group with what they make; the voucher (id and serial) that goes along in each letter."""
    verdict = shape.verdict
    option_ids = offers.draw_option_ids(len(receivers) * (len(verdict.options) + len(verdict.owed)))
    issued: list[tuple[int | None, str]] = [(None, "")] * len(receivers)
    for is_owed, options in ((False, verdict.options), (True, verdict.owed)):
        if not options:
            continue
        made = []
        for receiver, owed_id in zip(receivers, owed_ids, strict=True):
            offer_id = owed_id if is_owed else receiver.person.offer_id
            assert offer_id is not None, "ids are drawn for what is written"
            mine = tuple(option_ids.pop() for _ in options)
            made.append(_offer(ground, shape, receiver, offer_id, mine, is_owed=is_owed))
        rows.made += made
        if is_owed or not verdict.needs_acceptance:
            _money(shape, receivers, made, rows, is_owed=is_owed)
            given = _make(ctx, ground, shape, made, rows, is_owed=is_owed)
            issued = given if any(serial for _, serial in given) else issued
    return issued


def _offer(
    ground: Ground,
    shape: Shape,
    receiver: _Receiver,
    offer_id: int,
    option_ids: tuple[int, ...],
    *,
    is_owed: bool,
) -> offers.NewOffer:
    verdict = shape.verdict
    options = shape.owed if is_owed else shape.options
    face = verdict.face if not is_owed else sum((o.face for o in options[1:]), options[0].face)
    waits = verdict.needs_acceptance and not is_owed
    assert verdict.decision_id is not None, "what is given was frozen when the money was held"
    return offers.NewOffer(
        id=offer_id,
        option_ids=option_ids,
        case_id=receiver.person.case_id,
        customer_id=receiver.customer.id,
        unit_id=ground.incident.unit_id,
        decision_id=verdict.decision_id,
        options=options,
        face=face,
        is_owed=is_owed,
        needs_acceptance=waits,
        arguments_digest=shared_giving_digest(
            case_id=receiver.person.case_id,
            policy_digest=ground.policy.digest,
            facts_digest=shape.facts_digest,
            options=[(option.gesture_code, option.face.minor) for option in options],
        ),
        envelope_digest=verdict.envelope_digest,
        expires_at=shape.choose_until_at if waits else None,
    )


def _money(
    shape: Shape,
    receivers: Sequence[_Receiver],
    made: Sequence[offers.NewOffer],
    rows: _Rows,
    *,
    is_owed: bool,
) -> None:
    """What is held becomes a liability; work and the like is cost at once; what is owed passes through the ledger."""
    if is_owed:
        for offer in made:
            rows.owed += [(offer.case_id, offer.id, o.face) for o in offer.options if o.face.minor]
    elif shape.verdict.reserve_minor:
        rows.posted += [receiver.person.offer_id for receiver in receivers]
        if shape.plans[0].is_spent_at_once:
            rows.spent += [(offer.case_id, offer.id, offer.face) for offer in made]


def _make(
    ctx: Context,
    ground: Ground,
    shape: Shape,
    made: Sequence[offers.NewOffer],
    rows: _Rows,
    *,
    is_owed: bool,
) -> list[tuple[int | None, str]]:
    """Vouchers, promises and payments of these offers; the voucher of each, where there is one."""
    issued: list[tuple[int | None, str]] = [(None, "")] * len(made)
    options = shape.owed if is_owed else shape.options
    plans = shape.owed_plans if is_owed else shape.plans
    for place, (option, steps) in enumerate(zip(options, plans, strict=True)):

        def remedy(
            offer: offers.NewOffer, kind: str, place: int = place, face: Money = option.face, **named: int
        ) -> None:
            new = offers.NewRemedy(offer.id, offer.option_ids[place], kind, face, is_owed, **named)
            rows.remedies.append(new)

        if steps.voucher_until is not None:
            period_ids = ground.incident.period_ids if not is_owed and shape.verdict.reserve_minor else ()
            new = [
                vouchers.NewVoucher(
                    *(vouchers.fresh_serial(ctx), offer.case_id, offer.id, shape.house_id),
                    *(option.name, option.form, option.face, option.percent),
                    expires_at=steps.voucher_until,
                    period_ids=period_ids,
                )
                for offer in made
            ]
            ids = vouchers.issue_many(ctx, new)
            issued = [(voucher_id, each.serial) for voucher_id, each in zip(ids, new, strict=True)]
            for offer, (voucher_id, _) in zip(made, issued, strict=True):
                assert voucher_id is not None
                remedy(offer, "voucher", voucher_id=voucher_id)
        works = shape.works(option)
        opened = promises.open_many(
            ctx,
            unit_id=ground.incident.unit_id,
            made_by=ground.incident.decided_by,
            promises=[(offer.case_id, offer.id, work) for offer in made for work in works],
        )
        for number, promise_id in enumerate(opened):
            remedy(made[number // len(works)], "promise", promise_id=promise_id)
        if steps.is_payment:
            for offer in made:
                remedy(offer, "payment")
    return issued
