"""How much of the corpus survives print: commitments, units, deadlines and targets of a PDF beside those of the text.

``python benchmarks/printed.py`` prints the documents of the catalogue to PDF in two styles and reads them back;
``--scan`` also reads five pages of the Naiman plan from images at 200 dpi (needs the extra ``ocr``).
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from policydiff.corpus import load_catalogue, open_document
from policydiff.model import Commitment, Document

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from paper import STYLES, markup, paragraphs, press, printed, row_of, scanned

PAGES = (8, 9, 10, 11, 12)
"""Pages of the Naiman plan with numbered tasks."""


def figures(text: Document, other: Document) -> tuple[int, int, int, list[Commitment]]:
    """Rows of the text, rows found again, rows of the other document, and the rows that differ."""
    wanted, found = Counter(map(row_of, text.commitments)), Counter(map(row_of, other.commitments))
    same = wanted & found
    lost = [item for item in text.commitments if row_of(item) not in same]
    return sum(wanted.values()), sum(same.values()), sum(found.values()), lost


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scan", action="store_true")
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp())
    print("| document | style | pages | rows | same | share | rows in PDF | seconds |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    total = same_total = 0
    with press() as browser:
        for entry in load_catalogue().entries.values():
            text = open_document(entry.id)
            for style in STYLES:
                path = folder / f"{entry.id}.pdf"
                body = markup(paragraphs(text.source), text.title)
                path.write_bytes(printed(browser, body, style=style, header=text.title))
                begin = time.perf_counter()
                paper = reread(path, text)
                seconds = time.perf_counter() - begin
                rows, same, found, lost = figures(text, paper)
                total, same_total = total + rows, same_total + same
                print(
                    f"| {entry.id} | {style} | {len(paper.source.pages)} | {rows} | {same} | {same / rows:.4f} | {found} | {seconds:.2f} |"
                )
                if options.verbose:
                    for item in lost:
                        print("  -", item.id, item.text[:60])
    print(f"\nall rows: {same_total} of {total}, {same_total / total:.4f}")
    if options.scan:
        scan(folder)


def reread(path: Path, text: Document) -> Document:
    """The file at ``path`` parsed with the facts of ``text``, so that only the reading can differ."""
    from policydiff.commitments.parse import parse
    from policydiff.readers import read

    return parse(
        read(path),
        id=text.id,
        title=text.title,
        kind=text.kind,
        jurisdiction=text.jurisdiction,
        number=text.number,
        issued=text.issued,
        issuer=text.issuer,
    )


def scan(folder: Path) -> None:
    """Pages of the Naiman plan as images."""
    text = open_document("naiman-2022")
    with press() as browser:
        whole = printed(browser, markup(paragraphs(text.source), text.title), header=text.title)
    (folder / "text.pdf").write_bytes(scanned(whole, PAGES, image=False))
    (folder / "scan.pdf").write_bytes(scanned(whole, PAGES))
    wanted = reread(folder / "text.pdf", text)
    begin = time.perf_counter()
    found = reread(folder / "scan.pdf", text)
    seconds = time.perf_counter() - begin
    rows, same, _, lost = figures(wanted, found)
    targets = Counter(target_of(t) for c in wanted.commitments for t in c.targets)
    again = Counter(target_of(t) for c in found.commitments for t in c.targets)
    print(
        f"\n{len(PAGES)} pages at 200 dpi: tasks {same} of {rows}; targets {sum((targets & again).values())} of {sum(targets.values())}; {seconds:.1f} s"
    )
    for item in lost:
        print("  -", item.text)


def target_of(target: object) -> str:
    """What two readings of one target must agree in."""
    return "|".join(str(getattr(target, name)) for name in ("object", "comparator", "value", "unit"))


if __name__ == "__main__":
    main()
