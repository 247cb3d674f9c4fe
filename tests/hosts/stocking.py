"""The staff mutations that fill a real shop's shelves. The sandbox never sees these."""

SHOP_SETTINGS_UPDATE = """
mutation ShopSettingsUpdate($input: ShopSettingsInput!) {
  shopSettingsUpdate(input: $input) {
    errors { field message code }
  }
}
"""

CREATE_WAREHOUSE = """
mutation CreateWarehouse($input: WarehouseCreateInput!) {
  createWarehouse(input: $input) {
    warehouse { id }
    errors { field message code }
  }
}
"""

CHANNEL_CREATE = """
mutation ChannelCreate($input: ChannelCreateInput!) {
  channelCreate(input: $input) {
    channel { id }
    errors { field message code }
  }
}
"""

SHIPPING_ZONE_CREATE = """
mutation ShippingZoneCreate($input: ShippingZoneCreateInput!) {
  shippingZoneCreate(input: $input) {
    shippingZone { id }
    errors { field message code }
  }
}
"""

SHIPPING_PRICE_CREATE = """
mutation ShippingPriceCreate($input: ShippingPriceInput!) {
  shippingPriceCreate(input: $input) {
    shippingMethod { id }
    errors { field message code }
  }
}
"""

SHIPPING_METHOD_CHANNEL_LISTING_UPDATE = """
mutation ShippingMethodChannelListingUpdate(
  $id: ID!
  $input: ShippingMethodChannelListingInput!
) {
  shippingMethodChannelListingUpdate(id: $id, input: $input) {
    errors { field message code }
  }
}
"""

PRODUCT_TYPE_CREATE = """
mutation ProductTypeCreate($input: ProductTypeInput!) {
  productTypeCreate(input: $input) {
    productType { id }
    errors { field message code }
  }
}
"""

CATEGORY_CREATE = """
mutation CategoryCreate($input: CategoryInput!) {
  categoryCreate(input: $input) {
    category { id }
    errors { field message code }
  }
}
"""

PRODUCT_CREATE = """
mutation ProductCreate($input: ProductCreateInput!) {
  productCreate(input: $input) {
    product { id }
    errors { field message code }
  }
}
"""

PRODUCT_CHANNEL_LISTING_UPDATE = """
mutation ProductChannelListingUpdate($id: ID!, $input: ProductChannelListingUpdateInput!) {
  productChannelListingUpdate(id: $id, input: $input) {
    errors { field message code }
  }
}
"""

PRODUCT_VARIANT_CREATE = """
mutation ProductVariantCreate($input: ProductVariantCreateInput!) {
  productVariantCreate(input: $input) {
    productVariant { id }
    errors { field message code }
  }
}
"""

SHELVES = """
query Shelves($channel: String!) {
  channels { id slug currencyCode }
  warehouses(first: 10) { edges { node { id name } } }
  shippingZones(first: 10) { edges { node { shippingMethods { id name } } } }
  products(first: 10, channel: $channel) {
    edges { node { id name variants { id name sku } } }
  }
}
"""
