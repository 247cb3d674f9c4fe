"""Values that scenarios and templates work with, read from the shop elsewhere."""
