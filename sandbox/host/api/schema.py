import graphene

from . import (
    accounts,
    channels,
    checkouts,
    fulfilling,
    gift_cards,
    office,
    orders,
    plugins,
    products,
    promotions,
    settling,
    translations,
    vouchers,
)
from .queries import Query


class Mutation(graphene.ObjectType):
    account_register = accounts.AccountRegister.Field()
    token_create = accounts.CreateToken.Field()
    customer_delete = accounts.CustomerDelete.Field()
    checkout_create = checkouts.CheckoutCreate.Field()
    checkout_lines_update = checkouts.CheckoutLinesUpdate.Field()
    checkout_delivery_method_update = checkouts.CheckoutDeliveryMethodUpdate.Field()
    checkout_complete = checkouts.CheckoutComplete.Field()
    checkout_add_promo_code = checkouts.CheckoutAddPromoCode.Field()
    voucher_create = vouchers.VoucherCreate.Field()
    voucher_channel_listing_update = vouchers.VoucherChannelListingUpdate.Field()
    gift_card_create = gift_cards.GiftCardCreate.Field()
    gift_card_resend = gift_cards.GiftCardResend.Field()
    promotion_create = promotions.PromotionCreate.Field()
    order_confirm = orders.OrderConfirm.Field()
    order_cancel = orders.OrderCancel.Field()
    order_fulfill = fulfilling.OrderFulfill.Field()
    order_fulfillment_approve = fulfilling.FulfillmentApprove.Field()
    order_fulfillment_update_tracking = fulfilling.FulfillmentUpdateTracking.Field()
    order_mark_as_paid = settling.OrderMarkAsPaid.Field()
    order_refund = settling.OrderRefund.Field()
    shop_settings_update = office.ShopSettingsUpdate.Field()
    update_metadata = office.UpdateMetadata.Field()
    product_variant_channel_listing_update = products.ProductVariantChannelListingUpdate.Field()
    product_variant_stocks_update = products.ProductVariantStocksUpdate.Field()
    product_translate = translations.ProductTranslate.Field()
    product_variant_translate = translations.ProductVariantTranslate.Field()
    channel_update = channels.ChannelUpdate.Field()
    channel_delete = channels.ChannelDelete.Field()
    plugin_update = plugins.PluginUpdate.Field()


schema = graphene.Schema(query=Query, mutation=Mutation)
