"""The mathematics of experiments and of the hold-out: pure functions on counts and sums."""
