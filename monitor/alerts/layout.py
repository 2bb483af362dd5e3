"""The templates of the mails: our own, and those of the user that stand before them. I/O."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from css_inline import CSSInliner
from jinja2 import DictLoader, Environment, StrictUndefined, TemplateError

from monitor.errors import MonitorError

log = logging.getLogger(__name__)

_INLINER = CSSInliner(load_remote_stylesheets=False, keep_style_tags=True)

NAMES = (
    "mail.txt",
    "mail.html",
    "development.txt",
    "development.html",
    "standing.txt",
    "standing.html",
    "joining.txt",
    "joining.html",
    "head.html",
    "style.css",
)


@dataclass(frozen=True, slots=True)
class Layout:
    """A set of templates; where the user's fail, ours are used, so that no news is lost.

    The styles of the HTML part are written into its elements as well: some mail programs heed no
    style sheet.
    """

    templates: Environment
    is_own: bool = True

    def render(self, name: str, values: Mapping[str, Any]) -> str:
        """Render one template."""
        try:
            text = self.templates.get_template(name).render(values)
            return _INLINER.inline(text) if name.endswith(".html") else text
        except Exception:  # the user's template can do whatever it likes
            if self.is_own:
                raise
            log.exception("the template %s failed; the built-in one is used", name)
            return built_in().render(name, values)


@cache
def built_in() -> Layout:
    """Return the templates that the program brings."""
    return Layout(_environment(_own()))


def read_layout(folder: Path) -> Layout:
    """Return the templates with those in `folder` instead of the program's of the same name.

    Raise MonitorError where one cannot be read or is not a template.
    """
    given: dict[str, str] = {}
    for name in NAMES:
        path = folder / name
        try:
            if path.is_file():
                given[name] = path.read_text("utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise MonitorError(f"the template {path} cannot be read: {error}.") from error
    if not given:
        return built_in()
    environment = _environment({**_own(), **given})
    for name in given:
        try:
            environment.get_template(name)
        except TemplateError as error:
            line = f", line {error.lineno}" if hasattr(error, "lineno") else ""
            raise MonitorError(f"the template {folder / name}{line}: {error}.") from error
    return Layout(environment, is_own=False)


def _own() -> dict[str, str]:
    folder = files("monitor.alerts").joinpath("templates")
    return {name: folder.joinpath(name).read_text("utf-8") for name in NAMES}


def _environment(templates: Mapping[str, str]) -> Environment:
    environment = Environment(
        loader=DictLoader(templates),
        autoescape=lambda name: bool(name and name.endswith(".html")),  # noqa: S701 - text is text
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["when"] = _when
    environment.filters["sentence_case"] = lambda text: text[:1].upper() + text[1:]
    return environment


def _when(moment: datetime) -> str:
    return f"{moment:%-d %B %Y, %H:%M} UTC"
