from redthread_local.parts.lock import digest, parse, pinned


def test_every_jar_says_its_own_version_so_that_none_is_resolved() -> None:
    jars = {part.name: part.version for part in pinned() if part.kind == "jar"}

    assert jars["org.apache.kafka:kafka_2.13"] == "4.4.0"
    assert jars["org.apache.kafka:kafka-clients"] == "4.4.0"
    assert len(jars) == 45


def test_every_part_has_a_checksum_and_a_size_and_comes_once() -> None:
    parts = pinned()

    assert len({part.name for part in parts}) == len(parts)
    assert all(len(part.sha256) == 64 and part.size_bytes > 0 for part in parts)


def test_another_version_gets_another_folder() -> None:
    old = parse("jar a:b 1 10 aa")
    new = parse("jar a:b 2 10 bb")

    assert digest(old) != digest(new)
