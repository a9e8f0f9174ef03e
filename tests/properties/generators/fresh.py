"""The usual random choices of Hypothesis; being a provider of its own keeps the engine from mutating what it has drawn."""

from hypothesis.internal.conjecture.providers import HypothesisProvider


class FreshProvider(HypothesisProvider):
    """Draws every example afresh."""
