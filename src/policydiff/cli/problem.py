"""``report-problem``: one row of a result as a small case without names, ready to be sent and to become a test.

In: the JSON of a comparison and a row of it.  Out: a folder with the two
texts, what the program says of them now, and a sheet on which the reader
says what is right.  The folder is what ``tests/cases/compare`` holds.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from policydiff.commitments.parse import parse
from policydiff.concordance import compare
from policydiff.corpus.names import places
from policydiff.errors import InvalidRequest, UnreadableSource
from policydiff.files import read_plain, write_whole
from policydiff.model import Concordance, SourceText
from policydiff.version import VERSION

SCHEMA = "policydiff.concordance/"
LETTERS = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"
_FIRM = re.compile(r"[\u4e00-\u9fff]{2,12}?(?:有限公司|集团公司|股份公司)")
_MOST = 20_000_000


def case_of(result: Path, row: str) -> dict[str, str]:
    """The files of the case by their names: ``upper.txt``, ``lower.txt``, ``expected.txt``, ``problem.md``.

    ``row`` is the id of a commitment, two ids of a pair, or the name of the row in the address of the
    page.  Raises UnreadableSource for a file that is no result, InvalidRequest for a row that it does not have.
    """
    data = _read(result)
    sides = [{one["id"]: one for one in data[side]["commitments"]} for side in ("upper", "lower")]
    uppers, lowers = _rows(data, sides, row)
    mask = Names([one["text"] for one in (*uppers, *lowers)])
    texts = [_text(side, mask) for side in (uppers, lowers)]
    upper, lower = (
        parse(SourceText(f"{name}.txt", "txt", text or "无\n", sha256=name), id=name)
        for name, text in zip(("upper", "lower"), texts, strict=True)
    )
    concordance = compare(upper, lower)
    said = "\n".join(expected_lines(concordance)) + "\n"
    return {
        "upper.txt": texts[0],
        "lower.txt": texts[1],
        "expected.txt": said,
        "problem.md": _sheet(_verdict(data, uppers, lowers), said),
    }


def expected_lines(concordance: Concordance) -> Iterator[str]:
    """What a comparison says, a line each: pairs with their reasons, then what is missing, then what was added."""
    for pair in concordance.pairs:
        reasons = "; ".join(finding.reason.zh for finding in pair.findings)
        yield f"{pair.shown.value} | {pair.upper.text} | {pair.lower.text} | {reasons}"
    yield from (f"missing | {one.text}" for one in concordance.missing)
    yield from (f"added | {one.text}" for one in concordance.added)


def write_case(files: Mapping[str, str], folder: Path) -> None:
    """Write the files of a case into ``folder``; raises InvalidRequest where something is there already."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InvalidRequest("那里已经有东西，不覆盖", where=str(folder), hint="用 -o 给出另一个文件夹")
    for name, text in files.items():
        write_whole(folder / name, text)


class Names:
    """The names of places and firms in some texts, each with what stands for it: 甲市, 乙旗, 某有限公司."""

    def __init__(self, texts: Sequence[str]) -> None:
        table = places()
        names = {*table.named, *(stem for stem in table.stems if len(stem) > 1)}
        longest = max(map(len, names))
        self._stands_for: dict[str, str] = {}
        letters: dict[str, str] = {}
        for text in texts:
            at = 0
            while at < len(text):
                name = next(
                    (text[at : at + size] for size in range(longest, 1, -1) if text[at : at + size] in names),
                    "",
                )
                if name and name not in self._stands_for:
                    stem = re.sub(r"[省市县区旗盟州]$", "", name) if len(name) > 2 else name
                    letter = letters.setdefault(stem, LETTERS[len(letters) % len(LETTERS)])
                    self._stands_for[name] = letter + (name[-1] if name != stem else "地")
                at += len(name) or 1

    def hidden(self, text: str) -> str:
        """``text`` with what stands for the names in their places."""
        for name in sorted(self._stands_for, key=lambda name: (-len(name), name)):
            text = text.replace(name, self._stands_for[name])
        return _FIRM.sub("某有限公司", text)


