"""Kinds of failure are added to the taxonomy, each with the facts that it lets us assume."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from amends.apps.failures import store as kinds
from amends.apps.policies import store as policies
from amends.core.policy.facts import read_facts
from amends.core.refusal import Kind, Refusal
from amends.core.roles import Permission
from amends.core.text import gettext_noop
from amends.kernel.command import command
from amends.kernel.context import Context
from amends.kernel.journal import record

NATURES = ("outcome", "process")
LOST_RESOURCES = ("monetary", "goods", "service", "attention")


class FailureCodeInvalid(Refusal):
    """A code is small letters, digits and underscores, and nobody else's."""

    code = "failure_code_invalid"
    kind = Kind.INVALID
    message = gettext_noop(
        "%(failure_code)s cannot be the code: use small letters, digits and underscores that no other kind has."
    )


class FailureIncomplete(Refusal):
    """Something that every kind of failure says is not there."""

    code = "failure_incomplete"
    kind = Kind.INVALID
    message = gettext_noop("%(failure_code)s: say its %(what)s. Write %(instead)s.")


@dataclass(frozen=True, slots=True)
class NewFailureType:
    """One kind of failure.

    `nature` is whether the thing itself was not delivered (*outcome*) or the manner of it was poor (*process*);
    `lost_resource` is what the customer lost. `assumed_facts` are facts of the policy that hold until somebody says
    otherwise, `terms` the words by which a message may name the failure. `told_as` is how it goes on after "you told
    us", by language: {"en": "that your room was not ready"}; a letter in a language without it says the name instead.
    `business` "" means any.
    """

    code: str
    name: str
    nature: str
    lost_resource: str
    usual_expectation: str
    terms: tuple[str, ...]
    business: str = ""
    assumed_facts: Mapping[str, object] = field(default_factory=dict)
    told_as: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FailureTypesAdded:
    """The codes, in the order in which people will choose from them."""

    codes: tuple[str, ...]


@command(Permission.MANAGE_POLICY)
def add_failure_types(ctx: Context, *, types: tuple[NewFailureType, ...]) -> FailureTypesAdded:
    """Add kinds of failure, shown in the order given.

    Raises `FailureCodeInvalid` and `FailureIncomplete`, and `FactsInvalid` where a policy is in force that cannot read
    the assumed facts.
    """
    codes = tuple(kind.code for kind in types)
    for code in kinds.taken_codes(codes) | {code for code, times in Counter(codes).items() if times > 1}:
        raise FailureCodeInvalid(field=code, failure_code=code)
    for position, kind in enumerate(types, 1):
        _check(kind)
        _check_facts(ctx, kind)
        kinds.add_failure_type(
            code=kind.code,
            name=kind.name.strip(),
            business=kind.business,
            nature=kind.nature,
            lost_resource=kind.lost_resource,
            usual_expectation=kind.usual_expectation.strip(),
            assumed_facts=kind.assumed_facts,
            terms=kind.terms,
            told_as={language: " ".join(words.split()) for language, words in kind.told_as.items()},
            position=position,
        )
    record(ctx, "policy", "failure_types.added", {"codes": codes})
    return FailureTypesAdded(codes)


def _check(kind: NewFailureType) -> None:
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,59}", kind.code):
        raise FailureCodeInvalid(field="code", failure_code=kind.code[:60])
    for what, is_there, instead in (
        ("name", bool(kind.name.strip()), gettext_noop("what went wrong, in a few words")),
        ("nature", kind.nature in NATURES, " | ".join(NATURES)),
        ("lost_resource", kind.lost_resource in LOST_RESOURCES, " | ".join(LOST_RESOURCES)),
        ("usual_expectation", bool(kind.usual_expectation.strip()), gettext_noop("what they could expect")),
        ("terms", any(term.strip() for term in kind.terms), gettext_noop("the words that name it")),
    ):
        if not is_there:
            raise FailureIncomplete(field=what, failure_code=kind.code, what=what, instead=instead)


def _check_facts(ctx: Context, kind: NewFailureType) -> None:
    try:
        policy = policies.in_force(ctx.now)
    except policies.NoPolicyInForce:
        return
    read_facts(policy.document, kind.assumed_facts)
