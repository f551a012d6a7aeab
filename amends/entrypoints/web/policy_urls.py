"""The addresses of the policy workshop: versions, drafts, their sheets, and a case tried out."""

from __future__ import annotations

from django.urls import URLPattern, path

from amends.entrypoints.web import policy, policy_draft, policy_merge, policy_sheet, policy_trial

_FORMS = ("yaml", "json", "dmn")
_STEPS = ("submit", "review", "publish", "upload", "drop")

POLICY: list[URLPattern] = [
    path("policy", policy.versions, name="policy"),
    path("policy/<int:number>", policy.version, name="policy-version"),
    path("policy/<int:number>/changes", policy.changes, name="policy-changes"),
    path("policy/<int:number>/trial", policy_trial.of_version, name="policy-trial"),
    *(
        path(f"policy/<int:number>/{form}", policy.version_file, {"form": form}, name=f"policy-{form}")
        for form in _FORMS
    ),
    path("policy/drafts", policy_draft.start, name="policy-start"),
    path("policy/drafts/<int:draft_id>", policy_draft.draft, name="policy-draft"),
    path("policy/drafts/<int:draft_id>/sheets/<str:sheet>", policy_sheet.editor, name="policy-sheet"),
    path("policy/drafts/<int:draft_id>/merge", policy_merge.beside, name="policy-draft-merge"),
    path("policy/drafts/<int:draft_id>/trial", policy_trial.of_draft, name="policy-draft-trial"),
    *(
        path(
            f"policy/drafts/<int:draft_id>/{form}",
            policy_draft.draft_file,
            {"form": form},
            name=f"policy-draft-{form}",
        )
        for form in _FORMS
    ),
    *(
        path(
            f"policy/drafts/<int:draft_id>/{name}",
            policy_draft.step,
            {"name": name},
            name=f"policy-draft-{name}",
        )
        for name in _STEPS
    ),
]
