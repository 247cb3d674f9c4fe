"""Segments of people: stored by staff, and compiled to SQL for whoever addresses them."""
