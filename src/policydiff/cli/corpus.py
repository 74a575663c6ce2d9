"""``policydiff corpus``: add a document, list what is there, check that it is in order."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from policydiff import corpus as documents
from policydiff.cli.console import deliver, tell_each
from policydiff.cli.options import CorpusOption, read_date
from policydiff.cli.speech import said, spoken
from policydiff.errors import InvalidRequest
from policydiff.model import Completeness, Document, Kind
from policydiff.resources import folder

corpus = typer.Typer(
    name="corpus",
    add_completion=False,
    help="语料：添加文件，列出，检查。",
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
)


@corpus.command()
def add(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="要添加的文件")],
    code: Annotated[str | None, typer.Option("--code", help="辖区代码 GB/T 2260，如 150000")] = None,
    name: Annotated[str | None, typer.Option("--name", help="辖区名称，目录里还没有这个辖区时要给")] = None,
    id_: Annotated[str | None, typer.Option("--id", help="编号，如 neimenggu-2022")] = None,
    title: Annotated[str | None, typer.Option("--title", help="标题")] = None,
    number: Annotated[str | None, typer.Option("--number", help="文号")] = None,
    issued: Annotated[str | None, typer.Option("--date", help="印发日期，如 2022-03-18")] = None,
    issuer: Annotated[str | None, typer.Option("--issuer", help="发文机关")] = None,
    kind: Annotated[Kind | None, typer.Option("--kind", help="文件类别")] = None,
    completeness: Annotated[
        Completeness | None, typer.Option("--completeness", help="全文、节选还是摘编")
    ] = None,
    source: Annotated[str, typer.Option("--source", help="从哪里得来")] = "",
    supersedes: Annotated[
        list[str] | None, typer.Option("--supersedes", help="取代目录里的哪个编号，可重复")
    ] = None,
    root: CorpusOption = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="不再询问，直接添加")] = False,
) -> None:
    """读一份文件，说明读出了什么，原样存进语料文件夹并登记。

    \b
    在终端里会逐项询问；不在终端里只看选项，缺少辖区代码就停下。
    例：policydiff corpus add 自治区方案.pdf --code 150000
        policydiff corpus add 某市方案.txt --code 150500 --name 通辽市 --yes
    """
    from policydiff.corpus.accession import (
        admit,
        catalogue_of,
        corpus_to_write,
        prepare,
        proposed_id,
    )

    root = corpus_to_write(root)
    catalogue = catalogue_of(root)
    asks = is_terminal() and not yes
    given = documents.Given(title=title, code=None, kind=kind, issued=read_date(issued))
    # read by path even when the same file is registered: adding it again is refused below
    document = documents.open_document(
        str(file), given, documents.Catalogue(catalogue.path, {}, catalogue.jurisdictions)
    )
    if document.title == document.source.name and title is None:
        title = _needed("标题", "--title", asks)
    guess = document.jurisdiction
    if code is None:
        code = _needed("辖区代码", "--code", asks, guess.code if guess else None)
    jurisdiction = catalogue.jurisdiction(code)
    if name is None and guess is not None and guess.code == code:
        name = guess.name
    if asks:
        if code not in catalogue.jurisdictions and name is None:
            name = typer.prompt(said(f"辖区 {code} 的名称"))
        title = typer.prompt(said("标题"), title or document.title)
        number = (
            typer.prompt(said("文号（没有就回车）"), number or document.number or "", show_default=True)
            or None
        )
        if issued is None:
            shown = document.issued.isoformat() if document.issued else ""
            issued = typer.prompt(said("印发日期（没有就回车）"), shown) or None
        issuer = typer.prompt(said("发文机关（没有就回车）"), issuer or document.issuer or "") or None
        kind = typer.prompt(said("类别"), (kind or document.kind).value, type=Kind)
        id_ = typer.prompt(said("编号"), id_ or proposed_id(document, code, catalogue))
    given = documents.Given(title=title, code=None, kind=kind, issued=read_date(issued))
    document = documents.open_document(
        str(file), given, documents.Catalogue(catalogue.path, {}, catalogue.jurisdictions)
    )
    accession = prepare(
        file,
        document,
        root,
        code=code,
        id_=id_,
        number=number,
        issuer=issuer,
        completeness=completeness,
        source=source,
        supersedes=supersedes or (),
        place=name,
    )
    place = jurisdiction.name if jurisdiction and jurisdiction.name != code else name or code
    tell_each(_understood(accession.entry, document, place, accession.file))
    if asks and not typer.confirm(said("添加？"), default=True):
        raise typer.Exit(1)
    admit(accession)
    tell_each(_afterwards(documents.load_catalogue(root.resolve()), accession.entry))


def is_terminal() -> bool:
    """Is there someone to ask?"""
    return sys.stdin.isatty() and sys.stdout.isatty()


def _needed(what: str, option: str, asks: bool, default: str | None = None) -> str:
    if asks:
        return str(typer.prompt(said(what), default))
    hint = f"用 {option} 给出" + (f"，看起来是 {default}" if default else "")
    raise InvalidRequest(f"没有给出{what}", hint=hint)


def _understood(entry: documents.Entry, document: Document, place: str, file: str) -> list[str]:
    from policydiff.labels import label
    from policydiff.report.terminal import placed, wrap

    targets = sum(len(commitment.targets) for commitment in document.commitments)
    lang = spoken()
    unread = said("没有读出")
    pages = said(f"{len(document.source.pages)} 页") if document.source.pages else ""
    amount = said(f"{len(document.commitments)} 条承诺，{targets} 个指标")
    facts = {
        "标题": entry.title,
        "文号": entry.number or unread,
        "日期": entry.issued.isoformat() if entry.issued else unread,
        "机关": entry.issuer or unread,
        "辖区": f"{place} {entry.code}",
        "类别": f"{label('kind', entry.kind.value, lang)} · {label('completeness', entry.completeness.value, lang)}",
        "内容": " · ".join(filter(None, (amount, pages))),
        "编号": entry.id,
        "存到": file,
    }
    lines = [line for key, value in facts.items() for line in wrap(value, f"{said(key)}  ")]
    for notice in document.notices:
        if notice.code != "jurisdiction-unknown" and not notice.code.startswith("place-"):
            lines += wrap(placed(notice, lang), "  ! ")
    return lines


def _afterwards(catalogue: documents.Catalogue, entry: documents.Entry) -> list[str]:
    from policydiff.corpus.couples import couples

    old = [other for other in catalogue.entries if catalogue.successor(other) is not None]
    aside = [other for other in old if getattr(catalogue.successor(other), "id", "") == entry.id]
    partners = [
        (upper.id, lower.id) for upper, lower in couples(catalogue) if entry.id in {upper.id, lower.id}
    ]
    lines = [f"已添加 {entry.id}"]
    lines += [f"{other} 让位：对照和报告改用 {entry.id} 的全文" for other in aside]
    digests = [
        other.id
        for other in catalogue.current()
        if other.code == entry.code
        and other.id != entry.id
        and other.kind is not Kind.REPORT
        and other.completeness is Completeness.DIGEST
        and entry.completeness is Completeness.FULL
    ]
    lines += [
        f'同一辖区有摘编 {other}：若是同一份文件，在目录里给 {entry.id} 写 supersedes = ["{other}"]'
        for other in digests
    ]
    if partners:
        lines.append("会与它对照：" + "、".join(f"{a} ↔ {b}" for a, b in partners))
    return lines


@corpus.command(name="list")
def list_(
    format: Annotated[str, typer.Option("--format", "-f", help="text, json 或 csv")] = "text",
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="FILE", help="写到文件；- 为标准输出")
    ] = "-",
    root: CorpusOption = None,
) -> None:
    """列出语料里的文件。

    \b
    例：policydiff corpus list
        policydiff corpus list --format csv
    """
    from policydiff.report.jsonio import dumps
    from policydiff.report.render import check_formats
    from policydiff.report.tables import csv_bytes

    check_formats((format,), ("text", "json", "csv"))
    catalogue = documents.load_catalogue(root)
    rows = [_row(entry, catalogue) for entry in catalogue.entries.values()]
    if format == "json":
        data: str | bytes = dumps({"schema": "policydiff.corpus/1", "documents": rows}).encode()
    elif format == "csv":
        data = csv_bytes(rows)
    else:
        data = _table(rows)
    deliver(data, output)


def _row(entry: documents.Entry, catalogue: documents.Catalogue) -> dict[str, str | None]:
    place = catalogue.jurisdictions.get(entry.code or "")
    newer = catalogue.successor(entry.id)
    return {
        "id": entry.id,
        "code": entry.code,
        "jurisdiction": place.name if place else None,
        "title": entry.title,
        "number": entry.number,
        "date": entry.issued.isoformat() if entry.issued else None,
        "issuer": entry.issuer,
        "kind": entry.kind.value,
        "completeness": entry.completeness.value,
        "superseded_by": newer.id if newer else None,
        "file": entry.path.name,
        "sha256": entry.sha256,
    }


def _table(rows: list[dict[str, str | None]]) -> str:
    from policydiff.labels import label
    from policydiff.report.terminal import COLUMNS, cells

    # kinds are two characters in Chinese, a word in English
    columns = (21, 12, 6, 22, 10, 4) if spoken() == "zh" else (21, 12, 6, 17, 10, 9)
    lines = [
        *cells([said(word) for word in ("编号", "辖区", "代码", "标题", "日期", "类别")], columns),
        "─" * COLUMNS,
    ]
    for row in rows:
        title = (row["title"] or "") + (
            said(f"（由 {row['superseded_by']} 取代）") if row["superseded_by"] else ""
        )
        words = [label("kind", row["kind"] or "", spoken())]
        if row["completeness"] != "full":
            words.append(
                label("completeness", row["completeness"] or "", spoken()).split("（")[0].split(" (")[0]
            )
        lines += cells(
            (
                row["id"] or "",
                row["jurisdiction"] or "—",
                row["code"] or "—",
                title,
                row["date"] or "—",
                ("" if spoken() == "zh" else " ").join(dict.fromkeys(words)),
            ),
            columns,
        )
    return "\n".join([*lines, said(f"{len(rows)} 份")]) + "\n"


@corpus.command()
def check(root: CorpusOption = None) -> None:
    """检查语料：校验和、文件是否在、能不能读、编号和辖区代码；有问题就以 1 退出。

    \b
    例：policydiff corpus check
    """
    from policydiff.corpus.accession import check_corpus

    count, faults = check_corpus(root or folder("corpus"))
    if faults:
        tell_each([f"{fault.id or '目录'}：{fault.message}" for fault in faults])
        tell_each([f"{count} 份文件，{len(faults)} 处问题"])
        raise typer.Exit(1)
    tell_each([f"{count} 份文件都在，校验和一致，都读得出来"])
