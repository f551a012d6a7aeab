"""German: letters to everybody whom one failure hit, who did not have to tell us."""

from __future__ import annotations

from functools import partial

from amends.core.message.template import Stage, Template, written

_text = partial(written, "de")
_REST = """
{{ happened }}

{{ owed_lines }}

{{ remedy_lines }}

{{ promise_lines }}

{{ voucher_lines }}

{{ choice_line }}

{{ link }}

Bis {{ next_date }} frage ich Sie, ob es dann in Ordnung ist. Wenn es Sie härter getroffen hat, als wir wissen, sagen \
Sie es mir, und ich sehe es mir noch einmal an. {{ contact_line }} Ihr Zeichen ist {{ ref }}.

{{ rights_line }}

{{ sender }}
{{ sender_place }}
"""

TOGETHER: tuple[Template, ...] = (
    _text(
        "incident",
        Stage.FINAL,
        "An alle, die es getroffen hat: es war unser Fehler",
        "Was wir tun ({{ ref }})",
        """
Guten Tag, {{ customer }},

es tut mir leid, {{ what_failed }} ({{ occurred }}). Das war unser Fehler, und wir übernehmen die Verantwortung dafür. \
Sie mussten es uns nicht sagen; wir wissen, dass es Sie getroffen hat.
"""
        + _REST,
    ),
    _text(
        "incident_sympathy",
        Stage.FINAL,
        "An alle, die es getroffen hat: nicht unser Fehler, oder nicht geklärt",
        "Was wir tun ({{ ref }})",
        """
Guten Tag, {{ customer }},

es tut mir leid, {{ what_failed }} ({{ occurred }}). Sie mussten es uns nicht sagen; wir wissen, dass es Sie getroffen \
hat.
"""
        + _REST,
    ),
)
