"""The table [judge]: a model's server, guarded as all that is reached, and the terms."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from monitor.config import JudgeConfig, load
from monitor.errors import ConfigError
from tests.config.test_web import REST

LOCAL = 'url = "http://127.0.0.1:11434/v1"\nmodel = "small"\n'


def judge(tmp_path: Path, text: str) -> JudgeConfig | None:
    path = tmp_path / "monitor.toml"
    path.write_text(f"{text}\n{REST}")
    return load(path).judge


def test_without_the_table_nobody_is_asked(tmp_path: Path) -> None:
    assert judge(tmp_path, "") is None


def test_three_lines_are_enough(tmp_path: Path) -> None:
    found = judge(tmp_path, f"[judge]\n{LOCAL}")
    assert found == JudgeConfig("http://127.0.0.1:11434/v1", "small")
    assert found.when == "doubtful"


def test_all_terms_can_be_said(tmp_path: Path) -> None:
    text = """[judge]
url = "https://models.example.org/v1"
model = "large"
key_file = "secrets/judge"
when = "every alert"
budget = 50
timeout = "5s"
"""
    assert judge(tmp_path, text) == JudgeConfig(
        "https://models.example.org/v1", "large", "secrets/judge", "every alert", 50,
        timedelta(seconds=5),
    )  # fmt: skip


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost:8080/v1",
        "http://[::1]:8080",
        "http://192.168.1.5:8000/v1",
        "https://a.example",
    ],
)
def test_this_machine_and_its_neighbours_may_be_asked_over_http(tmp_path: Path, url: str) -> None:
    found = judge(tmp_path, f'[judge]\nurl = "{url}"\nmodel = "small"')
    assert found
    assert found.url == url


@pytest.mark.parametrize(
    ("text", "line", "sentence"),
    [
        ("[judge]", 1, "this [[judge]] needs `url`."),
        ('[judge]\nurl = "https://a.example"', 1, "needs `model`."),
        (f"[judge]\n{LOCAL}when = \"always\"", 4, '`when` must be one of "doubtful", "every alert", not'),
        (f"[judge]\n{LOCAL}budget = 0", 4, "`budget` must be a whole number from 1 to 100000, not '0'."),
        (f'[judge]\n{LOCAL}timeout = "10m"', 4, "`timeout` of [judge] must be from 1s to 60s"),
        (f'[judge]\n{LOCAL}timeout = "0.5s"', 4, "`timeout` of [judge] must be from 1s to 60s"),
        (f"[judge]\n{LOCAL}key = \"sk\"", 4, "there is no setting `key` here."),
        ('[judge]\nmodel = "m"\nurl = "http://models.example.org/v1"', 3, "`url` must be an https address"),
        ('[judge]\nmodel = "m"\nurl = "https://u:p@models.example.org"', 3, "an address without a login"),
        ('[judge]\nmodel = "m"\nurl = "https://models.example.org/v1?key=1"', 3, "without a login or a query"),
        ('[judge]\nmodel = "m"\nurl = "ftp://models.example.org"', 3, "`url` must be an address that begins"),
        (
            '[judge]\nmodel = "m"\nurl = "http://192.168.1.5/v1"\nkey_file = "k"', 3,
            "a key is sent over https only, or to this machine.",
        ),
        ("judge = 7", 1, "[judge] must be a table."),
    ],
)  # fmt: skip
def test_a_fault_is_one_sentence(tmp_path: Path, text: str, line: int, sentence: str) -> None:
    with pytest.raises(ConfigError) as caught:
        judge(tmp_path, text)
    assert any(sentence in f.sentence and f.line == line for f in caught.value.faults), caught.value
