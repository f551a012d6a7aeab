"""The settings of the tests: fixed keys, quick passwords, mail kept in memory; the database is given by a fixture."""

from __future__ import annotations

import os

os.environ["AMENDS_KEYS"] = "test0001:" + "0123456789abcdef" * 4
os.environ["AMENDS_SECRET_KEY"] = "only-for-tests-only-for-tests-only-for-tests"  # noqa: S105 - guards nothing but tests
os.environ["AMENDS_DATABASE_POOL"] = "0"  # each thread of a test has its own connection, closed with it
os.environ.setdefault("AMENDS_DATABASE_URL", "postgresql:///amends?host=/nonexistent")

from amends.config.settings.base import *  # noqa: F403 - the lines above are what it reads

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_AUTOREFRESH = True
