"""The plugin's form in the Dashboard: its fields and their validation."""
