"""A small file server with ETag and keep-alive, for benchmarks where nginx is not installed."""

from __future__ import annotations

import asyncio
import sys
from email.utils import formatdate
from pathlib import Path


async def answer(root: Path, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer the requests of one connection until it ends."""
    try:
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            path = root / Path(head[0].split(" ")[1]).name
            asked = dict(line.lower().split(": ", 1) for line in head[1:] if ": " in line)
            status = path.stat()
            etag = f'"{status.st_mtime_ns:x}-{status.st_size:x}"'
            lines = [f"ETag: {etag}", f"Last-Modified: {formatdate(status.st_mtime, usegmt=True)}"]
            if asked.get("if-none-match") == etag:
                lines, body = ["HTTP/1.1 304 Not Modified", *lines], b""
            else:
                body = path.read_bytes()
                kind = ["Content-Type: application/xml", f"Content-Length: {len(body)}"]
                lines = ["HTTP/1.1 200 OK", *lines, *kind]
            writer.write("\r\n".join([*lines, "", ""]).encode() + body)
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    finally:
        writer.close()


async def main(port: str, root: str) -> None:
    server = await asyncio.start_server(
        lambda reader, writer: answer(Path(root), reader, writer), "0.0.0.0", int(port)
    )
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
