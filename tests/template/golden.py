"""The rendering that reviews look at: every file that comes from a .jinja file, and the whole tree.

What has no .jinja suffix is rendered as it stands in template/project, so it needs no second copy.
Beside it, for each queue that goes through a broker, what it changes in that rendering. Renew with
`make golden`.
"""

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.service.running import REPOSITORY, render

GOLDEN = Path(__file__).parent / "golden"
PLAIN = REPOSITORY / "template/project"
FORMS = [PLAIN, PLAIN / "{{ async_form }}", PLAIN / "{{ sync_form }}"]
PARTS = ["", "{{ with_broker }}", "{{ with_celery }}", "{{ with_taskiq }}"]
BROKERS = ["celery", "taskiq"]
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
        if path not in VOLATILE
        and not any((form / part / path).exists() for form in FORMS for part in PARTS)
    }
    return made | {"tree": listing}


def changed(rendered: dict[str, bytes], queue: str) -> dict[str, bytes]:
    """What the rendering with that queue has that the rendered one has not."""
    with TemporaryDirectory() as folder:
        other = varying(files(render(Path(folder) / "service", queue=queue)))
    usual = varying(rendered)
    return {path: text for path, text in other.items() if text != usual.get(path)}


def folder_of(queue: str) -> Path:
    """Where the golden files of a queue are."""
    return GOLDEN.with_name(f"golden_{queue}")


def renew() -> None:
    """Writes the golden files anew."""
    with TemporaryDirectory() as folder:
        rendered = files(render(Path(folder) / "service"))
    _write(GOLDEN, varying(rendered))
    for queue in BROKERS:
        _write(folder_of(queue), changed(rendered, queue))


def read(folder: Path) -> dict[str, bytes]:
    """Golden files by the path that they are rendered to."""
    return {
        path.removesuffix(".golden"): content for path, content in files(folder).items()
    }


def _write(folder: Path, made: dict[str, bytes]) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    for path, content in made.items():
        # The suffix keeps them out of the reach of pytest, ruff and mypy.
        target = folder / f"{path}.golden"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


if __name__ == "__main__":
    renew()
