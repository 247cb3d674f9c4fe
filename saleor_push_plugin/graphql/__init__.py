"""The counter where storefronts are served: our own small schema beside Saleor's."""
