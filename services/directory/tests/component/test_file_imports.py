"""People and units by file: upload, preview, confirm, and what a wrong file is told."""

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from chassis.clock import FixedClock
from chassis.errors import Conflict, Invalid
from chassis.service import Service
from chassis.settings import Settings
from chassis.testing import eventually
from directory.file_import import MOST_ATTEMPTS, begin_to_write
from directory.importing import Importing
from directory.store import DirectoryStore
from directory.unit import UnitRow

from .conftest import NOON, Town, a_person, a_unit

ID = "0a1b2c3d-import"
UNITS_HEADER = "Enhetskod;Överordnad enhet;Namn;Nivå;Chef"
PEOPLE_HEADER = (
    "Anställningsnummer;Förnamn;Efternamn;Befattning;Personalgrupp;Enhet;Anställd från;"
    "Anställd till"
)
ELLEN = "1000-ellen;Ellen;Zander;Handläggare;administration;permits;2020-01-01;"
NEW = "2001;Ida;Ek;Sjuksköterska;care;town;2026-10-01;"


async def upload(town: Town, id: str = ID, **files: str | bytes) -> Any:
    """Send the files and wait for the preview; the answer of `GET`."""
    for table, content in files.items():
        raw = content if isinstance(content, bytes) else content.encode()
        answer = await put(town, f"/file-imports/{id}/files/{table}?name={table}.csv", raw)
        assert answer == 200
    await ask(town, "POST", f"/file-imports/{id}/preview")
    return await settled(town, id)


async def put(town: Town, path: str, raw: bytes, who: str = "peter") -> int:
    headers = {"Authorization": f"Bearer {town.tokens.make('directory', person_id=who)}"}
    async with town.session.put(f"{town.url}{path}", data=raw, headers=headers) as answer:
        return answer.status


async def ask(town: Town, method: str, path: str, body: Any = None) -> Any:
    answer = await town.ask(method, path, "peter", body)
    assert answer.status < 300, answer.body
    return answer.body


async def settled(town: Town, id: str = ID) -> Any:
    async def found() -> Any:
        view = await ask(town, "GET", f"/file-imports/{id}")
        return None if view["state"] in ("reading", "confirmed", "applying") else view

    return await eventually(found)


async def confirm(town: Town, view: Mapping[str, Any]) -> Any:
    body = {"digest": view["digest"]}
    await ask(town, "POST", f"/file-imports/{view['id']}/confirm", body)
    return await settled(town, view["id"])


async def lines(town: Town, id: str = ID) -> list[Any]:
    found = await ask(town, "GET", f"/file-imports/{id}/lines")
    return list(found["items"])


def people(*rows: str) -> str:
    return "\n".join([PEOPLE_HEADER, *rows, ""])


def units(*rows: str) -> str:
    return "\n".join([UNITS_HEADER, *rows, ""])


async def test_a_preview_says_line_by_line_what_would_change_and_changes_nothing(
    town: Town,
) -> None:
    before = await town.versions()

    view = await upload(town, people=people(ELLEN.replace("Handläggare", "Jurist"), NEW))

    assert view["state"] == "ready"
    assert view["effects"]["people"] == {
        "new": 1,
        "changed": 1,
        "same": 0,
        "moved": 0,
        "ends": 0,
        "missing": 7,
    }
    changed, new = await lines(town)
    assert (changed["line"], changed["kind"], changed["name"]) == (2, "changed", "Ellen Zander")
    assert changed["changes"] == [
        {"field": "title", "column": "Befattning", "before": "Handläggare", "after": "Jurist"}
    ]
    assert (new["line"], new["kind"], new["name"]) == (3, "new", "Ida Ek")
    assert await town.versions() == before


async def test_what_is_confirmed_is_written_and_nobody_who_is_missing_is_touched(
    town: Town,
) -> None:
    before = await town.versions()
    view = await upload(town, people=people(ELLEN.replace("Handläggare", "Jurist"), NEW))

    done = await confirm(town, view)

    assert done["state"] == "done"
    after = await town.versions()
    assert (await town.get("/people/ellen", "peter")).body["title"] == "Jurist"
    assert len((await town.get("/people?q=ida", "peter")).body["items"]) == 1
    assert {id: after[id] for id in before if id != "ellen"} == {
        id: before[id] for id in before if id != "ellen"
    }
    assert await town.mongo["import_files"].count_documents({}) == 0
    assert await town.mongo["import_lines"].count_documents({}) == 0


