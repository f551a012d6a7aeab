"""What was written to and by a customer is taken out of the messages; when they went, and how, stays."""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection

from amends.apps.conversations.models import Message

_UNDER_WAY = (Message.State.QUEUED, Message.State.CLAIMED)


def is_under_way(case_ids: Collection[int]) -> bool:
    """Whether a message about these cases still waits to be handed over."""
    return Message.objects.filter(case_id__in=case_ids, state__in=_UNDER_WAY).exists()


def forget(case_ids: Collection[int]) -> None:
    """Empty texts and addresses of all messages about these cases, to customers and to colleagues."""
    assert connection.in_atomic_block
    nothing = dict.fromkeys(("to_address", "from_address", "reply_to", "subject", "body", "last_problem"), "")
    Message.objects.filter(case_id__in=case_ids).update(**nothing, rubric={})
