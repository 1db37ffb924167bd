"""Where the template is: beside us in a checkout, inside the package in a wheel."""

import shutil
import subprocess
from pathlib import Path

from . import __version__
from .bundle import build_bundle
from .errors import GitMissing

# What answers files record as their template, whoever rendered: copier updates from it.
URL = "https://github.com/webhookgen/webhookgen.git"

_PACKAGE = Path(__file__).parent
_PACKAGED_BUNDLE = _PACKAGE / "_template.bundle"
_PACKAGED_SOURCE = _PACKAGE / "_template"

# The folder that holds template/. A wheel has only those parts of it that we read ourselves;
# it renders from the bundle.
SOURCE = _PACKAGED_SOURCE if _PACKAGED_SOURCE.exists() else _PACKAGE.parents[1]

CATALOG = SOURCE / "template/catalog"
MODULE = SOURCE / "template/project/app/modules/webhooks"


def find_bundle(scratch: Path) -> Path:
    """The template's git bundle: the packaged one, else built from the checkout.

    Raises GitMissing.
    """
    _require_git()
    if _PACKAGED_BUNDLE.exists():
        return _PACKAGED_BUNDLE
    bundle = scratch / "template.bundle"
    build_bundle(SOURCE, bundle, __version__)
    return bundle


def _require_git() -> None:
    if shutil.which("git") is None:
        raise GitMissing("git was not found; install git 2.31 or newer and try again")
    words = subprocess.check_output(["git", "--version"], text=True).split()
    version = words[2].split(".")[:2]
    # The first that takes configuration from the environment.
    if [int(part) for part in version] < [2, 31]:
        raise GitMissing(f"git {words[2]} is too old; install git 2.31 or newer")
