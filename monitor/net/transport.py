"""The transport of all HTTP: guarded addresses, verified certificates, one deadline. I/O.

Neither requests nor urllib3 has a deadline over connect, TLS, headers, body and redirects.
"""

from __future__ import annotations

import functools
import socket
import ssl
from collections.abc import Collection
from typing import Any

import truststore
from requests import ConnectionError as RequestsConnectionError
from requests import Response
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import ConnectionPool
from urllib3.exceptions import NameResolutionError, NewConnectionError

from monitor.net.deadline import Deadlines, running_deadline
from monitor.net.dial import Dialler
from monitor.net.responses import FinalResponse

CONNECTIONS_PER_HOST = 2
_HOSTS_KEPT = 32  # whose idle connections are kept: most hosts hang up before the next poll


class _PlainConnection(HTTPConnection):
    response_class = FinalResponse

    def __init__(self, *args: Any, allow_private: Collection[str] | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._allow_private = allow_private

    def _new_conn(self) -> socket.socket:
        deadline = running_deadline()
        deadline.has_dialled = True
        dialler = Dialler(deadline, self._allow_private, deadline.seconds)
        try:
            return dialler.dial(self.host, self.port or self.default_port)
        except socket.gaierror as error:
            raise NameResolutionError(self.host, self, error) from error
        except OSError as error:
            raise NewConnectionError(self, str(error)) from error

    def request(self, *args: Any, **kwargs: Any) -> None:
        """Lend the socket of a connection that is used again to the deadline of this fetch."""
        if self.sock is not None:
            running_deadline().watch(self.sock)
        super().request(*args, **kwargs)


class _TlsConnection(_PlainConnection, HTTPSConnection):
    """Dials as a plain one does."""


class GuardedAdapter(HTTPAdapter):
    """The transport of all HTTP: dials only what is allowed, under the thread's deadline.

    `allow_private` is that of a `Dialler`. Keeps up to two idle connections to each of a few hosts.
    Trusts the system's certificates.
    """

    def __init__(self, allow_private: Collection[str] | None) -> None:
        self._allow_private = allow_private
        self._deadlines = Deadlines()
        super().__init__(
            max_retries=0, pool_connections=_HOSTS_KEPT, pool_maxsize=CONNECTIONS_PER_HOST
        )

    def send(self, *args: Any, **kwargs: Any) -> Response:
        """Send a request; raise ConnectionError once the transport is closed."""
        try:
            self._deadlines.add(running_deadline())
        except ConnectionAbortedError as error:
            raise RequestsConnectionError("the transport is closed") from error
        return super().send(*args, **kwargs)

    def close(self) -> None:
        """Drop the idle connections and end the fetches under way."""
        self._deadlines.end()
        super().close()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Make the pools verify against the system's own store of certificates."""
        kwargs["ssl_context"] = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        super().init_poolmanager(*args, **kwargs)

    def get_connection_with_tls_context(self, *args: Any, **kwargs: Any) -> ConnectionPool:
        """Return the pool of an address, its connections guarded."""
        pool = super().get_connection_with_tls_context(*args, **kwargs)
        kind = _TlsConnection if pool.scheme == "https" else _PlainConnection
        # The pool only ever calls this, and a partial is the one way to hand it the exceptions.
        connect = functools.partial(kind, allow_private=self._allow_private)
        vars(pool)["ConnectionCls"] = connect
        return pool
