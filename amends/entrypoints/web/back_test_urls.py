"""Where the screens of back-tests stand."""

from __future__ import annotations

from django.urls import path

from amends.entrypoints.web import back_tests

BACK_TESTS = (
    path("policy/back-tests", back_tests.all_back_tests, name="back-tests"),
    path("policy/back-tests/<int:back_test_id>", back_tests.back_test, name="back-test"),
    path("policy/back-tests/<int:back_test_id>/stop", back_tests.stop, name="back-test-stopped"),
    path("policy/back-tests/<int:back_test_id>/cases", back_tests.cases, name="back-test-cases"),
)
