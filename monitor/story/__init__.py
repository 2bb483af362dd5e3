"""What is new in it? The engine that compares an item with all that the reader knows. Pure."""

from monitor.story.baseline import Baseline
from monitor.story.digest import Digest, digest
from monitor.story.engine import Engine
from monitor.story.event import similarity

__all__ = ["Baseline", "Digest", "Engine", "digest", "similarity"]
