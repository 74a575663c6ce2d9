"""Pages that stand alone: one file, nothing from outside, only the very style and scripts that came with it.

Jinja with escaping always on and undefined names an error.
"""

from __future__ import annotations

import base64
import hashlib
import json
import marshal
import re
import sys
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import jinja2
from jinja2.bccache import Bucket

from policydiff.errors import UnwritableOutput
from policydiff.files import write_whole
from policydiff.model.outcomes import RULINGS
from policydiff.report.terms import Terms
from policydiff.resources import folder
from policydiff.text import UNSEEN, visible

_WRITTEN: dict[str, Any] = {
    "autoescape": True, "trim_blocks": True, "lstrip_blocks": True, "keep_trailing_newline": True,
}  # fmt: skip
"""What decides, besides the text of a template, into what it is compiled."""


_DIGEST = 40
"""Characters of the checksum of a template's text, which stands before what it was compiled into."""


class _Compiled(jinja2.BytecodeCache):
    """Compiled templates beside the templates, as Python keeps its modules: used for the very text they were made of,
    under the same Jinja; made where they may be, and done without where not.
    """

    def _file(self, bucket: Bucket) -> Path:
        return folder("templates") / "__pycache__" / f"{bucket.key}.{sys.implementation.cache_tag}.jinja"

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        made_by = hashlib.sha256(f"{jinja2.__version__} {_WRITTEN}".encode()).hexdigest()
        return f"{name}.{made_by[:8]}"

    def load_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError, EOFError, ValueError, TypeError):
            made_of, code = (data := self._file(bucket).read_bytes())[:_DIGEST], data[_DIGEST:]
            if made_of == bucket.checksum.encode():
                bucket.code = marshal.loads(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        if not sys.dont_write_bytecode:
            with suppress(OSError, UnwritableOutput):
                write_whole(self._file(bucket), bucket.checksum.encode() + marshal.dumps(bucket.code))


@cache
def environment() -> jinja2.Environment:
    """Where templates come from and how they are filled in."""
    found = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder("templates")),
        undefined=jinja2.StrictUndefined,
        auto_reload=False,
        bytecode_cache=_Compiled(),
        **_WRITTEN,
    )
    found.globals["rulings"] = {code: outcome.value for code, outcome in RULINGS.items()}
    found.policies["json.dumps_function"] = _data
    found.policies["json.dumps_kwargs"] = {}
    return found


def _data(data: object) -> str:
    """``data`` for the scripts, which read an escaped character as the very one that was written."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return re.sub(f"[{UNSEEN}]", lambda match: f"\\u{ord(match[0]):04x}", text)


@cache
def part(name: str) -> str:
    """A style sheet or script, as it stands between its tags."""
    return "\n" + (folder("templates") / name).read_text(encoding="utf-8")


def content_policy(styles: Sequence[str], script: str) -> str:
    """The Content-Security-Policy of a page: nothing from outside, and inside only these very texts."""

    def sources(texts: Sequence[str]) -> str:
        digests = (base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in texts)
        return " ".join(f"'sha256-{digest}'" for digest in digests)

    return (
        f"default-src 'none'; script-src {sources([script])}; style-src {sources(styles)}; "
        "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'"
    )


def paper(left: str, right: str = "") -> str:
    """A style sheet that prints ``left`` and ``right`` at the head of every sheet of paper.

    >>> paper("《甲》")
    '\\n@page { @top-left { content: "《甲》"; } @top-right { content: ""; } }\\n'
    """

    def quoted(text: str) -> str:
        # what could end the string or the style sheet is written by its code
        return "".join(
            f"\\{ord(char):x} " if char in '\\"<' or char < " " else char for char in visible(text)
        )

    return f'\n@page {{ @top-left {{ content: "{quoted(left)}"; }} @top-right {{ content: "{quoted(right)}"; }} }}\n'


class Shown(Protocol):
    """What every page is made of: its language, and the data for its scripts."""

    @property
    def lang(self) -> str:
        """The language it is printed in."""

    @property
    def data(self) -> dict[str, Any]:
        """The words in both languages, and what the scripts need besides."""


def offline_page(
    template: str,
    shown: Shown,
    styles: Sequence[str],
    scripts: Sequence[str],
    *,
    running: str = "",
    **values: object,
) -> str:
    """The page of ``template`` for ``shown``, with the files ``styles`` and ``scripts`` inside it.

    ``running`` is a style sheet of this page alone, such as ``paper`` makes.
    The Content-Security-Policy lets through these texts by their digest and
    nothing else.
    """
    texts, script = [part(name) for name in styles], "".join(part(name) for name in scripts)
    texts += [running] if running else []
    return filled(
        template,
        view=shown,
        word=Terms(shown.lang).word,
        styles=texts,
        script=script,
        policy=content_policy(texts, script),
        **values,
    )


def filled(template: str, **values: object) -> str:
    """The page of ``template``, without characters that turn the direction of reading or that no page may hold."""
    return visible(environment().get_template(template).render(**values))
