"""The consistency report as it is read: figures with their intervals, and the cases behind each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from amends.apps.cases.models import Case
from amends.apps.fairness.models import ConsistencyReport
from amends.apps.units.models import Unit
from amends.core.fairness.figures import Figure, Figures, read_figures
from amends.core.refusal import Kind, Refusal
from amends.core.roles import Permission
from amends.core.text import gettext_noop
from amends.kernel.context import Context
from amends.kernel.query import query
from amends.queries.history import PastCase, past_cases
from amends.queries.names import names_of

CASES_SHOWN = 50


class ReportUnknown(Refusal):
    """There is no such report, or none that this actor may see."""

    code = "report_unknown"
    kind = Kind.NOT_FOUND
    message = gettext_noop("There is no such report here. Ask for it, and it is there in a moment.")


@dataclass(frozen=True, slots=True)
class ConsistencyUnit:
    """A unit that a report can be about, with its depth in the tree."""

    code: str
    name: str
    depth: int


@dataclass(frozen=True)
class ConsistencyReportShown:
    """One report. `figures` is None until it was computed for the first time; `waits` while it is asked for (again)."""

    id: int
    unit_code: str
    unit_name: str
    since_date: date
    until_date: date
    asked_at: datetime
    computed_at: datetime | None
    waits: bool
    figures: Figures | None
    names: dict[str, str]  # of the colleagues that figures are about, by actor


@dataclass(frozen=True)
class ConsistencyPage:
    """The units one may ask about, the report over one of them if there is one, and the latest others."""

    units: tuple[ConsistencyUnit, ...]
    unit_code: str
    report: ConsistencyReportShown | None


@dataclass(frozen=True)
class ConsistencyCases:
    """The cases behind one figure, as far as the reader may see them; `hidden` counts the others."""

    report: ConsistencyReportShown
    figure: Figure
    cases: tuple[PastCase, ...]
    hidden: int
    more: int


@query(Permission.SEE_CONSISTENCY)
def consistency(ctx: Context, *, unit_code: str, since_date: date, until_date: date) -> ConsistencyPage:
    """The report over a unit ("" for the highest one sees) and a span, if somebody asked for it."""
    scope = ctx.scope(Permission.SEE_CONSISTENCY)
    rows = [unit for unit in Unit.objects.all() if scope.covers(unit.id)]
    rows.sort(key=lambda unit: unit.lineage)
    top = min((len(unit.lineage) for unit in rows), default=0)
    units = tuple(ConsistencyUnit(unit.code, unit.name, len(unit.lineage) - top) for unit in rows)
    wanted = next((unit for unit in rows if unit.code == unit_code), None)
    if wanted is None and unit_code:
        raise ReportUnknown(field="unit")
    unit = wanted or min(rows, key=lambda unit: len(unit.lineage), default=None)
    found = None
    if unit is not None:
        found = (
            ConsistencyReport.objects.select_related("unit")
            .filter(unit_id=unit.id, since_date=since_date, until_date=until_date)
            .first()
        )
    return ConsistencyPage(units, "" if unit is None else unit.code, None if found is None else _shown(found))


@query(Permission.SEE_CONSISTENCY)
def consistency_report(ctx: Context, *, report_id: int) -> ConsistencyReportShown:
    """One report; raises `ReportUnknown`."""
    scope = ctx.scope(Permission.SEE_CONSISTENCY)
    row = ConsistencyReport.objects.select_related("unit").filter(id=report_id).first()
    if row is None or not scope.covers(row.unit_id):
        raise ReportUnknown
    return _shown(row)


@query(Permission.SEE_CONSISTENCY)
def consistency_cases(ctx: Context, *, report_id: int, place: int) -> ConsistencyCases:
    """The cases behind the figure at `place` (from 0) of a report, the latest first; never who is in which group.

    Raises `ReportUnknown`.
    """
    report = consistency_report(ctx, report_id=report_id)
    if report.figures is None or not 0 <= place < len(report.figures.figures):
        raise ReportUnknown
    figure = report.figures.figures[place]
    scope = ctx.scope(Permission.SEE_CASES)
    seen = Case.objects.visible(scope.unit_ids, restricted=scope.restricted).filter(id__in=figure.case_ids)
    count = seen.count()
    lines = past_cases(seen, words_too=ctx.may(Permission.SEE_CUSTOMER_WORDS), limit=CASES_SHOWN)
    return ConsistencyCases(
        report, figure, lines, hidden=len(figure.case_ids) - count, more=max(0, count - len(lines))
    )


def _shown(row: ConsistencyReport) -> ConsistencyReportShown:
    figures = None if row.figures is None else read_figures(row.figures)
    actors = (
        [] if figures is None else [figure.subject for figure in figures.figures if ":" in figure.subject]
    )
    return ConsistencyReportShown(
        id=row.id,
        unit_code=row.unit.code,
        unit_name=row.unit.name,
        since_date=row.since_date,
        until_date=row.until_date,
        asked_at=row.asked_at,
        computed_at=row.computed_at,
        waits=row.computed_at is None or row.computed_at < row.asked_at,
        figures=figures,
        names=dict(names_of(actors)),
    )
