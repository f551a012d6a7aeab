"""How the compose panel writes what is still open in a letter: in words of the reader instead of marks of the machine.

A hole reads `[… what happened]`, the address that is put in when the mail leaves `[→ their own page]`. What is sent and
checked has the marks back. Words that somebody changed stay as they are, and the rubric (H1) stops them by their shape.
"""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from amends.core.message.marks import link_mark

_HOLE = re.compile(r"\{\{\s*([a-z_]+)\s*\}\}")
_NEW_LINK = link_mark("new")


def shown(text: str) -> str:
    """`text` as a colleague reads it."""
    words = _words()
    filled = _HOLE.sub(lambda hole: f"[… {words[hole[1]]}]" if hole[1] in words else hole[0], text)
    return filled.replace(_NEW_LINK, link_words())


def meant(text: str) -> str:
    """`text` as it is checked and sent."""
    for name, words in _words().items():
        text = text.replace(f"[… {words}]", f"{{{{ {name} }}}}")
    return text.replace(link_words(), _NEW_LINK)


def link_words() -> str:
    """What stands for the address of the customer's page."""
    return f"[→ {_('their own page')}]"


def _words() -> dict[str, str]:
    """What a letter may still want, by the name of its hole; no two say the same."""
    return {
        "happened": _("what happened"),
        "what_failed": _("what went wrong"),
        "occurred": _("where and when it was"),
        "impact": _("what it did to them"),
        "next_date": _("by when they hear from you"),
        "choose_until": _("until when they can choose"),
        "customer": _("their name"),
        "sender": _("your name"),
        "sender_place": _("where you work"),
        "link": _("the address of their page"),
        "what": _("what you need from them"),
        "due": _("by when"),
    }
