from typing import Any


class PermissionDenied(Exception):
    def __init__(self, message: str | None = None, *, permissions: Any = None) -> None:
        super().__init__(message or "To access this path, you need more permissions.")
        self.permissions = permissions
