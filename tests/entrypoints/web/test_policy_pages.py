"""The policy workshop's pages: a sheet is edited, a second person reads, it is published; and what stays as it was."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from givens.house import House, make_house
from givens.policy import a_policy

from amends.apps.policies.models import DraftChange, PolicyDraft, PolicyVersion
from amends.apps.staff.models import User
from amends.commands.governance.edit_policy_draft import edit_policy_draft
from amends.commands.governance.start_policy_draft import start_policy_draft
from amends.core.policy.drafting.entering import CellTyped
from amends.core.policy.drafting.sheets import Sheet, sheet_of

GUARD = "/policy/drafts/{}/sheets/table.guard"


@pytest.fixture
def house(db) -> House:
    made = make_house()
    a_policy()
    return made


@pytest.fixture
def draft_id(house) -> int:
    return start_policy_draft(house.ctx("carla"), name="Autumn", from_number=1).draft_id


def signed_in(house: House, name: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(id=house.people[name].id))
    return client


def sheet(draft_id: int, key: str = "table.guard") -> Sheet:
    return sheet_of(json.loads(PolicyDraft.objects.get(id=draft_id).document), key)


def form(draft_id: int, key: str = "table.guard", *, version: int = 1, **cells: str) -> dict[str, object]:
    """The form of a sheet as a browser sends it, with cells changed: `r3_case_total="> 80"`."""
    shown = sheet(draft_id, key)
    rows = [list(row) for row in shown.rows] + [[""] * len(shown.columns)]
    for where, text in cells.items():
        row, column = where[1:].split("_", 1)
        rows[int(row) - 1][shown.names.index(column)] = text
    return {"version": version, "c": [cell for row in rows for cell in row]}


def test_a_cell_is_changed_read_by_another_and_published(house, draft_id):
    carla, fin = signed_in(house, "carla"), signed_in(house, "fin")
    page = f"/policy/drafts/{draft_id}"

    saved = carla.post(GUARD.format(draft_id), form(draft_id, r3_case_total="> 80") | {"why": "Asked for"})
    handed = carla.post(f"{page}/submit", {"version": 2})
    text = fin.get(page).content.decode()
    draft = PolicyDraft.objects.get()
    read = fin.post(f"{page}/review", {"digest": draft.digest, "beside": 1, "verdict": "approved"})
    out = carla.post(f"{page}/publish", {"note": "After the spring"}, follow=True)

    assert [answer.status_code for answer in (saved, handed, read)] == [302, 302, 302]
    assert "Table guard, row 3: case_total was &gt; 60 and is &gt; 80." in text
    assert "Asked for" in text
    assert "Published as policy 2." in out.content.decode()
    version = PolicyVersion.objects.get(number=2)
    assert (version.note, version.draft_id) == ("After the spring", draft_id)
    assert sheet_of(json.loads(version.document), "table.guard").rows[2][3] == "> 80"


def test_what_cannot_be_read_is_saved_and_said_at_its_cell(house, draft_id):
    carla = signed_in(house, "carla")

    carla.post(GUARD.format(draft_id), form(draft_id, r3_case_total="a lot"))
    text = carla.get(GUARD.format(draft_id)).content.decode()

    assert 'aria-label="case_total 3" value="a lot" aria-invalid="true"' in text
    assert "Table guard, row 3, column case_total: “a lot” does not fit." in text
    assert "Hand over to a reader" not in carla.get(f"/policy/drafts/{draft_id}").content.decode()


def test_whoever_was_slower_loses_nothing_and_sees_what_the_other_did(house, draft_id):
    edit_policy_draft(
        house.ctx("carla"),
        draft_id=draft_id,
        version=1,
        cells=(CellTyped("table.guard", 3, "case_total", "> 80"),),
    )
    carla = signed_in(house, "carla")
    given = form(draft_id, r4_case_total="> 300", r3_case_total="> 60", version=1)

    answer = carla.post(GUARD.format(draft_id), given)

    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Nothing you typed is lost" in text
    assert "Carla Berg: guard, row 3: case_total was “&gt; 60” and is “&gt; 80”." in text
    assert 'aria-label="case_total 4" value="&gt; 300"' in text
    assert '<input type="hidden" name="version" value="2">' in text
    assert sheet(draft_id).rows[3][3] == "> 250"
    assert DraftChange.objects.count() == 2


@pytest.mark.parametrize(
    ("act", "row", "order"),
    [
        ("up", "2", [1, 0, 2, 3]),
        ("up", "1", [0, 1, 2, 3]),
        ("down", "2", [0, 2, 1, 3]),
        ("remove", "2", [0, 2, 3, 4]),
        ("add", "1", [0, None, 1, 2]),
    ],
)
def test_rows_are_moved_without_anything_being_written(house, draft_id, act, row, order):
    carla = signed_in(house, "carla")
    before = sheet(draft_id)

    answer = carla.post(GUARD.format(draft_id), form(draft_id) | {"do": act, "row": row})

    shown = [tuple(cell.text for cell in each) for each in answer.context["rows"]][:4]
    blank = ("",) * len(before.columns)
    assert shown == [blank if place is None else before.rows[place] for place in order]
    assert sheet(draft_id) == before
    assert PolicyDraft.objects.get().version == 1


def test_a_pasted_table_takes_the_place_of_the_rows_by_the_names_of_its_columns(house, draft_id):
    carla = signed_in(house, "carla")
    pasted = '→ band\tseverity\tlocus\n"G1"\t-\tcustomer\nG2\t1\tfirm, shared\n'

    answer = carla.post(
        f"/policy/drafts/{draft_id}/sheets/table.band",
        form(draft_id, "table.band") | {"do": "paste", "pasted": pasted},
    )

    names = sheet(draft_id, "table.band").names
    shown = [dict(zip(names, (cell.text for cell in row), strict=True)) for row in answer.context["rows"]]
    assert [(row["locus"], row["severity"], row["band"]) for row in shown] == [
        ("customer", "-", '"G1"'),
        ("firm, shared", "1", "G2"),
        ("", "", ""),
    ]
    assert len(sheet(draft_id, "table.band").rows) == 13


def test_a_row_is_added_to_a_sheet_that_has_none(house, draft_id):
    carla = signed_in(house, "carla")
    width = len(sheet(draft_id).columns)

    answer = carla.post(GUARD.format(draft_id), {"do": "add", "row": "1", "version": "1", "c": [""] * width})

    assert answer.status_code == 200
    assert [len(row) for row in answer.context["rows"]] == [width, width]


def test_a_table_that_no_sheet_takes_is_refused_and_what_was_typed_stays(house, draft_id):
    carla = signed_in(house, "carla")

    answer = carla.post(GUARD.format(draft_id), form(draft_id) | {"do": "paste", "pasted": "a\n" * 1_001})

    assert answer.status_code == 422
    assert answer.context["problems"] == [
        "A sheet takes up to 1000 rows and 20000 characters in a cell. Split it in two."
    ]
    assert len(answer.context["rows"]) == len(sheet(draft_id).rows) + 1


def test_the_check_says_what_is_typed_without_keeping_it(house, draft_id):
    carla = signed_in(house, "carla")
    given = form(draft_id, "table.band", r13_double_deviation=">= 3") | {"do": "check"}

    answer = carla.post(f"/policy/drafts/{draft_id}/sheets/table.band", given, headers={"HX-Request": "true"})

    text = answer.content.decode()
    assert "<html" not in text
    assert "Table band has no row for:" in text
    assert PolicyDraft.objects.get().version == 1


def test_a_new_table_is_a_new_line_of_the_sheet_of_tables(house, draft_id):
    carla = signed_in(house, "carla")
    shown = sheet(draft_id, "tables")
    rows = [[*row] for row in shown.rows]
    rows.insert(0, ["surprise", "Surprises", "unique", "criticality", "surprise", ""])

    carla.post(
        f"/policy/drafts/{draft_id}/sheets/tables",
        {"version": 1, "c": [cell for row in rows for cell in row]},
    )
    carla.post(
        f"/policy/drafts/{draft_id}/sheets/table.surprise",
        {"version": 2, "c": ["high", "flowers", "", "low, medium", "none", ""]},
    )

    table = json.loads(PolicyDraft.objects.get().document)["tables"][0]
    assert [rule["when"] + rule["then"] for rule in table["rules"]] == [
        ['"high"', '"flowers"'],
        ['"low", "medium"', '"none"'],
    ]
    assert carla.get(f"/policy/drafts/{draft_id}").context["page"].checked.errors == ()


def test_a_case_is_tried_and_every_line_says_why(house, draft_id):
    carla = signed_in(house, "carla")
    facts = {
        "business": "hotel",
        "harm_class": "distress",
        "duration_hours": "5",
        "criticality": "high",
        "affected_count": "2",
        "vulnerability_need": "false",
        "locus": "firm",
        "service": "accepted",
        "lost_resource": "service",
        "price": "180",
        "reperformance_possible": "false",
        "double_deviation": "0",
    }

    answer = carla.get(
        f"/policy/drafts/{draft_id}/trial", {f"fact-{name}": value for name, value in facts.items()}
    )

    text = answer.content.decode()
    assert "because of row" in text
    assert "Breakfast for the room" in text
    assert answer.context["problems"] == []


def test_a_fact_that_does_not_fit_is_said_and_not_decided(house):
    answer = signed_in(house, "nora").get("/policy/1/trial", {"fact-price": "a lot"})

    assert answer.context["problems"] == [
        "“Price or bill” needs an amount in the policy's currency, like 12.50."
    ]
    assert "verdict" not in answer.context or not answer.context["verdict"]


def test_others_read_and_are_shown_no_way_to_write(house, draft_id):
    for name in ("dana", "fin", "audrey"):
        client = signed_in(house, name)
        text = client.get(GUARD.format(draft_id)).content.decode()
        assert "&gt; 60" in text
        assert "<input name=" not in text
        assert "Start a draft" not in client.get("/policy").content.decode()
        assert client.post(GUARD.format(draft_id), form(draft_id)).status_code == 403
    nora = signed_in(house, "nora")
    assert "Autumn" not in nora.get("/policy").content.decode()
    assert nora.get(f"/policy/drafts/{draft_id}").status_code == 403
    assert DraftChange.objects.count() == 1
