"""English: what we ask customers while a case is being looked into."""

from __future__ import annotations

from functools import partial

from amends.core.message.template import Stage, Template, written

_text = partial(written, "en")
_SIGNED = """
{{ sender }}
{{ sender_place }}
"""

QUESTIONS: tuple[Template, ...] = (
    _text(
        "question",
        Stage.RESPONSE,
        "One question to you",
        "One question to you ({{ ref }})",
        """
Dear {{ customer }},

We know {{ what_failed }} ({{ occurred }}). To put it right, I need one thing from you:

{{ what }}

Your answer by {{ due }} helps me most. You can simply reply to this mail. On your own page you see how \
it stands:

{{ link }}

{{ contact_line }}
"""
        + _SIGNED,
    ),
    _text(
        "question_again",
        Stage.RESPONSE,
        "One question to you (once more)",
        "Our question to you ({{ ref }})",
        """
Dear {{ customer }},

We know {{ what_failed }} ({{ occurred }}). I asked you one thing about it, and have not heard \
from you yet:

{{ what }}

If I hear nothing by {{ due }}, I decide on what I know. Your page:

{{ link }}

{{ contact_line }}
"""
        + _SIGNED,
    ),
)
