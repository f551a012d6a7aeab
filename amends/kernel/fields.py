"""Small model pieces that many apps share."""

from __future__ import annotations

from django.db import models


class CurrencyField(models.CharField):  # type: ignore[type-arg]
    """ISO 4217 code of the amounts beside it."""

    def __init__(self, **options: object) -> None:
        options.setdefault("max_length", 3)
        super().__init__(**options)  # type: ignore[arg-type]


class ActorField(models.CharField):  # type: ignore[type-arg]
    """Who did it, as `kind:id` (see kernel.context.Actor)."""

    def __init__(self, **options: object) -> None:
        options.setdefault("max_length", 40)
        super().__init__(**options)  # type: ignore[arg-type]
