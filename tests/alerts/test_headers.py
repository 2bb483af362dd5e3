"""Header fields: what is written is what Python's `email` and a strict reading of the RFCs read."""

from __future__ import annotations

import base64
import quopri
import re
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from monitor.alerts.cutting import cut
from monitor.alerts.headers import mailbox_field, structured_field, text_field
from monitor.alerts.message import email_of
from tests.alerts.conftest import hostile
from tests.examples import an_alert, some_news

FIRST = "La subvención pública añadida costará más según el señor Núñez, que pedirá aún más"
WORDS = st.sampled_from(
    ["tariff", "más", "según", "…", "=?utf-8?q?a?=", "=?", "?=", "a=?b", "中国对家具加征关税", "😀", "é",
     "-", "x" * 59, "x" * 67, "x" * 68, "x" * 90, "ß" * 40, "\u0301", "\xa0", "\u3000", '"', "\\",
     "(a)", "a_b", "=20", "\t", "\r\n", "\x00", "\x85", "\u2028", "\ud800", "rises…", "a,b", "<b>", ":"]
)  # fmt: skip
TEXTS = st.lists(WORDS | st.text(max_size=8), max_size=30).map(" ".join) | st.text() | hostile
NAMES = st.sampled_from(["Subject", "X-News-Monitor-Story", "X-News-Monitor-Development"])


# --- a strict reader -----------------------------------------------------------------------------

ENCODED = re.compile(r"=\?([^\s?]+)\?([BbQq])\?([!->@-~]*)\?=")


def unfolded(value: str) -> str:
    """Take out the line breaks before white space (RFC 5322 2.2.3), and that after the name."""
    assert not re.search(r"\r\n(?![ \t])|(?<!\r)\n|\r(?!\n)", value)
    return value.replace("\r\n", "").lstrip(" ")


def decoded(word: str) -> str | None:
    """Read an encoded word (RFC 2047 2, 4), or None: it is ordinary text."""
    found = ENCODED.fullmatch(word)
    if found is None:
        return None
    charset, encoding, text = found.groups()
    assert len(word) <= 75
    raw = (
        base64.b64decode(text, validate=True)
        if encoding in "bB"
        else quopri.decodestring(text.replace("_", "=20").encode("ascii"))
    )
    return raw.decode(charset)  # each of whole letters (RFC 2047 5)


def read_text(value: str) -> str:
    """Read unstructured text: white space between two encoded words is none (RFC 2047 6.2)."""
    found = ""
    was_encoded = False
    for space, word in re.findall(r"([ \t]*)([^ \t]+)", unfolded(value)):
        meaning = decoded(word)
        found += "" if was_encoded and meaning is not None else space
        found += word if meaning is None else meaning
        was_encoded = meaning is not None
    return found


def read_mailbox(value: str) -> tuple[str, str]:
    """Read one mailbox (RFC 5322 3.4): its phrase, quoted, of atoms or encoded, and its address."""
    text = unfolded(value)
    phrase, _, rest = text.rpartition(" ")
    if not phrase:
        return "", text
    assert re.fullmatch(r"<[^<>\s]+>", rest), rest
    if phrase.startswith('"'):
        assert re.fullmatch(r'"(?:[^"\\\r]|\\.)*"', phrase), phrase
        return re.sub(r"\\(.)", r"\1", phrase[1:-1]), rest[1:-1]
    for word in phrase.split(" "):
        pattern = r"=\?utf-8\?[qb]\?[A-Za-z0-9!*+/=_-]+\?=|[\w!#$%&'*+/=?^`{|}~-]+"
        assert re.fullmatch(pattern, word, re.ASCII), word
    return read_text(phrase), rest[1:-1]


def meant(text: str) -> str:
    """Say what of a text a header can hold."""
    text = re.sub("[\x00-\x1f\x7f-\x9f\u2028\u2029]", " ", text)
    return re.sub(" +", " ", re.sub("[\ud800-\udfff]", "\ufffd", text)).strip(" ")


def by_library(name: str, value: str) -> EmailMessage:
    raw = f"{name}: {value}\r\n\r\n".encode()
    read = message_from_bytes(raw, policy=policy.default)
    assert isinstance(read, EmailMessage)
    assert read.keys() == [name]
    return read


def check_lines(name: str, value: str, longest: int) -> None:
    field = f"{name}: {value}"
    assert field.isascii()
    assert all(line.strip(" ") for line in field.split("\r\n"))
    assert max(map(len, field.split("\r\n"))) <= longest
    assert "?==?" not in field


# --- text ----------------------------------------------------------------------------------------


@given(NAMES, TEXTS)
@example("Subject", FIRST)
@example("Subject", "a " * 33 + "=? " + "b" * 67)
@example("Subject", "\xa0")
@example("Subject", "=?utf-8?q?a?= =?utf-8?q?b?=")
@example("Subject", "a=?utf-8?q?b?=c")
def test_a_text_is_read_as_it_was_written(name: str, text: str) -> None:
    value = text_field(name, text)
    check_lines(name, value, 76)
    assert read_text(value) == meant(text)
    assert str(by_library(name, value)[name]) == meant(text)


