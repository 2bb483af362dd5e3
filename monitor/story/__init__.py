"""What is new in it? The engine that compares an item with all that the reader knows. Pure."""

from monitor.story.baseline import Baseline
from monitor.story.engine import Engine
from monitor.story.reading import Digest, digest, similarity

__all__ = ["Baseline", "Digest", "Engine", "digest", "similarity"]
