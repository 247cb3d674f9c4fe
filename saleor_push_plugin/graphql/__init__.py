"""The plugin's GraphQL API for storefronts, staff and apps: a schema beside Saleor's."""
