"""The staff's part of the GraphQL API."""
