"""The rendering that reviews look at: every file that comes from a .jinja file, and the whole tree.

What has no .jinja suffix is rendered as it stands in template/project, so it needs no second copy.
Renew with `make golden`.
"""

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.service.running import REPOSITORY, render

GOLDEN = Path(__file__).parent / "golden"
PLAIN = REPOSITORY / "template/project"
FORMS = [PLAIN, PLAIN / "{{ async_form }}", PLAIN / "{{ sync_form }}"]
VOLATILE = {".copier-answers.yml"}  # names the commit that rendered it


def files(directory: Path) -> dict[str, bytes]:
    """Every file by its path."""
    return {
        path.relative_to(directory).as_posix(): path.read_bytes()
        for path in sorted(directory.rglob("*"))
        if path.is_file()
    }


def varying(rendered: dict[str, bytes]) -> dict[str, bytes]:
    """Those that a .jinja file made, and the list of all as `tree`."""
    listing = "".join(f"{path}\n" for path in sorted(rendered)).encode()
    made = {
        path: content
        for path, content in rendered.items()
        if path not in VOLATILE and not any((form / path).exists() for form in FORMS)
    }
    return made | {"tree": listing}


def renew() -> None:
    """Writes the golden files anew."""
    shutil.rmtree(GOLDEN, ignore_errors=True)
    with TemporaryDirectory() as folder:
        rendered = files(render(Path(folder) / "service"))
    for path, content in varying(rendered).items():
        # The suffix keeps them out of the reach of pytest, ruff and mypy.
        target = GOLDEN / f"{path}.golden"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


if __name__ == "__main__":
    renew()
