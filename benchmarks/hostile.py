"""Files of a megabyte that nobody means well with: what ``policydiff parse`` takes for each.

    python benchmarks/hostile.py [FORMAT …] [--shape SHAPE …]

Every shape of `SHAPES` is written in every format: as a file of a megabyte, and
where a format packs its content also packed to a megabyte, or to what unfolds to
`UNFOLDED` bytes.  The table says what became of each, with the seconds of the
processor and the megabytes at the peak.  What is read may take 5 s and 500 MB,
what is refused 2 s and 300 MB.  Ends with 1 where one takes more.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from html import escape
from io import BytesIO
from itertools import count
from pathlib import Path
from random import Random

from fuzz import book_file, word_file
from invented import UNITS, plan

READ, REFUSED = (5.0, 500), (2.0, 300)
"""Seconds and megabytes."""
MOST = 1_000_000
UNFOLDED = 8_000_000
"""Bytes inside a packed file."""
TITLE = "某市优化营商环境方案"
END = "第九十九条 网上可办率达到95%以上。"
DUTY = "企业开办时间压缩至1个工作日以内，网上可办率达到95%以上。"

Block = str | list[list[str]]
"""A paragraph, or the rows of a table."""
Format = Callable[[Iterable[Block]], bytes]


@cache
def clauses() -> tuple[str, ...]:
    """Clauses of invented promises."""
    return tuple("".join(words) for promise in plan(800, "1") for words in promise.clauses)


def varied() -> Iterator[str]:
    """Numbered promises without end, of which no two are the same."""
    chance = Random(1)
    for number in count(1):
        yield f"{number}.{'，'.join(chance.choices(clauses(), k=3))}。（责任单位：{'、'.join(chance.sample(UNITS, 2))}）"


def within(size: int, blocks: Iterable[str]) -> list[Block]:
    """As many paragraphs as ``size`` bytes hold."""
    found: list[Block] = []
    for block in blocks:
        size -= len(block.encode()) + 1
        if size < 0:
            break
        found.append(block)
    return found


def over(size: int, unit: str) -> str:
    """``unit`` over and over."""
    return unit * (size // len(unit.encode()))


HEADER = ["序号", "重点任务", "牵头单位", "完成时限"]


def row(number: int) -> list[str]:
    """A task of a table."""
    return [str(number), f"网上可办率达到{number % 99 + 1}%以上", "市发展改革委", "2024年6月底前"]


def marks() -> Iterator[str]:
    """The numbers that open an item, with nothing behind them."""
    for number in count(1):
        yield from ("一、", "（一）", f"{number}.", f"（{number}）", "①", f"第{number}条", "一是")


def numbered(text: str) -> Iterator[str]:
    """Items of one text."""
    return (f"{number}.{text}" for number in count(1))


SHAPES: dict[str, Callable[[int], list[Block]]] = {
    "one line": lambda size: [over(size, DUTY[:-1] + "，")],
    "line of varied clauses": lambda size: ["".join(map(str, within(size, varied()))).replace("。", "，")],
    "newlines": lambda size: [""] * size,
    "short lines": lambda size: ["办"] * (size // 4),
    "brackets": lambda size: [over(size, "（")],
    "pairs of brackets": lambda size: [over(size, "（甲局）")],
    "brackets in brackets": lambda size: [over(size // 2, "（") + over(size // 2, "）")],
    "digits": lambda size: [over(size, "1234567890")],
    "lines of figures": lambda size: within(size, (over(900, "2024年6月底前，达到95%以上，") for _ in count())),
    "marks": lambda size: within(size, marks()),
    "headings": lambda size: within(size, (f"## 任务{number}" for number in count())),
    "one cell": lambda size: [[HEADER, ["1", over(size, DUTY), "市发展改革委", "2024年"]]],
    "cell of lines": lambda size: [[HEADER, ["1", "\n".join(map(str, within(size, numbered(DUTY)))), "市财政局", "2024年"]]],
    "columns": lambda size: [[["任务"] * (size // 9), ["1"] * (size // 9)]],
    "rows": lambda size: [[HEADER, *map(row, range(1, size // 70))]],
    "short rows": lambda size: [[["序号", "任务"], *([str(number), "办"] for number in range(1, size // 12))]],
    "tables": lambda size: [block for number in range(size // 130) for block in ([HEADER, row(number)], "一、其他")],
    "notes": lambda size: within(size, (f"[^{n // 2}]: 见附件" if n % 2 else f"办理时限[^{n // 2}]" for n in count())),
    "offices": lambda size: [f"{DUTY}（责任单位：{over(size, '市发展改革委、')}）"],
    "items with offices": lambda size: within(size, numbered("压缩时间。（牵头单位：市发展改革委、财政局；责任单位：各区）")),
    "one sentence": lambda size: within(size, (DUTY for _ in count())),
    "numbered sentence": lambda size: within(size, numbered(DUTY)),
    "varied": lambda size: within(size, varied()),
}  # fmt: skip
"""What stands between a title and a last promise in a file of about so many bytes."""


# ---- formats


def text(blocks: Iterable[Block]) -> bytes:
    """Plain text; the cells of a table are parted by tabs."""
    found = (
        block if isinstance(block, str) else "\n".join("\t".join(map(_quoted, cells)) for cells in block)
        for block in blocks
    )
    return "\n".join(found).encode()


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if "\n" in cell else cell


def markdown(blocks: Iterable[Block]) -> bytes:
    """Tables with bars and a rule, blank lines between paragraphs."""
    found = []
    for block in blocks:
        if isinstance(block, str):
            found.append(block)
            continue
        shown = ["|" + "|".join(cells).replace("\n", "<br>") + "|" for cells in block]
        found.append("\n".join([shown[0], "|" + "---|" * len(block[0]), *shown[1:]]))
    return "\n\n".join(found).encode()


def commas(blocks: Iterable[Block]) -> bytes:
    """A paragraph is a row of its own."""
    found = (
        block if isinstance(block, str) else "\n".join(",".join(map(_quoted, cells)) for cells in block)
        for block in blocks
    )
    return "\n".join(found).encode()


def web(blocks: Iterable[Block]) -> bytes:
    """Paragraphs and tables of a web page."""
    found = ["<!doctype html><meta charset=utf-8><body>"]
    for block in blocks:
        if isinstance(block, str):
            found.append(f"<p>{escape(block)}</p>")
            continue
        found.append("<table>")
        found += (
            "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells).replace("\n", "<br>") + "</tr>"
            for cells in block
        )
        found.append("</table>")
    return "\n".join(found).encode()


def _paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p>" if text else "<w:p/>"


def word(blocks: Iterable[Block]) -> bytes:
    """The inside of a Word file's body."""
    found = []
    for block in blocks:
        if isinstance(block, str):
            note = "<w:r><w:footnoteReference w:id='1'/></w:r></w:p>"
            shown = _paragraph(block)
            found.append(shown.replace("</w:p>", note) if block.startswith("办理时限[^") else shown)
            continue
        found.append("<w:tbl>")
        found += (
            "<w:tr>"
            + "".join(f"<w:tc>{''.join(map(_paragraph, cell.splitlines()))}</w:tc>" for cell in cells)
            + "</w:tr>"
            for cells in block
        )
        found.append("</w:tbl>")
    return "".join(found).encode()


