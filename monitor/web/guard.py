"""Who may see and do what: hosts, log-in, forged requests, framing, too many requests. I/O.

Each is kept by a part that others look after: the list of hosts, sessions and password hashes by Flask
and Werkzeug, forged requests by Flask-WTF, headers by `secure`, rates by Flask-Limiter.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from flask import Flask, Response, abort, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf.csrf import CSRFProtect
from secure import (
    ContentSecurityPolicy,
    CrossOriginOpenerPolicy,
    CrossOriginResourcePolicy,
    ReferrerPolicy,
    Secure,
    XContentTypeOptions,
    XFrameOptions,
)
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.security import check_password_hash

from monitor.config import WebConfig

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

#: Endpoints for whoever reaches the pages: what they show or do is guarded by itself, or by nothing.
OPEN = frozenset(("log_in", "static", "mail_link", "mail_stop", "health"))
NOBODY = "you"  # the reader where nobody is named
SESSION_DAYS = 30
LONGEST_REQUEST = 4_000_000  # bytes: an article that is pasted, percent-encoded
_RATE = "900 per minute"
_ATTEMPTS = "10 per minute"  # to log in
_ACTIONS = "120 per minute"
_PEER = "monitor.peer"  # who is connected, whomever that one speaks for


@dataclass(frozen=True, slots=True)
class Keys:
    """The secrets: what signs sessions and links, and the hash of the password, where there is one."""

    signing: bytes
    password: str | None = None

    @property
    def version(self) -> str:
        """What a session is of: another password ends all that there are."""
        return hashlib.sha256((self.password or "").encode()).hexdigest()[:16]


csrf = CSRFProtect()
limiter = Limiter(get_remote_address, storage_uri="memory://", headers_enabled=False)
log_in_limit = limiter.shared_limit(_ATTEMPTS, scope="log-in", methods=["POST"])

_HEADERS = Secure(
    csp=ContentSecurityPolicy()
    .default_src("'none'")
    .script_src("'self'")
    .style_src("'self'")
    .img_src("'self'", "data:")
    .connect_src("'self'")
    .form_action("'self'")
    .base_uri("'none'")
    .frame_ancestors("'none'"),
    xfo=XFrameOptions().deny(),
    xcto=XContentTypeOptions().nosniff(),
    referrer=ReferrerPolicy().same_origin(),
    coop=CrossOriginOpenerPolicy().same_origin(),
    corp=CrossOriginResourcePolicy().same_origin(),
)


def guard(app: Flask, web: WebConfig, keys: Keys) -> None:
    """Let nobody else in, and nobody do what the reader did not mean."""
    app.config.update(
        SECRET_KEY=keys.signing,
        TRUSTED_HOSTS=list(web.hosts),
        MAX_CONTENT_LENGTH=LONGEST_REQUEST,
        MAX_FORM_MEMORY_SIZE=LONGEST_REQUEST,
        SESSION_COOKIE_NAME="news_monitor",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=bool(web.address and web.address.startswith("https")),
        PERMANENT_SESSION_LIFETIME=timedelta(days=SESSION_DAYS),
        WTF_CSRF_TIME_LIMIT=None,  # a form that is left open must not lose what was written
        RATELIMIT_DEFAULT=_RATE,
    )
    csrf.init_app(app)
    limiter.init_app(app)
    app.before_request(lambda: _admit(web, keys))
    app.after_request(_seal)
    app.add_url_rule(
        "/log-in", "log_in", log_in_limit(lambda: log_in(keys)), methods=["GET", "POST"]
    )
    app.add_url_rule("/log-out", "log_out", log_out, methods=["POST"])
    app.wsgi_app = _behind_proxy(app.wsgi_app, web)  # type: ignore[method-assign, assignment]


def _behind_proxy(app: WSGIApplication, web: WebConfig) -> WSGIApplication:
    """Believe what the proxy, and nobody else, says of who asks."""
    fixed = ProxyFix(app, x_for=1, x_proto=1)

    def called(environ: WSGIEnvironment, start_response: StartResponse) -> object:
        environ[_PEER] = environ.get("REMOTE_ADDR", "")
        is_proxied = bool(web.address) and environ[_PEER] == web.proxy
        return (fixed if is_proxied else app)(environ, start_response)

    return called  # type: ignore[return-value]


def _admit(web: WebConfig, keys: Keys) -> ResponseReturnValue | None:
    """Let a request through, or send whoever asks to log in."""
    if request.endpoint in OPEN or reader(web, keys):
        return None
    if web.user_header:
        abort(403, "The proxy in front of these pages names no user.")
    wanted = request.full_path.rstrip("?") if request.method == "GET" else "/"
    return redirect(url_for("log_in", to=wanted))


def reader(web: WebConfig, keys: Keys) -> str | None:
    """Return who asks, or None where that is not known and must be."""
    if web.user_header:
        named = request.headers.get(web.user_header, "").strip()
        is_proxy = request.environ.get(_PEER) == web.proxy
        return named[:200] if named and named.isprintable() and is_proxy else None
    if keys.password is None:
        return NOBODY
    return NOBODY if session.get("version") == keys.version else None


def log_in(keys: Keys) -> ResponseReturnValue:
    """Ask for the password; with the right one begin a session of its own."""
    to = local(request.values.get("to", ""))
    if keys.password is None:
        return redirect(to)
    if request.method != "POST":
        return render_template("log_in.html", to=to, fault="")
    if not check_password_hash(keys.password, request.form.get("password", "")):
        fault = "That is not the password."
        return render_template("log_in.html", to=to, fault=fault), 403
    session.clear()  # nothing that somebody else may have put there goes on
    session.permanent = True
    session["version"] = keys.version
    return redirect(to)


def log_out() -> ResponseReturnValue:
    """End the session."""
    session.clear()
    return redirect(url_for("log_in"))


def local(place: str) -> str:
    """Return a place on these pages; whatever could lead elsewhere is the first page."""
    is_local = place.startswith("/") and place[1:2] not in ("/", "\\") and place.isprintable()
    return place if is_local and "\\" not in place else "/"


def _seal(response: Response) -> Response:
    """Say in headers what a browser must not do with a page, and that nobody else keeps it."""
    own = response.headers.get("Content-Security-Policy")  # of a page with a script inside
    _HEADERS.set_headers(response)
    if own:
        response.headers["Content-Security-Policy"] = f"{own}; frame-ancestors 'none'"
    if request.endpoint != "static":
        response.headers["Cache-Control"] = "no-store"
    return response
