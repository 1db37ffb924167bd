"""The lines of .env.example: what has to be configured for a provider."""

import re

from .catalog import Record
from .template import SOURCE

BLOCK = "template/includes/secrets.env"
NOT_IN_DOTENV = (
    "# In the environment, not in .env: the settings refuse keys they do not know."
)

ASSIGNMENT = re.compile(r"^[A-Z]\w*=", re.MULTILINE)


def with_secrets_of(
    source: str, record: Record, content: bytes, *, commented: bool = False
) -> bytes:
    """The file's content with the source's lines below a blank one, unless it has them.

    Line endings stay as they are, and nothing else is touched. `commented` is for settings
    that refuse a .env with keys they do not know.
    """
    block = secrets_block(source, record)
    if commented:
        block = ASSIGNMENT.sub(rf"{NOT_IN_DOTENV}\n# \g<0>", block)
    newline = b"\r\n" if b"\r\n" in content else b"\n"
    variable = block.rstrip().rpartition("\n")[2].encode()
    if any(line.startswith(variable) for line in content.splitlines()):
        return content
    if content and not content.endswith(b"\n"):
        content += newline
    if content and content.splitlines()[-1].strip():
        content += newline
    return content + newline.join(block.encode().split(b"\n"))


def variables_of(source: str, record: Record) -> list[str]:
    """What has to be set for a source."""
    kinds = ["VERIFY_TOKENS"] if record["secret"].get("verify_token") else []
    return [f"WEBHOOKS_{source.upper()}_{kind}" for kind in ("SECRETS", *kinds)]


def secrets_block(source: str, record: Record) -> str:
    """The same lines that the template renders for a provider chosen at the start."""
    import jinja2  # late: only this command needs it

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(SOURCE),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=jinja2.StrictUndefined,
    )
    template = environment.get_template(BLOCK)
    return template.render(name=source, records={source: record})
