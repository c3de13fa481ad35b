from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from redthread_local.mailbox import Mails


def test_mails_that_come_at_once_are_each_kept_and_read_meanwhile(tmp_path: Path) -> None:
    mails = Mails(tmp_path / "mail")

    def receive(number: int) -> None:
        key = mails.add(["ellen@ekstad.example"], f"Subject: {number}\r\n\r\nHej".encode())
        assert mails.read(key)
        assert mails.newest(None, 1000)

    with ThreadPoolExecutor(8) as connections:
        list(connections.map(receive, range(200)))

    assert len({mail.subject for mail in mails.newest(None, 1000)}) == 200
