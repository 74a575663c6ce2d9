"""Pages that stand alone: one file, nothing from outside, only the very style and script that came with it."""

from __future__ import annotations

import base64
import hashlib
from functools import cache

import jinja2

from policydiff.resources import folder


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder("templates")),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )


@cache
def _part(name: str) -> str:
    return "\n" + (folder("templates") / name).read_text(encoding="utf-8")


def _source(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def offline_page(template: str, style: str, script: str, **values: object) -> str:
    """The page of ``template`` with the files ``style`` and ``script`` inside it.

    Its Content-Security-Policy lets through these two texts by their digest
    and nothing else.
    """
    css, js = _part(style), _part(script)
    policy = (
        f"default-src 'none'; script-src {_source(js)}; style-src {_source(css)}; "
        "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'"
    )
    return _environment().get_template(template).render(css=css, script=js, policy=policy, **values)
