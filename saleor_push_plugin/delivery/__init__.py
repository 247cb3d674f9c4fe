"""Turns events into notifications and sends them: planner, eligibility, rendering, worker."""
