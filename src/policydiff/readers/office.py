"""Old Word files (.doc, .wps, .rtf): converted to .docx by LibreOffice, where it is installed.

Each conversion has a profile of its own: two that share one end without a
file and without a message.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from policydiff.errors import UnreadableSource
from policydiff.model import Notice
from policydiff.readers import docx
from policydiff.wording import notice

SECONDS = 120
"""Time for one conversion; the first one builds its profile in about 20 seconds."""

_PROGRAMS = ("soffice", "libreoffice")
_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.exe",
)
_RESAVE = "用 Word 或 WPS 打开，“另存为”选 .docx 格式，再读取 .docx"


def decode(data: bytes, where: str) -> tuple[str, str, tuple[Notice, ...]]:
    """The text of an old Word file, as ``docx.decode`` gives it after conversion.

    Raises UnreadableSource where LibreOffice is absent, fails or takes longer than :data:`SECONDS`.
    """
    program = _program()
    suffix = _suffix(data)
    if program is None:
        raise UnreadableSource(
            f"{suffix} 是旧版 Word/WPS 格式，本机没有 LibreOffice，读不了", where=where, hint=_RESAVE
        )
    with tempfile.TemporaryDirectory(prefix="policydiff-", ignore_cleanup_errors=True) as folder:
        converted = _convert(program, data, suffix, Path(folder), where)
    text, encoding, notices = docx.decode(converted, where)
    return text, encoding, (notice("converted", suffix=suffix), *notices)


def _suffix(data: bytes) -> str:
    return ".rtf" if data.lstrip()[:5] == b"{\\rtf" else ".xml" if data.lstrip()[:1] == b"<" else ".doc"


def _program() -> str | None:
    found = (shutil.which(name) for name in _PROGRAMS)
    return next((path for path in found if path), None) or next(
        (path for path in _PLACES if Path(path).exists()), None
    )


def _convert(program: str, data: bytes, suffix: str, folder: Path, where: str) -> bytes:
    source, profile, out = folder / f"source{suffix}", folder / "profile", folder / "out"
    source.write_bytes(data)
    out.mkdir()
    command = [
        program, "--headless", "--norestore", "--nolockcheck", f"-env:UserInstallation={profile.as_uri()}",
        "--convert-to", "docx:MS Word 2007 XML", "--outdir", str(out), str(source),
    ]  # fmt: skip
    try:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            cwd=folder, start_new_session=True,
        )  # fmt: skip
    except OSError as error:
        raise UnreadableSource(
            f"LibreOffice 启动不了：{error.strerror}", where=where, hint=_RESAVE
        ) from error
    try:
        process.wait(timeout=SECONDS)
    except subprocess.TimeoutExpired as error:
        raise UnreadableSource(
            f"LibreOffice 转换超过 {SECONDS} 秒，已停止", where=where, hint=_RESAVE
        ) from error
    finally:
        _stop(process)
    made = out / "source.docx"
    if not made.exists() or not made.stat().st_size:
        raise UnreadableSource("LibreOffice 没有转换成功，文件可能已损坏或有密码", where=where, hint=_RESAVE)
    return made.read_bytes()


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End the program with the children it started; the launcher alone would leave them running."""
    if process.poll() is None:
        if hasattr(os, "killpg"):
            os.killpg(process.pid, 9)
        else:
            process.kill()
        process.wait()
