"""A link to the customer's page had run out: a new one goes to the address on file, never to the screen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from amends.apps.cases import store as cases
from amends.apps.conversations import store as conversations
from amends.apps.links import store as links
from amends.core.roles import Permission
from amends.kernel import journal
from amends.kernel.command import command
from amends.kernel.context import Context

NEW_LINK_DAYS = 7


@dataclass(frozen=True, slots=True)
class LinkRenewed:
    """Whether a mail goes out. The page says the same either way."""

    is_sent: bool


@command(Permission.SAY)
def renew_link(ctx: Context, *, token: str) -> LinkRenewed:
    """Mail a new link for what `token` once opened, good for a week; nothing for what never was one of ours.

    Whoever holds an old link learns nothing: the new one goes only where the customer already reads.
    """
    old = links.find_by_token(token)
    if old is None:
        return LinkRenewed(False)
    post = cases.correspondence(old.case_id)
    if not post.to_address:
        return LinkRenewed(False)
    link = links.open_link(
        ctx,
        case_id=old.case_id,
        purpose=old.purpose,
        expires_at=ctx.now + timedelta(days=NEW_LINK_DAYS),
        subject_id=old.subject_id,
    )
    conversations.queue_letter(ctx, "new_link", post.about(link_serial=link.serial), case_id=old.case_id)
    journal.record(ctx, f"case:{old.case_id}", "link.renewed", {"link": link.id, "instead_of": old.id})
    return LinkRenewed(True)
