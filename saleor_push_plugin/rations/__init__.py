"""Rations: how much of something may be used a minute, counted for all processes together."""
