"""A small shop to try the plugin in: plain pages that buy through Saleor's API."""

from .serve import Storefront

__all__ = ["Storefront"]
