"""The stories of a configuration as they run: sources, watches, engines, and their own tests. I/O."""

from __future__ import annotations

from monitor.stories.counsel import Counsel, Terms
from monitor.stories.stories import LONG_AGO, Ruling, Stories, Stream, engine_of

__all__ = ["LONG_AGO", "Counsel", "Ruling", "Stories", "Stream", "Terms", "engine_of"]
