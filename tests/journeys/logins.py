"""Logs people in whom the demo's chooser does not offer, so that each test has its own people.

A session is put into the gateway's database, as its login would. The walk itself logs in through
the chooser.
"""

import hashlib
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from playwright.sync_api import BrowserContext
from pymongo import MongoClient

from tests.journeys.people import Person
from tests.system import System

_A_DAY = timedelta(days=1)


class Logins:
    """The gateway's sessions."""

    def __init__(self, system: System) -> None:
        self._mongo: MongoClient[dict[str, Any]] = MongoClient(system.status()["mongo_url"])
        self._url = system.url

    def log_in(self, context: BrowserContext, person: Person) -> None:
        """Give the browser a session of this person."""
        token, now = secrets.token_urlsafe(32), datetime.now(UTC)
        self._mongo["gateway"]["sessions"].insert_one(
            {
                "_id": hashlib.sha256(token.encode()).hexdigest(),
                "person_id": person.id,
                "name": person.name,
                "csrf": secrets.token_urlsafe(24),
                "expires_at": now + _A_DAY,
                "forget_at": now + 2 * _A_DAY,
            }
        )
        context.add_cookies([{"name": "redthread", "value": token, "url": self._url}])

    def close(self) -> None:
        """Let the database go."""
        self._mongo.close()
