"""Fixed sample data for the gallery: every component in its states, with long words, full lists and empty ones."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import segno
from django import forms
from django.utils.safestring import SafeString

from amends.core.money import Money
from amends.entrypoints.web.nav import NavLink, arrange_nav

NOW = datetime(2026, 5, 12, 1, 32, tzinfo=UTC)


def eur(minor: int) -> Money:
    """So many cents of euro."""
    return Money(minor, "EUR")


class Person:
    """A signed-in person, as far as a page shows her."""

    is_authenticated = True

    def __str__(self) -> str:
        return "Ana Pires"


class LogForm(forms.Form):
    """The five fields of logging a failure, with the widgets such a form uses."""

    customer = forms.CharField(label="Who is it", help_text="Name, room, phone or booking.")
    failure = forms.ChoiceField(
        label="What went wrong",
        widget=forms.RadioSelect,
        choices=[("woken", "Woken up"), ("late", "Late room service"), ("cold", "Kaltwasserunterbrechung")],
    )
    place = forms.ChoiceField(label="Where", choices=[("412", "Room 412"), ("bar", "Bar")])
    words = forms.CharField(
        label="In their words", widget=forms.Textarea(attrs={"data-draft": "log.words", "rows": 4})
    )
    bill = forms.DecimalField(
        label="The bill", required=False, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    public = forms.BooleanField(label="It was said in public", required=False)


PLACES = (
    NavLink("/cases", "Work list", "list", count=14),
    NavLink("/promises", "Promises", "promise", count=3),
    NavLink("/approvals", "Approvals", "done", count=1),
    NavLink("/customers", "Customers", "people"),
    NavLink("/budgets", "Budgets", "coin"),
    NavLink("/trends", "Trends", "chart"),
    NavLink("/policy", "Policy", "book"),
)

_ROW = ("url", "customer", "failure", "next", "owner", "place", "why", "due_at", "mended", "badges")


def _row(*values: Any) -> Mapping[str, Any]:
    return dict(zip(_ROW, values, strict=True))


REGULAR = {"word": "third time", "kind": "soon", "icon_name": "people"}
PUBLIC = {"word": "in public", "kind": "work", "icon_name": "say"}

ROWS = [
    _row(
        "/c/1",
        "Ms Okafor",
        "was woken at 01:10 by the alarm of the guest before",
        "Call back",
        "Ana Pires",
        "Hotel Lindenhof, 412",
        "late, severity 3",
        NOW - timedelta(minutes=20),
        False,
        [],
    ),
    _row(
        "/c/2",
        "Herr Donaudampfschifffahrtsgesellschaft-Kapitän",
        "wartet auf die Störungsbeseitigungsbestätigung",
        "Decide",
        "",
        "Hotel Lindenhof, 118",
        "late",
        NOW - timedelta(days=3),
        False,
        [REGULAR],
    ),
    _row(
        "/c/3",
        "A. Nguyen",
        "had the wrong dish twice",
        "Ask if it is right now",
        "Bruno Sá",
        "Restaurant Ufer",
        "soon",
        NOW + timedelta(minutes=12),
        False,
        [PUBLIC],
    ),
    _row(
        "/c/4",
        "Familie Weber",
        "sat six hours in Lisbon without a word",
        "Answer",
        "Ana Pires",
        "Flight KG 204",
        "soon, in public",
        NOW + timedelta(minutes=44),
        False,
        [],
    ),
    *[
        _row(
            f"/c/{n}",
            f"Guest {n}",
            "found the room not made up",
            "Keep the promise",
            "Housekeeping",
            "Hotel",
            "due today",
            NOW + timedelta(hours=n),
            False,
            [],
        )
        for n in range(5, 11)
    ],
    _row(
        "/c/12",
        "Mr Lindqvist",
        "missed his train for a taxi that never came",
        "Write down what we learned",
        "Ana Pires",
        "Hotel Lindenhof",
        "",
        None,
        True,
        [],
    ),
]

WORDS = (
    "At ten past one an alarm went off that somebody else had set. I could not find out how to stop it, "
    "nobody answered at the desk, and I have a wedding to play at in the morning."
)

STORY = [
    {"kind": "customer", "who": "Ms Okafor", "what": "at the desk", "text": WORDS, "at": NOW - timedelta(minutes=18)},
    {"kind": "said", "who": "Ana Pires", "what": "said", "at": NOW - timedelta(minutes=16), "text": (
        "I am sorry we let another guest's alarm wake you at ten past one. I have turned it off, and I will see "
        "to it myself that your morning is quiet.")},
    {"kind": "", "who": "Ana Pires", "what": "promised a note by 06:00", "text": "", "icon_name": "promise",
     "at": NOW - timedelta(minutes=15), "badges": [{"word": "due 06:00", "kind": "soon"}]},
    {"kind": "", "who": "Housekeeping", "what": "brings chocolates by 06:00", "icon_name": "gift",
     "at": NOW - timedelta(minutes=14), "badges": []},
]  # fmt: skip

MENDED = [
    *STORY,
    {"kind": "mend", "who": "Ms Okafor", "what": "said yes, it is right now", "at": NOW + timedelta(hours=8),
     "text": "Three handwritten notes. I did not expect that. Thank you."},
]  # fmt: skip

OWED = [{"group": "owed", "name": "Refund of the room for the night", "worth": eur(14_900), "cost": eur(14_900),
         "why": "House promise: a quiet night, or it is free. Never capped.", "action": "Pay out"}]  # fmt: skip
MAY_GIVE = [
    {"group": "give", "name": "Handwritten note and chocolates", "worth": None, "cost": eur(420),
     "detail": "three notes by 06:00", "action": "Give", "choice_name": "choice", "choice_value": "note"},
    {"group": "give", "name": "Late check-out until 15:00", "worth": None, "cost": eur(900), "detail": "room is free",
     "action": "Give", "choice_name": "choice", "choice_value": "late"},
    {"group": "give", "name": "Voucher for the bar", "worth": eur(2000), "cost": eur(760), "action": "Give"},
]  # fmt: skip
NEEDS = [{"group": "needs", "name": "Upgrade to a junior suite", "cost": eur(6_500), "action": "Ask",
          "why": "Needs the duty manager, because row 4: above 50.00 a case."}]  # fmt: skip
BLOCKED = [{"group": "blocked", "name": "20 percent off the stay",
            "why": "Blocked: the bill is not known. Enter the bill and it opens."}]  # fmt: skip

BUDGETS = [
    {"name": "Night desk, May", "used": eur(12_000), "held": eur(4_000), "cap": eur(40_000), "left": eur(24_000)},
    {"name": "Hotel Lindenhof, May", "used": eur(71_000), "held": eur(12_000), "cap": eur(100_000),
     "left": eur(17_000)},
    {"name": "Frühlingsentschuldigungskampagne", "used": eur(50_000), "held": eur(0), "cap": eur(50_000),
     "left": eur(0)},
]  # fmt: skip

RUBRIC = {
    "stops": [{"message": "Names no time or person for what comes next", "excerpt": ""},
              {"message": "This is not an apology", "excerpt": "sorry for any inconvenience"}],
    "warns": [{"message": "The reason comes before the regret", "excerpt": "because the desk was busy"}],
    "has": ["Names what went wrong", "Takes responsibility"],
    "score": 62,
    "empathy": {"have": 2, "of": 3},
}  # fmt: skip

FILTERS = [
    {"label": "Whose", "options": [
        {"url": "?whose=mine", "word": "Mine", "current": True, "count": 4},
        {"url": "?whose=team", "word": "My team's", "current": False, "count": 14},
        {"url": "?whose=all", "word": "All I may see", "current": False, "count": 61}]},
    {"label": "State", "options": [
        {"url": "?s=late", "word": "Late", "current": False, "count": 2},
        {"url": "?s=approval", "word": "Waits for a yes", "current": False, "count": 1},
        {"url": "?s=unowned", "word": "Nobody has it", "current": False, "count": 3},
        {"url": "?s=again", "word": "It failed again", "current": False, "count": 1}]},
]  # fmt: skip


def context() -> dict[str, Any]:
    """All there is to show, for every page of the gallery."""
    bad = LogForm({"customer": "", "failure": "", "words": "It was loud.", "bill": "twelve"})
    bad.is_valid()
    return {
        "now": NOW, "user": Person(), "place": "Hotel Lindenhof, night desk", "organisation": "Hotel Lindenhof",
        "nav": arrange_nav(PLACES, path="/cases/"), "log_url": "/log", "search_url": "/search",
        "rows": ROWS, "filters": FILTERS, "story": STORY, "mended": MENDED, "owed": OWED, "may_give": MAY_GIVE,
        "needs": NEEDS, "blocked": BLOCKED, "budgets": BUDGETS, "rubric": RUBRIC, "form": LogForm(), "bad": bad,
        "qr": SafeString(segno.make("https://amends.example/r#7KQM-2D4X-HN9P").svg_inline(omitsize=True)),
        "until": date(2026, 8, 31), "messages": [], "worth": eur(2000),
        "reply_words": "You can answer our mail, or call the desk: +49 30 5550 123.",
    }  # fmt: skip
