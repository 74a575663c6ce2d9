"""Write the picture of the first screen of a report, light and dark, for the READMEs and the tutorial.

    python scripts/picture.py

In: the corpus.  Out: docs/images/report-{light,dark}.png, taken of the page itself in Chromium and
reduced to a palette.  Needs what the browser tests need (extra `test`, Chromium, a Chinese font).
"""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from paper import press  # noqa: E402
from policydiff.concordance import compare  # noqa: E402
from policydiff.corpus import open_document  # noqa: E402
from policydiff.report.html import render_html  # noqa: E402

IMAGES = ROOT / "docs" / "images"
SIZE = {"width": 1200, "height": 760}
COLOURS = 48
"""Enough for text and the colours of outcomes; a picture stays below 150 kB."""


def main() -> None:
    """Take both pictures."""
    IMAGES.mkdir(exist_ok=True)
    page = render_html(compare(open_document("ordos-2021"), open_document("naiman-2022")))
    with tempfile.TemporaryDirectory() as folder, press() as browser:
        path = Path(folder) / "report.html"
        path.write_text(page, encoding="utf-8")
        for scheme in ("light", "dark"):
            sheet = browser.new_page(viewport=SIZE, color_scheme=scheme)
            sheet.goto(path.as_uri())
            taken = sheet.screenshot()
            sheet.close()
            small = Image.open(io.BytesIO(taken)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
            file = IMAGES / f"report-{scheme}.png"
            small.save(file, optimize=True)
            print(file.relative_to(ROOT), f"{file.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
