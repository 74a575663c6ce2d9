"""Coverage-guided fuzzing of everything that is read: documents, and the files that people write beside them.

    python benchmarks/fuzz.py [RUNS] [PART …]

Feeds RUNS inputs (100,000 unless told), spread over the parts by their shares,
to policydiff.  `text`, `csv`, `html` and `pdf` are files of that format, read
and parsed to commitments; `xml` is the inside of a Word document with numbering
and notes, `word` its lines, each in a paragraph or table that its first
character chooses; `sheet` is the inside of a sheet of a workbook, read as a
document and as a review; `page` is what is drawn on a page of a PDF; `outline`
is text read as a document; `targets` one clause; the other parts stand in
`fuzz_files.py`.  Each part starts from pieces of the corpus or from sound files
and lets atheris change them towards code not yet reached.  Only policydiff's
own errors may come out; an input may take 5 s of work and 500 MB of memory.  PDF
pages are read in the process itself here, so that what is found there can guide;
a finding of theirs counts when `policydiff parse` shows it too.  A finding is
written to `.fuzz/`, with the bytes that caused it, and ends the part; put its
kind among the cases of the tests.
Needs the extra `fuzz`.
"""

from __future__ import annotations

import io
import os
import re
import resource
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from html import escape
from pathlib import Path

import fuzz_files

ROOT = Path(__file__).resolve().parent.parent
FOUND = ROOT / ".fuzz"
LONGEST = 4096
SEED = int(os.environ.get("FUZZ_SEED", "1"))
"""Of the changes; another gives other inputs."""
_MEMORY = Path("/dev/shm")
"""Files in memory, where there is such a folder: a disk would be most of the time."""
PARTS = {
    "targets": 20, "outline": 10, "text": 8, "csv": 7, "html": 10, "word": 5, "xml": 7, "sheet": 5, "page": 1, "pdf": 1,
    "review": 7, "answers": 6, "gold": 5, "catalogue": 5, "lexicon": 1, "store": 2,
}  # fmt: skip
"""The parts, and how many of a hundred inputs each gets: what is slow gets fewer."""
SECONDS, MEGABYTES = 5.0, 500
"""What an input may take."""

_MAIN = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_WORD = {
    "word/numbering.xml": f"""<w:numbering {_MAIN}><w:abstractNum w:abstractNumId="0">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2"/></w:lvl>
</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>""",
    "word/footnotes.xml": f"""<w:footnotes {_MAIN}><w:footnote w:id="1"><w:p><w:r><w:t>见附件。</w:t></w:r></w:p>
</w:footnote></w:footnotes>""",
}
_PARAGRAPHS = (
    "<w:p><w:r><w:t>{}</w:t></w:r></w:p>",
    '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>{}</w:t></w:r></w:p>',
    '<w:p><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>{}</w:t></w:r></w:p>',
    '<w:p><w:ins w:id="1"><w:r><w:t>{}</w:t></w:r></w:ins><w:del w:id="2"><w:r><w:delText>旧</w:delText></w:r></w:del></w:p>',
    '<w:p><w:r><w:t>{}</w:t><w:footnoteReference w:id="1"/></w:r></w:p>',
    "<w:p><w:r><w:txbxContent><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:txbxContent></w:r></w:p>",
    "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>序号</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>重点任务</w:t></w:r></w:p></w:tc></w:tr>"
    '<w:tr><w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc>'
    '<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc></w:tr></w:tbl>',
)


