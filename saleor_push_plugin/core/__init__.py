"""The study: what a push is and when it may go. Standard library only; no Django, no clock."""
