"""A provider's record: its shape, and what it must not hold. Facts only; docs/reference tells how.

Imported late: pydantic costs more than reading the catalogue does. The JSON schema for editors,
template/catalog/schema.json, is generated from here (make catalog).
"""

import json
from collections.abc import Mapping
from keyword import iskeyword
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
    model_validator,
)

from .catalog import suggestion
from .errors import InvalidRecord
from .purecode import build_provider, pure_module
from .template import MODULE


def _no_keyword(name: str) -> str:
    if iskeyword(name):
        raise ValueError(f"{name!r} is a word of Python's own")
    return name


SELECTORS = {
    "beside", "body", "claim", "composite", "constant", "content_key", "first_of", "header",
    "joined", "present", "query", "received", "utc",
}  # fmt: skip
Selector = Annotated[dict[str, Any], Field(min_length=1, max_length=1)]
Text = Annotated[str, Field(min_length=1)]
# What is rendered into docstrings and comments: one line that ends none of them.
Line = Annotated[str, Field(pattern=r'^[^"\\\x00-\x1f\x7f\x85\u2028\u2029]+$')]
Link = Annotated[str, Field(pattern=r'^https://[^\s"\\]+$')]
Identifier = Annotated[
    str,
    Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=48),
    AfterValidator(_no_keyword),
]


