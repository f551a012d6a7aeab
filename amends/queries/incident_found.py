"""One incident by its reference, for whoever may see it."""

from __future__ import annotations

from amends.apps.incidents.models import Incident
from amends.core.ref import RefInvalid, normal_ref
from amends.core.roles import Permission
from amends.core.unseen import IncidentUnknown
from amends.kernel.context import Context


def found_incident(ctx: Context, ref: str) -> Incident:
    """The incident with that reference, for whoever may see it; raises `IncidentUnknown`."""
    try:
        known = normal_ref(ref)
    except RefInvalid:
        known = ""
    row = Incident.objects.select_related("unit", "failure_type", "owner").filter(ref=known).first()
    if row is None or not ctx.may(Permission.SEE_INCIDENTS, row.unit_id):
        raise IncidentUnknown(ref=ref.strip()[:20])
    return row
