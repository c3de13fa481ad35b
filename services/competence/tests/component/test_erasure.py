"""An erased person leaves nothing here."""

from chassis.testing import eventually
from redthread_contracts.directory import PersonErased

from .conftest import Town


async def test_an_erased_person_leaves_nothing(town: Town) -> None:
    await town.lists("pia", "strand", 4)
    assert await town.found("strandskydd") == ["pia"]

    await town.publisher.publish(PersonErased(), "pia", 2)

    await eventually(lambda: _tells_nothing(town))
    await eventually(town.settled)
    left = await town.mongo["profiles"].find_one({"person_id": "pia"})
    assert left is None
    finder = await town.mongo["finder"].find_one({"_id": "pia"})
    assert finder is not None
    assert (finder["held"], finder["tokens"], finder["name_key"]) == ([], [], None)


async def _tells_nothing(town: Town) -> bool:
    told = await town.told_of("pia")
    return told is not None and told["competences"] == [] and told["certificates"] == []
