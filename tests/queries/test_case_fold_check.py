"""Every case against the fold of its journal."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from django.db import transaction
from givens.cases import a_case
from givens.contexts import someone
from givens.house import make_house
from givens.tampering import tamper

from amends.apps.cases import store as cases
from amends.core.roles import Role
from amends.queries.case_fold_check import case_fold_check

MORNING_IN_VIENNA = datetime(2026, 12, 1, 6, 0, tzinfo=timezone(timedelta(hours=1)))


@pytest.mark.usefixtures("committed_db")
def test_a_moment_that_was_written_down_in_another_zone_is_the_same_and_another_moment_is_not() -> None:
    house = make_house()
    with transaction.atomic():
        case = cases.lock_case(a_case(house).id)
        cases.look_again(someone(Role.SYSTEM), case, wanted_by_at=MORNING_IN_VIENNA)

    assert case_fold_check(someone(Role.AUDITOR)).findings == ()

    assert tamper("cases_case", "UPDATE {table} SET wanted_by_at = wanted_by_at + interval '1 second'") == 1
    (found,) = case_fold_check(someone(Role.AUDITOR)).findings
    assert found.problem.startswith("wanted_by_at is '2026-12-01T05:00:01+00:00', but the journal ends at ")