def sheet(blocks: Iterable[Block]) -> bytes:
    """The inside of a sheet; a paragraph is a row of one cell."""
    rows: list[list[str]] = []
    for block in blocks:
        rows.extend([[block]] if isinstance(block, str) else block)
    found = [
        f"<row r='{number}'>"
        + "".join(
            f"<c r='{_column(place)}{number}' t='inlineStr'><is><t>{escape(cell)}</t></is></c>"
            for place, cell in enumerate(cells)
        )
        + "</row>"
        for number, cells in enumerate(rows, 1)
    ]
    return ("<sheetData>" + "".join(found) + "</sheetData>").encode()


def _column(place: int) -> str:
    name = ""
    place += 1
    while place:
        place, letter = divmod(place - 1, 26)
        name = chr(65 + letter) + name
    return name


_WIDTH, _LINES = 40, 44
"""Characters of a line and lines of a printed page."""


def pages(blocks: Iterable[Block]) -> list[bytes]:
    """What is drawn on each page: lines of text; a table has rules round its cells."""
    drawn: list[bytes] = []
    y = 0
    content: list[str] = []

    def line() -> int:
        nonlocal y, content
        if y == _LINES:
            drawn.append("\n".join(content).encode())
            y, content = 0, []
        y += 1
        return 800 - 17 * y

    def put(x: float, height: int, said: str) -> str:
        return f"BT /F 12 Tf {x:.0f} {height} Td <{said.encode('utf-16-be').hex()}> Tj ET"

    for block in blocks:
        if isinstance(block, str):
            for start in range(0, max(1, len(block)), _WIDTH):
                content.append(put(60, line(), block[start : start + _WIDTH]))
            continue
        for cells in block:
            wide = 480 / len(cells)
            fits = max(1, int(wide / 12))
            for start in range(0, max(map(len, cells)), fits):
                height = line()
                content.append(f"57 {height - 4} 480 17 re S")
                for place, cell in enumerate(cells[:200]):
                    part = cell[start : start + fits].replace("\n", "")
                    content.append(
                        f"{57 + wide * place:.1f} {height - 4} m {57 + wide * place:.1f} {height + 13} l S"
                    )
                    if part:
                        content.append(put(60 + wide * place, height, part))
    drawn.append("\n".join(content).encode())
    return drawn


