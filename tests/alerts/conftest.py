"""What a feed may hold at its worst."""

from __future__ import annotations

from hypothesis import strategies as st

_NASTY = st.sampled_from(
    [
        "\r\nBcc: evil@evil.example\r\n\r\n<h1>owned</h1>",
        "\nSubject: another\n",
        "=?utf-8?q?a=0D=0ABcc:_evil@evil.example?=",
        "=?utf-8?b?DQpCY2M6IGV2aWxAZXZpbC5leGFtcGxl?=",
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "</main></body></html>",
        "{{ 7 * 7 }}{% raw %}",
        "\u202etxt.exe\u2066",
        "\u2028\u2029\x85\x0b\x0c",
        "\x1b[31m\x9b2J\x07\x00",
        "\ud800",
        "--=_boundary",
        ".\r\n.\r\n",
        "\xa0",
        "&lt;b&gt;&amp;",
        "😀" * 40,
        "x" * 2000,
    ]
)
hostile = st.lists(_NASTY | st.text(max_size=20), max_size=6).map("".join)
