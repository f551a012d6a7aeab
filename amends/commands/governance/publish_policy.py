"""A policy document becomes the one that decides, from a moment on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from amends.commands.publishing import published_from
from amends.core.roles import Permission
from amends.kernel.command import command
from amends.kernel.context import Context


@dataclass(frozen=True, slots=True)
class PolicyPublished:
    """The new version; `number` counts up, `digest` is the SHA-256 of its canonical text."""

    policy_id: int
    number: int
    name: str
    digest: str
    effective_from_at: datetime


@command(Permission.MANAGE_POLICY)
def publish_policy(
    ctx: Context, *, document: str, effective_from_at: datetime | None = None, note: str = ""
) -> PolicyPublished:
    """Publish `document` (the JSON text of core.policy.parse), in force from then on (None: at once).

    For policies that are kept as files and reviewed there; on the pages a policy goes through a draft. Earlier
    versions stay, and what was decided under them is replayed under them. Raises `PolicyInvalid` with every problem of
    the document, `PolicyUnchanged`, `EffectiveInThePast` and `TooLong`.
    """
    made = published_from(ctx, document, effective_from_at, note)
    return PolicyPublished(made.id, made.number, made.name, made.digest, made.effective_from_at)
