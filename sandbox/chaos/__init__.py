"""Orders while everything around them dies: what is owed must be shown, once."""
