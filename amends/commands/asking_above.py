"""One step that several commands take: whoever has the authority is asked, in the steps that the policy names.

No command, like `carrying_out` beside it: it runs inside the transaction of one, under the lock of what is asked about.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from amends.apps.approvals import store as approvals
from amends.apps.cases import store as cases
from amends.apps.conversations import store as conversations
from amends.apps.offers import store as offers
from amends.apps.staff import store as staff
from amends.apps.units import store as units
from amends.commands.matter import Matter, OfferMatter
from amends.core.clock.opening import calendar_for
from amends.core.offer.approving import Progress
from amends.core.offer.authority import Approver, Authority, SaidNoBefore
from amends.core.policy.approvals import APPROVING, ApprovalPath, ApprovalStep, path_for
from amends.core.roles import PERMISSIONS, Permission, Role
from amends.kernel.context import ActorKind, Context
from amends.kernel.journal import record


def ask_above(
    ctx: Context,
    case: cases.CaseRecord,
    offer: offers.OfferRecord,
    *,
    paths: Iterable[ApprovalPath],
    level: int,
    reasons: Sequence[Any],
    note: str,
    is_review: bool = False,
) -> approvals.ApprovalRecord:
    """Ask for the yes of `level` (1 to 3) to an offer; whoever is asked gets a mail with the way to its page.

    A review looks at what was given already, so it has one step, and an owner: of those who may answer, the one for
    whom the fewest reviews wait.
    """
    steps = path_for(paths, level, offer.face.decimal)
    return ask_about(
        ctx,
        OfferMatter(case, offer),
        steps=steps[:1] if is_review else steps,
        level=level,
        arguments_digest=offer.arguments_digest,
        reasons=reasons,
        note=note,
        is_review=is_review,
    )


def ask_about(
    ctx: Context,
    matter: Matter,
    *,
    steps: Sequence[ApprovalStep],
    level: int,
    arguments_digest: str,
    reasons: Sequence[Any],
    note: str,
    is_review: bool = False,
) -> approvals.ApprovalRecord:
    """Ask in these steps for the yes of `level`, to exactly the arguments of that digest.

    Where nobody of a step may answer, because the only one asked for it or was there, the next higher role is asked.
    Raises `SaidNoBefore` where exactly this got a no and the note does not say what has changed.
    """
    if not note.strip() and approvals.was_refused(matter.keys, arguments_digest):
        raise SaidNoBefore(field="note")
    barred = matter.involved | {str(ctx.actor)}
    progress = _reachable(matter.unit_id, Progress(steps, 0), barred)
    question = approvals.ask(
        ctx,
        **matter.keys,
        unit_id=matter.unit_id,
        level=level,
        steps=progress.steps,
        arguments_digest=arguments_digest,
        reasons=reasons,
        note=note.strip(),
        due_at=_due_at(ctx, matter.unit_id, progress.present),
        involved=matter.involved,
        is_review=is_review,
        owner_id=_owner(ctx, matter, progress, barred) if is_review else None,
    )
    body = {"approval_id": question.id, **matter.named, "level": level}
    record(ctx, matter.stream, "review.asked" if is_review else "approval.asked", body)
    write_to_approvers(ctx, matter, question, "review_wanted" if is_review else "approval_wanted")
    return question


def ask_next(
    ctx: Context, matter: Matter, question: approvals.ApprovalRecord, progress: Progress
) -> approvals.ApprovalRecord:
    """Another step of the same question waits now; those who are asked are written to."""
    barred = matter.involved | {question.asked_by} | progress.heard
    reachable = _reachable(matter.unit_id, progress, barred)
    turned = approvals.turn_to(ctx, question, reachable, _due_at(ctx, matter.unit_id, reachable.present))
    write_to_approvers(ctx, matter, turned, "approval_wanted")
    return turned


def approver_of(ctx: Context, unit_id: int) -> Approver:
    """Whoever acts, with what they may decide at that unit themselves and for the people they stand in for."""
    absent = () if ctx.user_id is None else approvals.standing_in(ctx.user_id, ctx.now)
    return Approver(
        actor=str(ctx.actor),
        own=ctx.roles_with(Permission.APPROVE, unit_id),
        # a program has the permission only where an operator gave its token the scope for it, by name or by role
        is_accountable=ctx.actor.kind in (ActorKind.PERSON, ActorKind.PROGRAM),
        for_others=tuple(
            Authority(f"person:{person_id}", staff.roles_of(person_id, unit_id) & frozenset(APPROVING))
            for person_id in absent
        ),
    )


def write_to_approvers(ctx: Context, matter: Matter, question: approvals.ApprovalRecord, code: str) -> int:
    """Each colleague who may give the present step gets the question with the way to its page; how many.

    A substitute gets it instead of who is away. No answer by mail counts.
    """
    barred = matter.involved | {question.asked_by} | question.progress.heard
    asker = None
    if question.asked_by.startswith("person:"):
        asker = staff.user(int(question.asked_by.partition(":")[2]))
    written = 0
    for role, person_id, reader_id in _readers(ctx, matter.unit_id, question.progress, barred):
        reader = staff.user(reader_id)
        letter = matter.letter(reader.language, sees_names=Permission.SEE_CUSTOMERS in PERMISSIONS[role])
        known = replace(
            letter,
            colleague=reader.display_name,
            due_at=question.due_at,
            asked_by=asker.display_name if asker else letter.unit,
            instead_of="" if reader_id == person_id else staff.user(person_id).display_name,
            note=question.note,
            desk_link=f"{settings.AMENDS_PUBLIC_URL}/approvals/{question.id}",
        )
        conversations.queue_notice(ctx, code, known, to_address=reader.email, case_id=question.case_id)
        written += 1
    return written


def _owner(ctx: Context, matter: Matter, progress: Progress, barred: frozenset[str]) -> int | None:
    """Who looks at a review: of those who may, the one for whom the fewest wait, the least senior first."""
    readers = [reader_id for _, _, reader_id in _readers(ctx, matter.unit_id, progress, barred)]
    waiting = approvals.reviews_waiting(readers)
    return min(readers, key=lambda reader_id: waiting.get(reader_id, 0), default=None)


def _readers(
    ctx: Context, unit_id: int, progress: Progress, barred: frozenset[str]
) -> list[tuple[Role, int, int]]:
    """Who is written to: with which role, for whom, and who reads it; everybody once."""
    people = [
        (role, person.id) for role in progress.wanted for person in staff.people_with_role(unit_id, role)
    ]
    away = approvals.substitutes_of([person_id for _, person_id in people], ctx.now)
    found: dict[int, tuple[Role, int, int]] = {}
    for role, person_id in people:
        if f"person:{person_id}" in barred:
            continue
        for reader_id in away.get(person_id, (person_id,)):
            if f"person:{reader_id}" not in barred:
                found.setdefault(reader_id, (role, person_id, reader_id))
    return list(found.values())


def _reachable(unit_id: int, progress: Progress, barred: frozenset[str]) -> Progress:
    """The question as it is, or handed up until there is somebody who may answer it."""
    found: Progress | None = progress
    while found is not None:
        holders = {
            f"person:{person.id}" for role in found.wanted for person in staff.people_with_role(unit_id, role)
        }
        if holders - barred:
            return found
        found = found.handed_up()
    return progress


def _due_at(ctx: Context, unit_id: int, step: ApprovalStep) -> datetime:
    """When the time of a step that begins now has run, in working time of the unit."""
    calendar = calendar_for(units.unit(unit_id).clocks)
    return calendar.add_working_time(ctx.now, timedelta(minutes=step.due_minutes))