_UNPRINTED = re.compile(r"[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def paragraphs(lines: list[str]) -> bytes:
    """Each line in one of the forms a Word document has for it; its first character chooses."""
    return "".join(
        _PARAGRAPHS[ord(line[0]) % len(_PARAGRAPHS)].format(escape(_UNPRINTED.sub("", line)))
        for line in lines
        if line
    ).encode()


def word_file(body: bytes) -> bytes:
    """A Word file with ``body`` as the inside of its document part."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        inside = f"<w:document {_MAIN}><w:body>".encode() + body + b"</w:body></w:document>"
        archive.writestr("word/document.xml", inside)
        for name, part in _WORD.items():
            archive.writestr(name, part)
    return buffer.getvalue()


_SHEETS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_BOOK = {
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="a" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_SHEETS}" xmlns:r="{_OFFICE}"><sheets><sheet name="甲" sheetId="1" r:id="a"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="a" Type="{_OFFICE}/worksheet" Target="s.xml"/>'
    f'<Relationship Id="b" Type="{_OFFICE}/sharedStrings" Target="t.xml"/></Relationships>',
    "xl/t.xml": f'<sst xmlns="{_SHEETS}"><si><t>序号</t></si><si><t>重点任务</t></si><si><r><t>牵头</t></r><r><t>单位</t></r></si>'
    "<si><t>行标识</t></si><si><t>结论</t></si><si><t>完成时限</t></si></sst>",
}


def book_file(body: bytes) -> bytes:
    """A workbook with ``body`` as the inside of its one sheet."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, part in _BOOK.items():
            archive.writestr(name, part)
        archive.writestr("xl/s.xml", f'<worksheet xmlns="{_SHEETS}">'.encode() + body + b"</worksheet>")
    return buffer.getvalue()


def cells(lines: list[str]) -> bytes:
    """A task table of ``lines``, each a row."""
    head = "".join(f'<c r="{column}1" t="s"><v>{number}</v></c>' for number, column in enumerate("ABCDEF"))
    rows = "".join(
        f'<row r="{n}"><c r="A{n}"><v>{n - 1}</v></c><c r="B{n}" t="inlineStr"><is><t>{escape(_UNPRINTED.sub("", line))}</t></is></c></row>'
        for n, line in enumerate(lines, 2)
    )
    return (
        f'<sheetData><row r="1">{head}</row>{rows}</sheetData><mergeCells><mergeCell ref="A2:A3"/></mergeCells>'
    ).encode()


# a font that is not in the file, with the codes of Unicode
FONT = (
    "/Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[<</Type/Font"
    "/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>"
    "/DW 1000/FontDescriptor<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[0 -200 1000 900]"
    "/ItalicAngle 0/Ascent 800/Descent -200/CapHeight 700/StemV 80>>>>]"
)


def page_file(drawn: bytes) -> bytes:
    """A PDF of one page on which ``drawn`` is drawn."""

    def stream(data: bytes) -> bytes:
        return b"<</Length %d>>stream\n%b\nendstream" % (len(data), data)

    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 5 0 R/Resources<</Font<</F 4 0 R>>>>>>",
        f"<<{FONT}>>".encode(),
        stream(drawn),
    ]
    file, places = b"%PDF-1.4\n", b""
    for number, body in enumerate(objects, 1):
        places += b"%010d 00000 n \n" % len(file)
        file += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    count = len(objects) + 1
    table = b"xref\n0 %d\n0000000000 65535 f \n%b" % (count, places)
    return file + table + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (count, len(file))


def drawing(lines: list[str]) -> bytes:
    """``lines`` one below the other, in a frame."""
    rows = "".join(
        f"BT /F 12 Tf 90 {780 - 24 * number} Td <{line[:34].encode('utf-16-be').hex()}> Tj ET\n"
        f"80 {774 - 24 * number} m 515 {774 - 24 * number} l S\n"
        for number, line in enumerate(lines)
    )
    return f"80 500 435 300 re S 140 500 m 140 800 l S\n{rows}".encode()


