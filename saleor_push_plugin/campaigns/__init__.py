"""Campaigns: what staff write and do, the recipients that are frozen, and what becomes of them."""
