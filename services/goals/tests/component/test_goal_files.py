"""Goals of the municipality and of units come and go as a file."""

from typing import Any
from urllib.parse import urlencode

from .conftest import HR, Town

HEADER = (
    "Mål-id;Nivå;Enhet;Mål;Mäts i;Startvärde;Målvärde;Ansvariga;Bidrar till;"
    "Period från;Period till;Sista dag"
)
TOP = ";kommun;;Fler får rätt hjälp;procent;0;100;n-boss;;2026-01-01;2026-12-31;2026-11-30"
UNIT = (
    ";enhet;E05-1;Snabbare beslut;tal;6;2;n-mattias;Fler får rätt hjälp;"
    "2026-01-01;2026-12-31;2026-11-30"
)


def a_file(*lines: str) -> bytes:
    return "\r\n".join([HEADER, *lines]).encode("cp1252")


async def looked_at(town: Town, who: str, content: bytes) -> dict[str, Any]:
    answer = await town.ask("POST", "/goal-file/preview", who, content)
    assert answer.status == 200, answer.body
    return dict(answer.body)


async def brought_in(town: Town, who: str, content: bytes, digest: str) -> Any:
    return await town.ask("POST", f"/goal-file?{urlencode({'digest': digest})}", who, content)


async def test_municipal_and_unit_goals_come_by_csv_after_a_dry_run_line_by_line(
    town: Town,
) -> None:
    content = a_file(TOP, UNIT)
    preview = await looked_at(town, HR, content)
    assert [(line["line"], line["kind"]) for line in preview["lines"]] == [(2, "new"), (3, "new")]
    assert await town.mongo["goals"].count_documents({}) == 0

    done = await brought_in(town, HR, content, preview["digest"])

    assert done.status == 200, done.body
    assert done.body["created"] == 2
    top, unit = (line["goal_id"] for line in preview["lines"])
    goal = await town.get(f"/goals/{unit}", "ellen")
    assert (goal["parent_id"], goal["owner_ids"]) == (top, ["mattias"])
    assert [step["id"] for step in goal["path"]] == [top, unit]


async def test_the_same_file_again_changes_nothing(town: Town) -> None:
    content = a_file(TOP, UNIT)
    digest = (await looked_at(town, HR, content))["digest"]
    await brought_in(town, HR, content, digest)

    again = await brought_in(town, HR, content, digest)

    assert again.status == 200, again.body
    assert (again.body["created"], again.body["changed"]) == (0, 0)
    assert (await looked_at(town, HR, content))["same"] == 2


async def test_a_wrong_file_is_refused_whole_and_its_lines_are_named(town: Town) -> None:
    wrong = ";enhet;E99;Utan enhet;ja/nej;;;;Fler får rätt hjälp;2026-01-01;2026-12-31;2026-11-30"
    content = a_file(TOP, wrong)
    preview = await looked_at(town, HR, content)
    assert [(each["line"], each["code"]) for each in preview["faults"]] == [(3, "unit-unknown")]

    answer = await brought_in(town, HR, content, "whatever")

    assert (answer.status, answer.body["code"]) == (422, "file-not-right")
    assert await town.mongo["goals"].count_documents({}) == 0


async def test_what_has_changed_since_the_preview_is_not_overwritten(town: Town) -> None:
    content = a_file(TOP)
    digest = (await looked_at(town, HR, content))["digest"]
    await brought_in(town, HR, content, digest)
    changed = a_file(TOP.replace("2026-11-30", "2026-12-15"))
    seen = await looked_at(town, HR, changed)
    goal_id = seen["lines"][0]["goal_id"]
    version = (await town.get(f"/goals/{goal_id}", HR))["version"]
    await town.ask("PATCH", f"/goals/{goal_id}", HR, {"why": "Nytt skäl"}, version=version)

    answer = await brought_in(town, HR, changed, seen["digest"])

    assert (answer.status, answer.body["code"]) == (409, "preview-changed")
    assert (await town.get(f"/goals/{goal_id}", HR))["deadline"] == "2026-11-30"


async def test_a_manager_brings_in_the_own_units_goals_only(town: Town) -> None:
    digest = (await looked_at(town, HR, a_file(TOP)))["digest"]
    await brought_in(town, HR, a_file(TOP), digest)
    (top,) = [each["_id"] async for each in town.mongo["goals"].find({})]
    own = UNIT.replace("Fler får rätt hjälp", top)

    fine = await looked_at(town, "mattias", a_file(own))
    others = await looked_at(town, "amina", a_file(own))
    above = await looked_at(town, "mattias", a_file(TOP))
    nobody = await town.ask("POST", "/goal-file/preview", "ellen", a_file(own))

    assert (fine["new"], fine["faults"]) == (1, [])
    assert [each["code"] for each in others["faults"]] == ["unit-goals-by-managers"]
    assert [each["code"] for each in above["faults"]] == ["municipality-goals-by-hr"]
    assert nobody.status == 403


async def test_the_file_that_is_exported_can_be_imported_unchanged(town: Town) -> None:
    await town.make_thread()
    exported = await town.ask("GET", "/goal-file", "mattias")
    assert exported.status == 200
    assert (await town.ask("GET", "/goal-file", "ellen")).status == 403

    preview = await looked_at(town, HR, exported.body.encode())

    assert (preview["same"], preview["faults"]) == (2, [])


async def test_no_own_goal_is_in_an_exported_file(town: Town) -> None:
    _, unit = await town.make_thread()
    own = await town.make("ellen", parent_id=unit, title="Bara mitt")

    exported = (await town.ask("GET", "/goal-file?unit_id=E05-1", "mattias")).body

    assert unit in exported
    assert own not in exported
    assert "Bara mitt" not in exported