def parts(place: Path) -> dict[str, Callable[[bytes], None]]:
    """What each part of documents does with its input; files are written in ``place``."""
    from datetime import date

    from policydiff.commitments.parse import parse
    from policydiff.errors import PolicyDiffError
    from policydiff.figures import Context, read_targets
    from policydiff.model import Passage, SourceText
    from policydiff.readers import apart, pdf, read
    from policydiff.report.filled import read_review

    apart.decode_pages = pdf.decode

    def file(suffix: str, wrap: Callable[[bytes], bytes] = bytes) -> Callable[[bytes], None]:
        path = place / f"plan.{suffix}"

        def run(data: bytes) -> None:
            path.write_bytes(wrap(data))
            parse(read(path), id="plan")

        return run

    def sheet(data: bytes) -> None:
        path = place / "plan.xlsx"
        path.write_bytes(book_file(data))
        with suppress(PolicyDiffError):
            parse(read(path), id="plan")
        read_review(path, "甲")

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
        "csv": file("csv"),
        "sheet": sheet,
        "html": file("html"),
        "word": file("docx", lambda data: word_file(paragraphs(data.decode("utf-8", "ignore").split("\n")))),
        "xml": file("docx", word_file),
        "page": file("pdf", page_file),
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
                    text = "".join(f"<p>{line}</p>" for line in piece.splitlines())
                    facts = "<table><tr><td>索引号：</td><td>1</td><td>成文日期：</td><td>2022-03-01</td></tr></table>"
                    yield f"<html><body><ul><li><a href=a>首页</a></ul>{facts}<h1>方案</h1>{text}</body></html>".encode()
                case "csv":
                    rows = "".join(f'{n},"{line}",市税务局\n' for n, line in enumerate(piece.splitlines()))
                    yield f"序号,重点任务,责任单位\n{rows}".encode()
                case "sheet":
                    yield cells(piece.splitlines())
                case "xml":
                    yield paragraphs(piece.splitlines())
                case "page":
                    yield drawing(piece.splitlines())
                case "pdf":
                    yield page_file(drawing(piece.splitlines()))
                case _:
                    yield piece.encode()


def _made(part: str, place: Path) -> tuple[Callable[[bytes], None], list[bytes]]:
    """What ``part`` does with an input, and the inputs it starts from."""
    from policydiff.errors import PolicyDiffError

    if part in fuzz_files.PARTS:
        run, sound = fuzz_files.PARTS[part](place)
    else:
        run, sound = parts(place)[part], list(seeds(part))

    def careful(data: bytes) -> None:
        with suppress(PolicyDiffError):
            run(data)

    return careful, sound


def fuzz(part: str, runs: int) -> None:
    """Run one part in this process; ends it."""
    import atheris

    FOUND.mkdir(exist_ok=True)
    place = Path(tempfile.mkdtemp(prefix="policydiff-fuzz-", dir=_MEMORY if _MEMORY.is_dir() else None))

    os.environ["PATH"] = ""  # an RTF or DOC would be handed to LibreOffice, which is not ours to fuzz
    # what is loaded already is not instrumented, and nothing would guide the inputs
    assert "policydiff" not in sys.modules
    with atheris.instrument_imports(include=["policydiff"]):
        run, sound = _made(part, place)
        for seed in sound:  # and with it what is imported on first use
            run(seed)

    start, slowest = _peak(), 1.0

    def one(data: bytes) -> None:
        nonlocal slowest
        begin = time.process_time()
        run(data)
        took, held = time.process_time() - begin, _peak() - start
        if took > slowest:
            slowest = took
            (FOUND / f"{part}-slowest").write_bytes(data)
            print(f"{part}: {took:.1f} s for {len(data)} bytes", file=sys.stderr, flush=True)
        if took > SECONDS:
            raise TimeoutError(f"{took:.1f} s for {len(data)} bytes")
        if held > MEGABYTES:
            raise MemoryError(f"{held} MB more than at the start")

    with tempfile.TemporaryDirectory() as folder:
        for number, seed in enumerate(sound):
            (Path(folder) / str(number)).write_bytes(seed)
        atheris.Setup(
            [
                sys.argv[0], folder, f"-runs={runs}", f"-max_len={LONGEST}", "-print_final_stats=1", f"-seed={SEED}",
                f"-artifact_prefix={FOUND}/{part}-", "-rss_limit_mb=4096", "-verbosity=0",
            ],
            one,
        )  # fmt: skip
        atheris.Fuzz()


def _peak() -> int:
    """Megabytes that this process has held at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main(words: list[str]) -> int:
    """Run each part in a process of its own; 1 when one found something."""
    whole = int(words[0]) if words else 100_000
    named = words[1:] or list(PARTS)
    shares = sum(PARTS[part] for part in named)
    failed = []
    for part in named:
        runs = whole * PARTS[part] // shares
        begin = time.monotonic()
        child = os.fork()
        if not child:
            fuzz(part, runs)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        print(
            f"{part}: {runs:,} inputs in {time.monotonic() - begin:,.0f} s, "
            f"{'a finding in .fuzz/' if status else 'nothing found'}",
            flush=True,
        )
        failed += [part] if status else []
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
