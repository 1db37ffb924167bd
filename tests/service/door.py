"""A door in front of a server. Shut, it is as if the server had been killed; silenced, as if a
firewall had forgotten the connections that were there."""

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any
from urllib.parse import urlsplit


class Door:
    """Listens on a port of its own and passes everything on, both ways."""

    def __init__(self, url: str) -> None:
        self._server: asyncio.Server | None = None
        self._open: dict[asyncio.StreamWriter, asyncio.Event] = {}
        self._address = urlsplit(url)
        self._port = 0
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, daemon=True).start()
        self.open()

    @property
    def url(self) -> str:
        """The server's URL, through the door."""
        login, _, _ = self._address.netloc.rpartition("@")
        host = f"{login}@127.0.0.1" if login else "127.0.0.1"
        return self._address._replace(netloc=f"{host}:{self._port}").geturl()

    def open(self) -> None:
        """The server is there, again at the same port."""
        self._run(self._listen())

    def shut(self) -> None:
        """Every connection breaks, and new ones are refused."""
        self._run(self._break())

    def silence(self) -> None:
        """No connection breaks, and those there are now carry nothing any more."""
        self._run(self._let(False))

    def resume(self) -> None:
        """They go on where they stopped."""
        self._run(self._let(True))

    def close(self) -> None:
        """For good."""
        self.shut()
        self._loop.call_soon_threadsafe(self._loop.stop)

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result()

    async def _listen(self) -> None:
        server = await asyncio.start_server(self._pass_on, "127.0.0.1", self._port)
        self._server = server
        self._port = server.sockets[0].getsockname()[1]

    async def _break(self) -> None:
        if self._server is not None:
            self._server.close()
        for writer in self._open:
            writer.transport.abort()
        await self._let(True)

    async def _let(self, carries: bool) -> None:
        for flow in self._open.values():
            flow.set() if carries else flow.clear()

    async def _pass_on(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        host, port = self._address.hostname, self._address.port
        there, back = await asyncio.open_connection(host, port)
        flow = asyncio.Event()
        flow.set()
        self._open |= {writer: flow, back: flow}
        await asyncio.gather(_copy(reader, back, flow), _copy(there, writer, flow))
        del self._open[writer], self._open[back]


async def _copy(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, flow: asyncio.Event
) -> None:
    try:
        while data := await reader.read(65_536):
            await flow.wait()
            writer.write(data)
            await writer.drain()
        await flow.wait()
    except ConnectionError:
        pass
    finally:
        writer.close()
