class OrderStatus:
    DRAFT = "draft"
    UNCONFIRMED = "unconfirmed"
    UNFULFILLED = "unfulfilled"
    PARTIALLY_FULFILLED = "partially fulfilled"
    FULFILLED = "fulfilled"
    PARTIALLY_RETURNED = "partially_returned"
    RETURNED = "returned"
    CANCELED = "canceled"
    EXPIRED = "expired"


class OrderOrigin:
    CHECKOUT = "checkout"
    DRAFT = "draft"
    REISSUE = "reissue"
    BULK_CREATE = "bulk_create"


class OrderChargeStatus:
    NONE = "none"
    FULL = "full"


class FulfillmentStatus:
    FULFILLED = "fulfilled"
    REFUNDED = "refunded"
    RETURNED = "returned"
    REFUNDED_AND_RETURNED = "refunded_and_returned"
    CANCELED = "canceled"
    WAITING_FOR_APPROVAL = "waiting_for_approval"


class OrderEvents:
    PLACED = "placed"
    CONFIRMED = "confirmed"
    CANCELED = "canceled"
    ORDER_MARKED_AS_PAID = "order_marked_as_paid"
    FULFILLMENT_FULFILLED_ITEMS = "fulfillment_fulfilled_items"
    FULFILLMENT_AWAITS_APPROVAL = "fulfillment_awaits_approval"
    TRACKING_UPDATED = "tracking_updated"
    EMAIL_SENT = "email_sent"
    PAYMENT_REFUNDED = "payment_refunded"


class OrderEventsEmails:
    FULFILLMENT = "fulfillment_confirmation"
    TRACKING_UPDATED = "tracking_updated"
