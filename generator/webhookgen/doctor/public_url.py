"""Sources whose signature covers the URL, where a proxy may have changed it."""

from collections.abc import Iterator

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
    signed = [
        source
        for source in settings["sources"]
        if "url" in case.record(source).get("covers", ())
    ]
    if signed and not settings["public_url"]:
        places = [f"{case.module.directory}/providers/{one}.py" for one in signed]
        verb = "signs" if len(signed) == 1 else "sign"
        yield UNSET.found(f"{', '.join(signed)} {verb} the URL too", *places)


CHECK = Check("public url", (UNSET,), look)
