"""The templates, and those of the user before them."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.alerts.layout import NAMES, built_in, read_layout
from monitor.alerts.render import render
from monitor.errors import MonitorError
from tests.examples import an_envelope, some_news


def test_without_templates_of_the_user_ours_are_used(tmp_path: Path) -> None:
    assert read_layout(tmp_path / "templates") is built_in()


def test_a_template_of_the_user_stands_before_ours_and_the_others_stay(tmp_path: Path) -> None:
    (tmp_path / "mail.txt").write_text("Hear: {{ developments[0].headline }} ({{ why }})")
    alert = render([some_news()], an_envelope(), read_layout(tmp_path))
    assert alert.text == "Hear: US raises tariff on Chinese furniture to 25% (At once.)"
    assert alert.html == render([some_news()], an_envelope()).html


def test_the_mark_of_an_editor_is_no_part_of_a_template(tmp_path: Path) -> None:
    (tmp_path / "style.css").write_text("p { color: red }", "utf-8-sig")
    assert "\ufeff" not in read_layout(tmp_path).render("style.css", {})


def test_what_a_feed_says_is_no_template_and_no_markup_in_a_users_template(tmp_path: Path) -> None:
    (tmp_path / "mail.html").write_text("<p>{{ developments[0].headline }}</p>")
    news = some_news(headline="<b>{{ 7 * 7 }}</b>")
    alert = render([news], an_envelope(), read_layout(tmp_path))
    assert "<p>&lt;b&gt;{{ 7 * 7 }}&lt;/b&gt;</p>" in alert.html


@pytest.mark.parametrize("text", ["{{ no_such_value }}", "{{ 1 / 0 }}", '{% include "nothing" %}'])
def test_a_template_that_fails_loses_no_news(
    tmp_path: Path, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "mail.txt").write_text(text)
    alert = render([some_news()], an_envelope(), read_layout(tmp_path))
    assert alert == render([some_news()], an_envelope())
    assert "the template mail.txt failed; the built-in one is used" in caplog.text


def test_a_template_that_is_none_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "mail.txt").write_text("one\n{% if %}")
    with pytest.raises(MonitorError, match=r"mail\.txt, line 2: "):
        read_layout(tmp_path)


def test_a_template_that_is_no_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "style.css").write_bytes(b"\xff\xfe")
    with pytest.raises(MonitorError, match=r"style\.css cannot be read"):
        read_layout(tmp_path)


def test_every_template_is_there() -> None:
    for name in NAMES:
        assert built_in().templates.get_template(name)
