"""One failure that hit many: declared, its people found and decided, the money held, given in waves."""

from __future__ import annotations

from ninja import Query

from amends.commands.incident.ask_for_yes import ask_for_yes
from amends.commands.incident.bring_back_person import bring_back_person
from amends.commands.incident.decide_people import decide_people
from amends.commands.incident.declare_incident import declare_incident
from amends.commands.incident.find_people import find_people
from amends.commands.incident.hold_back_person import hold_back_person
from amends.commands.incident.pause_giving import pause_giving
from amends.commands.incident.reserve_people import reserve_people
from amends.commands.incident.resume_giving import resume_giving
from amends.commands.incident.start_giving import start_giving
from amends.commands.incident.stop_giving import stop_giving
from amends.commands.incident.upload_people import upload_people
from amends.commands.offer.decide_approval import decide_approval
from amends.entrypoints.api.incident_people_shapes import (
    PeopleCountedTold,
    PeopleFoundTold,
    PeopleListGiven,
    PeopleListTold,
    PeopleListWanted,
    PeopleUploadedTold,
    PeopleWanted,
    PersonBroughtBackTold,
    PersonHeldBackTold,
    PersonHeldGiven,
)
from amends.entrypoints.api.incident_shapes import (
    GivingGiven,
    GivingStoppedTold,
    GivingTold,
    IncidentDeclaredTold,
    IncidentDigestGiven,
    IncidentGiven,
    IncidentLineTold,
    IncidentsTold,
    IncidentTold,
    NothingGiven,
    PeopleDecidedTold,
    PeopleDecisionGiven,
    PeopleReservedTold,
    YesAskedForTold,
    YesWanted,
)
from amends.entrypoints.api.offers import ApprovalGiven, ApprovalTold
from amends.entrypoints.api.route import Routes
from amends.entrypoints.api.shapes import ApiRequest, Id
from amends.queries.incident_people import incident_people
from amends.queries.incidents import incident_page, incidents
from amends.queries.people_hit import people_hit

routes = Routes("incidents")

_FIND = "incident_unknown incident_step_not_allowed"
_SOUGHT = "fact_unknown cell_unreadable too_many_tests"


@routes.acts(
    "POST",
    "/incidents",
    does=declare_incident,
    status=201,
    refuses="unit_unknown failure_unknown incident_name_missing happened_missing too_long happens_later"
    " ends_before_it_begins nobody_to_sign",
)
def declare(request: ApiRequest, given: IncidentGiven) -> IncidentDeclaredTold:
    """Say that one failure hit many customers of a unit."""
    declared = declare_incident(
        request.ctx,
        unit_code=given.unit,
        failure_code=given.failure_code,
        name=given.name,
        happened=given.happened,
        started_at=given.started_at,
        ended_at=given.ended_at,
    )
    return IncidentDeclaredTold.model_validate(declared)


@routes.reads("/incidents", asks=incidents)
def list_incidents(request: ApiRequest) -> IncidentsTold:
    """The incidents of the token's units, the newest first."""
    return IncidentsTold(incidents=[IncidentLineTold.model_validate(line) for line in incidents(request.ctx)])


@routes.reads("/incidents/{ref}", asks=incident_page, refuses="incident_unknown")
def get_incident(request: ApiRequest, ref: str) -> IncidentTold:
    """One incident: where its people stand, what it comes to, and how far giving has come."""
    return IncidentTold.model_validate(incident_page(request.ctx, ref=ref))


@routes.looks("/incidents/{ref}/count", asks=people_hit, refuses=f"incident_unknown {_SOUGHT}")
def count_incident_people(request: ApiRequest, ref: str, wanted: PeopleWanted) -> PeopleCountedTold:
    """How many people would be found by what is asked for; nobody is added."""
    return PeopleCountedTold.model_validate(people_hit(request.ctx, ref=ref, sought=wanted.sought()))


@routes.acts(
    "POST",
    "/incidents/{ref}/people",
    does=find_people,
    refuses=f"{_FIND} {_SOUGHT} unit_unknown place_unknown failure_unknown no_policy_in_force",
)
def find_incident_people(request: ApiRequest, ref: str, wanted: PeopleWanted) -> PeopleFoundTold:
    """Add the customers at home at the unit and below it, or those whose cases fit; who is in it already stays."""
    return PeopleFoundTold.model_validate(find_people(request.ctx, incident_ref=ref, sought=wanted.sought()))


@routes.reads("/incidents/{ref}/people", asks=incident_people, refuses="incident_unknown cursor_invalid")
def list_incident_people(request: ApiRequest, ref: str, wanted: Query[PeopleListWanted]) -> PeopleListTold:
    """The people of an incident: where each of them stands, and who was kept back by whom."""
    page = incident_people(request.ctx, ref=ref, shown=wanted.shown, q=wanted.q, after=wanted.cursor)
    return PeopleListTold.model_validate(page)


@routes.acts(
    "POST",
    "/incidents/{ref}/people/{person_id}/holding",
    does=hold_back_person,
    refuses=f"{_FIND} person_unknown person_moved_on holding_reason_missing too_long reservation_ended",
)
def hold_back(request: ApiRequest, ref: str, person_id: Id, given: PersonHeldGiven) -> PersonHeldBackTold:
    """Keep one person back for a colleague's care; what is held for them is let go."""
    held = hold_back_person(request.ctx, incident_ref=ref, person_id=person_id, reason=given.reason)
    return PersonHeldBackTold.model_validate(held)


