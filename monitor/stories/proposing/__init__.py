"""Proposes what a beginner cannot know: the watch for an article, tried on what feeds carry. Pure."""
