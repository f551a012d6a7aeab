"""Letters that go out by themselves, written from a real case."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from givens.cases import a_case
from givens.house import NIGHT, House, make_house, system

from amends.apps.cases import store as cases
from amends.apps.conversations import store as conversations
from amends.apps.conversations.models import Message
from amends.core.message.template import LetterIncomplete, Stage, Template

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> House:
    return make_house()


def test_the_owner_signs_with_the_name_and_address_of_the_house(house: House) -> None:
    case = a_case(house, place_id=house.room.id)
    post = cases.correspondence(case.id)
    assert post.to_address == "ada@example.org"
    assert post.from_name == "Nora Berg, Harbour Hotel"
    assert post.reply_to == "hello@harbour.example"
    assert post.record.phone == "+4315123456"
    assert post.record.failure == "Woken by an alarm set earlier"
    assert post.record.place == "Room 412"
    assert post.grounds.locus == "firm"
    assert post.grounds.impact == ""
    assert post.routes == ("email",)


def test_an_acknowledgement_is_written_from_the_record_and_waits_for_the_worker(house: House) -> None:
    case = a_case(house)
    post = cases.correspondence(case.id).about(next_at=NIGHT + timedelta(hours=10), link_serial="s1")
    said = conversations.queue_letter(system(), "ack", post, case_id=case.id)
    assert said.subject == f"We have your message ({case.ref})"
    assert "Dear Ada Lindqvist," in said.body
    assert "telling us that an alarm woke you (on 5 May 2026 at 01:10)." in said.body
    assert "by Tuesday, 5 May, 11:10." in said.body
    assert "{link:s1}" in said.body
    assert said.body.endswith("Nora Berg\nnight desk, Harbour Hotel")
    assert (said.state, said.stage, said.is_automatic) == ("queued", "ACK", True)


def test_the_next_letter_of_a_case_continues_the_thread(house: House) -> None:
    case = a_case(house)
    post = cases.correspondence(case.id).about(next_at=NIGHT + timedelta(hours=10), link_serial="s1")
    first = conversations.queue_letter(system(), "ack", post, case_id=case.id)
    second = conversations.queue_letter(system(), "follow_up", post, case_id=case.id)
    notice = conversations.queue_message(
        system(),
        case_id=case.id,
        stage="NOTICE",
        to_address="x@y.example",
        subject="s",
        body="b",
        audience="staff",
    )
    assert first.references == ()
    assert second.references == (first.message_id,)
    assert notice.references == ()


def test_an_open_hole_stops_the_letter_and_names_it(house: House) -> None:
    case = a_case(house)
    with pytest.raises(LetterIncomplete) as refused:
        conversations.queue_letter(system(), "ack", cases.correspondence(case.id), case_id=case.id)
    assert refused.value.params["holes"] == "link, next_date"
    assert Message.objects.count() == 0


def test_the_organisations_own_text_goes_before_the_shipped_one_and_that_of_its_business_first(
    house: House,
) -> None:
    with transaction.atomic():
        for business, body in (("", "ours"), ("hotel", "hotel's")):
            text = Template("ack", "en", Stage.ACK, "Ours", "Subject", body)
            conversations.save_template(text, business=business)
    assert conversations.template("ack", "en", "hotel").body == "hotel's"
    assert conversations.template("ack", "en", "airline").body == "ours"
    assert conversations.template("ack", "de", "hotel").body.startswith("Guten Tag")
    assert conversations.template("ack", "fr", "hotel").body == "hotel's"


def test_a_text_that_does_not_exist_is_refused_at_its_field() -> None:
    with pytest.raises(conversations.TemplateUnknown) as refused:
        conversations.template("nothing", "en", field="template")
    assert refused.value.field == "template"
