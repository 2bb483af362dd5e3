"""The manual page is that of the help texts, whole, and roff that man reads without a warning."""

from __future__ import annotations

import re
import shutil
import subprocess

import click
import pytest

from monitor.cli import cli
from monitor.cli.manual import manual
from tests.commands import commands, options
from tests.pages import ROOT

PAGE = ROOT / "man/news-monitor.1"


def test_the_page_is_that_of_the_help_texts() -> None:
    assert PAGE.read_text("utf-8") == manual(cli), "it is older than they are: make man"


def test_every_command_and_option_is_in_it() -> None:
    page = manual(cli).replace("\\-", "-").split(".SH FILES")[0]
    sections = {each.split(" [OPTIONS]")[0]: each for each in page.split("\n.SS ")[1:]}
    assert sections.keys() == commands().keys() - {""}
    for name, section in sections.items():
        for option in options(name) - {"-h", "--help"}:
            assert re.search(rf"^\\fB(\S+ )?{option}\b", section, re.MULTILINE), (name, option)


def test_what_means_something_to_roff_is_shown_as_it_stands() -> None:
    @click.group()
    def program() -> None:
        r""".so is no request, C:\new is a path, 'quoted' is quoted, `code` is bold."""

    page = manual(program)
    assert (
        "\\&.so is no request, C:\\enew is a path, \\(aqquoted\\(aq is quoted, \\fBcode\\fR" in page
    )


def test_lines_that_belong_as_they_are_stay_so() -> None:
    assert "\n.nf\nbash  eval" in manual(cli)


@pytest.mark.skipif(shutil.which("man") is None, reason="wants man")
def test_man_shows_it_without_a_warning() -> None:
    done = subprocess.run(
        ["man", "--warnings", "-l", PAGE], capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    assert "NEWS-MONITOR(1)" in re.sub(r".\x08", "", done.stdout)
