"""The API with all its routers in place."""

from __future__ import annotations

from amends.entrypoints.api.root import api

__all__ = ["api"]
