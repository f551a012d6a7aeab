"""Drafts of the policy, written by a program: begun, edited, handed over. A person reads and publishes them."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from amends.commands.governance.edit_policy_draft import edit_policy_draft
from amends.commands.governance.start_policy_draft import start_policy_draft
from amends.commands.governance.submit_policy_draft import submit_policy_draft
from amends.core.policy.drafting.entering import CellTyped, SheetTyped
from amends.core.policy.drafting.findings import Finding
from amends.entrypoints.api.policies import ChangeTold, Number
from amends.entrypoints.api.route import Routes
from amends.entrypoints.api.shapes import ApiRequest, Digest, Given, Id, Line, Told
from amends.entrypoints.common.problems import filled
from amends.queries.policy_draft import policy_draft

routes = Routes("policies")

Version = Annotated[int, Field(ge=1, le=10**9, description="The version of the draft that was looked at.")]
Cell = Annotated[str, Field(max_length=20_000)]
Name = Annotated[str, Field(min_length=1, max_length=120)]
SheetKey = Annotated[
    str, Field(min_length=1, max_length=80, examples=["facts", "gestures", "table.severity"])
]
Document = Annotated[
    dict[str, Any] | None,
    Field(
        description="A whole policy as `amends policy export --as json` writes it; it need not be right yet."
    ),
]


class DraftGiven(Given):
    """A draft to begin: from a document, else from a version, else from nothing."""

    name: Name
    from_number: Number | None = None
    document: Document = None


class DraftStartedTold(Told):
    """The draft; the first edit names `version`."""

    draft_id: Id
    version: int
    digest: Digest


class SheetGiven(Given):
    """A whole sheet: rows of texts under columns. Rows without any text are left out."""

    sheet: SheetKey
    columns: Annotated[list[Annotated[str, Field(max_length=80)]], Field(max_length=200)]
    rows: Annotated[list[Annotated[list[Cell], Field(max_length=200)]], Field(max_length=1_000)]


class CellGiven(Given):
    """One cell: the row from 1, the column by its name."""

    sheet: SheetKey
    row: Annotated[int, Field(ge=1, le=10_000)]
    column: Annotated[str, Field(min_length=1, max_length=80)]
    text: Cell


class EditGiven(Given):
    """One change of the draft: a whole document, then sheets, then cells."""

    version: Version
    document: Document = None
    sheets: Annotated[list[SheetGiven], Field(max_length=100, default_factory=list)]
    cells: Annotated[list[CellGiven], Field(max_length=5_000, default_factory=list)]
    why: Line = ""


class DraftEditedTold(Told):
    """The draft after the edit; `changes` counts the differences, 0 means that nothing was kept."""

    draft_id: Id
    version: int
    digest: Digest
    changes: int


class SubmissionGiven(Given):
    """What is handed over."""

    version: Version


class DraftSubmittedTold(Told):
    """The draft in review."""

    draft_id: Id
    version: int
    digest: Digest


class DraftFindingTold(Told):
    """One thing that the check found. An error keeps the draft from being handed over."""

    weight: Annotated[str, Field(examples=["error", "warning"])]
    code: Annotated[str, Field(examples=["gap", "policy_cell_unusable"])]
    sheet: str
    row: Annotated[int, Field(description="From 1; 0 for the sheet as a whole.")]
    column: str
    words: str

    @classmethod
    def of(cls, finding: Finding) -> DraftFindingTold:
        """The finding in the language of the request."""
        words = filled(finding.message, finding.params)
        at = (finding.sheet, finding.row, finding.column)
        return cls(
            weight=finding.weight.value, code=finding.code, sheet=at[0], row=at[1], column=at[2], words=words
        )


class DraftTold(Told):
    """A draft whole: what was typed, what is wrong with it, and what it would change."""

    id: Id
    name: str
    state: Annotated[str, Field(examples=["writing", "in_review", "published", "dropped"])]
    version: int
    digest: Digest
    base_number: int | None
    is_approved: bool
    published_number: int | None
    changed_at: datetime
    changed_by: str
    document: dict[str, Any]
    findings: list[DraftFindingTold]
    changes: list[ChangeTold]


@routes.acts(
    "POST",
    "/policy-drafts",
    does=start_policy_draft,
    status=201,
    refuses="policy_version_unknown name_missing too_long policy_entry_unusable",
)
def start_draft(request: ApiRequest, payload: DraftGiven) -> DraftStartedTold:
    """Begin a draft of the policy."""
    done = start_policy_draft(
        request.ctx,
        name=payload.name,
        from_number=payload.from_number,
        document=_text(payload.document),
    )
    return DraftStartedTold.model_validate(done)


@routes.reads("/policy-drafts/{draft_id}", asks=policy_draft, refuses="policy_draft_unknown")
def get_draft(request: ApiRequest, draft_id: Id) -> DraftTold:
    """One draft, with what the check finds and what it would change."""
    page = policy_draft(request.ctx, draft_id=draft_id)
    head = page.head
    return DraftTold(
        id=head.id,
        name=head.name,
        state=head.state.value,
        version=head.version,
        digest=head.digest,
        base_number=head.base_number,
        is_approved=head.is_approved,
        published_number=head.published_number,
        changed_at=head.changed_at,
        changed_by=head.changed_by,
        document=head.data,
        findings=[DraftFindingTold.of(each) for each in page.checked.findings],
        changes=[ChangeTold.of(each) for each in page.changes],
    )


@routes.acts(
    "PATCH",
    "/policy-drafts/{draft_id}",
    does=edit_policy_draft,
    refuses="policy_draft_unknown draft_ended draft_changed sheet_unknown cell_unknown sheet_too_large "
    "policy_entry_unusable too_long",
)
def edit_draft(request: ApiRequest, draft_id: Id, payload: EditGiven) -> DraftEditedTold:
    """Change a draft: sheets, cells, or all of it. What cannot be read is kept, and told by the check."""
    done = edit_policy_draft(
        request.ctx,
        draft_id=draft_id,
        version=payload.version,
        document=_text(payload.document),
        sheets=tuple(
            SheetTyped(each.sheet, tuple(each.columns), tuple(tuple(row) for row in each.rows))
            for each in payload.sheets
        ),
        cells=tuple(CellTyped(each.sheet, each.row, each.column, each.text) for each in payload.cells),
        why=payload.why,
    )
    return DraftEditedTold.model_validate(done)


@routes.acts(
    "POST",
    "/policy-drafts/{draft_id}/submission",
    does=submit_policy_draft,
    refuses="policy_draft_unknown draft_ended draft_changed draft_not_ready",
)
def submit_draft(request: ApiRequest, draft_id: Id, payload: SubmissionGiven) -> DraftSubmittedTold:
    """Hand a draft over to a reader, a person who wrote nothing in it."""
    done = submit_policy_draft(request.ctx, draft_id=draft_id, version=payload.version)
    return DraftSubmittedTold.model_validate(done)


def _text(document: dict[str, Any] | None) -> str:
    return "" if document is None else json.dumps(document, default=str)
