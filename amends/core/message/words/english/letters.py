"""English: what customers read when the organisation has written no text of its own."""

from __future__ import annotations

from functools import partial

from amends.core.message.template import Stage, Template, written

_text = partial(written, "en")
_SIGNED = """
{{ sender }}
{{ sender_place }}
"""

LETTERS: tuple[Template, ...] = (
    _text(
        "ack",
        Stage.ACK,
        "We have it",
        "We have your message ({{ ref }})",
        """
Dear {{ customer }},

Thank you for telling us {{ what_failed }} ({{ occurred }}). If we have understood something about it \
wrongly, tell us and we change it.

My name is {{ sender }}, and I look after this for you from now on. You hear from me by {{ next_date }}.

You can follow it on your own page at any time:

{{ link }}

{{ contact_line }} Your reference is {{ ref }}.
"""
        + _SIGNED,
    ),
    _text(
        "response",
        Stage.RESPONSE,
        "What we know so far",
        "What we know so far ({{ ref }})",
        """
Dear {{ customer }},

I am sorry {{ what_failed }} ({{ occurred }}). {{ impact_line }}

{{ late_line }}

This is what we know so far: {{ happened }}

I am still looking into it, and you hear from me by {{ next_date }}, with what we can do.

{{ contact_line }} Your reference is {{ ref }}.
"""
        + _SIGNED,
    ),
    _text(
        "offer_upheld",
        Stage.FINAL,
        "What we do: it was our failure",
        "What we do about it ({{ ref }})",
        """
Dear {{ customer }},

I am sorry {{ what_failed }} ({{ occurred }}). That was our fault, and we take responsibility for it. \
{{ impact_line }}

{{ late_line }}

{{ owed_lines }}

{{ remedy_lines }}

{{ promise_lines }}

{{ voucher_lines }}

{{ choice_line }}

{{ link }}

Thank you for telling us. I ask you by {{ next_date }} whether it is right then. \
{{ contact_line }} Your reference is {{ ref }}.

{{ rights_line }}
"""
        + _SIGNED,
    ),
    _text(
        "offer_sympathy",
        Stage.FINAL,
        "What we do: not our failure, or not known",
        "What we do about it ({{ ref }})",
        """
Dear {{ customer }},

You told us {{ what_failed }} ({{ occurred }}). I am sorry that you had to live through this. \
{{ impact_line }}

{{ late_line }}

{{ owed_lines }}

{{ remedy_lines }}

{{ promise_lines }}

{{ voucher_lines }}

{{ choice_line }}

{{ link }}

Thank you for telling us. I ask you by {{ next_date }} whether it is right then. \
{{ contact_line }} Your reference is {{ ref }}.

{{ rights_line }}
"""
        + _SIGNED,
    ),
    _text(
        "offer_reminder",
        Stage.NOTICE,
        "Your choice is still open",
        "Your choice is open until {{ choose_until }} ({{ ref }})",
        """
Dear {{ customer }},

We know {{ what_failed }} ({{ occurred }}), and we offered you something for it. You have not \
chosen yet, and that is fine: it is open until {{ choose_until }}.

{{ link }}

{{ contact_line }}
"""
        + _SIGNED,
    ),
    _text(
        "voucher",
        Stage.NOTICE,
        "Your voucher",
        "Your voucher: {{ voucher_name }} ({{ ref }})",
        """
Dear {{ customer }},

here is your voucher: {{ voucher_name }}. Its code is

{{ voucher }}

It is good at {{ unit }}{{ voucher_until }}. Show this mail, say the code, or open your page and \
let it be scanned:

{{ link }}

{{ contact_line }}
"""
        + _SIGNED,
    ),
    _text(
        "follow_up",
        Stage.FOLLOW_UP,
        "Is it right now?",
        "Is it right now? ({{ ref }})",
        """
Dear {{ customer }},

We know {{ what_failed }} ({{ occurred }}). I would like to know from you whether it is \
right now. Yes, partly or no: one tap on your page tells me.

{{ link }}

If anything is still wrong, answer this mail and it is looked at again, by somebody with more say \
than I have.
"""
        + _SIGNED,
    ),
    _text(
        "follow_up_again",
        Stage.FOLLOW_UP,
        "Is it right now? (once more)",
        "Is it right now? One tap is enough ({{ ref }})",
        """
Dear {{ customer }},

We know {{ what_failed }} ({{ occurred }}). I have not heard from you yet, and only you can say \
whether it is right now:

{{ link }}

Yes, partly or no, one tap is enough. {{ contact_line }}
"""
        + _SIGNED,
    ),
    _text(
        "confirm_yes",
        Stage.FOLLOW_UP,
        "You told us it is right now",
        "You told us that it is right now ({{ ref }})",
        """
Dear {{ customer }},

We know {{ what_failed }} ({{ occurred }}). {{ told_by }} noted on {{ told_on }} that you said it \
is right now. Is that so? One tap confirms it, and the same page lets you say that it is not.

{{ link }}

{{ contact_line }}
"""
        + _SIGNED,
    ),
    _text(
        "new_link",
        Stage.NOTICE,
        "A new link to your page",
        "A new link to your page ({{ ref }})",
        """
Dear {{ customer }},

somebody opened an older link to your page, and it had run out. Here is a new one:

{{ link }}

If that was not you, nothing needs to be done: nobody saw anything.
"""
        + _SIGNED,
    ),
)
