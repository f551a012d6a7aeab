"""A past case is brought in from elsewhere, as already closed: it tells the history and counts in no rate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from amends.apps.cases import store as cases
from amends.apps.customers import store as customers
from amends.apps.failures import store as kinds
from amends.apps.units import store as units
from amends.core.case.hearing import REMEDY_MAX, WORDS_MAX, NameMissing, known_channel, not_later, within
from amends.core.case.lifecycle import Event
from amends.core.case.standing import CaseStanding
from amends.core.refusal import Kind, Refusal
from amends.core.region import region_of_zone
from amends.core.roles import Permission
from amends.core.text import gettext_noop
from amends.kernel.command import command
from amends.kernel.context import Context


class EndedBeforeItBegan(Refusal):
    """The two times are the wrong way round."""

    code = "ended_before_it_began"
    kind = Kind.INVALID
    message = gettext_noop("It cannot have been closed before it came in. Check the two times.")


@dataclass(frozen=True, slots=True)
class PastCaseImported:
    """The reference it has here."""

    ref: str
    customer_ref: str


@command(Permission.MANAGE_FORMS)
def import_past_case(
    ctx: Context,
    *,
    unit_id: int,
    source_row: str,
    customer_name: str,
    failure_code: str,
    words: str,
    received_at: datetime,
    closed_at: datetime,
    email: str = "",
    phone: str = "",
    external_ref: str = "",
    channel: str = "desk",
    remedy_sought: str = "",
    severity: int | None = None,
) -> PastCaseImported:
    """Bring in one case that was closed elsewhere; `source_row` says where it comes from and is kept.

    Raises `SourceRowMissing`, `NameMissing`, `EndedBeforeItBegan`, `HappensLater`, `FailureUnknown`, `TooLong` and the
    refusals of addresses and numbers, each at its field.
    """
    ctx.require(Permission.MANAGE_FORMS, unit_id)
    unit = units.unit(unit_id, field="unit")
    if not customer_name.strip():
        raise NameMissing(field="customer_name")
    if closed_at < received_at:
        raise EndedBeforeItBegan(field="closed_at")
    row = within(source_row, 200, field="source_row")
    someone = customers.find_or_make_customer(
        ctx,
        home_unit_id=unit.id,
        display_name=within(customer_name, 200, field="customer_name"),
        email=email,
        phone=phone,
        external_ref=within(external_ref, 80, field="external_ref"),
        language=unit.language,
        region=region_of_zone(unit.timezone),
    )
    case = cases.open_case(
        ctx,
        customer_id=someone.id,
        person_key=customers.person_key(someone.id),
        unit_id=unit.id,
        failure_type_id=kinds.failure_type(failure_code, field="failure_code").id,
        event=Event.IMPORT_PAST,
        standing=CaseStanding(ref_issued=True, source_row_kept=bool(row)),
        origin="complaint",
        channel=str(known_channel(channel)),
        severity=severity,
        words=within(words, WORDS_MAX, field="words"),
        remedy_sought=within(remedy_sought, REMEDY_MAX, field="remedy_sought"),
        received_at=received_at,
        closed_at=not_later(closed_at, ctx.now, field="closed_at"),
        source_row=row,
    )
    return PastCaseImported(case.ref, someone.ref)
