"""How much processor time another process has used, which a busy neighbour hardly changes."""

import time

SCHEDULED = 2


def seconds(pid: int) -> float:
    """Of all its threads. Linux only: its clock of a process is named by the process's id."""
    return time.clock_gettime((~pid << 3) | SCHEDULED)
