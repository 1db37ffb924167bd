"""How much the service's processes grow."""

import subprocess

BOUND = 64  # MB that a process may grow once it is warm, whatever it is sent


class Memory:
    """Resident memory of processes that are warm, compared with what it is now."""

    def __init__(self, *processes: subprocess.Popen[bytes]) -> None:
        self._processes = processes
        self._before = [resident(process.pid) for process in self._processes]

    @property
    def grown(self) -> str:
        """For the table."""
        return ", ".join(f"{growth:+.0f} MB" for growth in self._growth())

    def assert_bounded(self) -> None:
        assert max(self._growth()) < BOUND, self.grown

    def _growth(self) -> list[float]:
        now = [resident(process.pid) for process in self._processes]
        return [after - before for after, before in zip(now, self._before, strict=True)]


def resident(id: int) -> float:
    """Megabytes."""
    shown = subprocess.check_output(["ps", "-o", "rss=", "-p", str(id)])
    return int(shown) / 1024
