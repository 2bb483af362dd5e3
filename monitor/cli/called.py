"""How this program was called, so that a command that it prints works as printed. I/O."""

from __future__ import annotations

import shlex
import shutil
import sys
from pathlib import Path

_NAME = "news-monitor"


def called() -> str:
    """Return the words with which the same program is called again from the same folder."""
    given = Path(sys.argv[0])
    if given.name == "__main__.py":
        return f"{shlex.quote(sys.executable)} -m monitor"
    if given.name != _NAME or not given.exists():
        return _NAME
    on_path = shutil.which(_NAME)
    if on_path and Path(on_path).resolve() == given.resolve():
        return _NAME
    here = Path.cwd()
    shown = given.absolute()
    return shlex.quote(str(shown.relative_to(here) if shown.is_relative_to(here) else shown))
