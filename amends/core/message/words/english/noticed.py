"""English: letters about what we noticed ourselves, before the customer had to say anything."""

from __future__ import annotations

from functools import partial

from amends.core.message.template import Stage, Template, written

_text = partial(written, "en")
_SIGNED = """
{{ sender }}
{{ sender_place }}
"""

NOTICED: tuple[Template, ...] = (
    _text(
        "noticed",
        Stage.ACK,
        "We have noticed it",
        "We have noticed that something went wrong ({{ ref }})",
        """
Dear {{ customer }},

We have noticed {{ what_failed }} ({{ occurred }}). I am sorry about that. You did not have to tell us, \
and there is nothing you have to do.

My name is {{ sender }}, and I look after this for you from now on. You hear from me by {{ next_date }}.

You can follow it on your own page at any time:

{{ link }}

{{ contact_line }} Your reference is {{ ref }}.
"""
        + _SIGNED,
    ),
    _text(
        "noticed_upheld",
        Stage.FINAL,
        "What we do: we noticed our failure ourselves",
        "What we do about it ({{ ref }})",
        """
Dear {{ customer }},

I am sorry {{ what_failed }} ({{ occurred }}). That was our fault, and we take responsibility for it. \
We noticed it ourselves, so there is nothing you have to do. {{ impact_line }}

{{ owed_lines }}

{{ remedy_lines }}

{{ promise_lines }}

{{ voucher_lines }}

{{ choice_line }}

{{ link }}

I ask you by {{ next_date }} whether it is right then. \
{{ contact_line }} Your reference is {{ ref }}.

{{ rights_line }}
"""
        + _SIGNED,
    ),
    _text(
        "noticed_sympathy",
        Stage.FINAL,
        "What we do: we noticed it; not our failure, or not known",
        "What we do about it ({{ ref }})",
        """
Dear {{ customer }},

We have noticed {{ what_failed }} ({{ occurred }}). I am sorry that you had to live through this. There is \
nothing you have to do. {{ impact_line }}

{{ owed_lines }}

{{ remedy_lines }}

{{ promise_lines }}

{{ voucher_lines }}

{{ choice_line }}

{{ link }}

I ask you by {{ next_date }} whether it is right then. \
{{ contact_line }} Your reference is {{ ref }}.

{{ rights_line }}
"""
        + _SIGNED,
    ),
)
