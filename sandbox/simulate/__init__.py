"""A week of a shop with thousands of shoppers, in minutes, and somebody who checks it."""
