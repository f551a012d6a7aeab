"""English: the phrases that holes are filled with. `day`, `moment` and `moment_past` are date patterns (CLDR)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

PHRASES: Mapping[str, str] = MappingProxyType(
    {
        "open_page": "Open your page",
        "open_desk": "Open it",
        "about": "about this: {failure}",
        "day": "EEEE, d MMMM y",
        "moment": "EEEE, d MMMM, HH:mm",
        "moment_past": "'on' d MMMM y 'at' HH:mm",
        "in_place": "{place}, {moment}",
        "contact": "Reply to this mail and it reaches me.",
        "contact_phone": "Reply to this mail or call {phone}, and it reaches me.",
        "impact": "You told us what it did to you: {impact}",
        "owed": "This is yours by right:",
        "remedy": "This is what we do for you:",
        "choices": "You choose one of these, whichever suits you best:",
        "promised": "This is who does what, and by when:",
        "promise": "{who}: {what}, by {when}",
        "choose": "Choose on your page. It is open until {until}.",
        "say_yes": "Say on your page whether you would like it. It is open until {until}.",
        "choose_open": "Choose on your page:",
        "see": "You find everything on your page:",
        "until": ", until {until}",
        "voucher_here": (
            "Your voucher is good at {unit}{until}. Its code is\n\n{code}\n\nShow this mail or say the code."
        ),
        "people": "{count} people",
        "stand_in": "You stand in for {who}.",
        "late": "I am sorry that you had to wait for this answer.",
        "percent": "{name}, {percent}%",
        "amount": "{name}, {amount}",
    }
)
