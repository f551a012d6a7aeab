"""One failure that hit many: declared, its people found and decided, the money held, given in waves."""

from __future__ import annotations

from amends.commands.incident.approve_incident import approve_incident
from amends.commands.incident.decide_people import decide_people
from amends.commands.incident.declare_incident import declare_incident
from amends.commands.incident.find_people import find_people
from amends.commands.incident.pause_giving import pause_giving
from amends.commands.incident.reserve_people import reserve_people
from amends.commands.incident.resume_giving import resume_giving
from amends.commands.incident.start_giving import start_giving
from amends.commands.incident.stop_giving import stop_giving
from amends.commands.incident.upload_people import upload_people
from amends.entrypoints.api.incident_shapes import (
    GivingGiven,
    GivingStoppedTold,
    GivingTold,
    IncidentApprovedTold,
    IncidentDeclaredTold,
    IncidentDigestGiven,
    IncidentGiven,
    IncidentLineTold,
    IncidentsTold,
    IncidentTold,
    NothingGiven,
    PeopleDecidedTold,
    PeopleDecisionGiven,
    PeopleFoundTold,
    PeopleListGiven,
    PeopleReservedTold,
    PeopleUploadedTold,
    PeopleWanted,
)
from amends.entrypoints.api.route import Routes
from amends.entrypoints.api.shapes import ApiRequest
from amends.queries.incidents import incident_page, incidents

routes = Routes("incidents")

_FIND = "incident_unknown incident_step_not_allowed"


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


@routes.acts("POST", "/incidents/{ref}/people", does=find_people, refuses=f"{_FIND} unit_unknown")
def find_incident_people(request: ApiRequest, ref: str, wanted: PeopleWanted) -> PeopleFoundTold:
    """Add the customers who are at home at the unit and below it; whoever is in it already stays as they are."""
    tiers = wanted.loyalty_tiers
    found = find_people(request.ctx, incident_ref=ref, unit_code=wanted.unit, loyalty_tiers=tiers)
    return PeopleFoundTold.model_validate(found)


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
    "/incidents/{ref}/approval",
    does=approve_incident,
    refuses=f"{_FIND} arguments_changed approval_overdue approval_not_found approver_unattended approver_asked_it"
    " approver_was_there approver_level_too_low",
)
def approve_whole_incident(request: ApiRequest, ref: str, given: IncidentDigestGiven) -> IncidentApprovedTold:
    """Say yes to exactly what was decided. Nobody says yes to their own."""
    approved = approve_incident(request.ctx, incident_ref=ref, digest=given.digest)
    return IncidentApprovedTold.model_validate(approved)


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
