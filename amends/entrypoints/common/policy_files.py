"""A policy as people keep it, in a YAML or JSON file, to a document."""

from __future__ import annotations

from collections.abc import Mapping

import yaml

from amends.core.policy.model import PolicyDocument
from amends.core.policy.parse import load_document, parse_policy
from amends.core.refusal import Refusal
from amends.core.text import gettext_noop


class NoPolicyFile(Refusal):
    """What was given cannot be read as a policy file at all."""

    code = "no_policy_file"
    message = gettext_noop("%(file)s is no policy document: %(reason)s")


def read_policy_text(raw: bytes, name: str) -> PolicyDocument:
    """The policy in a file called `name`; raises `NoPolicyFile`, or `PolicyInvalid` with every problem of the
    document.
    """
    try:
        text = raw.decode()
        if text.lstrip().startswith("{") and name.endswith(".json"):
            return load_document(text)
        data = yaml.safe_load(text)
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise NoPolicyFile(file=name, reason=" ".join(str(error).split())[:300]) from error
    if not isinstance(data, Mapping):
        raise NoPolicyFile(file=name, reason=gettext_noop("it holds no entries of the form name: value"))
    return parse_policy(data)
