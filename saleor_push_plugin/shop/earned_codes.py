"""Name whom a voucher code is owed to, so that the same milestone earns no second one."""

from ..core.person import user_key
from ..settings import signing
from .email_addresses import normalized

PURPOSE = "code_owner"


def code_owners(*, user_id: int | None = None, email: str = "") -> list[str]:
    """Return the names of a buyer: by account, and by e-mail as guests have it.

    The e-mail is named by a hash with a key of the shop's, so that our table does not tell it.
    """
    by_account = [] if user_id is None else [user_key(user_id)]
    return by_account + ([signing.sign(PURPOSE, normalized(email).encode()).hex()] if email else [])
