"""Opens the index and serves the chat until it is interrupted."""

from __future__ import annotations

import errno
import logging
import resource
import socket
from collections.abc import Callable
from contextlib import suppress

import uvicorn

from newsqa.config import Settings
from newsqa.errors import SettingError
from newsqa.index import Index
from newsqa.web.app import create_app

_PORTS_TRIED = 20
_OWN_FILES = 200  # kept free of connections, for the index and for what the system opens
_LAST_ANSWERS_S = 1  # an open tab holds its connection for ever, and would hold Ctrl-C with it


def serve(settings: Settings, *, announce: Callable[[str], None] = print) -> None:
    """Serve the chat on ``settings.host`` and ``settings.port`` (or the next free one) until Ctrl-C.

    Raises:
        NewsQAError: there is no index, it cannot be opened, or no port can be had.
    """
    with Index.open(settings.index, model=settings.model or None, settings=settings) as index:
        listening = _listen(settings, announce)
        host, port = settings.host, listening.getsockname()[1]
        address = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
        config = uvicorn.Config(
            create_app(index, settings), log_level="warning", server_header=False,
            timeout_graceful_shutdown=_LAST_ANSWERS_S, limit_concurrency=_most_connections(),
        )  # fmt: skip
        server = _Server(config, lambda: announce(f"newsqa answers on {address} (Ctrl-C stops it)"))
        with listening, suppress(KeyboardInterrupt):  # which uvicorn raises once more when it has stopped
            server.run(sockets=[listening])


def _most_connections() -> int:
    """Return how many connections there may be, once as many files may be open as the system lets us have.

    A tab that is open holds one, and a second one while it is shown something. One too many is refused (503); without
    this limit it would be left hanging.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(ValueError, OSError):  # macOS names a limit that it does not grant
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        soft = hard
    return max(soft - _OWN_FILES, soft // 2)


def _listen(settings: Settings, announce: Callable[[str], None]) -> socket.socket:
    """Return a socket bound to the port asked for, or to the next free one."""
    last = min(settings.port + _PORTS_TRIED, 65536) if settings.port else 1
    for port in range(settings.port, last):
        listening = _bind(settings.host, port)
        if listening is not None:
            if port != settings.port:
                announce(f"port {settings.port} is taken, so this is port {port}")
            return listening
    raise SettingError(f"port: {settings.port} to {last - 1} are all taken; choose another with --port")


def _bind(host: str, port: int) -> socket.socket | None:
    """Return a socket bound there, or None when the port is taken."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)
        try:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind(address)
            listening.listen()
        except OSError:
            listening.close()
            raise
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return None
        raise SettingError(
            f"host: cannot listen on {host}:{port} ({error}); choose another with --host or --port"
        ) from error
    return listening


class _Server(uvicorn.Server):
    """A server that says when it answers, and stops without a word."""

    def __init__(self, config: uvicorn.Config, on_start: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_start = on_start

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then say so."""
        await super().startup(sockets)
        if not self.should_exit:
            self._on_start()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop; each open tab is cut off, and its trace would tell nobody anything."""
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        await super().shutdown(sockets)
