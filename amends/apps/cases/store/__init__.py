"""The only writer of cases and their evidence: found, opened, moved by the lifecycle, and known ever better."""

from amends.apps.cases.store.evidence import (
    correspondence,
    facts_of,
    lock_with_facts,
    record_evidence,
    standing_of,
)
from amends.apps.cases.store.finding import (
    CaseEnded,
    case_by_id,
    case_by_ref,
    cases_of_customer,
    cases_of_visit,
    find_case,
    ids_of_customer,
    last_received_at,
    locate_case,
    lock_case,
    lock_if_free,
    open_counts,
    take_case,
)
from amends.apps.cases.store.forgetting import forget
from amends.apps.cases.store.moving import (
    CaseMoved,
    apply_event,
    assign,
    change,
    deviate,
    look_again,
    open_case,
    set_due,
    set_flags,
)
from amends.apps.cases.store.questions import QuestionRecord, answer_question, ask, open_question, remind
from amends.apps.cases.store.records import CaseRecord
from amends.core.case.unknown import CaseUnknown

__all__ = [
    "CaseEnded",
    "CaseMoved",
    "CaseRecord",
    "CaseUnknown",
    "QuestionRecord",
    "answer_question",
    "apply_event",
    "ask",
    "assign",
    "case_by_id",
    "case_by_ref",
    "cases_of_customer",
    "cases_of_visit",
    "change",
    "correspondence",
    "deviate",
    "facts_of",
    "find_case",
    "forget",
    "ids_of_customer",
    "last_received_at",
    "locate_case",
    "lock_case",
    "lock_if_free",
    "lock_with_facts",
    "look_again",
    "open_case",
    "open_counts",
    "open_question",
    "record_evidence",
    "remind",
    "set_due",
    "set_flags",
    "standing_of",
    "take_case",
]
