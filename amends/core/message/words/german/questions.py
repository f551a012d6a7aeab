"""German: what we ask customers while a case is being looked into."""

from __future__ import annotations

from functools import partial

from amends.core.message.template import Stage, Template, written

_text = partial(written, "de")
_SIGNED = """
{{ sender }}
{{ sender_place }}
"""

QUESTIONS: tuple[Template, ...] = (
    _text(
        "question",
        Stage.RESPONSE,
        "Eine Frage an Sie",
        "Eine Frage an Sie ({{ ref }})",
        """
Guten Tag, {{ customer }},

wir wissen, {{ what_failed }} ({{ occurred }}). Damit wir das in Ordnung bringen können, \
brauche ich eines von Ihnen:

{{ what }}

Am meisten hilft mir Ihre Antwort bis {{ due }}. Antworten Sie einfach auf diese Mail. Auf Ihrer eigenen \
Seite sehen Sie, wie es steht:

{{ link }}

{{ contact_line }}
"""
        + _SIGNED,
    ),
    _text(
        "question_again",
        Stage.RESPONSE,
        "Eine Frage an Sie (noch einmal)",
        "Unsere Frage an Sie ({{ ref }})",
        """
Guten Tag, {{ customer }},

wir wissen, {{ what_failed }} ({{ occurred }}). Ich habe Sie dazu etwas gefragt und noch \
nichts von Ihnen gehört:

{{ what }}

Wenn ich bis {{ due }} nichts höre, entscheide ich nach dem, was ich weiß. Ihre Seite:

{{ link }}

{{ contact_line }}
"""
        + _SIGNED,
    ),
)
