"""The policy workshop in words: its sheets and columns, where versions and drafts stand, and what was found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from amends.core.policy.changes import Change
from amends.core.policy.drafting.findings import Finding
from amends.core.policy.drafting.sheets import Sheet
from amends.core.policy.drafting.states import DraftState, Verdict
from amends.entrypoints.common.problems import filled
from amends.queries.policies import Standing


@dataclass(frozen=True, slots=True)
class FindingWords:
    """One finding as it is shown: its sentence, where it leads to, and whether it is an error."""

    words: str
    sheet: str
    sheet_words: str
    row: int
    column: str
    is_error: bool

    @property
    def anchor(self) -> str:
        """The cell, the row, or the sheet."""
        if not self.row:
            return "grid"
        return f"r{self.row}.{self.column}" if self.column else f"r{self.row}"


def sheet_words(sheet: Sheet) -> str:
    """What a sheet is called: the organisation's title of a table, our word for a list."""
    return sheet.title or _lists().get(sheet.key) or sheet.table.replace("_", " ") or sheet.key


def sheet_hint(key: str) -> str:
    """What belongs on one of the lists, in a sentence; nothing for the rows of a table."""
    return _hints().get(key, "")


def finding_words(findings: Iterable[Finding], names: Mapping[str, str]) -> list[FindingWords]:
    """Findings in the reader's language; `names` are the sheets' words by key."""
    return [
        FindingWords(
            filled(each.message, each.params),
            each.sheet,
            names.get(each.sheet, each.sheet),
            each.row,
            each.column,
            each.is_error,
        )
        for each in findings
    ]


def change_words(changes: Iterable[Change]) -> list[str]:
    """Differences, a sentence each."""
    return [filled(each.message, each.params) for each in changes]


def standing_words(standing: Standing) -> str:
    """Where a version stands."""
    return {
        Standing.IN_FORCE: _("decides now"),
        Standing.COMING: _("to come"),
        Standing.PAST: _("earlier"),
    }[standing]


def state_words(state: DraftState, *, is_approved: bool) -> str:
    """Where a draft stands."""
    if is_approved and state is DraftState.IN_REVIEW:
        return _("approved")
    return {
        DraftState.WRITING: _("being written"),
        DraftState.IN_REVIEW: _("waits for a reader"),
        DraftState.PUBLISHED: _("published"),
        DraftState.DROPPED: _("dropped"),
    }[state]


def verdict_words(verdict: Verdict) -> str:
    """What a reviewer said."""
    return {Verdict.APPROVED: _("approved it"), Verdict.SENT_BACK: _("sent it back")}[verdict]


def list_words(key: str) -> str:
    """What a list of the document is called; a table's sheet is called by its name."""
    return _lists().get(key, key)


def _lists() -> dict[str, str]:
    return {
        "policy": _("Name and limits"),
        "facts": _("Facts"),
        "derived": _("Facts worked out"),
        "amounts": _("Amounts and rates"),
        "tables": _("Tables and their columns"),
        "gestures": _("Gestures"),
        "approvals": _("Yeses in steps"),
        "triggers": _("Triggers"),
    }


def _hints() -> dict[str, str]:
    return {
        "policy": _(
            "The ceiling: above so many percent of a money fact, entitlements included, somebody has to say yes."
        ),
        "facts": _(
            "What the tables may look at: one line for each fact, with its type and the choices it can have."
        ),
        "derived": _("Facts that a rule works out from others, like days between two dates."),
        "amounts": _(
            "A number, {percent: 20, of: price}, {rate: 5, per: [delay_hours]}, {least: [...]}, {round: ..., to: 0.5}. "
            "Rates that change with time: {versions: [{amount: 10}, {from: 2026-01-01, amount: 12}], by: failure_date}."
        ),
        "tables": _(
            "One line for each table, in the order in which they are decided. Inputs are names of facts, outputs are "
            "new names; a new line makes a new table."
        ),
        "gestures": _("What may be given, one line for each gesture."),
        "approvals": _(
            "Who says yes, one after the other, for which amounts; without a line one yes is enough."
        ),
        "triggers": _(
            "What is done when another program tells of an event, without a person, within a grant."
        ),
    }
