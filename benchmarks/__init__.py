"""What the plugin costs a shop, and how fast it is: ratios and times, never bounds to assert."""
