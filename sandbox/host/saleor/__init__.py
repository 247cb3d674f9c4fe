"""A doll's house of Saleor: the slice of its Python surface a plugin touches.

Names, fields and signatures are Saleor's; what stands behind them is our own and as small
as the tests and the demo allow. `tests/contract/` holds every name here against a real Saleor.
"""

__version__ = "3.23.0"
