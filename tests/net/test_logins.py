"""Logins in addresses: taken out, and of the text nothing else."""

from __future__ import annotations

from contextlib import suppress
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.net.logins import without_login

LOGIN = st.text(
    st.characters(codec="utf-8", exclude_characters="/?#", exclude_categories=["Z", "C"])
)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://user:password@news.example/a@b", "https://news.example/a@b"),
        ("https://token@news.example", "https://news.example"),
        ("feed 'http://u:p@ss@h:80/x?y' and ftp://u@h.", "feed 'http://h:80/x?y' and ftp://h."),
        ("https://news.example/?to=a@b", "https://news.example/?to=a@b"),
        (
            "desk@example.org reads https://news.example",
            "desk@example.org reads https://news.example",
        ),
        ("https:// desk@example.org", "https:// desk@example.org"),
        ("", ""),
    ],
)
def test_the_login_of_each_address_is_taken_out(text: str, shown: str) -> None:
    assert without_login(text) == shown


@given(LOGIN, LOGIN, st.sampled_from(["", "/", "/a@b", "?q=@", "#f@"]), st.text())
def test_what_urllib_takes_for_a_login_is_never_shown(
    user: str, password: str, rest: str, around: str
) -> None:
    address = f"https://{user}:{password}@news.example{rest}"
    shown = without_login(address)
    assert shown == f"https://news.example{rest}"
    with suppress(ValueError):  # it is no address to urllib, and yet it is not shown
        assert urlsplit(address).hostname == "news.example"
    assert without_login(f"{around} {address}").endswith(f" {shown}")
