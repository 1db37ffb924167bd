"""As little HTTP/1.1 as sending needs, so that the sender is never what is slow."""

import asyncio
import re

HUNG = 60  # seconds; an answer that takes longer will not come
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


def request_of(body: bytes, headers: dict[str, str]) -> bytes:
    """A delivery to the source `stripe`, ready to be written."""
    lines = [
        "POST /webhooks/stripe HTTP/1.1",
        "Host: 127.0.0.1",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    return "\r\n".join([*lines, "", ""]).encode() + body


class Connection:
    """A connection that is kept, and made again after it broke."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def exchange(self, request: bytes) -> int | None:
        """The status of the answer; None if there was none."""
        try:
            return await asyncio.wait_for(self._exchange(request), HUNG)
        except (OSError, EOFError, TimeoutError):
            self.close()
            return None

    def close(self) -> None:
        if self._writer:
            self._writer.close()
        self._reader = self._writer = None

    async def _exchange(self, request: bytes) -> int:
        if self._reader is None or self._writer is None:
            opening = asyncio.open_connection("127.0.0.1", self._port)
            self._reader, self._writer = await opening
        self._writer.write(request)
        head = await self._reader.readuntil(b"\r\n\r\n")
        length = LENGTH.search(head)
        await self._reader.readexactly(int(length[1]) if length else 0)
        return int(head[9:12])
