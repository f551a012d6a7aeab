"""What `amends doctor` looks at: each checkup looks at one thing and says what it found and what to do about it."""

from __future__ import annotations

import os
import shutil
import smtplib
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import get_connection
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from amends.core.refusal import Refusal
from amends.entrypoints.common.problems import say
from amends.kernel.database import own_address, require_supported
from amends.kernel.embedded_place import database_user, find_place
from amends.kernel.environment import installation_keys
from amends.kernel.key_files import have_keys, keys_folder, read_keys
from amends.kernel.keys import key_ids
from amends.kernel.models import JournalEntry, WorkerBeat

_GIGABYTE = 1024**3
_SKEW_MAX = timedelta(seconds=2)
_BEAT_MAX = timedelta(minutes=2)


class Level(StrEnum):
    """How a finding is meant."""

    GOOD = "good"
    MIND = "mind"  # works, but somebody should know
    WRONG = "wrong"  # people will notice


@dataclass(frozen=True, slots=True)
class Finding:
    """What one checkup found: `about` one thing, in `words`, and what to do (`advice`, empty when nothing)."""

    level: Level
    about: str
    words: str
    advice: str = ""


def check_room(data: Path) -> Iterator[Finding]:
    """Room on the disks where the data folder and the embedded database lie."""
    about = _("Disk")
    folders = {data} if own_address(os.environ) else {data, find_place(data).folder}
    for folder in sorted(folder for folder in folders if folder.exists()):
        free = shutil.disk_usage(folder).free
        words = _("%(free).1f GB free in %(folder)s.") % {"free": free / _GIGABYTE, "folder": folder}
        if free < _GIGABYTE // 4:
            yield Finding(
                Level.WRONG, about, words, _("Free some now: the database stops when the disk is full.")
            )
        elif free < 2 * _GIGABYTE:
            yield Finding(Level.MIND, about, words, _("Free some, or move the data folder to a larger disk."))
        else:
            yield Finding(Level.GOOD, about, words)


def check_keys(data: Path) -> Iterator[Finding]:
    """The key files: there, whole, and readable by their owner alone."""
    about = _("Keys")
    folder = keys_folder(data)
    if installation_keys(os.environ) is not None:
        yield Finding(Level.GOOD, about, _("Given by AMENDS_KEYS and AMENDS_SECRET_KEY."))
        return
    if not have_keys(data):
        advice = _("Bring them back from the backup: without them no voucher code or link works.")
        yield Finding(Level.WRONG, about, _("There are none in %(folder)s.") % {"folder": folder}, advice)
        return
    try:
        count = len(read_keys(data).codes)
    except Refusal as refusal:
        yield Finding(Level.WRONG, about, say(refusal))
        return
    open_files = [
        path
        for path in (folder, *folder.iterdir())
        if stat.S_IMODE(path.stat().st_mode) & (stat.S_IRWXG | stat.S_IRWXO)
    ]
    if open_files:
        names = ", ".join(str(path) for path in open_files)
        yield Finding(
            Level.WRONG,
            about,
            _("Other users of this machine can read %(names)s.") % {"names": names},
            _("Run: chmod -R go= %(folder)s") % {"folder": folder},
        )
    else:
        yield Finding(Level.GOOD, about, _("%(count)s in %(folder)s.") % {"count": count, "folder": folder})


