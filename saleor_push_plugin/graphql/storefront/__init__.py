"""The storefront's part of the GraphQL API."""
