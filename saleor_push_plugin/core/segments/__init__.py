"""Predicates over people: which conditions there are, and how they are written and checked."""
