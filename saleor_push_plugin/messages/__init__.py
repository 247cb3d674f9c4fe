"""Texts by language: shipped, and the owner's own."""
