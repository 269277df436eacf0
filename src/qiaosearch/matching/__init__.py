"""Matching of problems with those who can solve them, with reasons.

``Matcher.match`` takes a document (in the collection or not) and returns candidates of another kind, best first,
each with a score in [0, 1] and an ``Explanation``.
"""

from qiaosearch.matching.features import COUNTERPARTS, WEIGHTS
from qiaosearch.matching.matcher import Matcher

__all__ = ["COUNTERPARTS", "WEIGHTS", "Matcher"]
