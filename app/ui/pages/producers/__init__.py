"""Producers, their products and the ideas for them: the lists, and the form of a producer."""
