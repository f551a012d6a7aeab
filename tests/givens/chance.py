"""Chance that repeats, for simulations."""

from __future__ import annotations

import random


def seeded(seed: int) -> random.Random:
    """Draws that are the same in every run."""
    return random.Random(seed)  # noqa: S311 - repeats on purpose
