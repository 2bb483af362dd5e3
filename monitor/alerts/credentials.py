"""The secrets that channels need: where each is, and what keeps it from being used. I/O."""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Mapping
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

from monitor.alerts.channels import apprise
from monitor.alerts.links import Links
from monitor.config import Config, WebConfig
from monitor.config.whole_file import make_folder
from monitor.errors import SendError, StoreError

ADDRESSES = "file of Apprise addresses"
_KEY_BYTES = 32
_HASH_FILE = "file of the hash of the password"
_HASHES = ("scrypt:", "pbkdf2:")  # of Werkzeug


def secret_path(config: Config, name: str | None, environ: Mapping[str, str]) -> Path | None:
    """Return where the secret `name` is: systemd's credential first, else the file."""
    if not name:
        return None
    return credential(name, environ) or config.path.parent / Path(name).expanduser()


def password_path(config: Config, environ: Mapping[str, str]) -> Path | None:
    """Return where the mail password is, or None where none is configured."""
    return secret_path(config, config.mail.password_file, environ)


def read_password(config: Config, environ: Mapping[str, str]) -> str | None:
    """Read the mail password; raise SendError where its file cannot be used."""
    return read_secret(config, config.mail.password_file, environ)


def read_secret(
    config: Config, name: str | None, environ: Mapping[str, str], what: str = "password file"
) -> str | None:
    """Read the secret `name`; raise SendError where its file, a `what`, cannot be used."""
    path = secret_path(config, name, environ)
    if path is None:
        return None
    if sentence := secret_fault(path, environ, what):
        raise SendError(sentence, permanent=False)
    return path.read_text("utf-8-sig").rstrip("\r\n")


def read_addresses(config: Config, environ: Mapping[str, str]) -> list[apprise.Address]:
    """Read the file of Apprise's addresses; raise SendError where it cannot be used."""
    text = read_secret(config, config.apprise_urls, environ, ADDRESSES)
    return apprise.addresses_of(text or "")


def secret_fault(path: Path, environ: Mapping[str, str], what: str = "password file") -> str | None:
    """Return what is wrong with the file of a secret, called `what`, or None."""
    try:
        mode = path.stat().st_mode
        empty = not path.read_text("utf-8-sig").strip()
    except UnicodeDecodeError:
        return f"the {what} {path} is not UTF-8 text."
    except OSError as error:
        reason = (error.strerror or "cannot be read").lower()
        return f"the {what} {path} cannot be used: {reason}."
    if empty:
        return f"the {what} {path} is empty."
    is_credential = path == credential(path.name, environ)  # systemd guards it by its folder
    if stat.S_IMODE(mode) & 0o077 and not is_credential:
        return f"the {what} {path} can be read by others; run: chmod 600 {path}"
    return None


def read_password_hash(config: Config, web: WebConfig, environ: Mapping[str, str]) -> str | None:
    """Read the hash of the password of the pages; raise SendError where it cannot be used."""
    found = read_secret(config, web.password_file, environ, _HASH_FILE)
    if found is not None and not found.startswith(_HASHES):
        raise SendError(
            f"the {_HASH_FILE} {web.password_file} holds no hash;"
            " `news-monitor web --hash-password` makes one.",
            permanent=False,
        )
    return found


def web_fault(config: Config, environ: Mapping[str, str]) -> str | None:
    """Return what keeps the pages from being served, or None; so where none are configured."""
    if config.web is None:
        return None
    if find_spec("flask") is None:
        return "the pages need the extra `web`: pipx install 'news-monitor[web]'."
    try:
        read_password_hash(config, config.web, environ)
    except SendError as error:
        return str(error)
    return None


def signing_key(state: Path) -> bytes:
    """Return the key that signs sessions and links in mails, made once for a state directory.

    Raise StoreError where it can be neither read nor made.
    """
    path = state / "web-key"
    draft = path.with_name(f".web-key.{os.getpid()}")
    try:
        make_folder(state)
        if not path.exists():
            draft.touch(0o600)
            draft.write_bytes(secrets.token_bytes(_KEY_BYTES))
            with suppress(FileExistsError):  # another process was faster
                os.link(draft, path)
        found = path.read_bytes()
    except OSError as error:
        reason = (error.strerror or "cannot be read").lower()
        raise StoreError(f"the key {path} cannot be used: {reason}.") from error
    finally:
        draft.unlink(missing_ok=True)
    if len(found) != _KEY_BYTES:
        raise StoreError(f"the key {path} is not whole; remove it, and a new one is made.")
    return found


def mail_links(config: Config) -> Links | None:
    """Return what makes the links in mails, or None where nobody could follow them.

    Raise StoreError where the key cannot be used.
    """
    if config.web is None or not config.web.address:
        return None
    return Links(config.web.address, signing_key(config.state))


def credential(name: str, environ: Mapping[str, str]) -> Path | None:
    """Return the file of the credential `name` that systemd hands over, or None.

    The files of a folder are handed over by its name and theirs (systemd.exec(5), LoadCredential=):
    `secrets/smtp-password` is there as `secrets_smtp-password`.
    """
    folder = environ.get("CREDENTIALS_DIRECTORY")
    if not folder:
        return None
    path = Path(folder) / name.replace("/", "_")
    return path if path.is_file() else None
