"""What ingest.py, worker.py, pickup.py, growth.py and cli.py each are."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from .measurements import Measurements
from .options import Options
from .targets import Target


class Scenario(Protocol):
    """Measures subjects that do the same job."""

    @property
    def TITLE(self) -> str: ...

    @property
    def TARGETS(self) -> Sequence[Target]: ...

    @property
    def COMPARED(self) -> tuple[str, str]:
        """The quantity that counts most, and the subject that all are put beside."""

    def run(self, options: Options, folder: Path) -> Measurements:
        """Measures all subjects. Raises Broken when one did not do its job."""
