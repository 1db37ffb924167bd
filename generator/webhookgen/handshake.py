"""A provider's handshake as the provider plays it: what it asks, and what it wants to hear."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .catalog import Record
from .deliver import Answer
from .errors import InvalidRecord, UsageError
from .purecode import build_provider, pure_module
from .signing import SignedRequest, delivery_of, encode_body, fill, sign, with_query


@dataclass(frozen=True)
class Question:
    """One request and the answer that is wanted; where that has no body, any will do.

    `shown` tells what is asked, with $secret and $verify_token for what nobody shall see.
    """

    kind: str
    shown: Mapping[str, Any]
    request: SignedRequest
    wanted: Answer

    def problem(self, answer: Answer) -> str:
        """What is wrong with an answer; "" if it is the one that is wanted."""
        if answer.status != self.wanted.status:
            return f"the status must be {self.wanted.status}"
        if self.wanted.body and not _same(answer.body, self.wanted.body):
            return f"the body must be {self.wanted.body}"
        for name, value in self.wanted.headers.items():
            if answer.headers.get(name.lower()) != value:
                told = self.shown["answer"]["headers"][name]
                return f"the header {name} must be {told}"
        return ""


def questions(
    record: Record, *, url: str, now: datetime, secret: str = "", verify_token: str = ""
) -> list[Question]:
    """What the provider asks before it sends events.

    Raises UsageError where it asks nothing, or where that needs a secret or token.
    """
    parts = record.get("handshakes")
    if not parts:
        raise UsageError(f"{record['name']} has no handshake: it just sends its events")
    given = {"secret": secret, "verify_token": verify_token}
    values = {name: value for name, value in given.items() if value}
    # It finds what the record has for its URLs, and fetches nothing.
    provider = build_provider(record, record["secret"].get("fetched", {}))
    return [
        _question(record, part, shake, values, url, now)
        for part, shake in zip(parts, provider.handshakes, strict=True)
    ]


def _question(
    record: Record,
    part: Mapping[str, Any],
    shake: Any,
    values: Mapping[str, str],
    url: str,
    now: datetime,
) -> Question:
    try:
        asked = fill(part["sample"], values)
    except KeyError as error:
        raise _missing(record, str(error.args[0])) from error
    headers, body = dict(asked.get("headers", {})), b""
    if "body" in asked:
        usual = record.get("headers", {}).get("Content-Type", "application/json")
        headers.setdefault("Content-Type", usual)
        body = encode_body(asked["body"], headers["Content-Type"])
    delivery = delivery_of(
        record,
        url=with_query(url, asked.get("query", {})),
        headers=headers,
        body=body,
        received_at=now,
        method=shake.method,
    )
    if shake.signed:
        if "secret" not in values:
            raise _missing(record, "secret")
        delivery = sign(record, delivery, values["secret"])
    answer = _answer(record, shake, delivery, values)
    told = {name: answer.headers[name] for name in asked["answer"].get("headers", ())}
    return Question(
        kind=part["family"],
        shown={"method": shake.method, "signed": shake.signed, **part["sample"]},
        request=SignedRequest(
            delivery.url, delivery.headers, delivery.body, delivery.method
        ),
        wanted=Answer(answer.status, answer.body.decode(), told),
    )


def _answer(
    record: Record, shake: Any, delivery: Any, values: Mapping[str, str]
) -> Any:
    """As a service of ours answers that knows the secret and the token."""
    known = [[values.get(name, "")] for name in ("secret", "verify_token")]
    try:
        answer = shake.answer(delivery, *known)
    except pure_module("errors").SecretNotConfigured as error:
        raise _missing(record, "secret") from error
    if answer is None:
        raise InvalidRecord(
            f"{record['key']}: {type(shake).__name__} does not take its sample for one"
        )
    return answer


def _missing(record: Record, name: str) -> UsageError:
    hint = record["secret"]["hint" if name == "secret" else name]
    option = f"--{name.replace('_', '-')}"
    return UsageError(f"{record['name']}'s handshake needs {option}: {hint}")


def _same(body: str, wanted: str) -> bool:
    """Whether they say the same; JSON may be spaced otherwise."""
    try:
        return body == wanted or bool(json.loads(body) == json.loads(wanted))
    except ValueError:
        return False
