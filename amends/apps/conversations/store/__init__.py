"""The only writer of messages and templates."""

from amends.apps.conversations.store.claims import (
    claim_messages,
    mark_failed,
    mark_sent,
    release_claims,
    try_again,
)
from amends.apps.conversations.store.forgetting import forget, is_under_way
from amends.apps.conversations.store.letters import queue_letter, queue_notice
from amends.apps.conversations.store.many import (
    LetterShape,
    ReadyLetter,
    queue_many,
)
from amends.apps.conversations.store.messages import (
    AddressMissing,
    MessageRecord,
    before,
    last_told_at,
    message,
    queue_message,
    record_inbound,
    record_spoken,
    vouchers_mailed,
)
from amends.apps.conversations.store.templates import TemplateUnknown, save_template, template

__all__ = [
    "AddressMissing",
    "LetterShape",
    "MessageRecord",
    "ReadyLetter",
    "TemplateUnknown",
    "before",
    "claim_messages",
    "forget",
    "is_under_way",
    "last_told_at",
    "mark_failed",
    "mark_sent",
    "message",
    "queue_letter",
    "queue_many",
    "queue_message",
    "queue_notice",
    "record_inbound",
    "record_spoken",
    "release_claims",
    "save_template",
    "template",
    "try_again",
    "vouchers_mailed",
]
