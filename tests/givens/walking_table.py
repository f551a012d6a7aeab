"""Who may look (GET) and act (POST) at every address; None where the method is not taken."""

from __future__ import annotations

from givens.walking import EVERYBODY, NOBODY

ANYBODY = frozenset(EVERYBODY)
STAFF = ANYBODY - {NOBODY}
DESK = frozenset({"front_line", "lead", "cx_manager"})
LEADS = DESK - {"front_line"}
READERS = DESK | {"auditor"}
APPROVERS = LEADS | {"finance"}
TILLS = DESK | {"cashier"}
BUDGETS = READERS | {"finance"}
CX, FINANCE, AUDITOR, OPERATOR = (
    frozenset({role}) for role in ("cx_manager", "finance", "auditor", "operator")
)

TABLE: dict[str, tuple[frozenset[str] | None, frozenset[str] | None]] = {
    "health": (ANYBODY, None),
    # one's own way in and out
    "account_login": (ANYBODY, ANYBODY),
    "account_logout": (ANYBODY, ANYBODY),
    "account_inactive": (ANYBODY, None),
    "account_signup": (ANYBODY, ANYBODY),  # says that it is closed
    "account_reauthenticate": (STAFF, STAFF),
    "accounts/email/": (ANYBODY, ANYBODY),  # not there for anybody
    "account_email": (ANYBODY, ANYBODY),  # behind the one above: not there either
    "account_email_verification_sent": (ANYBODY, None),
    "account_change_password": (STAFF, STAFF),
    "account_set_password": (STAFF, STAFF),
    "account_reset_password": (ANYBODY, ANYBODY),
    "account_confirm_login_code": (STAFF, STAFF),
    "account_confirm_email": (ANYBODY, ANYBODY),
    "account_reset_password_from_key_done": (ANYBODY, None),
    "account_reset_password_from_key": (ANYBODY, ANYBODY),
    "account_reset_password_done": (ANYBODY, None),
    "mfa_index": (STAFF, None),
    "mfa_authenticate": (STAFF, STAFF),
    "mfa_reauthenticate": (STAFF, STAFF),
    "mfa_activate_totp": (STAFF, STAFF),
    "mfa_deactivate_totp": (STAFF, STAFF),
    "mfa_view_recovery_codes": (STAFF, None),
    "mfa_generate_recovery_codes": (STAFF, STAFF),
    "mfa_download_recovery_codes": (STAFF, STAFF),
    # customers, whose authority is the link
    "portal:tell-us": (ANYBODY, ANYBODY),
    "portal:thanks": (ANYBODY, None),
    "portal:letter": (ANYBODY, None),
    "portal:choice": (None, ANYBODY),
    "portal:answer": (None, ANYBODY),
    "portal:confirm": (None, ANYBODY),
    "portal:new-link": (None, ANYBODY),
    "portal:voucher": (ANYBODY, None),
    # cases
    "web:worklist": (STAFF, None),  # those who see no cases are led to where they work
    "web:view-kept": (None, READERS),
    "web:view-dropped": (None, READERS),
    "web:search": (READERS, None),
    "web:customer": (READERS, None),
    "web:customer-data": (CX, CX),
    "web:customer-data-file": (CX, None),
    "web:visit": (READERS, None),
    "web:log": (DESK, DESK),
    "web:log-customers": (READERS, None),
    "web:case": (READERS, None),
    "web:taken": (None, LEADS),  # somebody has it already: only those who assign may take it
    "web:facts": (READERS, DESK),
    "web:evidence": (None, DESK),
    "web:step-acknowledge": (None, DESK),
    "web:step-assess": (None, DESK),
    "web:step-investigate": (None, DESK),
    "web:step-finding": (None, DESK),
    "web:step-assign": (None, DESK),
    "web:step-ask": (None, DESK),
    "web:step-answer": (None, DESK),
    "web:step-reclassify": (None, DESK),
    "web:step-merge": (None, DESK),
    "web:step-withdraw": (None, DESK),
    "web:step-reopen": (None, DESK),
    "web:step-closing": (None, DESK),
    "web:step-review": (None, DESK),
    "web:step-refer": (None, DESK),
    "web:step-ruling": (None, DESK),
    "web:closing-tasks": (DESK, None),
    # giving
    "web:give": (READERS, DESK),
    "web:decide": (None, DESK),
    "web:offer-answer": (None, DESK),
    "web:payment": (None, DESK | FINANCE),
    "web:approvals": (APPROVERS, None),
    "web:approval": (APPROVERS, APPROVERS),
    "web:absences": (APPROVERS, APPROVERS),
    "web:absence-ended": (None, APPROVERS | OPERATOR),
    "web:involved": (READERS, DESK),
    "web:budgets": (BUDGETS, FINANCE),
    "web:budget": (BUDGETS, FINANCE),
    "web:case-vouchers": (READERS, None),
    "web:voucher-in-hand": (DESK, None),
    "web:voucher-hand-over": (None, DESK),
    "web:voucher-replacement": (None, DESK),
    # what a policy would have done
    "web:back-tests": (CX | FINANCE | AUDITOR, CX),
    "web:back-test": (CX | FINANCE | AUDITOR, None),
    "web:back-test-cases": (CX | FINANCE | AUDITOR, None),
    "web:back-test-stopped": (None, CX),
    # saying and following up
    "web:say": (DESK, DESK),
    "web:say-check": (None, DESK),
    "web:told": (None, DESK),
    "web:promises": (DESK, None),
    "web:promise-kept": (None, DESK),
    "web:case-promises": (READERS, None),
    "web:follow-up": (READERS, DESK),
    "web:mails": (ANYBODY, None),  # in the demonstration alone; elsewhere not there
    "web:mail": (ANYBODY, None),
    "web:mail-page": (ANYBODY, None),
    # tills
    "web:till": (TILLS, TILLS),
    "web:till-place": (None, TILLS),
    "web:till-rollback": (None, TILLS),
    "web:voucher-landing": (ANYBODY, None),
    # fairness
    "web:consistency": (CX | AUDITOR, CX | AUDITOR),
    "web:consistency-groups": (None, CX),
    "web:consistency-table": (CX | AUDITOR, None),
    "web:consistency-cases": (CX | AUDITOR, None),
    # the house
    "web:places": (CX, CX),
    "web:place-close": (None, CX),
    "web:place-open": (None, CX),
    "web:poster": (CX, None),
    "web:staff": (OPERATOR, OPERATOR),
    "web:placement": (None, OPERATOR),
    "web:tokens": (OPERATOR, OPERATOR),
    "web:token-revoked": (None, OPERATOR),
    "web:journal": (AUDITOR, None),
}