def test_headlines_that_were_cut_keep_their_words() -> None:
    words = (
        "Furniture makers in the south of the country said that their orders had fallen by".split()
    )
    lines = [" ".join(words[n:] + words[:n]) for n in range(len(words))]
    for line in lines:
        for length in range(20, len(line)):
            subject = cut(line, length)
            value = text_field("Subject", f"Re: {subject}")
            assert str(by_library("Subject", value)["Subject"]) == f"Re: {subject}"
            assert value.startswith("Re: ")  # by which some programs find a thread


def test_plain_text_is_not_encoded() -> None:
    text = "US raises tariff on Chinese furniture to 25% (from 10%): what is new, and why" * 3
    assert text_field("Subject", text).replace("\r\n", "") == text
    assert text_field("Subject", "") == ""


def test_the_shorter_encoding_is_taken() -> None:
    assert "?q?" in text_field("Subject", "más")
    assert "?b?" in text_field("Subject", "中国对家具加征关税")


# --- structure -----------------------------------------------------------------------------------

PART = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=300)


@given(
    st.sampled_from(["References", "List-Unsubscribe", "Message-ID"]), st.lists(PART, min_size=1)
)
@example("References", [f"<{'x' * 90}>", "<b>"])
@example("References", [f"<{'x' * 70}>", "<b>"])
def test_the_parts_of_a_structure_stay_whole(name: str, parts: list[str]) -> None:
    value = structured_field(name, parts)
    assert unfolded(value).split(" ") == parts
    lines = f"{name}: {value}".split("\r\n")
    assert all(line.strip(" ") for line in lines)
    if len(parts[0]) >= 78:
        assert lines[0] == f"{name}: {parts[0]}"  # a line of its own would not help
    for line in lines:
        assert len(line) <= 78 or line.strip(" ").removeprefix(f"{name}: ") in parts
        if len(line) > 78:  # then it could not be had
            assert len(line.strip(" ").removeprefix(f"{name}: ")) >= 78


@given(st.text(min_size=1))
def test_a_structure_is_ascii_whatever_it_is_made_of(text: str) -> None:
    value = structured_field("Message-ID", [f"<{text}@example.org>"])
    assert re.fullmatch(r"[!-~]+", unfolded(value))


@pytest.mark.parametrize("length", [10, 60, 78, 79, 200, 700])
def test_ids_and_addresses_for_programs_are_never_encoded(length: int) -> None:
    ids = [f"<{'x' * length}.{n}@example.org>" for n in (1, 2)]
    link = f"<mailto:stop@example.org?subject=unsubscribe%20{'x' * length}>"
    alert = replace(
        an_alert(),
        subject="Plain",
        message_id=ids[0],
        references=(ids[1],),
        headers=(("List-Id", f"<{'x' * length}.example.org>"), ("List-Unsubscribe", link)),
    )
    raw = email_of(alert).as_bytes()
    assert b"=?" not in raw.partition(b"\r\n\r\n")[0]
    read = message_from_bytes(raw, policy=policy.compat32)
    values = {name: re.sub(r"\r\n(?= )", "", value).strip() for name, value in read.items()}
    assert values["Message-ID"] == ids[0]
    assert values["In-Reply-To"] == values["References"] == ids[1]
    assert values["List-Unsubscribe"] == link
    assert values["List-Id"] == f"<{'x' * length}.example.org>"


@pytest.mark.parametrize("letter", ["x", "ß", "中", "😀"])
@pytest.mark.parametrize("length", [1, 59, 60, 61, 2_000])
def test_no_name_of_a_story_makes_a_line_that_servers_refuse(letter: str, length: int) -> None:
    news = some_news(story=letter * length)
    alert = an_alert(news, unsubscribe=f"{'stop' * 16}@news.example.org", sender="n@bücher.example")
    raw = email_of(alert).as_bytes()
    head = raw.partition(b"\r\n\r\n")[0]
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert head.isascii()
    assert b".xn--bcher-kva.example>" in head
    assert alert.message_id.endswith("@xn--bcher-kva.example>")
    assert message_from_bytes(raw, policy=policy.default)["X-News-Monitor-Story"] == letter * length


# --- mailboxes -----------------------------------------------------------------------------------


@given(
    st.sampled_from(["From", "To"]),
    TEXTS,
    st.sampled_from(["a@b.example", f"{'x' * 64}@y.example"]),
)
@example("To", "Zoë Ångström", "zoe@example.org")
@example("To", 'Desk, "evil" <evil@evil.example>', "desk@example.org")
@example("To", "=?utf-8?q?a=2C_b?=", "desk@example.org")
@example("To", "Desk. =?utf-8?q?a=2C_b?=", "desk@example.org")
@example("To", '"' * 40, "desk@example.org")
@example("From", "x" * 80, "desk@example.org")
@example("To", "a" * 60 + "\\" * 9, "desk@example.org")
def test_a_mailbox_is_read_as_it_was_written(name: str, display: str, address: str) -> None:
    value = mailbox_field(name, display, address)
    check_lines(name, value, 78)
    assert read_mailbox(value) == (meant(display), address)
    (read,) = by_library(name, value)[name].addresses
    assert read.addr_spec == address
    if value.count("=?utf-8?") < 2:  # Python before 3.13 reads a space between two encoded words
        # It takes every kind of space for one.
        assert read.display_name.split() == meant(display).split()


def test_a_mailbox_beyond_ascii_stays_as_it_is() -> None:
    assert mailbox_field("To", "Zoë", "zoë@example.org") == "=?utf-8?q?Zo=C3=AB?= <zoë@example.org>"
