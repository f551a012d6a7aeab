"""German: letters about what we noticed ourselves, before the customer had to say anything."""

from __future__ import annotations

from functools import partial

from amends.core.message.template import Stage, Template, written

_text = partial(written, "de")
_SIGNED = """
{{ sender }}
{{ sender_place }}
"""

NOTICED: tuple[Template, ...] = (
    _text(
        "noticed",
        Stage.ACK,
        "Wir haben es bemerkt",
        "Wir haben bemerkt, dass etwas schiefging ({{ ref }})",
        """
Guten Tag, {{ customer }},

wir haben bemerkt, {{ what_failed }} ({{ occurred }}). Es tut mir leid. Sie mussten es uns nicht sagen, \
und Sie müssen nichts tun.

Mein Name ist {{ sender }}, und ich kümmere mich ab jetzt darum. Sie hören von mir bis {{ next_date }}.

Auf Ihrer eigenen Seite sehen Sie jederzeit, wie es steht:

{{ link }}

{{ contact_line }} Ihr Zeichen ist {{ ref }}.
"""
        + _SIGNED,
    ),
    _text(
        "noticed_upheld",
        Stage.FINAL,
        "Was wir tun: wir haben unseren Fehler selbst bemerkt",
        "Was wir tun ({{ ref }})",
        """
Guten Tag, {{ customer }},

es tut mir leid, {{ what_failed }} ({{ occurred }}). Das war unser Fehler, und wir übernehmen die \
Verantwortung dafür. Das ist uns von selbst aufgefallen, Sie müssen nichts tun. {{ impact_line }}

{{ owed_lines }}

{{ remedy_lines }}

{{ promise_lines }}

{{ voucher_lines }}

{{ choice_line }}

{{ link }}

Bis {{ next_date }} frage ich Sie, ob es dann in Ordnung ist. \
{{ contact_line }} Ihr Zeichen ist {{ ref }}.

{{ rights_line }}
"""
        + _SIGNED,
    ),
    _text(
        "noticed_sympathy",
        Stage.FINAL,
        "Was wir tun: wir haben es bemerkt; nicht unser Fehler, oder nicht geklärt",
        "Was wir tun ({{ ref }})",
        """
Guten Tag, {{ customer }},

wir haben bemerkt, {{ what_failed }} ({{ occurred }}). Es tut mir leid, dass Sie das erlebt haben. \
Sie müssen nichts tun. {{ impact_line }}

{{ owed_lines }}

{{ remedy_lines }}

{{ promise_lines }}

{{ voucher_lines }}

{{ choice_line }}

{{ link }}

Bis {{ next_date }} frage ich Sie, ob es dann in Ordnung ist. \
{{ contact_line }} Ihr Zeichen ist {{ ref }}.

{{ rights_line }}
"""
        + _SIGNED,
    ),
)