async def test_the_same_file_again_changes_nothing_and_says_so(town: Town) -> None:
    text = people(ELLEN.replace("Handläggare", "Jurist"), NEW)
    await confirm(town, await upload(town, people=text))
    before = await town.versions()

    again = await upload(town, "another-import", people=text)

    assert again["changes_nothing"]
    assert again["effects"]["people"]["same"] == 2
    assert (await confirm(town, again))["state"] == "done"
    assert await town.versions() == before


async def test_an_optional_column_that_is_left_out_keeps_what_is_known(town: Town) -> None:
    hidden = "1000-hidden;Sara;Ek;Handläggare;administration;town;2020-01-01;"
    hr = "1000-yasmin;Yasmin;Haddad;Handläggare;administration;hr;2020-01-01;"

    view = await upload(town, people=people(hidden, hr, ELLEN))

    assert view["changes_nothing"]


async def test_a_protected_person_has_no_name_and_no_values_in_a_preview(town: Town) -> None:
    hidden = "1000-hidden;Sara;Ek;Jurist;administration;town;2020-01-01;"

    await upload(town, people=people(hidden))

    (line,) = await lines(town)
    assert line["name"] == ""
    assert line["changes"] == [
        {"field": "title", "column": "Befattning", "before": "", "after": ""}
    ]


async def test_an_employment_ends_by_its_column_alone(town: Town) -> None:
    view = await upload(town, people=people(f"{ELLEN}2026-12-31"))

    assert view["effects"]["people"]["ends"] == 1
    await confirm(town, view)
    assert (await town.get("/me", "ellen")).body["person"]["employed_until"] == "2026-12-31"


async def test_units_and_their_new_managers_come_together(town: Town) -> None:
    view = await upload(
        town,
        units=units("new;permits;Strandskydd;enhet;2001"),
        people=people(NEW.replace("town", "new")),
    )

    assert (await confirm(town, view))["state"] == "done"
    (manager,) = (await town.get("/people?q=ida", "peter")).body["items"]
    unit = (await town.get("/units/new", "peter")).body
    assert unit["manager_id"] == manager["id"]
    assert unit["path"] == ["top", "permits", "new"]
    assert unit["name_en"] == "Strandskydd"


WRONG_PEOPLE = [
    ("unknown-unit", NEW.replace("town", "nowhere"), "Enhet"),
    ("date-wrong", NEW.replace("2026-10-01", "1/10-26"), "Anställd från"),
    ("date-wrong", NEW.replace("2026-10-01", "20261001"), "Anställd från"),
    ("cell-empty", NEW.replace("Ida", ""), "Förnamn"),
    ("personnummer", NEW.replace("2001", "19880412-2384"), "Anställningsnummer"),
    ("ends-before-it-begins", f"{NEW}2026-09-01", "Anställd till"),
    ("cells-do-not-match", f"{NEW};;", ""),
]


@pytest.mark.parametrize(("code", "row", "column"), WRONG_PEOPLE)
async def test_a_wrong_line_refuses_the_whole_file_and_is_named(
    town: Town, code: str, row: str, column: str
) -> None:
    before = await town.versions()

    view = await upload(town, people=people(ELLEN.replace("Handläggare", "Jurist"), row))

    assert view["state"] == "refused"
    (fault,) = view["faults"]
    assert (fault["code"], fault["line"], fault["column"]) == (code, 3, column)
    assert fault["message"]
    assert "2384" not in str(view)
    assert await town.versions() == before
    body = {"digest": view["digest"]}
    refused = await town.ask("POST", f"/file-imports/{ID}/confirm", "peter", body)
    assert refused.status == 409


async def test_a_number_twice_names_both_lines(town: Town) -> None:
    view = await upload(town, people=people(NEW, ELLEN, NEW.replace("Ida", "Eva")))

    (fault,) = view["faults"]
    assert (fault["code"], fault["line"], fault["other_line"]) == ("employee-number-repeated", 4, 2)


async def test_wrong_units_are_named(town: Town) -> None:
    view = await upload(
        town,
        units=units(
            "permits;town;Ärendeenheten;enhet;",
            "town;permits;Åstad;enhet;",
            "lost;nowhere;Borta;enhet;",
            "led;permits;Ledd;enhet;9999",
            "odd;permits;Udda;by;",
        ),
    )

    assert [(fault["line"], fault["code"]) for fault in view["faults"]] == [
        (2, "cycle"),
        (3, "cycle"),
        (4, "unknown-parent"),
        (5, "unknown-manager"),
        (6, "not-one-of"),
    ]


