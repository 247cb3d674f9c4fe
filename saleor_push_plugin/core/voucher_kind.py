"""What personal voucher codes are given away for."""

from enum import StrEnum


class VoucherKind(StrEnum):
    """Why somebody gets a code of their own; the owner names a voucher for each."""

    SHIPPING = "shipping"
    BROWSE = "browse"
    LOYALTY = "loyalty"
    WIN_BACK = "win_back"

    @property
    def field(self) -> str:
        """The Dashboard field with the voucher's name, also in the saved configuration."""
        return f"{self}_voucher"
