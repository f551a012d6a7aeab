"""The HTML part of a mail: a quiet letter made from the same plain text, without pictures or anything to load."""

from __future__ import annotations

import re
from html import escape

_ADDRESS = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)]")
_CODE = re.compile(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){2,}")

_BODY = (
    "margin:0;padding:24px 12px;background:#FBF8F3;color:#1F2430;"
    "font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif"
)
_SHEET = (
    "max-width:560px;margin:0 auto;padding:28px 24px;background:#FFFFFF;"
    "border:1px solid #E4DED3;border-radius:10px"
)
_BUTTON = (
    "display:inline-block;padding:12px 20px;border-radius:10px;background:#0E6B66;color:#FFFFFF;"
    "text-decoration:none;font-weight:600"
)
_LARGE = "font:600 22px/1.4 ui-monospace,Menlo,Consolas,monospace;letter-spacing:1px"


def page_of(text: str, *, language: str, button: str) -> str:
    """A whole HTML document that says the same as `text`.

    A paragraph that is one web address alone becomes a button called `button`; one that is a voucher code alone
    is set large.
    """
    paragraphs = "\n".join(_paragraph(part, button) for part in re.split(r"\n{2,}", text.strip()))
    return (
        f'<!doctype html>\n<html lang="{escape(language)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        '<meta name="color-scheme" content="light"></head>\n'
        f'<body style="{_BODY}"><div style="{_SHEET}">\n{paragraphs}\n</div></body></html>\n'
    )


def _paragraph(text: str, button: str) -> str:
    alone = text.strip()
    if _ADDRESS.fullmatch(alone):
        address = escape(alone)
        return f'<p><a style="{_BUTTON}" href="{address}">{escape(button)}</a></p>'
    if _CODE.fullmatch(alone):
        return f'<p style="{_LARGE}">{escape(alone)}</p>'
    return f"<p>{_linked(text)}</p>"


def _linked(text: str) -> str:
    pieces = []
    end = 0
    for found in _ADDRESS.finditer(text):
        address = escape(found[0])
        pieces += [
            escape(text[end : found.start()]),
            f'<a style="color:#0E6B66" href="{address}">{address}</a>',
        ]
        end = found.end()
    pieces.append(escape(text[end:]))
    return "".join(pieces).replace("\n", "<br>\n")
