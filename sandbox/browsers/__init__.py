"""Receivers of notifications: real Firefox, real Chromium, and a plain one without either."""
