"""A draft is read by a second person, published as it was read, and taken back by an earlier version."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from givens.contexts import NOON, someone
from givens.drafts import CARLA, FINN, LARGER, a_submitted_draft, an_approved_draft, cell

from amends.apps.policies import store as policies
from amends.apps.policies.models import DraftReview, PolicyDraft, PolicyVersion
from amends.commands.governance.edit_policy_draft import edit_policy_draft
from amends.commands.governance.publish_policy import publish_policy
from amends.commands.governance.publish_policy_draft import (
    DraftNotApproved,
    PolicyMovedOn,
    publish_policy_draft,
)
from amends.commands.governance.review_policy_draft import (
    NotInReview,
    ReviewOutdated,
    ReviewsAsProgram,
    ReviewsOwnDraft,
    review_policy_draft,
)
from amends.commands.governance.roll_back_policy import RollbackReasonMissing, roll_back_policy
from amends.commands.governance.submit_policy_draft import submit_policy_draft
from amends.core.case.hearing import WordsMissing
from amends.core.policy.drafting.states import DraftEnded
from amends.core.roles import Role
from amends.kernel.context import NotPermitted

pytestmark = pytest.mark.django_db


def test_what_was_approved_is_published_as_it_was_read():
    draft = an_approved_draft()

    made = publish_policy_draft(CARLA, draft_id=draft.draft_id, note="After the spring.")

    assert (made.number, made.digest, made.effective_from_at) == (2, draft.digest, NOON)
    version = PolicyVersion.objects.get(number=2)
    assert (version.note, version.published_by, version.draft_id) == (
        "After the spring.",
        "person:3",
        draft.draft_id,
    )
    assert policies.in_force(NOON).number == 2
    assert PolicyDraft.objects.get().state == "published"


def test_a_day_to_come_leaves_the_present_policy_in_force():
    draft = an_approved_draft()

    publish_policy_draft(CARLA, draft_id=draft.draft_id, effective_from_at=NOON + timedelta(days=7))

    assert policies.in_force(NOON).number == 1
    assert policies.in_force(NOON + timedelta(days=7)).number == 2


def test_a_draft_is_published_once():
    draft = an_approved_draft()
    publish_policy_draft(CARLA, draft_id=draft.draft_id)

    with pytest.raises(DraftEnded):
        publish_policy_draft(CARLA, draft_id=draft.draft_id)
    with pytest.raises(DraftEnded):
        edit_policy_draft(CARLA, draft_id=draft.draft_id, version=2, cells=(LARGER,))
    assert PolicyVersion.objects.count() == 2


def test_nobody_publishes_what_nobody_read():
    draft = a_submitted_draft()

    with pytest.raises(DraftNotApproved):
        publish_policy_draft(CARLA, draft_id=draft.draft_id)
    assert PolicyVersion.objects.count() == 1


def test_an_edit_after_the_yes_needs_another_yes():
    draft = an_approved_draft()
    edit_policy_draft(
        CARLA, draft_id=draft.draft_id, version=2, cells=(cell("table.guard", 3, "case_total", "> 90"),)
    )

    with pytest.raises(DraftNotApproved):
        publish_policy_draft(CARLA, draft_id=draft.draft_id)
    submit_policy_draft(CARLA, draft_id=draft.draft_id, version=3)
    with pytest.raises(DraftNotApproved):
        publish_policy_draft(CARLA, draft_id=draft.draft_id)
    assert PolicyVersion.objects.count() == 1


def test_who_wrote_one_cell_does_not_review():
    draft = a_submitted_draft()

    with pytest.raises(ReviewsOwnDraft):
        review_policy_draft(CARLA, draft_id=draft.draft_id, digest=draft.digest, beside=1, verdict="approved")
    with pytest.raises(DatabaseError, match="does not review it"), transaction.atomic():
        DraftReview.objects.create(
            draft_id=draft.draft_id,
            digest=draft.digest,
            verdict="approved",
            reviewed_by="person:3",
            reviewed_at=NOON,
        )
    assert not DraftReview.objects.exists()


def test_a_program_is_no_second_person():
    draft = a_submitted_draft()
    program = replace(FINN, actor=someone(Role.PROGRAM, user_id=9).actor)

    with pytest.raises(ReviewsAsProgram):
        review_policy_draft(
            program, draft_id=draft.draft_id, digest=draft.digest, beside=1, verdict="approved"
        )
    assert not DraftReview.objects.exists()


def test_a_lead_neither_writes_nor_reviews():
    draft = a_submitted_draft()
    lead = someone(Role.LEAD, user_id=8)

    with pytest.raises(NotPermitted):
        review_policy_draft(lead, draft_id=draft.draft_id, digest=draft.digest, beside=1, verdict="approved")
    with pytest.raises(NotPermitted):
        edit_policy_draft(lead, draft_id=draft.draft_id, version=2, cells=(LARGER,))


def test_a_review_of_another_text_is_refused():
    draft = a_submitted_draft()

    with pytest.raises(ReviewOutdated):
        review_policy_draft(FINN, draft_id=draft.draft_id, digest="0" * 64, beside=1, verdict="approved")
    with pytest.raises(ReviewOutdated):
        review_policy_draft(FINN, draft_id=draft.draft_id, digest=draft.digest, beside=0, verdict="approved")
    assert not DraftReview.objects.exists()


def test_what_is_sent_back_says_why_and_is_written_again():
    draft = a_submitted_draft()

    with pytest.raises(WordsMissing):
        review_policy_draft(FINN, draft_id=draft.draft_id, digest=draft.digest, beside=1, verdict="sent_back")
    review_policy_draft(
        FINN,
        draft_id=draft.draft_id,
        digest=draft.digest,
        beside=1,
        verdict="sent_back",
        note="80 is too much for the bar.",
    )

    assert PolicyDraft.objects.get().state == "writing"
    assert DraftReview.objects.get().note == "80 is too much for the bar."
    with pytest.raises(NotInReview):
        review_policy_draft(FINN, draft_id=draft.draft_id, digest=draft.digest, beside=1, verdict="approved")


def test_what_was_published_after_the_review_is_not_taken_back_unseen():
    draft = an_approved_draft()
    other = PolicyVersion.objects.get(number=1).document.replace("Kintsu Group", "Kintsu")
    publish_policy(CARLA, document=other)

    with pytest.raises(PolicyMovedOn) as refused:
        publish_policy_draft(CARLA, draft_id=draft.draft_id)

    assert refused.value.params["number"] == 2
    assert PolicyVersion.objects.count() == 2
    review_policy_draft(FINN, draft_id=draft.draft_id, digest=draft.digest, beside=2, verdict="approved")
    assert publish_policy_draft(CARLA, draft_id=draft.draft_id).number == 3


def test_the_database_publishes_no_draft_in_another_text():
    draft = an_approved_draft()
    text = PolicyVersion.objects.get(number=1).document

    with pytest.raises(DatabaseError, match="as it was approved"), transaction.atomic():
        policies.publish(CARLA, text, NOON, draft_id=draft.draft_id)
    assert PolicyVersion.objects.count() == 1


def test_an_earlier_policy_decides_again_under_a_new_number_with_the_reason():
    first = PolicyVersion.objects.get(number=an_approved_draft() and 1)
    publish_policy_draft(CARLA, draft_id=PolicyDraft.objects.get().id)
    later = replace(CARLA, now=NOON + timedelta(hours=2))

    with pytest.raises(RollbackReasonMissing):
        roll_back_policy(later, number=1, reason=" ")
    back = roll_back_policy(later, number=1, reason="Leads were asked too late.")

    assert (back.number, back.restored_number) == (3, 1)
    version = PolicyVersion.objects.get(number=3)
    assert (version.document, version.restores_id, version.note) == (
        first.document,
        first.id,
        "Leads were asked too late.",
    )
    assert policies.in_force(later.now).number == 3
    assert policies.in_force(NOON + timedelta(hours=1)).number == 2
