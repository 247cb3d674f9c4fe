"""The window: the only place, with the doors, that reads Saleor's own tables."""
