"""The conditions of segments as SQL, and a predicate as one condition of a statement."""

from .compiling import Compiled, NotInThisShopError, compiled, parts

__all__ = ["Compiled", "NotInThisShopError", "compiled", "parts"]
