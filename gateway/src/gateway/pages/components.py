"""Each component with its states on one page, in the demo."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from gateway.forms import Form
from gateway.visit import Guest, Visit

router = APIRouter(include_in_schema=False)


@router.get("/dev/komponenter")
async def components(visit: Guest) -> HTMLResponse:
    """The components of the web client."""
    return await visit.page("dev/components.html", form=_form(visit), tree=_tree(visit))


def _form(visit: Visit) -> Form:
    _ = visit.words.gettext
    form = visit.form(
        title=_("Beslutsbrev som går att förstå direkt"),
        target=_("två"),
        why=_("Viktor 19880412-23XX behöver kunna ta över ärendena i januari."),
        confidence="on_track",
    )
    form.fail("target", _("Skriv ett tal, till exempel 2 eller 2,5"))
    form.fail("due", _("Välj en dag."))
    return form


def _tree(visit: Visit) -> list[dict[str, object]]:
    _ = visit.words.gettext

    def node(
        title: str, progress: float | None, status: tuple[str, str], **more: object
    ) -> dict[str, object]:
        return {
            "title": title,
            "href": "#tree",
            "meta": "",
            "progress": progress,
            "status": status,
            "mine": False,
            "own": False,
            "open": False,
            "children": None,
            "load": "",
            **more,
        }

    good, behind = ("good", _("På god väg")), ("late", _("Efter plan"))
    own = node(_("Beslutsbrev som går att förstå direkt"), 50, good, mine=True, own=True)
    above = node(
        _("Beslut inom fyra veckor i enkla ärenden"), 58, good, mine=True, open=True, children=[own]
    )
    beside = node(_("Fler lärlingsplatser hos lokala företag"), None, behind)
    return [
        node(_("Enkelt att bo och driva företag"), 64, good, mine=True, children=[above, beside])
    ]
