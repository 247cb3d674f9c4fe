"""What the tests ask a shop to do, in Saleor's own GraphQL: one document per action.

The same text is sent to a real Saleor and to the sandbox, so every field named here is one
the sandbox has to have. Ask for no more than a test reads.
"""

# The storefront's side: what a shopper's page sends.

ACCOUNT_REGISTER = """
mutation AccountRegister($input: AccountRegisterInput!) {
  accountRegister(input: $input) {
    errors { field message code }
  }
}
"""

TOKEN_CREATE = """
mutation TokenCreate($email: String!, $password: String!) {
  tokenCreate(email: $email, password: $password) {
    token
    user { id }
    errors { field message code }
  }
}
"""

CHECKOUT_CREATE = """
mutation CheckoutCreate($input: CheckoutCreateInput!) {
  checkoutCreate(input: $input) {
    checkout { id }
    errors { field message code }
  }
}
"""

CHECKOUT_SHOW = """
query Checkout($id: ID!) {
  checkout(id: $id) { totalPrice { gross { amount } } }
}
"""

CHECKOUT_LINES_UPDATE = """
mutation CheckoutLinesUpdate($id: ID!, $lines: [CheckoutLineUpdateInput!]!) {
  checkoutLinesUpdate(id: $id, lines: $lines) {
    errors { field message code }
  }
}
"""

CHECKOUT_DELIVERY_METHOD_UPDATE = """
mutation CheckoutDeliveryMethodUpdate($id: ID!, $deliveryMethodId: ID!) {
  checkoutDeliveryMethodUpdate(id: $id, deliveryMethodId: $deliveryMethodId) {
    errors { field message code }
  }
}
"""

CHECKOUT_ADD_PROMO_CODE = """
mutation CheckoutAddPromoCode($id: ID!, $code: String!) {
  checkoutAddPromoCode(id: $id, promoCode: $code) {
    errors { field message code }
  }
}
"""

CHECKOUT_COMPLETE = """
mutation CheckoutComplete($id: ID!) {
  checkoutComplete(id: $id) {
    order {
      id
      number
      total { gross { amount currency } }
      lines { id quantity }
    }
    errors { field message code }
  }
}
"""

# The back office's side: what the Dashboard sends, with a staff token.

ORDER_FULFILL = """
mutation OrderFulfill($order: ID!, $input: OrderFulfillInput!) {
  orderFulfill(order: $order, input: $input) {
    fulfillments { id }
    errors { field message code }
  }
}
"""

ORDER_FULFILLMENT_UPDATE_TRACKING = """
mutation OrderFulfillmentUpdateTracking($id: ID!, $input: FulfillmentUpdateTrackingInput!) {
  orderFulfillmentUpdateTracking(id: $id, input: $input) {
    errors { field message code }
  }
}
"""

ORDER_CANCEL = """
mutation OrderCancel($id: ID!) {
  orderCancel(id: $id) {
    errors { field message code }
  }
}
"""

ORDER_CONFIRM = """
mutation OrderConfirm($id: ID!) {
  orderConfirm(id: $id) {
    errors { field message code }
  }
}
"""

ORDER_FULFILLMENT_APPROVE = """
mutation OrderFulfillmentApprove($id: ID!, $notify: Boolean!) {
  orderFulfillmentApprove(id: $id, notifyCustomer: $notify) {
    errors { field message code }
  }
}
"""

ORDER_REFUND = """
mutation OrderRefund($id: ID!, $amount: PositiveDecimal!) {
  orderRefund(id: $id, amount: $amount) {
    errors { field message code }
  }
}
"""

UPDATE_METADATA = """
mutation UpdateMetadata($id: ID!, $input: [MetadataInput!]!) {
  updateMetadata(id: $id, input: $input) {
    errors { field message code }
  }
}
"""

SHOP_SETTINGS_UPDATE = """
mutation ShopSettingsUpdate($input: ShopSettingsInput!) {
  shopSettingsUpdate(input: $input) {
    errors { field message code }
  }
}
"""

ORDER_MARK_AS_PAID = """
mutation OrderMarkAsPaid($id: ID!) {
  orderMarkAsPaid(id: $id) {
    errors { field message code }
  }
}
"""

PRODUCT_VARIANT_CHANNEL_LISTING_UPDATE = """
mutation ProductVariantChannelListingUpdate(
  $id: ID!
  $input: [ProductVariantChannelListingAddInput!]!
) {
  productVariantChannelListingUpdate(id: $id, input: $input) {
    errors { field message code }
  }
}
"""

PRODUCT_VARIANT_STOCKS_UPDATE = """
mutation ProductVariantStocksUpdate($variantId: ID!, $stocks: [StockInput!]!) {
  productVariantStocksUpdate(variantId: $variantId, stocks: $stocks) {
    errors { field message code }
  }
}
"""

PRODUCT_TRANSLATE = """
mutation ProductTranslate($id: ID!, $language: LanguageCodeEnum!, $input: TranslationInput!) {
  productTranslate(id: $id, languageCode: $language, input: $input) {
    errors { field message code }
  }
}
"""

PRODUCT_VARIANT_TRANSLATE = """
mutation ProductVariantTranslate(
  $id: ID!
  $language: LanguageCodeEnum!
  $input: NameTranslationInput!
) {
  productVariantTranslate(id: $id, languageCode: $language, input: $input) {
    errors { field message code }
  }
}
"""

PROMOTION_CREATE = """
mutation PromotionCreate($input: PromotionCreateInput!) {
  promotionCreate(input: $input) {
    promotion { id }
    errors { field message code }
  }
}
"""

VOUCHER_CREATE = """
mutation VoucherCreate($input: VoucherInput!) {
  voucherCreate(input: $input) {
    voucher { id }
    errors { field message code }
  }
}
"""

GIFT_CARD_CREATE = """
mutation GiftCardCreate($input: GiftCardCreateInput!) {
  giftCardCreate(input: $input) {
    giftCard { id }
    errors { field message code }
  }
}
"""

GIFT_CARD_RESEND = """
mutation GiftCardResend($input: GiftCardResendInput!) {
  giftCardResend(input: $input) {
    giftCard { id }
    errors { field message code }
  }
}
"""

VOUCHER_CHANNEL_LISTING_UPDATE = """
mutation VoucherChannelListingUpdate($id: ID!, $input: VoucherChannelListingInput!) {
  voucherChannelListingUpdate(id: $id, input: $input) {
    errors { field message code }
  }
}
"""

CUSTOMER_DELETE = """
mutation CustomerDelete($id: ID!) {
  customerDelete(id: $id) {
    errors { field message code }
  }
}
"""

PLUGIN_UPDATE = """
mutation PluginUpdate($id: ID!, $channel: ID, $input: PluginUpdateInput!) {
  pluginUpdate(id: $id, channelId: $channel, input: $input) {
    plugin {
      globalConfiguration {
        active
        configuration { name value }
      }
      channelConfigurations {
        active
        channel { id }
        configuration { name value }
      }
    }
    errors { field message code }
  }
}
"""

CHANNEL_UPDATE = """
mutation ChannelUpdate($id: ID!, $input: ChannelUpdateInput!) {
  channelUpdate(id: $id, input: $input) {
    errors { field message code }
  }
}
"""

CHANNEL_DELETE = """
mutation ChannelDelete($id: ID!, $input: ChannelDeleteInput) {
  channelDelete(id: $id, input: $input) {
    errors { field message code }
  }
}
"""
