"""German: the phrases that holes are filled with. `day`, `moment` and `moment_past` are date patterns (CLDR)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

PHRASES: Mapping[str, str] = MappingProxyType(
    {
        "open_page": "Ihre Seite öffnen",
        "open_desk": "Öffnen",
        "about": "was geschehen ist: {failure}",
        "day": "EEEE, d. MMMM y",
        "moment": "EEEE, d. MMMM, HH:mm 'Uhr'",
        "moment_past": "'am' d. MMMM y 'um' HH:mm 'Uhr'",
        "in_place": "{place}, {moment}",
        "contact": "Antworten Sie auf diese Mail, und es erreicht mich.",
        "contact_phone": "Antworten Sie auf diese Mail oder rufen Sie {phone} an, und es erreicht mich.",
        "impact": "Sie haben uns gesagt, was es für Sie bedeutet hat: {impact}",
        "owed": "Das steht Ihnen zu:",
        "remedy": "Das tun wir für Sie:",
        "choices": "Sie wählen eines davon, was Ihnen am liebsten ist:",
        "promised": "Das tut wer bis wann:",
        "promise": "{who}: {what}, bis {when}",
        "choose": "Wählen Sie auf Ihrer Seite. Das ist offen bis {until}.",
        "say_yes": "Sagen Sie auf Ihrer Seite, ob Sie es möchten. Das ist offen bis {until}.",
        "choose_open": "Wählen Sie auf Ihrer Seite:",
        "see": "Alles finden Sie auf Ihrer Seite:",
        "until": ", bis {until}",
        "voucher_here": (
            "Ihr Gutschein gilt bei {unit}{until}. Sein Code ist\n\n{code}\n\n"
            "Zeigen Sie diese Mail, oder nennen Sie den Code."
        ),
        "people": "{count} Menschen",
        "stand_in": "Sie vertreten {who}.",
        "late": "Es tut mir leid, dass Sie auf diese Antwort warten mussten.",
        "percent": "{name}, {percent} %",
        "amount": "{name}, {amount}",
    }
)
