"""Taking a provider out of a service: what is as it is rendered goes, what was edited stays."""

from collections.abc import Iterator

from .answers import SERVICE, answers_file
from .dotenv import secrets_block
from .endpoint import Endpoint, find_endpoint
from .errors import FactMissing, UsageError
from .integration.module import Place
from .integration.removal import Removal
from .integration.uses import uses
from .plan import current, make_plan
from .render import render
from .service import MODULE, Service

EXAMPLE = ".env.example"
ALONE = (
    "The service was made with it alone: `copier update` asks for a provider next time."
)
PLACE = Place(MODULE, MODULE.replace("/", "."), "tests/webhooks")
OLDER = "What an older webhookgen wrote counts as edited: delete it yourself if it is not yours."


def plan_leaving(service: Service, source: str) -> Removal:
    """The plan that takes a source out; signatures that others need stay.

    Raises UsageError for a source that is not there or the only one, FactMissing where the
    service imports what would go.
    """
    directory = service.directory
    if not service.has(source):
        raise UsageError(
            f"{directory} is a service without a provider {source!r}; there are "
            f"{', '.join(sources_of(service))}"
        )
    others = [name for name in sources_of(service) if name != source]
    if not others:
        raise UsageError(
            f"{source} is the only provider of {directory}; add another one first, or take "
            f"{MODULE} out by hand: its files are yours"
        )
    kept = {
        path
        for name in others
        for path in render(service.answers_for(find_endpoint(name, directory)))
    }
    endpoint = find_endpoint(source, directory)
    gone: list[str] = []
    edited: list[str] = []
    for path, file in render(service.answers_for(endpoint)).items():
        content = current(directory, path)
        if content is None or path in kept:
            continue
        same = content == file.content or path == answers_file(source)
        (gone if same else edited).append(path)
    contents = dict(_edits(service, endpoint))
    found = uses(directory, PLACE, gone, contents)
    if in_use := [one for one in found if one.rpartition(":")[0] not in edited]:
        raise FactMissing(
            f"still in use: {', '.join(in_use)} import what would go; nothing was changed. "
            "Take these imports out, and what needs them, then run this again"
        )
    plan = make_plan(directory, {}, contents, gone, (".webhookgen",))
    alone = service.answers.providers == (source,)
    remarks = (*([OLDER] if edited else []), *([ALONE] if alone else []))
    return Removal(plan, False, tuple(edited), (), remarks)


def sources_of(service: Service) -> list[str]:
    """Every source that the service has: those it was made with, and those added since."""
    added = (path.stem for path in (service.directory / ".webhookgen").glob("*.yml"))
    return sorted({*service.answers.providers, *added})


def _edits(service: Service, endpoint: Endpoint) -> Iterator[tuple[str, bytes]]:
    """The files that name the source, without its lines."""
    source = endpoint.source
    example = current(service.directory, EXAMPLE)
    block = secrets_block(source, endpoint.record).encode()
    if example and block in example:
        before, _, after = example.partition(block)
        between = before.removesuffix(b"\n") if not after else before
        yield EXAMPLE, between + after
    answers = current(service.directory, SERVICE) or b""
    if source in service.answers.providers:
        without = answers.replace(f"\n- {source}\n".encode(), b"\n", 1)
        if service.answers.providers == (source,):
            without = without.replace(b"\nproviders:\n", b"\nproviders: []\n", 1)
        yield SERVICE, without
