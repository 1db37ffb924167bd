"""The option that says whose own names and records are known too."""

from pathlib import Path
from typing import Annotated

import typer

Directory = Annotated[
    Path, typer.Option(help="The service or repository, for names of its own.")
]
