"""A policy in force, a case to give in, and budgets to give from: made through commands and stores."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import transaction
from givens.house import House, make_house, system
from givens.policy import LONG_AGO, a_policy

from amends.apps.ledger import store as ledger
from amends.commands.intake.log_failure import Contact, LoggedFailure, log_failure
from amends.commands.offer.make_offer import OfferMade, make_offer
from amends.core.ledger.budget import PeriodLength
from amends.core.money import Money
from amends.core.offer.arguments import Choice
from amends.kernel.context import Context
from amends.queries.envelope import envelope


@dataclass(frozen=True)
class Desk:
    """The house with its policy and budgets, and the night desk's case of the alarm clock."""

    house: House
    case_ref: str
    budget_ids: dict[str, int]

    def nora(self, **given: object) -> Context:
        """The colleague at the night desk."""
        return self.house.ctx("nora", **given)  # type: ignore[arg-type]

    def now(self) -> Context:
        """Nora at this very moment: for what pages show of the present."""
        return self.nora(now=datetime.now(UTC))

    def give(self, *codes: str, ctx: Context | None = None, **given: object) -> OfferMade:
        """Nora gives these gestures from the envelope she sees at this moment."""
        who = ctx or self.nora()
        shown = envelope(who, case_ref=self.case_ref)
        choices = tuple(Choice(code) for code in codes)
        return make_offer(
            who,
            **{  # type: ignore[arg-type]
                "case_ref": self.case_ref,
                "envelope_digest": shown.digest,
                "choices": choices,
                **given,
            },
        )


@transaction.atomic
def open_budgets(
    house: House, *, desk: int = 100_000, hotel: int = 500_000, group: int = 1_000_000
) -> dict[str, int]:
    """A month's budget of the group, of the hotel and of its front desk."""
    whole = ledger.open_budget(
        system(),
        unit_id=house.group.id,
        level="campaign",
        name="Goodwill of the group",
        cap=Money(group, "EUR"),
        period=PeriodLength.MONTH,
    )
    site = ledger.open_budget(
        system(),
        unit_id=house.hotel.id,
        level="site",
        name="Harbour Hotel",
        cap=Money(hotel, "EUR"),
        period=PeriodLength.MONTH,
        parent_id=whole.id,
    )
    team = ledger.open_budget(
        system(),
        unit_id=house.desk.id,
        level="team",
        name="Front desk",
        cap=Money(desk, "EUR"),
        period=PeriodLength.MONTH,
        parent_id=site.id,
    )
    return {"group": whole.id, "hotel": site.id, "desk": team.id}


def a_desk(*, desk: int = 100_000, hotel: int = 500_000, group: int = 1_000_000, **facts: object) -> Desk:
    """Nora has logged that a guest was woken by an alarm at ten past one; `facts` are what she knows besides."""
    house = make_house()
    a_policy(LONG_AGO)
    budget_ids = open_budgets(house, desk=desk, hotel=hotel, group=group)
    return Desk(house, log_alarm(house, **facts), budget_ids)


def log_alarm(
    house: House, name: str = "Ada Lindqvist", email: str = "ada@example.org", **facts: object
) -> str:
    """The reference of a new case of the alarm clock, heard and assessed."""
    logged = log_failure(
        house.ctx("nora"),
        unit_id=house.desk.id,
        customer=Contact(name, email),
        failures=(
            LoggedFailure("alarm_set", place="Room 412", words="An alarm woke me at one.", facts=facts),
        ),
    )
    return logged.refs[0]
