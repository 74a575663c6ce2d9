"""The documents of the corpus in other formats: how much is read the same.

``python benchmarks/formats.py`` prints the share of equal commitments (text,
units, deadline, targets) for each document and format, and every difference.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from conversions import FORMATS, differences, facts, parsed, read_again, share
from policydiff.corpus import load_catalogue
from policydiff.readers import read


def main() -> None:
    """The table, and below it the differences."""
    print("| document | commitments | " + " | ".join(FORMATS) + " |")
    print("| --- " * (len(FORMATS) + 2) + "|")
    found: list[str] = []
    for entry in load_catalogue().entries.values():
        source = read(entry.path)
        before = facts(parsed(source, entry))
        cells = []
        for form in FORMATS:
            after = facts(parsed(read_again(source, entry.title, form), entry))
            cells.append(f"{share(before, after):.4f}")
            found += [f"{entry.id} {form} {line}" for line in differences(before, after)]
        print(f"| {entry.id} | {sum(before.values())} | " + " | ".join(cells) + " |")
    print("\n".join(["", *found]))


if __name__ == "__main__":
    main()
