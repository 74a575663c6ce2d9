"""A file that is being written when the process dies is the old one or the new one, never a part."""

from __future__ import annotations

import hashlib
import os
import random
import signal
import time
from pathlib import Path

import pytest

from policydiff.errors import UnwritableOutput
from policydiff.files import write_whole

KILLS = 200
SIZE = 1_000_000


def write_for_ever(path: Path) -> None:
    """Write one version after the other until killed."""
    number = 0
    while True:
        number += 1
        write_whole(path, bytes([number % 251]) * SIZE)


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL")
def test_a_process_killed_at_any_moment_leaves_the_old_or_the_new_file_whole(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    write_whole(path, b"\0" * SIZE)
    moments = random.Random(7)
    seen: set[str] = set()
    for _ in range(KILLS):
        child = os.fork()
        if not child:
            try:
                write_for_ever(path)
            finally:
                os._exit(1)  # the child must never go on as a second run of the tests
        time.sleep(0.002 + moments.random() * 0.02)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        data = path.read_bytes()
        assert len(data) == SIZE
        assert data == data[:1] * SIZE
        seen.add(hashlib.sha256(data).hexdigest())
    assert len(seen) > 1, "no writing was ever finished: the test would see nothing"
    left = [file for file in tmp_path.iterdir() if file != path]
    assert all(file.name.startswith(".report.html.") and file.name.endswith(".part") for file in left)


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "reports").write_text("a file, no folder", encoding="utf-8")
    with pytest.raises(UnwritableOutput):
        write_whole(tmp_path / "reports" / "page.html", "x")
    assert [file.name for file in tmp_path.iterdir()] == ["reports"]