def pdf(drawn: list[bytes], packed: bool) -> bytes:
    """A PDF of these pages, with a font that is not in the file."""
    from fuzz import FONT

    numbers = range(4, 4 + 2 * len(drawn), 2)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%b]/Count %d>>" % (b" ".join(b"%d 0 R" % n for n in numbers), len(drawn)),
        f"<<{FONT}>>".encode(),
    ]
    for number, content in zip(numbers, drawn, strict=True):
        data = zlib.compress(content) if packed else content
        objects += [
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R/Resources<</Font<</F 3 0 R>>>>>>" % (number + 1),
            b"<<%b/Length %d>>stream\n%b\nendstream" % (b"/Filter/FlateDecode" if packed else b"", len(data), data),
        ]  # fmt: skip
    file, places = bytearray(b"%PDF-1.4\n"), b""
    for number, body in enumerate(objects, 1):
        places += b"%010d 00000 n \n" % len(file)
        file += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    total = len(objects) + 1
    return bytes(file) + (
        b"xref\n0 %d\n0000000000 65535 f \n%btrailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
        % (total, places, total, len(file))
    )


def stored(data: bytes) -> bytes:
    """The package ``data`` with nothing compressed."""
    return _again(data, zipfile.ZIP_STORED)


def deflated(data: bytes) -> bytes:
    """The package ``data`` compressed."""
    return _again(data, zipfile.ZIP_DEFLATED)


def _again(data: bytes, how: int) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", how) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    return buffer.getvalue()


FORMATS: dict[str, tuple[str, Format]] = {
    "txt": ("txt", text),
    "md": ("md", markdown),
    "csv": ("csv", commas),
    "html": ("html", web),
    "docx": ("docx", lambda blocks: stored(word_file(word(blocks)))),
    "docx, packed": ("docx", lambda blocks: deflated(word_file(word(blocks)))),
    "xlsx": ("xlsx", lambda blocks: stored(book_file(sheet(blocks)))),
    "xlsx, packed": ("xlsx", lambda blocks: deflated(book_file(sheet(blocks)))),
    "pdf": ("pdf", lambda blocks: pdf(pages(blocks), packed=False)),
    "pdf, packed": ("pdf", lambda blocks: pdf(pages(blocks), packed=True)),
}


def made(shape: str, form: str) -> bytes:
    """A file of that shape and format, a megabyte or what unfolds to :data:`UNFOLDED` bytes."""
    write = FORMATS[form][1]
    size = MOST
    for _ in range(4):
        data = write([TITLE, *SHAPES[shape](size), END])
        if 0.9 * MOST < len(data) <= MOST or (size == UNFOLDED and len(data) <= MOST):
            break
        size = min(UNFOLDED, int(size * 0.97 * MOST / len(data)))
    return data


# ---- measuring

_COUNTED = """
import resource, subprocess, sys
limit = lambda: resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, preexec_fn=limit)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(done.returncode, used.ru_utime + used.ru_stime, used.ru_maxrss)
sys.stdout.flush()
sys.stdout.buffer.write(done.stderr)
"""


def measured(path: Path) -> tuple[int, float, int, str]:
    """Exit code, seconds of the processor, megabytes and message of ``policydiff parse``; a process gets a minute."""
    command = [sys.executable, "-P", "-m", "policydiff", "parse", str(path)]
    done = subprocess.run([sys.executable, "-c", _COUNTED, *command], stdout=subprocess.PIPE, check=True)
    first, _, said = done.stdout.decode("utf-8", "replace").partition("\n")
    code, seconds, kilobytes = first.split()
    return int(code), float(seconds), int(kilobytes) // (1024 if sys.platform != "darwin" else 1024**2), said


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("formats", nargs="*", metavar="FORMAT", help="、".join(FORMATS))
    parser.add_argument("--shape", action="append", choices=SHAPES)
    options = parser.parse_args()
    wrong = 0
    print("| format | shape | bytes | outcome | seconds | MB |\n| --- | --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as folder:
        for form in options.formats or FORMATS:
            for shape in options.shape or SHAPES:
                path = Path(folder) / f"plan.{FORMATS[form][0]}"
                path.write_bytes(made(shape, form))
                code, seconds, megabytes, said = measured(path)
                most = READ if code == 0 else REFUSED
                over_ = code not in {0, 2} or seconds > most[0] or megabytes > most[1]
                wrong += over_
                told = "read" if code == 0 else said.strip().partition("\n")[0].removeprefix("错误：")[:60]
                bold = "**" if over_ else ""
                print(
                    f"| {form} | {shape} | {path.stat().st_size:,} | {told} | {bold}{seconds:.2f}{bold} | {megabytes} |",
                    flush=True,
                )
    print(f"\n{wrong} over the limits")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