class Part(BaseModel):
    """Anything in a record: no field that is not known here."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Proof(Part):
    """What shows that the scheme is right.

    sdk: signs for, or verifies with, the provider's own package. vector: reproduces a signature
    that it published. source: read in the sender's code. documentation: read in its pages.
    """

    kind: Literal["sdk", "vector", "source", "documentation"]
    detail: Text = Field(description='such as "stripe 16.1.0 (Python)"')
    sources: list[Text] = Field(min_length=1)


class Family(Part):
    """A class of signatures/ or handshakes/, and its arguments."""

    family: Identifier = Field(description="the file")
    class_: Text = Field(alias="class")
    parameters: dict[str, Any] = Field(default_factory=dict)


class Secret(Part):
    """What is configured for it, and what the tests sign with."""

    hint: Line = Field(description="where it is found, how it is written")
    example: Text
    other: str = Field("", description="another valid one, where not any text is")
    signing: str = Field(
        "", description="the example's other half, a test's private key"
    )
    fetched: dict[Link, str] = Field(
        default_factory=dict, description="what a test finds at a URL"
    )
    verify_token: Line = Field("", description="hint for WEBHOOKS_..._VERIFY_TOKENS")


class Body(Part):
    """How a body is read, where it is not JSON."""

    family: Identifier
    function: Identifier
    arguments: list[str] = Field(default_factory=list)


class Accepted(Part):
    """The answer to what was stored, where any 2xx would not do."""

    status: int = Field(ge=200, le=299)
    body: str = ""
    content_type: str | None = "application/json"


class Redact(Part):
    """What is secret in a delivery, and is not stored."""

    headers: list[str] = Field(default_factory=list)
    fields: list[str] = Field(default_factory=list)


class HandlerExample(Part):
    """The handler that a new service begins with."""

    type: Line
    function: Identifier
    about: Line


class HandshakeAnswer(Part):
    """What the response must hold."""

    status: int
    body: str = ""
    headers: dict[str, str] = Field(default_factory=dict)


class HandshakeSample(Part):
    """A request that is one; with $secret and $verify_token where it shows them."""

    query: dict[str, str] = Field(default_factory=dict)
    headers: dict[str, str] = Field(default_factory=dict)
    body: Any = None
    answer: HandshakeAnswer


class HandshakeFamily(Family):
    """A handshake, with a request that is one."""

    sample: HandshakeSample


class Record(Part):
    """One provider."""

    schema_: str = Field("", alias="$schema")
    key: Identifier
    name: Line
    docs: Link
    checked: str = Field(pattern=r"^\d{4}-\d\d-\d\d$")
    confidence: Literal["high", "medium"] = Field(description="low stays out")
    proof: Proof
    scheme: Family
    covers: list[str] = Field(
        description="what the signature covers: body, url, header:Name, query:name, body:path"
    )
    secret: Secret
    external_id: Selector
    type: Selector
    subject: Selector | None = None
    occurred_at: Selector | None = None
    body: Body | None = None
    batch: list[str] = Field(default_factory=list)
    handshakes: list[HandshakeFamily] = Field(default_factory=list)
    accepted: Accepted | None = None
    refused_status: int = Field(401, ge=400, le=499)
    redact: Redact | None = None
    content_types: list[str] = Field(
        default_factory=lambda: ["application/json"], min_length=1
    )
    max_body_bytes: int = Field(ge=1024, le=50 * 1024 * 1024)
    ack_seconds: float | None = Field(None, gt=0)
    retries: str = ""
    rotation: str = ""
    dedup: str = Field("", description="what the id is worth")
    notes: list[str] = Field(default_factory=list)
    headers: dict[str, str] = Field(default_factory=dict)
    query: dict[str, str] = Field(
        default_factory=dict, description="what the sample's URL has"
    )
    samples: dict[str, Any] = Field(min_length=1)
    handler: HandlerExample

    @model_validator(mode="after")
    def consistent(self) -> "Record":
        """What one field says of another."""
        for selector in (self.external_id, self.type, self.subject, self.occurred_at):
            if selector is not None:
                require_selector(selector)
        if self.handler.type not in self.samples:
            raise ValueError(f"handler.type {self.handler.type!r} has no sample")
        for entry in self.covers:
            kinds = ("header:", "query:", "body:")
            if entry not in ("body", "url") and not entry.startswith(kinds):
                raise ValueError(f"covers: {entry!r} is none of body, url, {kinds}")
        return self


def check_record(document: Mapping[str, Any]) -> None:
    """Raises InvalidRecord, which tells every mistake and where it is."""
    name = document.get("key", "the record") if isinstance(document, Mapping) else "it"
    try:
        record = Record.model_validate(document)
    except ValidationError as error:
        problem = "; ".join(_mistakes(error))
        raise InvalidRecord(f"{name} is no valid record: {problem}") from error
    try:
        _check_parameters("signatures", record.scheme, "scheme")
        for number, handshake in enumerate(record.handshakes):
            _check_parameters("handshakes", handshake, f"handshakes.{number}")
        if record.body:
            _attribute("bodies", record.body.family, record.body.function, "body")
        build_provider(dict(document))
    except (ValueError, TypeError, AttributeError) as error:
        raise InvalidRecord(f"{name} is no valid record: {error}") from error


def json_schema() -> str:
    """The schema of a record, for editors."""
    schema = Record.model_json_schema()
    return json.dumps(schema, indent=2) + "\n"


def require_selector(selector: Any) -> None:
    """Raises ValueError unless it is {kind: value} with a value that the kind takes."""
    if not isinstance(selector, dict) or len(selector) != 1:
        raise ValueError(
            f"{selector!r} is no selector; one looks like {{'body': 'id'}}"
        )
    ((kind, value),) = selector.items()
    if kind not in SELECTORS:
        raise ValueError(
            f"{kind!r} is no selector; there are {', '.join(sorted(SELECTORS))}"
        )
    if kind in ("joined", "composite", "first_of") and isinstance(value, list):
        for part in value:
            require_selector(part)
    elif kind == "utc":
        require_selector(value)
    elif not _takes(kind, value):
        raise ValueError(f"{kind!r} does not take {value!r}")


def _takes(kind: str, value: Any) -> bool:
    if kind in ("beside", "present", "content_key"):
        return isinstance(value, list)
    if kind == "received":
        return isinstance(value, list) and not value
    if kind == "claim":
        return isinstance(value, dict) and value.keys() == {"name", "of"}
    return isinstance(value, str)


def _check_parameters(package: str, part: Family, where: str) -> None:
    """Against the very class that is rendered: its arguments, their types and choices."""
    found = _attribute(package, part.family, part.class_, where)
    given = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in part.parameters.items()
    }
    known = getattr(found, "__dataclass_fields__", {})
    for name in given.keys() - known.keys():
        raise ValueError(
            f"{where}.parameters: {part.class_} has no {name}; {suggestion(name, known)}"
        )
    try:
        TypeAdapter(found).validate_python(given)
    except ValidationError as error:
        problems = [f"{where}.parameters.{one}" for one in _mistakes(error)]
        raise ValueError("; ".join(problems)) from error


def _attribute(package: str, family: str, name: str, where: str) -> Any:
    """What a file of signatures/, handshakes/ or bodies/ defines."""
    files = {p.stem for p in (MODULE / package).glob("[!_]*.py")}
    if family not in files:
        hint = suggestion(family, sorted(files))
        raise ValueError(f"{where}.family: there is no {family!r}; {hint}")
    module = pure_module(f"{package}.{family}")
    defined = [
        own
        for own, value in vars(module).items()
        if getattr(value, "__module__", "") == module.__name__ and own[0] != "_"
    ]
    if name not in defined:
        hint = suggestion(name, defined)
        raise ValueError(f"{where}: {family}.py has no {name!r}; {hint}")
    return getattr(module, name)


def _mistakes(error: ValidationError) -> list[str]:
    return [
        f"{'.'.join(map(str, mistake['loc'])) or 'it'}: {mistake['msg']}"
        for mistake in error.errors()
    ]
