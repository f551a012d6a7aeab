"""Files for browsers that somebody removed while we run."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from amends.config.static_files import StaticFiles

pytestmark = pytest.mark.django_db  # the end of an answer looks after the connections there are


def test_a_file_that_is_gone_is_not_found_and_no_defect(
    tmp_path: Path, rf: RequestFactory, caplog, settings
) -> None:
    settings.WHITENOISE_AUTOREFRESH = False  # as an installation has it: files are found once, at the start
    settings.STATIC_ROOT = tmp_path
    (tmp_path / "amends.css").write_text("body {}")
    files = StaticFiles(lambda request: HttpResponse("a page"))
    before = files(rf.get("/static/amends.css"))
    assert b"".join(before) == b"body {}"
    before.close()
    (tmp_path / "amends.css").unlink()

    gone = files(rf.get("/static/amends.css"))

    assert (before.status_code, gone.status_code) == (200, 404)
    assert "start amends again, and it is made anew" in caplog.text
