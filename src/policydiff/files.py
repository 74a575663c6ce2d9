"""Files written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from policydiff.errors import UnwritableOutput

_LONGEST = 60
"""Characters of a name that its temporary file keeps; names have a limit of their own."""


def write_whole(path: Path, data: str | bytes) -> None:
    """Write ``data`` to ``path`` so that a reader finds the old file or the new one, never a part.

    Raises UnwritableOutput when the folder cannot be made or written.
    """
    with written_beside(path, data.encode("utf-8") if isinstance(data, str) else data) as temporary:
        temporary.replace(path)


@contextmanager
def written_beside(path: Path, data: bytes) -> Iterator[Path]:
    """A temporary file beside ``path`` that holds all of ``data``, to be put in its place; what is left of it goes.

    Raises UnwritableOutput when the folder cannot be made or written, also for
    what fails within the block.
    """
    temporary: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:_LONGEST]}.", suffix=".part")
        temporary = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o644)
        yield temporary
    except OSError as error:
        raise UnwritableOutput(
            f"写不了文件：{error.strerror or error}", where=str(path), hint="检查文件夹是否存在、可写、有空间"
        ) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
