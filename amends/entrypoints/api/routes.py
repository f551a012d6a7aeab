"""The API with all its routes in place."""

from __future__ import annotations

from amends.entrypoints.api import (
    case,
    case_vouchers,
    cases,
    complaints,
    endings,
    envelope,
    offers,
    reviews,
    vouchers,
    words,
)
from amends.entrypoints.api.root import api, nowhere

for noun in (complaints, cases, case, envelope, offers, words, reviews, endings, vouchers, case_vouchers):
    api.add_router("", noun.routes.router)

__all__ = ["api", "nowhere"]
