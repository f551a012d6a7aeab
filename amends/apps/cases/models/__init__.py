"""Cases and the evidence they hold, and readings of both that commands and queries share."""

from amends.apps.cases.models.cases import Case, CaseQuerySet, InfoRequest
from amends.apps.cases.models.evidence import Evidence, EvidenceQuerySet
from amends.apps.cases.models.hit import hit_by

__all__ = ["Case", "CaseQuerySet", "Evidence", "EvidenceQuerySet", "InfoRequest", "hit_by"]
