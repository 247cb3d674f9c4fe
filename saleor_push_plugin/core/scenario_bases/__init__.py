"""Bases of scenarios that differ only in their words."""
