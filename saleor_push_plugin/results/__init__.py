"""What notifications have brought: sums by day, their recount from the rows, and queries."""
