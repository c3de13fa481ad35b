"""Who is logged in: an opaque cookie, and what was written when a login ran out.

The cookie's value is random and only its hash is stored. Every session has a CSRF token that goes
into each form. When a form comes without a valid session, the text is kept for the person whose
form it was, and is shown again after the next login: nothing that was written is lost.
"""

import hashlib
import secrets
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta

from fastapi import Request, Response
from pydantic import BaseModel, ConfigDict
from pymongo import IndexModel

from chassis.mongo import Collection, Document
from redthread_contracts.ids import PersonId

_REMEMBERED = timedelta(days=30)
"""How long an ended session is remembered, to know whose form comes back."""

_KEPT = timedelta(days=7)
"""How long a form that came without a session is kept."""

_LOGGING_IN = timedelta(minutes=15)
"""How long somebody may be away at the provider: long enough to find a phone or a card."""


@dataclass(frozen=True)
class LoginUnderWay:
    """A login that the provider has not answered yet."""

    nonce: str
    verifier: str
    onwards: str


class Session(BaseModel):
    """A login. Times are the machine's own, not the demo's."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    person_id: PersonId
    name: str
    csrf: str
    expires_at: datetime


@dataclass(frozen=True)
class KeptForm:
    """A form that was sent without a session."""

    id: str
    path: str
    fields: list[tuple[str, str]]


class Sessions:
    """Sessions and kept forms in the gateway's own database."""

    def __init__(
        self, sessions: Collection, kept: Collection, logins: Collection, lifetime: timedelta
    ) -> None:
        self._sessions = sessions
        self._kept = kept
        self._logins = logins
        self._lifetime = lifetime
        self.indexes: list[tuple[Collection, list[IndexModel]]] = [
            (logins, [IndexModel("forget_at", expireAfterSeconds=0)]),
            (sessions, [IndexModel("csrf"), IndexModel("forget_at", expireAfterSeconds=0)]),
            (
                kept,
                [
                    IndexModel([("person_id", 1), ("at", -1)]),
                    IndexModel("forget_at", expireAfterSeconds=0),
                ],
            ),
        ]

    async def leave(self, state: str, browser: str, login: LoginUnderWay) -> None:
        """Somebody leaves for the provider; `browser` is the cookie that they take along."""
        await self._logins.insert_one(
            {
                "_id": _hash(state),
                "browser": _hash(browser),
                **asdict(login),
                "forget_at": datetime.now(UTC) + _LOGGING_IN,
            }
        )

    async def come_back(self, state: str, browser: str | None) -> LoginUnderWay | None:
        """The login with this state, once, in the browser that began it, and in time."""
        if not browser:
            return None
        found: Document | None = await self._logins.find_one_and_delete(
            {
                "_id": _hash(state),
                "browser": _hash(browser),
                "forget_at": {"$gt": datetime.now(UTC)},
            }
        )
        if found is None:
            return None
        return LoginUnderWay(found["nonce"], found["verifier"], found["onwards"])

    async def begin(
        self, person: PersonId, name: str, *, id_token: str | None = None
    ) -> tuple[str, Session]:
        """Log somebody in. Returns the cookie's value, which is stored nowhere.

        `id_token` is the provider's, kept until the logout that it is needed for.
        """
        token = secrets.token_urlsafe(32)
        expires = datetime.now(UTC) + self._lifetime
        session = Session(
            person_id=person, name=name, csrf=secrets.token_urlsafe(24), expires_at=expires
        )
        await self._sessions.insert_one(
            {
                "_id": _hash(token),
                **session.model_dump(),
                **({"id_token": id_token} if id_token else {}),
                "forget_at": expires + _REMEMBERED,
            }
        )
        return token, session

    async def find(self, token: str | None) -> Session | None:
        """The session of a cookie, unless it has ended."""
        found = await self._document(token)
        if found is None or found["expires_at"] <= datetime.now(UTC):
            return None
        return Session.model_validate(found)

    async def end(self, token: str | None) -> str | None:
        """Log out. Returns the provider's token, if that is how the session began."""
        if not token:
            return None
        before: Document | None = await self._sessions.find_one_and_update(
            {"_id": _hash(token)},
            {"$set": {"expires_at": datetime.now(UTC)}, "$unset": {"id_token": ""}},
        )
        return before.get("id_token") if before else None

    async def person_of(self, token: str | None, csrf: str | None) -> PersonId | None:
        """Whose form this is, by an ended session's cookie or by the token in the form."""
        found = await self._document(token)
        if found is None and csrf:
            found = await self._sessions.find_one({"csrf": csrf})
        return PersonId(found["person_id"]) if found else None

    async def keep(self, person: PersonId, path: str, fields: list[tuple[str, str]]) -> None:
        """Keep a form for a person until the next login."""
        now = datetime.now(UTC)
        await self._kept.insert_one(
            {
                "_id": secrets.token_urlsafe(16),
                "person_id": person,
                "path": path,
                "fields": [list(field) for field in fields],
                "at": now,
                "forget_at": now + _KEPT,
            }
        )

    async def kept(self, person: PersonId) -> KeptForm | None:
        """The newest form that is kept for a person."""
        found = await self._kept.find_one({"person_id": person}, sort=[("at", -1)])
        if found is None:
            return None
        fields = [(str(name), str(value)) for name, value in found["fields"]]
        return KeptForm(found["_id"], found["path"], fields)

    async def drop_kept(self, person: PersonId, kept: str) -> None:
        """Forget a kept form: it was sent again, or is not wanted."""
        await self._kept.delete_one({"_id": kept, "person_id": person})

    async def _document(self, token: str | None) -> Document | None:
        if not token:
            return None
        found: Document | None = await self._sessions.find_one({"_id": _hash(token)})
        return found


@dataclass(frozen=True)
class Cookies:
    """The names of the cookies: `__Host-` where there is https, plain on http://localhost."""

    secure: bool

    @property
    def session(self) -> str:
        """The session cookie."""
        return "__Host-redthread" if self.secure else "redthread"

    @property
    def language(self) -> str:
        """The chosen language."""
        return "__Host-redthread-language" if self.secure else "redthread-language"

    @property
    def login(self) -> str:
        """What a browser takes along to the provider and has to bring back."""
        return "__Host-redthread-login" if self.secure else "redthread-login"

    def token(self, request: Request) -> str | None:
        """The session cookie's value."""
        return request.cookies.get(self.session)

    def give(self, response: Response, token: str) -> None:
        """Log the browser in."""
        self._set(response, self.session, token, None)

    def take(self, response: Response) -> None:
        """Log it out."""
        response.delete_cookie(self.session, path="/", secure=self.secure, httponly=True)

    def leave(self, request: Request, response: Response) -> str:
        """What this browser takes along to the provider: the same in all its tabs."""
        value = request.cookies.get(self.login) or secrets.token_urlsafe(32)
        self._set(response, self.login, value, int(_LOGGING_IN.total_seconds()))
        return value

    def choose(self, response: Response, language: str) -> None:
        """Remember the language for a year."""
        self._set(response, self.language, language, 365 * 24 * 3600)

    def _set(self, response: Response, name: str, value: str, seconds: int | None) -> None:
        response.set_cookie(
            name,
            value,
            max_age=seconds,
            path="/",
            secure=self.secure,
            httponly=True,
            samesite="lax",
        )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
