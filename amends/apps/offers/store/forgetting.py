"""What was said about offers is taken out of them; what was given, by whom and for how much stays."""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection

from amends.apps.offers.models import Offer


def forget(case_ids: Collection[int]) -> None:
    """Empty the customer's words and the colleague's reason in the offers of these cases."""
    assert connection.in_atomic_block
    Offer.objects.filter(case_id__in=case_ids).update(decline_words="", override_reason="")
