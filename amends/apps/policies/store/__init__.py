"""The only writer of policies, of their drafts and of the decisions made under them."""

from amends.apps.policies.models import PolicyRecord
from amends.apps.policies.store.drafts import (
    DraftRecord,
    add_change,
    add_draft,
    add_review,
    approved_beside,
    carry_draft,
    end_draft,
    keep_document,
    locked_draft,
    wrote_in,
)
from amends.apps.policies.store.versions import (
    DecisionRecord,
    NoPolicyInForce,
    freeze_decision,
    in_force,
    last_published_at,
    newest_number,
    number_of,
    numbered,
    publish,
    version_text,
)

__all__ = [
    "DecisionRecord",
    "DraftRecord",
    "NoPolicyInForce",
    "PolicyRecord",
    "add_change",
    "add_draft",
    "add_review",
    "approved_beside",
    "carry_draft",
    "end_draft",
    "freeze_decision",
    "in_force",
    "keep_document",
    "last_published_at",
    "locked_draft",
    "newest_number",
    "number_of",
    "numbered",
    "publish",
    "version_text",
    "wrote_in",
]
