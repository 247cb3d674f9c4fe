"""`make demo`: a shop, its storefront and a browser, and the way from an order to the screen."""
