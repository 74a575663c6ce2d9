"""Documents on paper: the corpus and made-up tables printed to PDF by a headless Chromium.

Run as a program it prints one document: ``python tests/paper.py naiman-2022 naiman.pdf``.
"""

from __future__ import annotations

import argparse
import html
import io
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from policydiff.corpus import open_document
from policydiff.model import Commitment, SourceText
from policydiff.outline.passages import find_passages

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

FONT = "font-family: 'Noto Serif CJK SC', 'Noto Sans CJK SC', serif;"
STYLES = {
    # 三号字、首行缩进两字、两端对齐：公文的排法
    "indented": "p {text-indent: 2em; text-align: justify} p.title {text-indent: 0; text-align: center; font-size: 22pt}",
    # 网页打印出来的样子：不缩进，段间有空
    "spaced": "p {margin: 0 0 12pt} p.title {font-weight: bold}",
}
PAGE = "body {{font-size: {size}pt; line-height: 1.75; {font}}} p {{margin: 0; white-space: pre-wrap}} table {{border-collapse: collapse; width: 100%}} td, th {{border: {border}; padding: 3pt}} {style}"


@contextmanager
def press() -> Iterator[Any]:
    """A browser that prints; a test that has none skips before it asks."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as run:
        browser = run.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def printed(
    browser: Any,
    body: str,
    *,
    style: str = "indented",
    size: float = 16,
    border: str = "1px solid black",
    header: str = "",
    footer: str = "— {page} —",
    landscape: bool = False,
) -> bytes:
    """The PDF of the markup ``body`` with a running header and footer; ``{page}`` is the page number."""
    css = PAGE.format(size=size, font=FONT, border=border, style=STYLES[style])
    page = browser.new_page()
    try:
        page.set_content(f"<!doctype html><html lang=zh-CN><style>{css}</style><body>{body}</body></html>")
        data: bytes = page.pdf(
            format="A4",
            landscape=landscape,
            display_header_footer=True,
            header_template=_running(header),
            footer_template=_running(footer),
            margin={"top": "26mm", "bottom": "26mm", "left": "28mm", "right": "26mm"},
        )
    finally:
        page.close()
    return data


def _running(text: str) -> str:
    inner = html.escape(text).replace("{page}", "<span class=pageNumber></span>")
    return f'<div style="width: 100%; text-align: center; font-size: 10pt; {FONT}">{inner}</div>'


def paragraphs(source: SourceText) -> list[str]:
    """The paragraphs of a source text as an office would print them: whole, blanks of lists of names kept."""
    found: list[str] = []
    for passage in find_passages(source)[0]:
        whole = passage.raw.strip()
        found.append(whole if "".join(whole.split()) == "".join(passage.text.split()) else passage.text)
    return found


def markup(texts: Iterable[str], title: str = "") -> str:
    """``texts`` as paragraphs; the one that is ``title`` stands in the middle of its line."""
    return "\n".join(
        f'<p class="{"title" if text == title else "text"}">{html.escape(text)}</p>' for text in texts
    )


def table(rows: Sequence[Sequence[str | tuple[str, str] | None]], head: int = 1) -> str:
    """Rows as a table; a cell may be ``(attributes, text)``, None stands for one covered by a merged cell."""
    lines = []
    for number, row in enumerate(rows):
        tag = "th" if number < head else "td"
        cells = [("", cell) if isinstance(cell, str) else cell for cell in row if cell is not None]
        line = "".join(f"<{tag} {attributes}>{html.escape(text)}</{tag}>" for attributes, text in cells)
        lines.append(f"<tr>{line}</tr>")
    return f"<table><thead>{''.join(lines[:head])}</thead><tbody>{''.join(lines[head:])}</tbody></table>"


def row_of(commitment: Commitment) -> tuple[object, ...]:
    """What two readings of one commitment must agree in."""
    return (
        commitment.text,
        commitment.label,
        commitment.trail,
        commitment.lead_units,
        commitment.responsible_units,
        commitment.deadline,
        commitment.modality,
        tuple((t.text, t.object, t.comparator, t.value, t.unit) for t in commitment.targets),
    )


def scanned(pdf: bytes, pages: Sequence[int], *, dpi: int = 200, image: bool = True) -> bytes:
    """The given pages of ``pdf``, counted from 1, each as an image at ``dpi``, or as they are."""
    import pypdfium2

    source, target = pypdfium2.PdfDocument(pdf), pypdfium2.PdfDocument.new()
    for number in pages:
        if not image:
            target.import_pages(source, [number - 1])
            continue
        page = source[number - 1]
        width, height = page.get_size()
        bitmap = page.render(scale=dpi / 72)
        picture = pypdfium2.PdfImage.new(target)
        picture.set_bitmap(bitmap)
        picture.set_matrix(pypdfium2.PdfMatrix().scale(width, height))
        leaf = target.new_page(width, height)
        leaf.insert_obj(picture)
        leaf.gen_content()
    buffer = io.BytesIO()
    target.save(buffer)
    return buffer.getvalue()


def main() -> None:
    """Print one document of the catalogue, or a text file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("document")
    parser.add_argument("pdf", type=Path)
    parser.add_argument("--style", choices=STYLES, default="indented")
    options = parser.parse_args()
    document = open_document(options.document)
    with press() as browser:
        body = markup(paragraphs(document.source), document.title)
        options.pdf.write_bytes(printed(browser, body, style=options.style, header=document.title))


if __name__ == "__main__":
    main()
