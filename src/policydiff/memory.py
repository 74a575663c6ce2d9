"""How much memory this process may still take."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path


def spare() -> int | None:
    """Bytes that this process may still take by its own limits, its group's and the machine's; None where nobody says."""
    found = []
    with suppress(ImportError, OSError, ValueError, IndexError):
        import resource

        page = os.sysconf("SC_PAGE_SIZE")
        held = [int(count) * page for count in Path("/proc/self/statm").read_text().split()]
        for limit, used in (
            (resource.RLIMIT_AS, held[0]),
            (resource.RLIMIT_DATA, held[5]),
        ):
            most = resource.getrlimit(limit)[0]
            if most != resource.RLIM_INFINITY:
                found.append(most - used)
        with suppress(OSError, ValueError):  # "max" is no number: no limit
            found.append(int(Path("/sys/fs/cgroup/memory.max").read_text()) - held[1])
    with suppress(OSError):
        machine = Path("/proc/meminfo").read_text()
        free = re.findall(r"(?:MemAvailable|SwapFree):\s*(\d+) kB", machine)
        if free:
            found.append(1024 * sum(map(int, free)))
    return max(0, min(found)) if found else None
