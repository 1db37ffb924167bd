"""Sources without a secret: every delivery of theirs is refused."""

from collections.abc import Iterator, Mapping
from typing import Any

from ..endpoint import find_endpoint
from ..errors import UsageError
from .case import Case
from .findings import Check, Finding, Level, NotChecked, Rule

UNSET = Rule(
    "secret-unset",
    Level.ERROR,
    "A source has no secret",
    "Without one no delivery can be told from a forged one, so each is answered 503, until the "
    "provider gives up sending it again.",
    "Set {name} in {file}: {hint}.",
)
NO_TOKEN = Rule(
    "verify-token-unset",
    Level.ERROR,
    "A source has no verify token",
    "This provider asks with a token whether the endpoint is yours, before it sends anything; "
    "without one the answer is no.",
    "Choose one, set {name} in {file}, and give it to the provider: {hint}.",
)
OWN = "SettingsSecrets"


def look(case: Case) -> Iterator[Finding]:
    settings = case.settings()
    if settings["secrets_from"] != OWN:
        raise NotChecked(
            f"secrets come from a class of your own: {settings['secrets_from']}"
        )
    file = _file(case)
    for source, number in sorted(settings["sources"].items()):
        name, secret = f"WEBHOOKS_{source.upper()}", _secret(source, case)
        place = f"{case.module.directory}/providers/{source}.py"
        if not number["secrets"]:
            hint = secret.get("hint", "what the provider signs with")
            yield UNSET.found(
                f"{source} has no secret",
                place,
                name=f"{name}_SECRETS",
                file=file,
                hint=hint,
            )
        if "verify_token" in secret and not number["verify_tokens"]:
            yield NO_TOKEN.found(
                f"{source} has no verify token",
                place,
                name=f"{name}_VERIFY_TOKENS",
                file=file,
                hint=secret["verify_token"],
            )


def _file(case: Case) -> str:
    """Where secrets go, and how to make the file where it is not there yet."""
    root, file = case.module.root, case.module.env_file
    example = f"{file}.example"
    if case.module.only_environment:
        return (
            f"the environment ({file} must not have it: the application's settings refuse "
            "keys that they do not know)"
        )
    if not (root / file).exists() and (root / example).exists():
        return f"{file} (first: cp {example} {file}) or in the environment"
    return f"{file} or in the environment"


def _secret(source: str, case: Case) -> Mapping[str, Any]:
    """What is known of a source's secret; nothing of one that was written by hand."""
    try:
        endpoint = find_endpoint(source, case.module.root)
        secret: Mapping[str, Any] = endpoint.record["secret"]
    except UsageError:
        return {}
    return secret


CHECK = Check("secrets", (UNSET, NO_TOKEN), look)
