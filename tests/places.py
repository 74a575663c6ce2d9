"""An invented corpus of one region, its cities and banners, written to a folder."""

from __future__ import annotations

from pathlib import Path

ITEMS = {
    "register": ("不动产登记", "不动产抵押登记办理时限压缩至{value}个工作日以内"),
    "start": ("企业开办", "企业开办时间压缩至{value}个工作日以内"),
    "power": ("获得电力", "高压用户办电时间压减至{value}个工作日以内"),
    "tax": ("纳税服务", "全年纳税申报时间压减至{value}个小时以内"),
    "licence": ("工程审批", "社会投资项目施工许可审批时限压缩至{value}个工作日以内"),
    "bids": ("招标投标", "依法必须招标项目全流程电子化率达到{value}%以上"),
    "loans": ("获得信贷", "中小微企业信用贷款余额增长{value}%以上"),
    "court": ("执行合同", "商事案件平均审理时间缩短至{value}天以内"),
}
"""Heading and sentence; ``{value}`` is the figure."""

REGION = {
    "register": 5,
    "start": 3,
    "power": 20,
    "tax": 100,
    "licence": 40,
    "bids": 90,
    "loans": 10,
    "court": 120,
}


def plan(name: str, values: dict[str, int | None]) -> str:
    """A plan that promises ``values``; an item of None stands without a figure."""
    lines = [f"{name}优化营商环境实施方案", "", "一、重点任务"]
    for number, (item, value) in enumerate(values.items(), 1):
        heading, sentence = ITEMS[item]
        shown = (
            sentence.format(value=value)
            if value is not None
            else sentence.split("{")[0].rstrip("压缩减至达到") + "进一步优化"
        )
        lines += [f"{number}.{heading}。{shown}。"]
    return "\n".join(lines) + "\n"


PLACES = {
    "150000": ("某自治区", REGION),
    "150100": ("甲市", {**REGION, "register": 4, "start": 2, "power": 18, "bids": 95}),
    "150200": ("乙市", {item: value for item, value in REGION.items() if item not in {"court", "loans"}}),
    "150101": ("甲市东旗", {**REGION, "register": 3, "start": 1, "power": 22, "bids": 98}),
    "150102": ("甲市西旗", {item: value for item, value in REGION.items() if item != "court"}),
}


def write_corpus(
    folder: Path,
    places: dict[str, tuple[str, dict[str, int | None]]] | None = None,
    *,
    completeness: dict[str, str] | None = None,
    kinds: dict[str, str] | None = None,
    without: tuple[str, ...] = (),
) -> Path:
    """The folder with a catalogue of ``places`` and one plan for each code; ``without`` have no document."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = []
    for code, (name, values) in (places or dict(PLACES)).items():
        lines += ["[[jurisdiction]]", f'code = "{code}"', f'name = "{name}"', ""]
        if code in without:
            continue
        (folder / f"{code}.txt").write_text(plan(name, values), encoding="utf-8")
        lines += [
            "[[document]]",
            f'id = "plan-{code}"',
            f'file = "{code}.txt"',
            f'title = "{name}优化营商环境实施方案"',
            f'code = "{code}"',
            f'kind = "{(kinds or {}).get(code, "plan")}"',
            f'completeness = "{(completeness or {}).get(code, "full")}"',
            "",
        ]
    (folder / "catalog.toml").write_text("\n".join(lines), encoding="utf-8")
    return folder
