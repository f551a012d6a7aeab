"""What must be true of an installation after whatever happened to it: read from its tables by plain SQL."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable
from email.message import EmailMessage

import psycopg
from givens.soak_clients import Story


def settle(address: str, *, dead_workers: bool = False, seconds: float = 60) -> None:
    """Wait until no message is on its way any more.

    With `dead_workers`, leases taken more than ten seconds ago run out at once, so that a test need not wait a minute
    for each.
    """
    ends = time.monotonic() + seconds
    with psycopg.connect(address, autocommit=True) as database:
        while True:
            if dead_workers:
                database.execute(
                    "UPDATE conversations_message SET claimed_until_at = now()"
                    " WHERE state = 'claimed' AND claimed_until_at < now() + interval '50 seconds'"
                )
            waiting = database.execute(
                "SELECT id, state, attempts, send_after_at, last_problem FROM conversations_message"
                " WHERE state IN ('queued', 'claimed')"
            ).fetchall()
            if not waiting:
                return
            assert time.monotonic() < ends, f"still on their way: {waiting}"
            time.sleep(0.2)


def check_rows(address: str, stories: Iterable[Story]) -> None:
    """Every answer that a client was given is there, once, and the sums are equal."""
    told = {story.ref: story for story in stories}
    with psycopg.connect(address) as database:
        cases = database.execute("SELECT ref, count(*) OVER (PARTITION BY words) FROM cases_case").fetchall()
        assert {ref for ref, _ in cases} == set(told)
        assert {same for _, same in cases} == {1}

        offers = dict(database.execute("SELECT id, state FROM offers_offer").fetchall())
        assert offers == {story.offer_id: "accepted" for story in told.values() if story.offer_id}

        vouchers = database.execute("SELECT id, face_minor, balance_minor FROM vouchers_voucher").fetchall()
        mine = {story.voucher_ids[0]: story for story in told.values() if story.voucher_ids}
        assert {row[0] for row in vouchers} == set(mine)
        for voucher_id, face, balance in vouchers:
            story = mine[voucher_id]
            spent = sum(story.sales.values()) - sum(story.taken_back.values())
            assert (face, balance) == (story.face, story.face - spent), story

        sales = Counter(dict(database.execute(
            "SELECT till_ref, sum(amount_minor)::bigint FROM vouchers_redemption WHERE kind = 'redeem'"
            " GROUP BY till_ref"
        ).fetchall()))  # fmt: skip
        assert sales == Counter({ref: taken for story in told.values() for ref, taken in story.sales.items()})
        [(rows, backs)] = database.execute(
            "SELECT count(*) FILTER (WHERE kind = 'redeem'), count(*) FILTER (WHERE kind <> 'redeem')"
            " FROM vouchers_redemption"
        ).fetchall()
        assert rows == len(sales)
        assert backs == sum(len(story.taken_back) for story in told.values())


def check_mails(address: str, taken: Iterable[EmailMessage], *, exactly_once: bool) -> None:
    """Every message reached the letter box: once, or at least once under one Message-ID, with the same text."""
    arrived: dict[str, list[str]] = {}
    for mail in taken:
        body = mail.get_body(("plain",))
        assert body is not None
        arrived.setdefault(str(mail["Message-ID"]).strip("<>"), []).append(
            f"{mail['To']}\n{body.get_content()}"
        )
    with psycopg.connect(address) as database:
        states = dict(
            database.execute(
                "SELECT trim(both '<>' from message_id), state FROM conversations_message"
                " WHERE direction = 'out' AND channel = 'email'"
            ).fetchall()
        )
    assert set(states.values()) == {"sent"}
    assert set(arrived) == set(states)
    assert [texts for texts in arrived.values() if len(set(texts)) > 1] == []
    if exactly_once:
        assert [texts for texts in arrived.values() if len(texts) > 1] == []
