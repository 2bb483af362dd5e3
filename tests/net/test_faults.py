"""Faults of the network in words."""

from __future__ import annotations

import ssl

import pytest
import requests

from monitor.net.faults import in_words


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (
            "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: certificate has expired",
            "the server's certificate has expired.",
        ),
        (
            "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate",
            "the server's certificate cannot be verified.",
        ),
        ("[SSL: WRONG_VERSION_NUMBER] wrong version number", "the secure connection (TLS) failed."),
        ("[Errno 113] No route to host", "there is no route to the host."),
    ],
)
def test_the_cause_below_decides(fault: str, sentence: str) -> None:
    error = requests.ConnectionError("at 0x7f")
    error.__cause__ = ssl.SSLError(fault)
    assert in_words(error) == sentence


def test_what_is_not_known_is_named_by_its_kind() -> None:
    assert in_words(requests.ConnectionError()) == "the connection failed: ConnectionError."
