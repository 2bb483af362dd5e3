"""The world inside the booted machine: a name server, feeds and pages, a mail server.

    python -m tests.systemd.world FOLDER

All of it on loopback, and steered by the files of FOLDER: `feeds/NAME` are served, `pages/NAME` as
well; while `hang-feeds` or `hang-mail` exists, the answer does not come. Mails that were taken are
put into `mails/`, names that were asked for into `names`.
"""

from __future__ import annotations

import asyncio
import mimetypes
import socketserver
import ssl
import struct
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

HTTP, HTTPS, SMTP_PORT = 8080, 8443, 2525
USER, PASSWORD = "monitor", "sesame-9d1f"
_POLL = 0.02  # seconds


class World:
    """A folder that says what happens."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("feeds", "pages", "mails"):
            (folder / name).mkdir(parents=True, exist_ok=True)

    def hangs(self, what: str) -> bool:
        return (self.folder / f"hang-{what}").exists()


class MailServer:
    """Takes mails after STARTTLS and a login."""

    def __init__(self, world: World) -> None:
        self.world = world

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        while self.world.hangs("mail"):
            (self.world.folder / "mail-hung").touch()
            await asyncio.sleep(_POLL)
        assert isinstance(envelope.content, bytes)
        folder = self.world.folder / "mails"
        part = folder / ".part"
        part.write_bytes(envelope.content)
        part.rename(folder / f"{len(list(folder.glob('*.eml'))):04}.eml")
        return "250 kept"


def authenticate(
    _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, login: object
) -> AuthResult:
    right = LoginPassword(USER.encode(), PASSWORD.encode())
    return AuthResult(success=login == right)


def serve_mail(world: World, certificate: Path) -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    Controller(
        MailServer(world), hostname="127.0.0.1", port=SMTP_PORT, tls_context=context,
        require_starttls=True, auth_required=True, authenticator=authenticate,
    ).start()  # fmt: skip


def serve_web(world: World, certificate: Path) -> None:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            while world.hangs("feeds"):
                (world.folder / "feeds-hung").touch()
                time.sleep(_POLL)
            path = world.folder / self.path.lstrip("/")
            if ".." in path.parts or not path.is_file():
                self.send_error(404)
                return
            body = path.read_bytes()
            self.send_response(200)
            self.send_header("Content-Type", mimetypes.guess_type(path.name)[0] or "text/plain")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
            with (world.folder / "asked").open("a") as log:
                log.write(f"{self.server.server_port} {self.path}\n")

    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    for port in (HTTP, HTTPS):
        server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        server.daemon_threads = True
        if port == HTTPS:
            server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()


def serve_names(world: World) -> None:
    """Answer that every name under `.test` is this machine (RFC 1035)."""

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            question, socket = self.request
            end = question.index(b"\0", 12)
            name = question[12:end]
            (kind,) = struct.unpack("!H", question[end + 1 : end + 3])
            with (world.folder / "names").open("ab") as log:
                log.write(b"%d %r\n" % (kind, name))
            is_ours, is_address = name.endswith(b"\x04test"), kind == 1
            answers = int(is_ours and is_address)
            header = question[:2] + struct.pack(
                "!HHHHH", 0x8180 if is_ours else 0x8183, 1, answers, 0, 0
            )
            answer = b"\xc0\x0c" + struct.pack("!HHIH4B", 1, 1, 1, 4, 127, 0, 0, 1)
            socket.sendto(header + question[12 : end + 5] + answer * answers, self.client_address)

    server = socketserver.ThreadingUDPServer(("127.0.0.1", 53), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()


def main(folder: Path) -> None:
    world = World(folder)
    serve_names(world)
    serve_web(world, folder / "world.pem")
    serve_mail(world, folder / "world.pem")
    (folder / "ready").touch()
    threading.Event().wait()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
