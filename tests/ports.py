"""A port of one's own on loopback, for a server that is started later, again, or never."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def held_port() -> Iterator[int]:
    """Hold a port until the block ends: nobody else gets it, and who connects to it is refused.

    A port that was only found to be free is anybody's a moment later: two suites side by side that
    both look for one find the same, and the daemon of one sends its mails to the server of the other.
    A server that is started meanwhile may listen at it if it sets SO_REUSEADDR, as asyncio's and
    waitress's do; the kernel gives the port to none who asks for any, nor to one who connects.
    """
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        # Only now, so that nobody shared it when it was bound. On Linux both must have set it.
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        yield holder.getsockname()[1]
