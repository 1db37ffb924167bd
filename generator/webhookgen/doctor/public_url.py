"""Sources whose signature covers the URL, where a proxy may have changed it."""

from collections.abc import Iterator

from ..catalog import find_record
from ..errors import UnknownProvider
from .case import Case
from .findings import Check, Finding, Level, Rule

UNSET = Rule(
    "public-url-unset",
    Level.NOTE,
    "A signature covers the URL, and the public one is not set",
    "Behind a proxy that ends TLS, or that changes the host or the path, the application sees "
    "another URL than the one that was signed, and refuses every delivery as forged.",
    "With a proxy before it, set WEBHOOKS_PUBLIC_URL to how providers reach it: "
    "https://hooks.example.com.",
)


def look(case: Case) -> Iterator[Finding]:
    settings = case.settings()
    signed = [source for source in settings["sources"] if _covers_url(source)]
    if signed and not settings["public_url"]:
        places = [f"{case.module.directory}/providers/{one}.py" for one in signed]
        verb = "signs" if len(signed) == 1 else "sign"
        yield UNSET.found(f"{', '.join(signed)} {verb} the URL too", *places)


def _covers_url(source: str) -> bool:
    """Whether the catalogue says so; of a source by another name nothing is known."""
    try:
        return "url" in find_record(source)["covers"]
    except UnknownProvider:
        return False


CHECK = Check("public url", (UNSET,), look)
