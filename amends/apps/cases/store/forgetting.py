"""What a customer told us is taken out of their cases; states, times and what was decided stay."""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection

from amends.apps.cases.models import Case, Evidence, InfoRequest
from amends.apps.cases.store.records import TOLD

ERASED = "erased at the customer's wish"
"""Why evidence has no value any more."""


def forget(case_ids: Collection[int]) -> None:
    """Empty the words, evidence, questions and answers of these cases.

    The journal holds commitments to them under the person's key, never the words; nothing is journalled here.
    """
    assert connection.in_atomic_block
    Case.objects.filter(id__in=case_ids).update(**dict.fromkeys(TOLD, ""))
    Evidence.objects.filter(case_id__in=case_ids).update(value=None, reason=ERASED)
    InfoRequest.objects.filter(case_id__in=case_ids).update(question="", answer="")
