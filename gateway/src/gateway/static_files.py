"""Static files from memory, under a path that changes with their content, so browsers keep them."""

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path

from fastapi import APIRouter, HTTPException, Request, Response

FOLDER = Path(__file__).parent / "static"
_TYPES = {".js": "text/javascript", ".woff2": "font/woff2", ".css": "text/css"}
_FOREVER = "public, max-age=31536000, immutable"
_BRIEFLY = "public, max-age=60"


@dataclass(frozen=True)
class _File:
    body: bytes
    packed: bytes | None
    kind: str


class StaticFiles:
    """Every file below `static/`, read once."""

    def __init__(self, folder: Path = FOLDER) -> None:
        paths = sorted(path for path in folder.rglob("*") if path.is_file())
        self._files = {str(path.relative_to(folder)): _read(path) for path in paths}
        digest = hashlib.sha256()
        for name, file in self._files.items():
            digest.update(name.encode() + b"\0" + file.body)
        self.version = digest.hexdigest()[:12]

    def url(self, name: str) -> str:
        """Where a file is found; an unknown name is a mistake in a template."""
        if name not in self._files:
            raise KeyError(name)
        return f"/static/{self.version}/{name}"

    def router(self) -> APIRouter:
        """The route that answers with them."""
        router = APIRouter(include_in_schema=False)

        @router.get("/static/{version}/{name:path}")
        async def static(request: Request, version: str, name: str) -> Response:
            file = self._files.get(name)
            if file is None:
                raise HTTPException(404)
            headers = {
                "Cache-Control": _FOREVER if version == self.version else _BRIEFLY,
                "Vary": "Accept-Encoding",
            }
            if file.packed and "gzip" in request.headers.get("Accept-Encoding", ""):
                headers["Content-Encoding"] = "gzip"
                return Response(file.packed, media_type=file.kind, headers=headers)
            return Response(file.body, media_type=file.kind, headers=headers)

        return router


def _read(path: Path) -> _File:
    body = path.read_bytes()
    kind = _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "text/plain"
    packed = gzip.compress(body, mtime=0) if path.suffix in {".js", ".css"} else None
    return _File(body, packed, kind)
