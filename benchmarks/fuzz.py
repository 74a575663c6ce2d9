"""Coverage-guided fuzzing of the readers, the outline and the targets.

    python benchmarks/fuzz.py [RUNS] [PART …]

Feeds RUNS inputs (100,000 unless told), spread over the parts, to policydiff:
`text`, `html`, `word` and `pdf` are files of that format, read and parsed to
commitments; `outline` is text read as a document; `targets` one clause.  Each
part starts from pieces of the corpus and lets atheris change them towards code
not yet reached.  Only policydiff's own errors may come out; an input may take
5 s per megabyte, and 1 s at least.  A finding is written to `.fuzz/`, with the
bytes that caused it, and ends the part; put it among the cases of the tests.
Needs the extra `fuzz`.
"""

from __future__ import annotations

import io
import os
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOUND = ROOT / ".fuzz"
LONGEST = 4096
PER_MEGABYTE, LEAST = 5.0, 1.0
"""Seconds an input may take."""

_WORD = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
)


def word_file(body: bytes) -> bytes:
    """A Word file with ``body`` as the inside of its document part."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", _WORD.encode() + body + b"</w:body></w:document>")
    return buffer.getvalue()


def parts() -> dict[str, Callable[[bytes], None]]:
    """What each part does with its input."""
    from datetime import date

    from policydiff.errors import PolicyDiffError
    from policydiff.model import Passage, SourceText
    from policydiff.parsing.parse import parse
    from policydiff.readers import read
    from policydiff.targets import Context, read_targets

    place = Path(tempfile.mkdtemp(prefix="policydiff-fuzz-"))

    def file(suffix: str, wrap: Callable[[bytes], bytes] = bytes) -> Callable[[bytes], None]:
        path = place / f"plan.{suffix}"

        def run(data: bytes) -> None:
            path.write_bytes(wrap(data))
            try:
                parse(read(path), id="plan")
            except PolicyDiffError:
                return

        return run

    def outline(data: bytes) -> None:
        text = data.decode("utf-8", "ignore")
        parse(SourceText("plan.txt", "txt", text, sha256="0"), id="plan")

    def targets(data: bytes) -> None:
        text = data.decode("utf-8", "ignore").replace("\n", "")
        reading = read_targets(
            Passage(text, tuple(range(len(text))), 1), Context(year=2022, issued=date(2022, 3, 1))
        )
        for target in reading.targets:
            assert text[target.span.start : target.span.end] == target.text

    return {
        "targets": targets,
        "outline": outline,
        "text": file("txt"),
        "html": file("html"),
        "word": file("docx", word_file),
        "pdf": file("pdf"),
    }


def seeds(part: str) -> Iterator[bytes]:
    """Pieces of the corpus in the form that ``part`` reads."""
    for path in sorted((ROOT / "corpus").rglob("*.txt")):
        lines = path.read_text(encoding="utf-8").splitlines()
        for start in range(0, len(lines), 40):
            piece = "\n".join(lines[start : start + 12])[: LONGEST // 4]
            match part:
                case "html":
                    paragraphs = "".join(f"<p>{line}</p>" for line in piece.splitlines())
                    yield f"<html><body><h1>方案</h1><table><tr><td>序号</td></tr></table>{paragraphs}</body></html>".encode()
                case "word":
                    yield "".join(
                        f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in piece.splitlines()
                    ).encode()
                case "pdf":
                    yield b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>"
                case _:
                    yield piece.encode()


def fuzz(part: str, runs: int) -> None:
    """Run one part in this process; ends it."""
    import atheris

    with atheris.instrument_imports(include=["policydiff"]):
        run = parts()[part]

    def one(data: bytes) -> None:
        begin = time.process_time()
        run(data)
        took = time.process_time() - begin
        allowed = max(LEAST, PER_MEGABYTE * len(data) / 1_000_000)
        if took > allowed:
            raise TimeoutError(f"{took:.1f} s for {len(data)} bytes")

    FOUND.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for number, seed in enumerate(seeds(part)):
            (Path(folder) / str(number)).write_bytes(seed)
        atheris.Setup(
            [
                sys.argv[0], folder, f"-runs={runs}", f"-max_len={LONGEST}", "-print_final_stats=1", "-seed=1",
                f"-artifact_prefix={FOUND}/{part}-", "-rss_limit_mb=4096", "-verbosity=0",
            ],
            one,
        )  # fmt: skip
        atheris.Fuzz()


def main(words: list[str]) -> int:
    """Run each part in a process of its own; 1 when one found something."""
    runs = int(words[0]) if words else 100_000
    named = words[1:] or list(parts())
    failed = []
    for part in named:
        child = os.fork()
        if not child:
            fuzz(part, runs // len(named))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        print(
            f"{part}: {runs // len(named):,} inputs, {'a finding in .fuzz/' if status else 'nothing found'}",
            flush=True,
        )
        failed += [part] if status else []
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
