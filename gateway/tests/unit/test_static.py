import hashlib
import re
from pathlib import Path

import pytest

from gateway.rendering import FOLDER as TEMPLATES
from gateway.static_files import FOLDER, StaticFiles

VENDORED = (FOLDER / "VENDORED.md").read_text()


@pytest.mark.parametrize("name", ["htmx.min.js", "fonts/hanken-grotesk.woff2"])
def test_vendored_files_are_what_they_say(name: str) -> None:
    digest = hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()

    assert f"`{name}`" in VENDORED
    assert digest in VENDORED


def test_an_unknown_file_is_a_mistake_in_the_template() -> None:
    with pytest.raises(KeyError):
        StaticFiles().url("missing.css")


def test_the_address_changes_with_the_content(tmp_path: Path) -> None:
    (tmp_path / "app.css").write_text("a {}")
    before = StaticFiles(tmp_path).url("app.css")
    (tmp_path / "app.css").write_text("b {}")

    assert StaticFiles(tmp_path).url("app.css") != before


@pytest.mark.parametrize("template", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.name)
def test_templates_have_no_inline_script_or_style(template: Path) -> None:
    text = template.read_text()

    assert not re.search(r"<style|<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=|javascript:", text)


@pytest.mark.parametrize("template", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.name)
def test_every_form_that_changes_something_carries_the_token(template: Path) -> None:
    text = template.read_text()
    macros = re.findall(r"{% macro (\w+)\(.*?{% endmacro %}", text, re.DOTALL)
    bodies = re.findall(r"{% macro \w+\(.*?{% endmacro %}", text, re.DOTALL)
    with_token = [name for name, body in zip(macros, bodies, strict=True) if "_csrf" in body]
    signs = ["_csrf", "/demo/logga-in", *(f"{{{{ {name}(" for name in with_token)]

    forms = re.findall(r'<form[^>]*method="post".*?</form>', text, re.DOTALL)

    assert [form for form in forms if not any(sign in form for sign in signs)] == []
