"""Policies as files: what a person brings along (YAML, JSON, DMN) as the JSON text of a document, and the way back."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from typing import Any

import yaml

from amends.core.policy.dmn.read import read_dmn
from amends.core.policy.editable import editable, plain
from amends.core.policy.model import PolicyDocument
from amends.core.policy.parse import load_document, parse_policy
from amends.core.policy.values import canonical_text
from amends.core.refusal import Refusal
from amends.core.text import gettext_noop
from amends.entrypoints.common.xml import parse_xml

SIZE_MAX = 1_000_000


class NoPolicyFile(Refusal):
    """What was given cannot be read as a policy file at all."""

    code = "no_policy_file"
    message = gettext_noop("%(file)s is no policy document: %(reason)s")


class _Loader(yaml.SafeLoader):
    """Plain entries alone: no anchors, with which a small file could say endlessly much."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError(gettext_noop("it repeats itself by reference; write it out"))
        return super().compose_node(parent, index)


def read_policy_text(raw: bytes, name: str) -> PolicyDocument:
    """The policy in a file called `name`; raises `NoPolicyFile`, or `PolicyInvalid` with every problem of the
    document.
    """
    text = _decoded(raw, name)
    if text.lstrip().startswith("{") and name.endswith(".json"):
        return load_document(text)
    return parse_policy(_entries(text, name))


def document_of(raw: bytes, name: str, *, currency: str) -> str:
    """The JSON text of the document in a file called `name` (YAML, JSON or DMN); `currency` is for DMN, which has none.

    It need not be publishable. Raises `NoPolicyFile`, `XmlUnusable`, and what `read_dmn` refuses.
    """
    if len(raw) > SIZE_MAX:
        raise _no_policy(name, gettext_noop("it is larger than one megabyte"))
    text = _decoded(raw, name)
    if text.lstrip().startswith("<"):
        return canonical_text(_of_dmn(raw, currency))
    if text.lstrip().startswith("{"):
        return text
    try:
        return json.dumps(_named_by_texts(_entries(text, name)), default=str)
    except ValueError as error:  # a number of more digits than Python writes
        raise _no_policy(name, str(error)) from error


def yaml_text(document: PolicyDocument) -> str:
    """A policy as YAML that people edit: tables as blocks of rows."""
    return yaml_of(editable(document))


def yaml_of(data: Mapping[str, object]) -> str:
    """Plain entries as YAML, in their order."""
    return yaml.dump(dict(data), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=sys.maxsize)


def _of_dmn(content: bytes, currency: str) -> dict[str, object]:
    """The entries of a DMN model; amounts and gestures come along if the model was written here."""
    read = read_dmn(parse_xml(content))
    document = PolicyDocument(
        name=read.name, currency=currency, facts=read.facts, derived=read.derived, tables=read.tables
    )
    return plain({**editable(document), **read.rest})


def _decoded(raw: bytes, name: str) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _no_policy(name, str(error)) from error


def _entries(text: str, name: str) -> Mapping[str, object]:
    """The entries of a YAML text."""
    try:
        data = yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader of ours
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise _no_policy(name, str(error)) from error
    if not isinstance(data, Mapping):
        raise _no_policy(name, gettext_noop("it holds no entries of the form name: value"))
    return data


def _named_by_texts(value: object) -> object:
    """Entries whose names are texts, as JSON wants them: YAML takes days, bytes and numbers for names too."""
    if isinstance(value, Mapping):
        return {str(name): _named_by_texts(entry) for name, entry in value.items()}
    return [_named_by_texts(item) for item in value] if isinstance(value, list) else value


def _no_policy(name: str, reason: str) -> NoPolicyFile:
    return NoPolicyFile(field="file", file=name[:80], reason=" ".join(reason.split())[:300])


class _Dumper(yaml.SafeDumper):
    """Texts of several lines as they are."""


def _text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _text)
