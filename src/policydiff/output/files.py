"""Files written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from policydiff.errors import UnwritableOutput


def write_whole(path: Path, data: str | bytes) -> None:
    """Write ``data`` to ``path`` so that a reader finds the old file or the new one, never a part.

    Raises UnwritableOutput when the folder cannot be made or written.
    """
    payload = data.encode("utf-8") if isinstance(data, str) else data
    temporary: str | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
        with os.fdopen(handle, "wb") as file:
            file.write(payload)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
        temporary = None
    except OSError as error:
        raise UnwritableOutput(
            f"写不了文件：{error.strerror or error}", where=str(path), hint="检查文件夹是否存在、可写、有空间"
        ) from error
    finally:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)
