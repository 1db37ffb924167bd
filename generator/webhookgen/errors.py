"""Everything that can go wrong, as one tree, with the exit code of each.

0                         done
WebhookgenError           70  a bug in webhookgen
├─ CheckFailed             1  the tool worked, and the answer is no
├─ UsageError              2  bad input
│  ├─ UnknownProvider      2
│  └─ InvalidRecord        2
├─ FactMissing             3  a needed fact is ambiguous or missing; nothing was written
│  └─ CannotPlace          3  an edit of a host's file has no safe place
├─ ManualStep              4  done, but a step is left to the user; only with --allow-manual
├─ VerificationFailed      5  what was written did not pass its checks; all was rolled back
├─ Conflict                6  a file that is not ours to change is in the way; nothing was written
├─ NotWritable             7  files could not be written; what was begun was undone
├─ GitMissing              8  no usable git
├─ RenderFailed            9  the template could not be rendered
├─ EnvironmentFailed      10  no Python environment with what is needed
└─ Unreachable            11  nothing answered at the URL

130 is Ctrl-C, 143 is an ordinary kill; both take back what was begun.

A message says what failed, on what, and what to do next. It never holds a secret.
"""


class WebhookgenError(Exception):
    """The work cannot be done, and the user can be told why."""

    exit_code = 70


class CheckFailed(WebhookgenError):
    """What was checked is not as it should be."""

    exit_code = 1


class UsageError(WebhookgenError):
    """What was asked for makes no sense."""

    exit_code = 2


class UnknownProvider(UsageError):
    """No such provider is in the catalogue."""


class InvalidRecord(UsageError):
    """A provider's record is not as the schema says."""


class FactMissing(WebhookgenError):
    """Something that must be known is not there, or there are several of it."""

    exit_code = 3


class CannotPlace(FactMissing):
    """A host's file has no place where a line can safely go."""

    def __init__(self, path: str, problem: str) -> None:
        self.path = path
        super().__init__(f"{path} {problem}")


class ManualStep(WebhookgenError):
    """All that could be done is done; the rest is for the user."""

    exit_code = 4


class VerificationFailed(WebhookgenError):
    """What was written did not pass its checks, and is gone again."""

    exit_code = 5


class Conflict(WebhookgenError):
    """A file is in the way whose contents are somebody else's."""

    exit_code = 6


class NotWritable(WebhookgenError):
    """The file system refused a write."""

    exit_code = 7


class GitMissing(WebhookgenError):
    """Git is not installed, or too old."""

    exit_code = 8


class RenderFailed(WebhookgenError):
    """Copier could not render the template."""

    exit_code = 9


class EnvironmentFailed(WebhookgenError):
    """A Python environment could not be made, or lacks a tool."""

    exit_code = 10


class Unreachable(WebhookgenError):
    """No HTTP answer came back."""

    exit_code = 11