async def test_a_directory_that_changed_meanwhile_is_shown_before_anything_is_written(
    town: Town,
) -> None:
    view = await upload(town, people=people(ELLEN.replace("Handläggare", "Jurist")))
    await town.bring_in(people=[a_person("ellen", "hr", "Ellen", "Zander")])

    again = await confirm(town, view)

    assert (again["state"], again["changed_meanwhile"]) == ("ready", True)
    assert (await town.get("/people/ellen", "peter")).body["title"] == "Handläggare"
    (line,) = await lines(town)
    assert [change["field"] for change in line["changes"]] == ["title", "unit_id"]
    assert (await confirm(town, again))["state"] == "done"
    assert (await town.get("/people/ellen", "peter")).body["unit_id"] == "permits"


async def test_a_preview_that_was_not_read_can_not_be_confirmed(town: Town) -> None:
    await upload(town, people=people(NEW))

    answer = await town.ask("POST", f"/file-imports/{ID}/confirm", "peter", {"digest": "guessed"})

    assert (answer.status, answer.body["code"]) == (409, "preview-changed")


@pytest.mark.parametrize("who", ["ellen", "mattias", "yasmin"])
async def test_only_an_administrator_imports_files(town: Town, who: str) -> None:
    assert await put(town, f"/file-imports/{ID}/files/people", b"x", who) == 403
    assert (await town.get(f"/file-imports/{ID}", who)).status == 403


async def test_an_import_can_be_thrown_away(town: Town) -> None:
    await upload(town, people=people(NEW))

    await ask(town, "DELETE", f"/file-imports/{ID}")

    assert (await town.get(f"/file-imports/{ID}", "peter")).status == 404
    assert await town.mongo["import_files"].count_documents({}) == 0


class Killed(BaseException):
    """What a kill is to the code that runs: nothing after it happens."""


@pytest.fixture
async def replicas(settings: dict[str, Any]) -> list[DirectoryStore]:
    """Two processes of the service, without their jobs."""
    return [
        DirectoryStore(Service("directory", Settings(**settings), clock=FixedClock(NOON)))
        for _ in range(2)
    ]


async def test_killed_half_way_another_replica_writes_the_rest_and_nobody_twice(
    settings: dict[str, Any], replicas: list[DirectoryStore], monkeypatch: pytest.MonkeyPatch
) -> None:
    service = Service("directory", Settings(**settings), clock=FixedClock(NOON))
    first, second = (Importing(service, store) for store in replicas)
    monkeypatch.setattr("directory.importing.LARGEST_CHUNK", 2)
    rows = [NEW.replace("2001", str(2001 + n)).replace("town", "top") for n in range(5)]
    await first.receive(ID, "units", "e.csv", units("top;;Ekstad;kommun;2003").encode(), None)
    await first.receive(ID, "people", "p.csv", people(*rows).encode(), None)
    await first.read(ID)
    await first.work()
    ready = (await first.require(ID)).state
    await first.confirm(ID, ready.digest, None)
    write_people, chunks = replicas[0].write_people, 0

    async def dying(rows: Any) -> Any:
        nonlocal chunks
        chunks += 1
        if chunks == 2:
            raise Killed
        return await write_people(rows)

    monkeypatch.setattr(replicas[0], "write_people", dying)
    with pytest.raises(Killed):
        await first.work()
    assert (await first.require(ID)).state.state == "applying"
    assert await replicas[0].people.collection.count_documents({}) == 2

    assert await second.work() == 1

    assert (await second.require(ID)).state.state == "done"
    people_now = await replicas[1].people.find({})
    assert sorted(each.state.employee_number for each in people_now) == [
        *("2001", "2002", "2003", "2004", "2005")
    ]
    assert {each.version for each in people_now} == {1}


@pytest.fixture
def importings(settings: dict[str, Any], replicas: list[DirectoryStore]) -> list[Importing]:
    """The imports by file of the two."""
    service = Service("directory", Settings(**settings), clock=FixedClock(NOON))
    return [Importing(service, store) for store in replicas]


async def received(importing: Importing, id: str = ID) -> None:
    """A file with the top of the tree, to be read."""
    await importing.receive(id, "units", "e.csv", units("top;;Ekstad;kommun;").encode(), None)
    await importing.read(id)


