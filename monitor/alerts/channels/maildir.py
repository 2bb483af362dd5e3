"""Puts mails into a Maildir, the default that needs no server. I/O.

A message is written to `tmp`, synced, then renamed into `new`, which is synced as well, under a name
that follows from its Message-ID: a second attempt after a crash finds it there and changes nothing.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from monitor.alerts.channels import LocalChannel
from monitor.alerts.message import email_of
from monitor.config.whole_file import make_folder, write_through
from monitor.errors import SendError
from monitor.model import Alert


@dataclass(frozen=True, slots=True)
class MaildirChannel(LocalChannel):
    """A Maildir on this machine."""

    folder: Path
    name: str = "maildir"

    def recipients(self, readers: Sequence[str]) -> Sequence[str]:
        """Return the readers: each has a mail of their own."""
        return readers

    def send(self, alert: Alert) -> None:
        """Put the alert's mail into the Maildir, once however often this is called."""
        try:
            for part in ("tmp", "new", "cur"):
                make_folder(self.folder / part)
            unique = f"{int(alert.created.timestamp())}.{alert.id}.news-monitor"
            delivered = self.folder / "new" / unique
            if delivered.exists() or any((self.folder / "cur").glob(f"{unique}:*")):
                write_through(
                    delivered.parent
                )  # the attempt that put it there may have died before
                return
            draft = self.folder / "tmp" / unique
            with draft.open("wb") as file:
                file.write(email_of(alert).as_bytes())
                file.flush()
                os.fsync(file.fileno())
            draft.rename(delivered)
            write_through(delivered.parent)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise SendError(f"the Maildir {self.folder}: {reason}.", permanent=False) from error
