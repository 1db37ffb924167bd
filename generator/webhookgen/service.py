"""A service that webhookgen makes or made: its facts, and the plans that change it."""

from dataclasses import dataclass
from pathlib import Path

from .answers import find_added
from .dotenv import with_secrets_of
from .endpoint import Endpoint
from .errors import FactMissing, UsageError
from .host.packages import find_packages
from .host.source import Source
from .integration.needs import needs, of_provider
from .plan import Plan, current, make_plan
from .render import Answers, Tree, render
from .wiring.text import Text

MODULE = "app/modules/webhooks"


@dataclass(frozen=True)
class Service:
    """Facts about the service in a directory."""

    directory: Path
    answers: Answers

    def has(self, source: str) -> bool:
        """Whether it was made with the source or got it later."""
        return find_added(self.directory, source) is not None

    def answers_for(self, endpoint: Endpoint) -> Answers:
        """The answers that render this endpoint into this service."""
        return Answers(
            layer="provider",
            project_name=self.answers.project_name,
            providers=(endpoint.provider,),
            database=self.answers.database,
            session=self.answers.session,
            queue=self.answers.queue,
            source=endpoint.source,
            record=endpoint.record if endpoint.own else None,
        )


def find_service(directory: Path) -> Service:
    """The service in a directory. Raises FactMissing if there is none.

    It is known by its answers file together with its module: a fork of the template has
    another address, and other templates leave answers files too.
    """
    require_module(directory)
    answers_file = directory / ".copier-answers.yml"
    try:
        answers = _read_answers(answers_file)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise FactMissing(
            f"{answers_file} does not tell how this service was made "
            f"({type(error).__name__}: {error}); restore it from version control"
        ) from error
    return Service(directory, answers)


def is_service(directory: Path) -> bool:
    """Whether the directory holds a service that webhookgen made."""
    return (directory / ".copier-answers.yml").exists() and (
        directory / MODULE
    ).is_dir()


def require_module(directory: Path) -> None:
    """Raises FactMissing unless the directory holds the webhooks module."""
    if not (directory / MODULE).is_dir():
        raise FactMissing(
            f"{directory} is not a service made by webhookgen: it has no {MODULE}; "
            "name the directory of the service"
        )


def require_empty(directory: Path) -> None:
    """Raises UsageError unless a new service may be made there."""
    if directory.exists() and not directory.is_dir():
        raise UsageError(f"{directory} is a file; name a new directory")
    if directory.exists() and any(directory.iterdir()):
        raise UsageError(f"{directory} is not empty; name a new directory")


def plan_service(directory: Path, answers: Answers) -> Plan:
    """The plan that makes a new service."""
    return make_plan(directory, render(answers), {})


def plan_provider(service: Service, endpoint: Endpoint) -> Plan:
    """The plan that adds an endpoint; without a step if the service has it already.

    Raises FactMissing where what it needs cannot be declared.
    """
    source, record = endpoint.source, endpoint.record
    if service.has(source):
        return Plan(service.directory, ())
    rendered = render(service.answers_for(endpoint))
    edits = _requirements(service.directory, rendered)
    if (example := current(service.directory, ".env.example")) is not None:
        edits[".env.example"] = with_secrets_of(source, record, example)
    return make_plan(service.directory, rendered, edits)


def _requirements(directory: Path, rendered: Tree) -> dict[str, bytes]:
    """The file that declares dependencies, with what the provider's signatures need."""
    if not (required := of_provider(rendered)):
        return {}
    source = Source(directory)
    packages = find_packages(source, directory).value
    if packages is None:
        raise FactMissing(
            f"no file of {directory} declares what it depends on, and {', '.join(required)} "
            "must be; nothing was written. Mend or restore pyproject.toml"
        )
    edits: dict[str, bytes] = {}
    for need in needs(source, packages, required):
        before = edits.get(need.file) or current(directory, need.file) or b""
        edits[need.file] = need.declare(Text.of(need.file, before)).content
    return edits


def _read_answers(path: Path) -> Answers:
    import yaml  # late: only this command needs it

    try:
        stored = yaml.safe_load(path.read_text("utf-8"))
    except yaml.YAMLError as error:
        raise ValueError("not YAML") from error
    if stored["layer"] != "service":
        raise ValueError(f"layer is {stored['layer']!r}")
    return Answers(
        layer="service",
        project_name=stored["project_name"],
        providers=tuple(stored["providers"]),
        database=stored["database"],
        # Services made before there was a choice do not say.
        session=stored.get("session", "async"),
        queue=stored.get("queue", "database"),
    )
