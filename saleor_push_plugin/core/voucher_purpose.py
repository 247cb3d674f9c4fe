"""What personal voucher codes are for: the owner configures a voucher for each purpose."""

from enum import StrEnum


class VoucherPurpose(StrEnum):
    """A purpose of personal voucher codes. The owner configures a voucher for each."""

    SHIPPING = "shipping"
    BROWSE = "browse"
    LOYALTY = "loyalty"
    WIN_BACK = "win_back"
    WELCOME = "welcome"
    INSTALL = "install"

    @property
    def field(self) -> str:
        """The name of the Dashboard field for the voucher, also in the saved configuration."""
        return f"{self}_voucher"
