"""Queries and mutations for staff and apps."""
