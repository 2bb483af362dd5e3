"""Named evidence → how likely something is, by a logistic model with readable weights. Pure.

Logistic regression: Cox 1958.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import repeat
from operator import mul

from monitor.model import Evidence

Values = Mapping[str, float]  # by the name of the evidence


@dataclass(frozen=True, slots=True)
class Classifier:
    """A logistic model: what each piece of evidence adds to the logarithm of the odds."""

    intercept: float
    weights: Values

    def probability(self, values: Values) -> float:
        """Return how likely it is, 0 to 1; what is not among `values` counts as 0."""
        found = map(values.get, self.weights, repeat(0.0))
        odds = self.intercept + sum(map(mul, self.weights.values(), found))
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, odds))))

    def evidence(self, values: Values) -> tuple[Evidence, ...]:
        """Return what spoke for it and against it, the weightiest first."""
        pieces = [
            Evidence(name, round(values[name], 4), effect)
            for name, w in self.weights.items()
            if name in values and (effect := round(w * values[name], 4))
        ]
        return tuple(sorted(pieces, key=lambda piece: -abs(piece.effect)))
