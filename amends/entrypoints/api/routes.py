"""The API with all its routers in place."""

from __future__ import annotations

from amends.entrypoints.api.root import api
from amends.entrypoints.api.vouchers import router as vouchers

api.add_router("", vouchers)

__all__ = ["api"]
