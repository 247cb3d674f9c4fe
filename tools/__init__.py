"""What stands behind the make targets."""
