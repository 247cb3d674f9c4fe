"""How a voucher code is said: what it takes off, the code, and what it needs, in one phrase."""

from collections.abc import Mapping

from ..core.facts.personal_code import PersonalCode
from . import catalog
from .catalog import Texts
from .closest_language import shipped

# In a language that is not shipped: words of another would stand in the middle of the owner's text.
_NO_WORDS: Texts = {
    "off": "{worth}: {code}",
    "off_shipping": "{code}",
    "free_shipping": "{code}",
    "code_alone": "{code}",
    "promised_off": "{worth}",
    "promised_off_shipping": "{worth}",
    "promised_free_shipping": "100%",
    "promised_code_alone": "%",
    "from_amount": "{offer} (≥ {least})",
    "from_items": "{offer} (≥ {items})",
    "one_item": "{offer}",
    "selected_items": "{offer}",
    "conditions": "{offer}",
}


def template(code: PersonalCode, language: str, *, brief: bool) -> str:
    """The template of the phrase in a language; a brief one leaves out what the code needs.

    A code that is empty is promised: then its worth is said alone.
    """
    own = shipped(language)
    texts = catalog.section(own, "vouchers") if own else _NO_WORDS
    offer = str(texts[code.text_name if code.code else f"promised_{code.text_name}"])
    if brief or code.condition is None:
        return offer
    return str(texts[code.condition]).replace("{offer}", offer)


def words(code: PersonalCode) -> Mapping[str, object]:
    """The words of the template."""
    return {"worth": code.worth, "code": code.code, "least": code.least, "items": code.items}