def _read(path: Path) -> dict[str, Any]:
    content = read_plain(path, 10 * _MOST)
    try:
        data = json.loads(content.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise UnreadableSource(
            "结果文件不是完整的 JSON", where=str(path), hint="请给出 policydiff compare 写的 JSON 文件"
        ) from error
    if not isinstance(data, dict) or not str(data.get("schema", "")).startswith(SCHEMA):
        raise UnreadableSource(
            f"不是对照的结果（没有 {SCHEMA}）",
            where=str(path),
            hint="请给出 policydiff compare 写的 JSON 文件",
        )
    return data


def _rows(
    data: Mapping[str, Any], sides: Sequence[Mapping[str, Any]], row: str
) -> tuple[list[Any], list[Any]]:
    """The upper and the lower commitments that the case is about: those named, with all that they are paired with or near to."""
    ids = [data[side]["id"] for side in ("upper", "lower")]
    named = [known for part in re.split(r"[\s,，↔]+", row.strip()) for known in _ids(part, ids, sides)]
    if not named:
        raise InvalidRequest(
            f"结果里没有“{row}”这一行",
            hint="写报告里的编号，如 ordos-2021/17/3/3；一对写两个编号，中间空一格",
        )
    uppers = [one for one in named if one in sides[0]]
    lowers = [one for one in named if one in sides[1]]
    if not lowers:
        lowers = [pair["lower"] for pair in data["pairs"] if pair["upper"] in uppers]
        lowers += [near["lower"] for one in uppers for near in data["candidates"].get(one, ())]
    if not uppers:
        uppers = [pair["upper"] for pair in data["pairs"] if pair["lower"] in lowers]
    return (
        [sides[0][one] for one in dict.fromkeys(uppers) if one in sides[0]],
        [sides[1][one] for one in dict.fromkeys(lowers) if one in sides[1]],
    )


def _ids(part: str, ids: Sequence[str], sides: Sequence[Mapping[str, Any]]) -> list[str]:
    """The commitments that one word names: by id, or by the name of a row in the address of a page."""
    if any(part in side for side in sides):
        return [part]
    kind, *ends = part.lstrip("#").split("_")
    which = {"p": (0, 1), "u": (0,), "l": (1,)}.get(kind, ())
    found = [f"{ids[side]}/{_end(end)}" for side, end in zip(which, ends, strict=False)]
    return [one for one, side in zip(found, which, strict=False) if one in sides[side]]


def _end(name: str) -> str:
    """The end of an id from its place in an address, where / is - and - is doubled."""
    plain = name.replace("--", "\0").replace("-", "/").replace("\0", "-")
    return re.sub(r"~([0-9a-f]+)~", lambda match: chr(int(match[1], 16)), plain)


def _text(commitments: Sequence[Mapping[str, Any]], mask: Names) -> str:
    """The commitments as a plan of their own, a numbered item each."""
    lines = []
    for number, one in enumerate(commitments, 1):
        text = mask.hidden(one["text"]).replace("\n", "").rstrip("。；;")
        lines.append(f"{number}.{text}。\n")
    return "".join(lines)


def _verdict(data: Mapping[str, Any], uppers: Sequence[Any], lowers: Sequence[Any]) -> str:
    """What the result says of the row."""
    above, below = {one["id"] for one in uppers}, {one["id"] for one in lowers}
    found = [v["outcome"] for v in data.get("verdicts", ()) if v["upper"] in above]
    found += ["added" for one in data["added"] if one in below and not above]
    return "、".join(dict.fromkeys(found)) or "—"


def _sheet(verdict: str, said: str) -> str:
    return f"""# 一行不对 / A row that is wrong

policydiff {VERSION}

整份对照里的结论 / The verdict in the whole comparison: {verdict}

单独对照这几条，程序现在说 / Of these texts alone the program says now (expected.txt):

```text
{said.strip()}
```

应当是 / It should be:

- [ ] 两条不成对 / they are no pair
- [ ] 两条成对，结果应是 / they are a pair, the outcome is:
- [ ] 不缺失，应答在 / it is not missing, the answer is:
- [ ] 切分或指标读错了 / it was cut or its figures were read wrongly

为什么 / Why:

发出之前请看一遍 upper.txt 和 lower.txt：地名、公司名已换掉，别的名称请自己换。
Read upper.txt and lower.txt before sending them: places and firms were replaced, other names are yours to replace.
"""
