"""The policy workshop in a real browser: a sheet by keyboard, a table pasted, the check alive, and the way to publish.

`AMENDS_GALLERY=some/folder` keeps the pictures there to look at.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from givens.drafts import cell, publish_another
from givens.house import House, make_house
from givens.policy import a_policy
from playwright.sync_api import expect

from amends.apps.policies.models import PolicyDraft, PolicyVersion
from amends.commands.governance.edit_policy_draft import edit_policy_draft
from amends.commands.governance.start_policy_draft import start_policy_draft
from amends.core.policy.drafting.sheets import Sheet, sheet_of
from tests.browser.opened import Opened

pytestmark = pytest.mark.django_db(transaction=True)

Opening = Callable[..., Opened]
PASTE = """(text) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  document.activeElement.dispatchEvent(
    new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
}"""


@pytest.fixture
def house(transactional_db: None) -> House:
    made = make_house()
    a_policy()
    return made


@pytest.fixture
def draft_id(house: House) -> int:
    return start_policy_draft(house.ctx("carla"), name="More for leads in autumn", from_number=1).draft_id


def sheet(draft_id: int, key: str) -> Sheet:
    return sheet_of(json.loads(PolicyDraft.objects.get(id=draft_id).document), key)


def test_a_sheet_is_edited_by_keyboard_pasted_into_and_published(
    house: House, draft_id: int, opening: Opening
) -> None:
    opened = opening(user_id=house.people["carla"].id)
    page = opened.go(f"/policy/drafts/{draft_id}/sheets/table.guard")

    page.get_by_label("case_total 3", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("case_total 4", exact=True)).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.get_by_label("case_total 3", exact=True)).to_be_focused()
    page.keyboard.type("a lot")
    page.keyboard.press("Tab")
    expect(page.locator("#findings")).to_contain_text("“a lot” does not fit")
    expect(page.get_by_label("case_total 3", exact=True)).to_have_attribute("aria-invalid", "true")
    opened.look("policy-sheet-wrong-desk")

    page.get_by_label("case_total 3", exact=True).focus()
    page.evaluate(PASTE, "> 80\n> 300\n")
    expect(page.get_by_label("case_total 4", exact=True)).to_have_value("> 300")
    expect(page.locator("#findings")).to_contain_text("Nothing found")
    page.keyboard.press("Alt+ArrowDown")
    expect(page.get_by_label("case_total 4", exact=True)).to_have_value("> 80")
    page.keyboard.press("Alt+ArrowUp")
    page.get_by_label("Why").fill("Leads asked for it")
    page.keyboard.press("Control+s")
    expect(page.locator("#toasts")).to_contain_text("Saved.")

    assert [row[3] for row in sheet(draft_id, "table.guard").rows[2:4]] == ["> 80", "> 300"]
    opened.go(f"/policy/drafts/{draft_id}")
    opened.look("policy-draft-desk")
    page.get_by_role("button", name="Hand over to a reader").click()
    expect(page.locator("#toasts")).to_contain_text("Handed over.")

    reader = opening(user_id=house.people["fin"].id)
    reading = reader.go(f"/policy/drafts/{draft_id}")
    expect(reading.get_by_text("case_total was > 60 and is > 80", exact=False).first).to_be_visible()
    reader.look("policy-review-desk")
    reading.get_by_role("button", name="Approve").click()
    expect(reading.locator("#toasts")).to_contain_text("Approved.")

    opened.go(f"/policy/drafts/{draft_id}")
    page.get_by_role("button", name="Publish").click()
    expect(page.locator("#toasts")).to_contain_text("Published as policy 2.")
    assert PolicyVersion.objects.count() == 2


def test_rows_are_added_and_removed_by_their_buttons(house: House, draft_id: int, opening: Opening) -> None:
    opened = opening(user_id=house.people["carla"].id)
    page = opened.go(f"/policy/drafts/{draft_id}/sheets/table.remedy")

    page.get_by_label("lost_resource 2", exact=True).focus()
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_label("remedy 8", exact=True)).to_have_value("")
    expect(page.locator("#findings")).to_contain_text("Table remedy has no row for:")
    page.get_by_label("lost_resource 1", exact=True).focus()
    page.get_by_role("button", name="Add one below").click()
    expect(page.get_by_label("lost_resource 2", exact=True)).to_be_focused()
    expect(page.get_by_label("lost_resource 2", exact=True)).to_have_value("")

    assert len(sheet(draft_id, "table.remedy").rows) == 8
    assert PolicyDraft.objects.get().version == 1


def test_without_a_script_a_sheet_is_a_form(house: House, draft_id: int, opening: Opening) -> None:
    opened = opening(user_id=house.people["carla"].id, has_script=False)
    page = opened.go(f"/policy/drafts/{draft_id}/sheets/table.guard")

    page.get_by_label("case_total 3", exact=True).fill("> 80")
    page.get_by_role("radio", name="4", exact=True).check()
    page.get_by_role("button", name="Move up").click()
    expect(page.get_by_label("case_total 4", exact=True)).to_have_value("> 80")
    page.get_by_role("button", name="Save").last.click()
    expect(page.locator("#toasts")).to_contain_text("Saved.")

    assert [row[3] for row in sheet(draft_id, "table.guard").rows[2:4]] == ["> 250", "> 80"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", ["desk", "phone"])
def test_every_page_of_the_workshop_is_sound(
    house: House, draft_id: int, opening: Opening, size: str, scheme: str
) -> None:
    opened = opening(user_id=house.people["carla"].id, size=size, scheme=scheme)
    facts = (
        "fact-business=hotel&fact-harm_class=distress&fact-price=180&fact-locus=firm&fact-service=accepted"
    )
    pages = {
        "list": "/policy",
        "version": "/policy/1",
        "start": "/policy/drafts",
        "draft": f"/policy/drafts/{draft_id}",
        "sheet": f"/policy/drafts/{draft_id}/sheets/table.band",
        "gestures": f"/policy/drafts/{draft_id}/sheets/gestures",
        "trial": f"/policy/drafts/{draft_id}/trial?{facts}",
    }
    for name, path in pages.items():
        page = opened.go(path)
        expect(page.locator("h1")).to_have_text(re.compile("."))
        opened.look(f"policy-{name}-{size}-{scheme}")


@pytest.mark.parametrize(("size", "scheme"), [("phone", "light"), ("desk", "dark")])
def test_a_draft_is_carried_onto_a_newer_policy(
    house: House, draft_id: int, opening: Opening, size: str, scheme: str
) -> None:
    carla = house.ctx("carla")
    mine = (cell("table.guard", 3, "case_total", "> 80"), cell("gestures", 2, "name", "A note by hand"))
    edit_policy_draft(carla, draft_id=draft_id, version=1, cells=mine)
    publish_another(cell("table.guard", 3, "case_total", "> 70"), cell("gestures", 1, "name", "A call"))
    opened = opening(user_id=house.people["carla"].id, size=size, scheme=scheme)
    page = opened.go(f"/policy/drafts/{draft_id}")
    opened.look(f"draft-behind-{size}-{scheme}")
    opened.follow(page.get_by_role("link", name="See what differs, and carry the draft onto it"))
    page.get_by_label("The draft:").check()
    opened.look(f"draft-merge-{size}-{scheme}")
    opened.follow(page.get_by_role("button", name="Carry it onto policy 2"))
    expect(page.get_by_text("Carried onto policy 2. It has to be read again")).to_be_visible()


@pytest.mark.parametrize(("size", "scheme"), [("phone", "light"), ("desk", "light")])
def test_what_spreadsheets_copy_is_pasted_as_it_was_meant(
    draft_id: int, house: House, opening: Opening, size: str, scheme: str
) -> None:
    """Formulas stay texts, quoted cells keep what is in them, and the empty last line is no row."""
    opened = opening(user_id=house.people["carla"].id, size=size, scheme=scheme)
    page = opened.go(f"/policy/drafts/{draft_id}/sheets/table.guard")
    kept = page.get_by_label("remark 4", exact=True).input_value()
    page.get_by_label("remark 1", exact=True).focus()
    page.evaluate(PASTE, '\'=1+1\r\n"two\nlines"\r\n"say ""yes"""\r\n')
    assert [page.get_by_label(f"remark {row}", exact=True).input_value() for row in (1, 2, 3, 4)] == [
        "=1+1",
        "two lines",
        'say "yes"',
        kept,
    ]
    page.get_by_text("Copy it into a spreadsheet").click()
    out = page.get_by_label("The cells as they are saved")
    expect(out).to_have_value(re.compile("remark"))
    copied = out.input_value()
    assert copied.splitlines()[0].split("\t")[-1] == "remark"
    assert len(copied.splitlines()) == len(sheet(draft_id, "table.guard").rows) + 1
    opened.look(f"sheet-copied-{size}-{scheme}")
    page.get_by_role("button", name="Save").first.click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    assert [row[-1] for row in sheet(draft_id, "table.guard").rows[:3]] == ["=1+1", "two lines", 'say "yes"']
