"""The reasons of a judgement in the words of two versions: 旧版 and 新版, not 上级 and 下级."""

from __future__ import annotations

import re

from policydiff.model import Wording

_ZH = {"上级": "旧版", "下级": "新版"}
_EN = {"upper one": "old version", "lower one": "new version", "upper": "old", "lower": "new"}
# what is quoted from the texts stays as it is
_SIDES_ZH = re.compile(
    r"(?:(?<=^)|(?<=[，：、；有（在于和]))(?:上级|下级)(?=[多少没加增要只是写有的时数规文 “{]|$)|(?<=没有)上级"
)
_SIDES_EN = re.compile(r"\b(?:upper|lower)(?: one)?\b")
_QUOTED = re.compile(r"(“[^”]*”)")


def of_versions(reason: Wording) -> Wording:
    """``reason`` with the sides called versions.

    >>> of_versions(Wording("下级少列：上级部门，放宽", "The lower one leaves 上级部门 out of the list")).zh
    '新版少列：上级部门，放宽'
    """
    return Wording(_outside(reason.zh, _SIDES_ZH, _ZH), _outside(reason.en, _SIDES_EN, _EN))


def _outside(text: str, pattern: re.Pattern[str], names: dict[str, str]) -> str:
    parts = _QUOTED.split(text)
    parts[::2] = [pattern.sub(lambda match: names[match[0]], part) for part in parts[::2]]
    return "".join(parts)
