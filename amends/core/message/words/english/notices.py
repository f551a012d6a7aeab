"""English: short notes to colleagues."""

from __future__ import annotations

from functools import partial

from amends.core.message.template import Stage, Template, written

_text = partial(written, "en")

NOTICES: tuple[Template, ...] = (
    _text(
        "promise_soon",
        Stage.NOTICE,
        "To a colleague: a promise is due",
        "By {{ due }}: {{ what }} ({{ ref }})",
        """
{{ colleague }}, by {{ due }} this is promised to {{ customer }}: {{ what }}

When it is done, one tap here says so:

{{ desk_link }}
""",
    ),
    _text(
        "promise_broken",
        Stage.NOTICE,
        "To a colleague: a promise was not kept",
        "Not kept: {{ what }} ({{ ref }})",
        """
{{ colleague }}, {{ customer }} was promised this by {{ due }}, and it has not happened: {{ what }}

The case is with you now. Call them first, then put it right:

{{ desk_link }}
""",
    ),
    _text(
        "round_again",
        Stage.NOTICE,
        "To a colleague: it is not right yet",
        "Not right yet: {{ customer }} ({{ ref }})",
        """
{{ colleague }}, {{ customer }} says that it is not right yet: {{ failure }}, {{ occurred }}.

{{ note }}

The case is with you now, because it needs somebody fresh. Call them first:

{{ desk_link }}
""",
    ),
    _text(
        "approval_wanted",
        Stage.NOTICE,
        "To a colleague: a yes is wanted",
        "Your yes by {{ due }}: {{ what }} ({{ ref }})",
        """
{{ colleague }}, {{ asked_by }} asks for your yes: {{ what }}, for {{ customer }} ({{ failure }}).

{{ stand_in_line }}

{{ note }}

It waits until {{ due }}. Open it, signed in, and decide with one tap:

{{ desk_link }}
""",
    ),
    _text(
        "approval_soon",
        Stage.NOTICE,
        "To a colleague: a yes is still wanted",
        "Still open until {{ due }}: {{ what }} ({{ ref }})",
        """
{{ colleague }}, {{ asked_by }} still waits for your yes or no: {{ what }}, for {{ customer }} because of \
{{ failure }}.

{{ stand_in_line }}

{{ note }}

It waits until {{ due }}. Open it, signed in, and decide with one tap:

{{ desk_link }}
""",
    ),
    _text(
        "review_wanted",
        Stage.NOTICE,
        "To a colleague: something was given in an emergency",
        "Given because of danger: {{ what }} ({{ ref }})",
        """
{{ colleague }}, somebody was in danger, so {{ asked_by }} gave this without asking first: {{ what }}, for \
{{ customer }} because of {{ failure }}.

{{ stand_in_line }}

{{ note }}

Look at it by {{ due }} and say whether you would have said yes:

{{ desk_link }}
""",
    ),
    _text(
        "review_yes",
        Stage.NOTICE,
        "To a colleague: what was given in an emergency was right",
        "It was right: {{ what }} ({{ ref }})",
        """
{{ colleague }}, {{ asked_by }} has looked at what you gave because of danger, {{ what }}, for {{ customer }} because \
of {{ failure }}, and would have said yes.

{{ note }}

{{ desk_link }}
""",
    ),
    _text(
        "review_no",
        Stage.NOTICE,
        "To a colleague: what was given in an emergency, seen otherwise",
        "Looked at: {{ what }} ({{ ref }})",
        """
{{ colleague }}, {{ asked_by }} has looked at what you gave because of danger, {{ what }}, for {{ customer }} because \
of {{ failure }}, and would have done otherwise:

{{ note }}

Nothing is taken back from the customer. Talk it over: what would have helped you at that moment?

{{ desk_link }}
""",
    ),
    _text(
        "not_delivered",
        Stage.NOTICE,
        "To a colleague: a mail did not arrive",
        "It did not arrive ({{ ref }})",
        """
{{ colleague }}, a message to {{ customer }} could not be delivered: {{ problem }}

They do not know yet what it says. Call them, or correct the address and say it again:

{{ desk_link }}
""",
    ),
)
