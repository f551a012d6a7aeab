"""English: letters to everybody whom one failure hit, who did not have to tell us."""

from __future__ import annotations

from functools import partial

from amends.core.message.template import Stage, Template, written

_text = partial(written, "en")
_REST = """
{{ happened }}

{{ owed_lines }}

{{ remedy_lines }}

{{ promise_lines }}

{{ voucher_lines }}

{{ choice_line }}

{{ link }}

I ask you by {{ next_date }} whether it is right then. If it hit you harder than we know, tell me, and I look at it \
again. {{ contact_line }} Your reference is {{ ref }}.

{{ rights_line }}

{{ sender }}
{{ sender_place }}
"""

TOGETHER: tuple[Template, ...] = (
    _text(
        "incident",
        Stage.FINAL,
        "To everybody whom it hit: it was our failure",
        "What we do about it ({{ ref }})",
        """
Dear {{ customer }},

I am sorry {{ what_failed }} ({{ occurred }}). That was our fault, and we take responsibility for it. You did not have \
to tell us; we know that it hit you.
"""
        + _REST,
    ),
    _text(
        "incident_sympathy",
        Stage.FINAL,
        "To everybody whom it hit: not our failure, or not known",
        "What we do about it ({{ ref }})",
        """
Dear {{ customer }},

I am sorry {{ what_failed }} ({{ occurred }}). You did not have to tell us; we know that it hit you.
"""
        + _REST,
    ),
)
