"""Web Push automation for shops that run Saleor."""

__version__ = "0.1.0"
