import graphene

from . import accounts, checkouts, orders, plugins, products
from .queries import Query


class Mutation(graphene.ObjectType):
    account_register = accounts.AccountRegister.Field()
    token_create = accounts.CreateToken.Field()
    customer_delete = accounts.CustomerDelete.Field()
    checkout_create = checkouts.CheckoutCreate.Field()
    checkout_lines_update = checkouts.CheckoutLinesUpdate.Field()
    checkout_delivery_method_update = checkouts.CheckoutDeliveryMethodUpdate.Field()
    checkout_complete = checkouts.CheckoutComplete.Field()
    order_fulfill = orders.OrderFulfill.Field()
    order_fulfillment_update_tracking = orders.FulfillmentUpdateTracking.Field()
    order_cancel = orders.OrderCancel.Field()
    order_mark_as_paid = orders.OrderMarkAsPaid.Field()
    product_variant_channel_listing_update = products.ProductVariantChannelListingUpdate.Field()
    product_variant_stocks_update = products.ProductVariantStocksUpdate.Field()
    plugin_update = plugins.PluginUpdate.Field()


schema = graphene.Schema(query=Query, mutation=Mutation)
