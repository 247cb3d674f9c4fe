class ShippingMethodType:
    PRICE_BASED = "price"
    WEIGHT_BASED = "weight"
