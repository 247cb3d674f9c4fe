"""Values and rules. Standard library only: no Django, no clock, no I/O."""
