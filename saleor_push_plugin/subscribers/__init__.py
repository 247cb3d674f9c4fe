"""Push subscriptions, their owners' consent, and what they watch."""