async def test_what_is_confirmed_while_it_is_thrown_away_keeps_its_files_and_is_written(
    importings: list[Importing], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = importings
    await received(one)
    await one.work()
    seen = await one.require(ID)
    once = [seen]

    async def read_too_early(id: str) -> Any:
        if not once:
            return await two.imports.get(id)
        await two.confirm(id, seen.state.digest, None)
        return once.pop()

    monkeypatch.setattr(one.imports, "get", read_too_early)
    with pytest.raises(Conflict, match="being written"):
        await one.forget(ID)

    assert await two.work() == 1
    assert (await two.require(ID)).state.state == "done"


async def test_an_import_that_can_not_be_done_is_given_up_and_holds_up_no_other(
    importings: list[Importing],
) -> None:
    importing, _ = importings
    await received(importing)
    await importing._files.delete_many({})
    with pytest.raises(ValueError, match="is kept"):
        await importing.work()
    await received(importing, "another-import")

    assert await importing.work() == 1

    assert (await importing.require("another-import")).state.state == "ready"
    for _ in range(MOST_ATTEMPTS - 1):
        with pytest.raises(ValueError, match="is kept"):
            await importing.work()
    assert await importing.work() == 0
    bad = (await importing.require(ID)).state
    assert (bad.state, [fault.code for fault in bad.faults]) == ("refused", ["import-given-up"])


async def test_thrown_away_while_it_is_read_nothing_of_it_stays(
    importings: list[Importing], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = importings
    await received(one)
    keep_lines = one._keep_lines

    async def thrown_away(*args: Any) -> None:
        await two.forget(ID)
        await keep_lines(*args)

    monkeypatch.setattr(one, "_keep_lines", thrown_away)

    assert await one.work() == 0

    assert await two.imports.get(ID) is None
    assert await two.lines(ID, after=0, limit=10) == ([], None)


async def test_a_replica_that_wakes_too_late_changes_neither_the_import_nor_its_lines(
    importings: list[Importing], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = importings
    await received(one)
    compare_files = one._compare
    shown: list[Any] = []

    async def stalled(known: Any) -> Any:
        found = await compare_files(known)
        await two.imports.collection.update_one({"_id": ID}, {"$unset": {"job_lease_until": ""}})
        await two.work()
        ready = (await two.require(ID)).state
        await two.confirm(ID, ready.digest, None)
        await two.imports.change(ID, lambda known: begin_to_write(known) if known else None)
        found.changes[0] = found.changes[0].model_copy(update={"name": "Too late"})
        shown.append(await two.lines(ID, after=0, limit=10))
        return found

    monkeypatch.setattr(one, "_compare", stalled)

    await one.work()

    assert (await two.require(ID)).state.state == "applying"
    assert [await two.lines(ID, after=0, limit=10)] == shown


async def test_a_file_that_is_too_large_is_refused_before_it_is_packed(
    importings: list[Importing], monkeypatch: pytest.MonkeyPatch
) -> None:
    packed: list[bytes] = []
    monkeypatch.setattr("directory.importing.LARGEST_FILE_BYTES", 3)
    monkeypatch.setattr("directory.importing.zlib.compress", packed.append)

    with pytest.raises(Invalid, match="Divide the file"):
        await importings[0].receive(ID, "units", "e.csv", b"four", None)

    assert packed == []


async def test_two_imports_on_two_replicas_never_close_a_circle(
    replicas: list[DirectoryStore], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = replicas
    tree = [a_unit("top", None), a_unit("a"), a_unit("b")]
    await one.import_rows({n: UnitRow(**row) for n, row in enumerate(tree)}, {})
    both_planned = asyncio.Barrier(2)

    for store in replicas:
        whole = store.write_units

        async def slowly(planned: Any, others: Any = (), whole: Any = whole) -> Any:
            # Were there no turns, both would have planned before either writes.
            try:
                async with asyncio.timeout(0.5):
                    await both_planned.wait()
            except (TimeoutError, asyncio.BrokenBarrierError):
                pass
            return await whole(planned, others)

        monkeypatch.setattr(store, "write_units", slowly)

    answers = await asyncio.gather(
        one.import_rows({0: UnitRow(**a_unit("a", "b"))}, {}),
        two.import_rows({0: UnitRow(**a_unit("b", "a"))}, {}),
        return_exceptions=True,
    )

    refused = [answer for answer in answers if isinstance(answer, Invalid)]
    assert [error.fields[0].code for error in refused] == ["cycle"]
