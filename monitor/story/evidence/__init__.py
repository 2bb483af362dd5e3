"""How likely is something, and what speaks for it and against it? Pure.

Named values come in; out goes a probability by trained, readable weights. What the weights are
of is the business of who asks.
"""

from __future__ import annotations

from monitor.story.evidence.classifier import Classifier, Values
from monitor.story.evidence.evidence import WORDS
from monitor.story.evidence.models import Models, shipped_models
from monitor.story.evidence.recalibration import Feedback, Judged, feedback

__all__ = [
    "WORDS",
    "Classifier",
    "Feedback",
    "Judged",
    "Models",
    "Values",
    "feedback",
    "shipped_models",
]
