"""What is said wherever a version, a draft or a sheet of the policy is asked for that is not there."""

from __future__ import annotations

from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop


class VersionUnknown(Refusal):
    """No policy was published under that number."""

    code = "policy_version_unknown"
    kind = Kind.NOT_FOUND
    message = gettext_noop("There is no policy number %(number)s.")


class DraftUnknown(Refusal):
    """There is no such draft."""

    code = "policy_draft_unknown"
    kind = Kind.NOT_FOUND
    message = gettext_noop("There is no draft with this number.")


class SheetUnknown(Refusal):
    """The draft has no such sheet (any more)."""

    code = "sheet_unknown"
    kind = Kind.NOT_FOUND
    message = gettext_noop("The draft has no sheet “%(sheet)s”. It has: %(known)s.")