@routes.acts(
    "POST",
    "/incidents/{ref}/people/{person_id}/return",
    does=bring_back_person,
    refuses=f"{_FIND} person_unknown not_kept_by_hand no_share_to_bring_back held_in_another_period"
    " somebody_hit_twice budget_too_small",
)
def bring_back(request: ApiRequest, ref: str, person_id: Id, given: NothingGiven) -> PersonBroughtBackTold:
    """Take somebody back in whom a colleague kept back; exactly what was decided for them is held again."""
    back = bring_back_person(request.ctx, incident_ref=ref, person_id=person_id)
    return PersonBroughtBackTold.model_validate(back)


@routes.acts(
    "POST",
    "/incidents/{ref}/list",
    does=upload_people,
    refuses=f"{_FIND} list_unreadable list_too_large list_column_unknown no_way_to_know_them no_policy_in_force",
)
def upload_incident_people(request: ApiRequest, ref: str, given: PeopleListGiven) -> PeopleUploadedTold:
    """Add the people of a list, with the facts that it tells of each of them."""
    uploaded = upload_people(request.ctx, incident_ref=ref, text=given.csv, makes_unknown=given.makes_unknown)
    return PeopleUploadedTold.model_validate(uploaded)


@routes.acts(
    "POST",
    "/incidents/{ref}/decision",
    does=decide_people,
    refuses=f"{_FIND} nobody_found gesture_unknown no_policy_in_force letter_not_sendable",
)
def decide_incident(request: ApiRequest, ref: str, given: PeopleDecisionGiven) -> PeopleDecidedTold:
    """Decide what each person gets: what is owed first, then the first gesture that the policy allows."""
    decided = decide_people(
        request.ctx,
        incident_ref=ref,
        gesture_codes=given.gesture_codes,
        holds_repeats=given.holds_repeats,
    )
    return PeopleDecidedTold.model_validate(decided)


@routes.acts(
    "POST",
    "/incidents/{ref}/question",
    does=ask_for_yes,
    refuses=f"{_FIND} decided_otherwise no_yes_needed said_no_before colleague_unknown no_policy_in_force",
)
def ask_about_incident(request: ApiRequest, ref: str, given: YesWanted) -> YesAskedForTold:
    """Ask for the yes to exactly what was decided, in the steps of the policy."""
    asked = ask_for_yes(
        request.ctx, incident_ref=ref, digest=given.digest, note=given.note, involved_ids=given.involved
    )
    return YesAskedForTold.model_validate(asked)


@routes.acts(
    "POST",
    "/incidents/{ref}/approval",
    does=decide_approval,
    refuses="approval_not_found approval_decided_before approval_overdue arguments_changed approver_unattended"
    " approver_asked_it approver_was_there approver_heard_before substitute_barred approver_level_too_low"
    " no_policy_in_force review_unexplained",
)
def decide_about_incident(request: ApiRequest, ref: str, given: ApprovalGiven) -> ApprovalTold:
    """Say yes or no to exactly what was asked. Nobody says yes to their own."""
    done = decide_approval(
        request.ctx,
        incident_ref=ref,
        arguments_digest=given.arguments_digest,
        approve=given.approve,
        note=given.note,
    )
    return ApprovalTold.model_validate(done)


@routes.acts(
    "POST",
    "/incidents/{ref}/reservation",
    does=reserve_people,
    refuses=f"{_FIND} decided_otherwise yes_needed no_budget_open somebody_hit_twice budget_too_small"
    " no_policy_in_force",
)
def reserve_incident(request: ApiRequest, ref: str, given: IncidentDigestGiven) -> PeopleReservedTold:
    """Hold the money for everybody, or for nobody."""
    return PeopleReservedTold.model_validate(
        reserve_people(request.ctx, incident_ref=ref, digest=given.digest)
    )


@routes.acts("POST", "/incidents/{ref}/giving", does=start_giving, refuses=f"{_FIND} wave_invalid")
def start_incident(request: ApiRequest, ref: str, given: GivingGiven) -> GivingTold:
    """Begin to give in waves; a worker does it, and goes on after a crash where it was."""
    started = start_giving(
        request.ctx, incident_ref=ref, wave_size=given.wave_size, wave_seconds=given.wave_seconds
    )
    return GivingTold.model_validate(started)


@routes.acts("POST", "/incidents/{ref}/pause", does=pause_giving, refuses=_FIND)
def pause_incident(request: ApiRequest, ref: str, given: NothingGiven) -> GivingTold:
    """Pause: the money stays held, and nothing more is given until it is resumed."""
    return GivingTold.model_validate(pause_giving(request.ctx, incident_ref=ref))


@routes.acts("POST", "/incidents/{ref}/resume", does=resume_giving, refuses=_FIND)
def resume_incident(request: ApiRequest, ref: str, given: NothingGiven) -> GivingTold:
    """Go on after a pause."""
    return GivingTold.model_validate(resume_giving(request.ctx, incident_ref=ref))


@routes.acts("POST", "/incidents/{ref}/stop", does=stop_giving, refuses=_FIND)
def stop_incident(request: ApiRequest, ref: str, given: NothingGiven) -> GivingStoppedTold:
    """Stop for good: what was given stays given, what is held for the others is let go."""
    return GivingStoppedTold.model_validate(stop_giving(request.ctx, incident_ref=ref))
