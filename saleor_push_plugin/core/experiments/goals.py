"""What an experiment is to raise."""

from enum import StrEnum


class Goal(StrEnum):
    """A code that is stored; it decides what a person of an arm brings."""

    # 1 if they clicked.
    CLICK = "click"
    # 1 if they bought anything.
    ORDER = "order"
    # What they bought, net of refunds, in the currency in which most bought.
    REVENUE = "revenue"
