"""Who takes part in which experiment, who is held out, and what the arms have brought."""
