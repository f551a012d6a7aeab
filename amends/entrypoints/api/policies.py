"""The policy in its versions: what decides, what did, and what each one changed."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from ninja import Query
from pydantic import Field

from amends.core.policy.changes import Change
from amends.entrypoints.api.route import Routes
from amends.entrypoints.api.shapes import ApiRequest, Digest, Given, Id, Told
from amends.entrypoints.common.problems import filled
from amends.queries.policies import policies, policy_diff, policy_version

routes = Routes("policies")

Number = Annotated[int, Field(ge=1, le=10**9, description="Versions are numbered from 1.", examples=[4])]


class VersionTold(Told):
    """One published version."""

    number: Number
    name: str
    digest: Digest
    standing: Annotated[str, Field(examples=["in_force", "coming", "past"])]
    effective_from_at: datetime
    published_at: datetime
    published_by: str
    note: str
    restores: Annotated[int | None, Field(description="The number of the earlier version that it put back.")]
    draft_id: Id | None


class DraftLineTold(Told):
    """One draft that is being written or read."""

    id: Id
    name: str
    state: Annotated[str, Field(examples=["writing", "in_review"])]
    base_number: int | None
    is_approved: bool
    changed_at: datetime
    changed_by: str


class PoliciesTold(Told):
    """Versions, the newest first, and living drafts."""

    versions: list[VersionTold]
    drafts: list[DraftLineTold]
    before: Annotated[
        int | None, Field(description="Send it as `before` for older versions; null at the end.")
    ]


class VersionsWanted(Given):
    """Which versions."""

    before: Number | None = None


class VersionPageTold(Told):
    """One version with its document, as `amends policy export --as json` writes it."""

    version: VersionTold
    document: Annotated[dict[str, Any], Field(description="Facts, amounts, tables and gestures.")]


class ChangeTold(Told):
    """One difference: a stable code, what it is about, and the sentence."""

    code: Annotated[str, Field(examples=["row_changed"])]
    subject: Annotated[str, Field(examples=["guard"])]
    words: Annotated[str, Field(examples=["Table guard, row 3: case_total was > 60 and is > 80."])]

    @classmethod
    def of(cls, change: Change) -> ChangeTold:
        """The change in the language of the request."""
        return cls(code=change.code, subject=change.subject, words=filled(change.message, change.params))


class ComparedWanted(Given):
    """Compared with which version."""

    before: Annotated[Number | None, Field(description="The version before it, if not said.")] = None


@routes.reads("/policies", asks=policies)
def list_policies(request: ApiRequest, wanted: Query[VersionsWanted]) -> PoliciesTold:
    """The versions of the policy, the newest first, and what is being written."""
    return PoliciesTold.model_validate(policies(request.ctx, before=wanted.before))


@routes.reads("/policies/{number}", asks=policy_version, refuses="policy_version_unknown")
def get_policy(request: ApiRequest, number: Number) -> VersionPageTold:
    """One version, whole."""
    page = policy_version(request.ctx, number=number)
    return VersionPageTold(version=VersionTold.model_validate(page.line), document=page.data)


@routes.reads("/policies/{number}/changes", asks=policy_diff, refuses="policy_version_unknown")
def get_policy_changes(
    request: ApiRequest, number: Number, wanted: Query[ComparedWanted]
) -> list[ChangeTold]:
    """What a version changed, a sentence for each difference."""
    before = wanted.before or max(number - 1, 1)
    return [ChangeTold.of(each) for each in policy_diff(request.ctx, before=before, after=number)]
