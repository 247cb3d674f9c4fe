"""What happens behind the counter: the shop's GraphQL, and the hooks each action calls."""
