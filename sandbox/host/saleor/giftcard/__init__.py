class GiftCardEvents:
    BOUGHT = "bought"
    USED_IN_ORDER = "used_in_order"
