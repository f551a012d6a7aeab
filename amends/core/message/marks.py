"""What can be spent or opened stands in no stored text: a mark holds its place until the moment of sending."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_MARK = re.compile(r"\{(link|voucher):([A-Za-z0-9_-]{1,64})\}")


@dataclass(frozen=True, slots=True)
class Marks:
    """The serials that a text refers to, in order, each once."""

    links: tuple[str, ...]
    vouchers: tuple[str, ...]


def link_mark(serial: str) -> str:
    """What stands for the address of the link with that serial."""
    return f"{{link:{serial}}}"


def voucher_mark(serial: str) -> str:
    """What stands for the code of the voucher with that serial."""
    return f"{{voucher:{serial}}}"


def marks_in(text: str) -> Marks:
    """The marks of `text`."""
    found = dict.fromkeys(_MARK.findall(text))
    return Marks(
        tuple(serial for kind, serial in found if kind == "link"),
        tuple(serial for kind, serial in found if kind == "voucher"),
    )


def fill_marks(text: str, *, links: Mapping[str, str], vouchers: Mapping[str, str]) -> str:
    """`text` with addresses and codes in place; KeyError for a serial that is not given."""
    values = {"link": links, "voucher": vouchers}
    return _MARK.sub(lambda mark: values[mark[1]][mark[2]], text)


def hide_marks(text: str, *, link: str, voucher: str) -> str:
    """`text` as colleagues read it, who may neither open the customer's page nor see a code."""
    return _MARK.sub(lambda mark: link if mark[1] == "link" else voucher, text)
