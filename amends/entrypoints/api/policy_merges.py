"""A draft of the policy carried onto a version that was published after it began."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from amends.commands.governance.carry_policy_draft import carry_policy_draft
from amends.core.policy.drafting.merging import Side
from amends.entrypoints.api.policies import ChangeTold, Number
from amends.entrypoints.api.policy_drafts import Version
from amends.entrypoints.api.route import Routes
from amends.entrypoints.api.shapes import ApiRequest, Digest, Given, Id, Told
from amends.queries.policy_merge import policy_merge

routes = Routes("policies")


class ConflictTold(Told):
    """One cell that the draft and the newer version both changed, each in its own way. `column` is empty for a row that
    one of them took away and the other changed, and `order` where both moved rows."""

    key: Annotated[str, Field(description="Goes back with the choice.")]
    sheet: str
    row: str
    column: str
    before: str
    ours: Annotated[str, Field(description="In the draft.")]
    theirs: Annotated[str, Field(description="In the newer version.")]


class BesideTold(Told):
    """A draft beside the newest version: what was published since it began, what it would change there, what both
    changed."""

    draft_id: Id
    version: int
    base_number: int | None
    onto: int
    is_behind: bool
    published: list[ChangeTold]
    carried: list[ChangeTold]
    conflicts: list[ConflictTold]


class SideGiven(Given):
    """Whose cell holds in one conflict."""

    key: Annotated[str, Field(min_length=1, max_length=25_000)]
    side: Side


class CarryGiven(Given):
    """The draft as it was looked at, the version to carry it onto, and a choice for each conflict."""

    version: Version
    onto: Number
    choices: Annotated[list[SideGiven], Field(max_length=5_000, default_factory=list)]


class DraftCarriedTold(Told):
    """The draft on the newer version; it has to be handed over and read again."""

    draft_id: Id
    version: int
    digest: Digest
    onto: int
    changes: int


@routes.reads("/policy-drafts/{draft_id}/merge", asks=policy_merge, refuses="policy_draft_unknown")
def get_merge(request: ApiRequest, draft_id: Id) -> BesideTold:
    """What carrying a draft onto the newest version would change, and what it asks."""
    page = policy_merge(request.ctx, draft_id=draft_id)
    return BesideTold(
        draft_id=page.draft_id,
        version=page.version,
        base_number=page.base_number,
        onto=page.onto,
        is_behind=page.is_behind,
        published=[ChangeTold.of(each) for each in page.published],
        carried=[ChangeTold.of(each) for each in page.carried],
        conflicts=[ConflictTold.model_validate(each) for each in page.conflicts],
    )


@routes.acts(
    "POST",
    "/policy-drafts/{draft_id}/merge",
    does=carry_policy_draft,
    refuses="policy_draft_unknown draft_ended draft_changed policy_version_unknown draft_up_to_date "
    "policy_merge_undecided sheet_too_large",
)
def merge_draft(request: ApiRequest, draft_id: Id, payload: CarryGiven) -> DraftCarriedTold:
    """Carry a draft's own changes onto the newest version, cell by cell."""
    done = carry_policy_draft(
        request.ctx,
        draft_id=draft_id,
        version=payload.version,
        onto=payload.onto,
        choices={choice.key: choice.side for choice in payload.choices},
    )
    return DraftCarriedTold.model_validate(done)
