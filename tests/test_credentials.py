"""Where a secret is: the credentials that systemd hands over."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.credentials import credential


def test_a_credential_is_the_file_of_its_name(tmp_path: Path) -> None:
    (tmp_path / "smtp-password").write_text("sesame")
    environ = {"CREDENTIALS_DIRECTORY": str(tmp_path)}
    assert credential("smtp-password", environ) == tmp_path / "smtp-password"
    (tmp_path / "secrets_webhook").write_text("open")
    assert credential("secrets/webhook", environ) == tmp_path / "secrets_webhook"
    assert credential("another", environ) is None
    assert credential("smtp-password", {}) is None


@pytest.mark.parametrize("name", ["../secret", "/etc/hostname", "folder/file", "..", "."])
def test_a_credential_is_looked_for_in_its_folder_only(tmp_path: Path, name: str) -> None:
    (tmp_path / "secret").write_text("x")
    (tmp_path / "credentials" / "folder").mkdir(parents=True)
    (tmp_path / "credentials" / "folder" / "file").write_text("x")
    assert credential(name, {"CREDENTIALS_DIRECTORY": str(tmp_path / "credentials")}) is None