FORMS: dict[str, dict[str, str]] = {
    "web:view-kept": {"name": "Late ones", "filters": "due=late"},
    "web:evidence": {"impact-value": "They could not sleep"},
    "web:facts": {"facts-price": "99.00"},
    "web:step-acknowledge": {"how": "spoken", "words": "We have it"},
    "web:step-assess": {"criticality": "high"},
    "web:step-investigate": {"plan": "Ask the night shift"},
    "web:step-finding": {"finding": "upheld", "cause_class": "training"},
    "web:step-assign": {"user_id": "{user_id}"},
    "web:step-ask": {"question": "Which room?", "due_date": "2199-01-01"},
    "web:step-answer": {"answer": "Room 412"},
    "web:step-reclassify": {"origin": "feedback", "reason": "A kind word", "told": "on"},
    "web:step-merge": {"into_ref": "C-4F7K9-QDX2M", "same_incident": "on"},
    "web:step-withdraw": {"words": "Never mind"},
    "web:step-reopen": {"reason": "It rang again"},
    "web:step-closing": {"root_cause": "training"},
    "web:step-review": {"grounds": "It was louder than that"},
    "web:step-refer": {"body": "Ombudsman", "right": "Article 5"},
    "web:step-ruling": {"ruling": "Pay"},
    "web:give": {"give": "late_check_out", "digest": "{digest}"},
    "web:decide": {"finding": "not_upheld", "reason": "Nothing rang"},
    "web:offer-answer": {"act": "choose:0"},
    "web:payment": {"payment_ref": "SEPA 1"},
    "web:approval": {"answer": "no", "digest": "x"},
    "web:absences": {"substitute": "{user_id}", "first": "2198-12-31", "last": "2199-01-01"},
    "web:involved": {"user": "{user_id}"},
    "web:budgets": {"name": "Bar", "unit": "{unit}", "level": "brand", "cap": "10", "period": "month"},
    "web:budget": {"cap": "99999"},
    "web:staff": {"email": "n@walk.example", "display_name": "N", "role": "lead", "unit": "{unit}"},
    "web:placement": {"user": "{user_id}", "unit": "{desk_id}", "role": "lead", "holds": "yes"},
    "web:tokens": {"name": "till", "role": "cashier", "unit": "{unit}"},
    "web:back-tests": {"policy": "1", "label": "Again", "from_date": "2026-01-01", "to_date": "2026-05-01"},
    "web:log": {"act": "log", "unit": "harbour-desk"},
    "web:places": {"unit": "{desk_id}", "names": "Bar"},
    "web:say": {"stage": "RESPONSE", "text": "We are looking into it."},
    "web:told": {
        "told_stage": "RESPONSE",
        "channel": "phone",
        "told_at": "2026-05-05T10:00",
        "words": "Hello",
    },
    "web:follow-up": {"answer": "yes"},
    "web:voucher-replacement": {"reason": "Lost"},
    "web:till": {"code": "x", "act": "check"},
    "web:till-place": {"place": "{unit}"},
    "web:till-rollback": {"reason": "wrong guest"},
    "portal:tell-us": {
        "words": "It rang",
        "failure_code": "alarm_set",
        "contact_name": "Ada",
        "email": "ada@example.org",
    },
    "portal:choice": {"choice": "no", "offer": "{offer_id}"},
    "portal:answer": {"answer": "yes"},
}
"""What is posted: enough that a role which may not act is refused for that, and not for an empty field."""
