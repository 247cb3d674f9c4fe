class PromotionType:
    CATALOGUE = "catalogue"
    ORDER = "order"


class RewardValueType:
    FIXED = "fixed"
    PERCENTAGE = "percentage"


class DiscountValueType:
    FIXED = "fixed"
    PERCENTAGE = "percentage"


class VoucherType:
    SHIPPING = "shipping"
    ENTIRE_ORDER = "entire_order"
    SPECIFIC_PRODUCT = "specific_product"


class DiscountType:
    PROMOTION = "promotion"
    VOUCHER = "voucher"
    MANUAL = "manual"
