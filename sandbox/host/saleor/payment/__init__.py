class ChargeStatus:
    FULLY_CHARGED = "fully-charged"
    PARTIALLY_REFUNDED = "partially-refunded"
    FULLY_REFUNDED = "fully-refunded"


class TransactionKind:
    EXTERNAL = "external"
    REFUND = "refund"


class TransactionEventType:
    REFUND_SUCCESS = "refund_success"
