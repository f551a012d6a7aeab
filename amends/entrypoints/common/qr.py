"""A QR code as a drawing inside the page: dark on light in both themes, so that every camera reads it."""

from __future__ import annotations

import segno
from django.utils.safestring import SafeString, mark_safe


def qr_svg(text: str) -> SafeString:
    """`text` as an SVG without a size of its own (the page gives it one), with the quiet zone a scanner needs."""
    code = segno.make(text, error="m", micro=False)
    drawn = code.svg_inline(dark="#000", light="#fff", border=4, omitsize=True, svgclass=None, lineclass=None)
    return mark_safe(drawn)  # noqa: S308 - segno draws it; the text itself is not in it