def check_database(data: Path) -> Iterator[Finding]:
    """The database's version, whose user it runs as, and whether its clock agrees with ours."""
    about = _("Database")
    with connection.cursor() as cursor:
        before = datetime.now(UTC)
        cursor.execute("SELECT clock_timestamp()")
        skew = abs(cursor.fetchone()[0] - before)
    version = connection.connection.info.server_version
    try:
        require_supported(version)
    except Refusal as refusal:
        yield Finding(Level.WRONG, about, say(refusal))
    else:
        words = _("PostgreSQL %(major)s answers.") % {"major": version // 10_000}
        yield Finding(Level.GOOD, about, words)
    if skew > _SKEW_MAX:
        words = _("The database's clock is %(seconds).0f seconds off ours.") % {
            "seconds": skew.total_seconds()
        }
        yield Finding(
            Level.WRONG, _("Clock"), words, _("Let both machines take their time from the network (NTP).")
        )
    else:
        yield Finding(Level.GOOD, _("Clock"), _("The database's clock and ours agree."))
    if not own_address(os.environ) and database_user().name == "nobody":
        words = _("The database runs as the user nobody, because amends runs as root.")
        advice = _("Run amends as a user of its own, or add a user named amends and give it the files.")
        yield Finding(Level.MIND, _("User"), words, advice)


def check_keys_fit() -> Iterator[Finding]:
    """Whether what was written down last was written under a key that is here; `amends verify` looks at everything."""
    last = JournalEntry.objects.order_by("-id").values_list("key_id", flat=True).first()
    if last is not None and last not in key_ids():
        words = _("The journal was written under the key %(key)s, which is not among them.") % {"key": last}
        advice = _(
            "Bring back the keys that belong to this database: its codes and links work with no others."
        )
        yield Finding(Level.WRONG, _("Keys"), words, advice)


def check_migrations() -> Iterator[Finding]:
    """Whether the tables are those of this version of the code, neither older nor newer."""
    about = _("Tables")
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    known = set(executor.loader.disk_migrations)
    newer = [
        key for key in executor.loader.applied_migrations if key not in known and key[0] in _our_labels(known)
    ]
    if newer:
        words = _("They were made by a newer version of amends (%(name)s).") % {"name": ".".join(newer[0])}
        yield Finding(
            Level.WRONG, about, words, _("Install that version, or restore the backup from before it.")
        )
    elif missing:
        words = _("%(count)s steps behind this version of amends.") % {"count": len(missing)}
        yield Finding(Level.WRONG, about, words, _("Run: amends migrate"))
    else:
        yield Finding(Level.GOOD, about, _("Up to date."))


def _our_labels(known: set[tuple[str, str]]) -> set[str]:
    return {label for label, _name in known}


def check_address() -> Iterator[Finding]:
    """AMENDS_PUBLIC_URL, AMENDS_ALLOWED_HOSTS and AMENDS_TRUSTED_PROXIES: do they fit each other?"""
    address = urlsplit(settings.AMENDS_PUBLIC_URL)
    about = _("Address")
    if address.hostname in ("localhost", "127.0.0.1", "::1"):
        words = _("Links and QR codes begin with %(url)s: they work on this machine only.")
        yield Finding(
            Level.MIND,
            about,
            words % {"url": settings.AMENDS_PUBLIC_URL},
            _("Set AMENDS_PUBLIC_URL to where people reach it."),
        )
    elif address.scheme != "https":
        words = _("%(url)s is not encrypted: passwords and customers' words travel in the clear.")
        advice = _("Put a proxy with TLS before amends and set AMENDS_PUBLIC_URL to its https address.")
        yield Finding(Level.WRONG, about, words % {"url": settings.AMENDS_PUBLIC_URL}, advice)
    else:
        yield Finding(Level.GOOD, about, settings.AMENDS_PUBLIC_URL)
        if not settings.AMENDS_TRUSTED_PROXIES:
            words = _(
                "No proxy is trusted, so every client seems to have the proxy's address, and https is not seen."
            )
            yield Finding(
                Level.WRONG, _("Proxy"), words, _("Set AMENDS_TRUSTED_PROXIES to the proxy's address.")
            )
    if "*" in settings.ALLOWED_HOSTS:
        words = _("AMENDS_ALLOWED_HOSTS allows any name: a forged one could end up in links.")
        yield Finding(Level.WRONG, _("Hosts"), words, _("List the names under which people reach amends."))
    elif (
        address.hostname not in settings.ALLOWED_HOSTS
        and f".{address.hostname}" not in settings.ALLOWED_HOSTS
    ):
        words = _("AMENDS_ALLOWED_HOSTS does not have %(host)s, so its own links are refused.")
        yield Finding(Level.WRONG, _("Hosts"), words % {"host": address.hostname}, _("Add it."))


def check_mail() -> Iterator[Finding]:
    """Whether the mail server takes our name and password; nothing is sent."""
    about = _("Mail")
    where = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    if not settings.EMAIL_BACKEND.startswith("django.core.mail.backends.smtp"):
        words = _("Sent by %(backend)s; this is not tried out.") % {"backend": settings.EMAIL_BACKEND}
        yield Finding(Level.GOOD, about, words)
        return
    try:
        mail = get_connection(timeout=5)
        mail.open()
        mail.close()
    except (OSError, smtplib.SMTPException) as error:
        words = _("The mail server %(where)s does not take mail: %(error)s.") % {
            "where": where,
            "error": error,
        }
        yield Finding(Level.WRONG, about, words, _("Check AMENDS_SMTP_URL. Messages wait until it works."))
    else:
        yield Finding(Level.GOOD, about, _("%(where)s takes mail.") % {"where": where})


def check_workers(now: datetime) -> Iterator[Finding]:
    """When a worker was last seen: they send what was said and watch the deadlines."""
    about = _("Workers")
    last = WorkerBeat.objects.order_by("-at").values_list("at", flat=True).first()
    advice = _("Start them with `amends serve`. Messages and deadlines wait until then.")
    if last is None:
        yield Finding(Level.MIND, about, _("None has been seen yet."), advice)
    elif now - last > _BEAT_MAX:
        words = _("None has been seen for %(span)s.") % {"span": timesince(last, now)}
        yield Finding(Level.WRONG, about, words, advice)
    else:
        yield Finding(Level.GOOD, about, _("At work."))
