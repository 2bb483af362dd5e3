"""The pages over a configuration in a folder of its own, asked as a browser asks them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from monitor.config import WebConfig
from monitor.web.app import create_app
from monitor.web.desk import Desk
from monitor.web.guard import Keys, limiter
from tests.cli.conftest import Installation, installation  # noqa: F401 - a fixture
from tests.cli.test_commands import NOW, fill

_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@dataclass
class Browser:
    """A client that keeps cookies and sends the token of the form it fills in."""

    client: FlaskClient
    folder: Path

    def get(self, place: str, **values: object) -> TestResponse:
        return self.client.get(place, **values)  # type: ignore[arg-type]

    def page(self, place: str) -> str:
        answer = self.get(place)
        assert answer.status_code == 200, answer.text
        return answer.text

    def shown(self, place: str) -> str:
        """Return a page without its tokens, which say in which second they were made."""
        return _TOKEN.sub("", self.page(place))

    def post(self, place: str, at: str, **form: str) -> TestResponse:
        """Send a form of the page `at`."""
        found = _TOKEN.search(self.page(at))
        assert found, f"{at} has no form"
        return self.client.post(place, data={"csrf_token": found[1], **form})


Serve = Callable[..., Browser]


def app_of(config: Path, web: WebConfig | None = None, password: str | None = None) -> Flask:
    """Return the pages of a configuration, at the time of what `fill` stores."""
    desk = Desk(config, lambda: NOW)
    return create_app(desk, web or WebConfig(), Keys(b"k" * 32, password))


@pytest.fixture
def serve(installation: Installation) -> Serve:  # noqa: F811
    """Serves what is stored; with a `WebConfig` and the hash of a password where they are given."""

    def made(web: WebConfig | None = None, password: str | None = None) -> Browser:
        app = app_of(installation.config, web, password)
        limiter.reset()
        return Browser(app.test_client(), installation.folder)

    return made


@pytest.fixture
def filled(installation: Installation) -> Installation:  # noqa: F811
    fill(installation)
    return installation


@pytest.fixture
def browser(filled: Installation, serve: Serve) -> Browser:
    """A browser on the pages of a small story, for which no password is needed."""
    return serve()
