"""The HTTP endpoint of the GraphQL API: request, execution, limits and errors."""
