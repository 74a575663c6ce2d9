"""The corpus as Word file, web page, Markdown, in other encodings and in traditional characters: the same is read."""

from __future__ import annotations

import pytest

from conversions import FORMATS, blocks, differences, facts, parsed, read_again, share
from policydiff.corpus import load_catalogue
from policydiff.readers import read

ENTRIES = load_catalogue().entries


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("id_", list(ENTRIES))
def test_a_document_says_the_same_in_every_format(id_: str, form: str) -> None:
    entry = ENTRIES[id_]
    source = read(entry.path)
    before = facts(parsed(source, entry))
    after = facts(parsed(read_again(source, entry.title, form), entry))
    assert share(before, after) >= 0.99, "\n".join(differences(before, after))


def test_the_conversions_hold_tables_and_automatic_numbers() -> None:
    found = [kind for entry in ENTRIES.values() for kind, _ in blocks(read(entry.path))]
    assert found.count("t") >= 20
    data = read_again(read(ENTRIES["naiman-2022"].path), "x", "docx")
    assert "|* （1）" in data.text
    assert "二、重点任务" in data.text
