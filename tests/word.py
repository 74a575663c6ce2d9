"""Word files made from their XML, for what no program writes on request."""

from __future__ import annotations

import io
import zipfile

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OPEN = (
    f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml"'
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"


def relations(*parts: tuple[str, str]) -> str:
    rows = "".join(
        f'<Relationship Id="r{i}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for i, (kind, target) in enumerate(parts)
    )
    return f'<?xml version="1.0"?><Relationships xmlns="{_RELS}">{rows}</Relationships>'


def word(body: str, **parts: str) -> bytes:
    """A .docx with ``body`` in its document; ``numbering``, ``styles``, ``footnotes`` hold what stands inside their root."""
    files = {
        "_rels/.rels": relations(("officeDocument", "word/document.xml")),
        "word/_rels/document.xml.rels": relations(*((name, f"{name}.xml") for name in parts)),
        "word/document.xml": f'<?xml version="1.0"?><w:document {_OPEN}><w:body>{body}</w:body></w:document>',
    }
    for name, inner in parts.items():
        files[f"word/{name}.xml"] = f'<?xml version="1.0"?><w:{name} {_OPEN}>{inner}</w:{name}>'
    return packed({name: text.encode() for name, text in files.items()})


def packed(files: dict[str, bytes]) -> bytes:
    """A zip with ``files``."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def p(text: str, properties: str = "") -> str:
    """A paragraph."""
    return f"<w:p><w:pPr>{properties}</w:pPr>{r(text)}</w:p>"


def r(text: str) -> str:
    """A run."""
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def listed(text: str, num: int, level: int = 0) -> str:
    """A paragraph of list ``num``."""
    return p(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr>')


def abstract(id_: int, *levels: str, extra: str = "") -> str:
    """An abstract list; each level is ``format|text`` with more of its XML after a second bar."""
    inner = ""
    for i, level in enumerate(levels):
        form, text, *more = level.split("|")
        start = "" if "<w:start " in "".join(more) else '<w:start w:val="1"/>'
        inner += f'<w:lvl w:ilvl="{i}">{start}<w:numFmt w:val="{form}"/>{"".join(more)}<w:lvlText w:val="{text}"/></w:lvl>'
    return f'<w:abstractNum w:abstractNumId="{id_}">{extra}{inner}</w:abstractNum>'


def num(id_: int, abstract_id: int, overrides: str = "") -> str:
    """A list that counts as the abstract one says."""
    return f'<w:num w:numId="{id_}"><w:abstractNumId w:val="{abstract_id}"/>{overrides}</w:num>'


def table(*rows: list[str]) -> str:
    """A table; a cell that starts with ``<`` is XML, ``^`` goes on from the cell above, ``2>`` covers two columns, ``v`` before a text begins a merged cell."""
    out = ""
    for row in rows:
        out += "<w:tr>"
        for cell in row:
            properties, text = "", cell
            if cell == "^":
                properties, text = "<w:vMerge/>", ""
            elif cell.startswith("v"):
                properties, text = '<w:vMerge w:val="restart"/>', cell[1:]
            elif cell[1:2] == ">" and cell[0].isdigit():
                properties, text = f'<w:gridSpan w:val="{cell[0]}"/>', cell[2:]
            inner = text if text.startswith("<") else "".join(p(line) for line in text.split("\n"))
            out += f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"
        out += "</w:tr>"
    return f"<w:tbl>{out}</w:tbl>"
