"""Tables as a file that a spreadsheet reads: CSV with semicolons and a byte order mark."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from fastapi import Response


def spreadsheet(rows: Iterable[Sequence[str]], name: str) -> Response:
    """The rows, the heading first, as a file to keep."""
    file = StringIO()
    csv.writer(file, delimiter=";").writerows([_safe(cell) for cell in row] for row in rows)
    return Response(
        "\ufeff" + file.getvalue(),  # a spreadsheet reads å, ä and ö by the mark
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _safe(cell: str) -> str:
    """A text that a spreadsheet would take for a formula is quoted."""
    if cell[:1] in {"=", "+", "-", "@", "\t", "\r"}:
        return f"'{cell}"
    return cell
