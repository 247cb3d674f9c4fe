// Buying through Saleor's own API: the same documents any storefront sends.

const PRODUCTS = `query Products($channel: String!) {
  products(first: 12, channel: $channel) {
    edges { node { id name slug variants {
      id name sku pricing { price { gross { amount currency } } }
    } } }
  }
}`;
const REGISTER = `mutation AccountRegister($input: AccountRegisterInput!) {
  accountRegister(input: $input) { errors { field message code } }
}`;
const TOKEN = `mutation TokenCreate($email: String!, $password: String!) {
  tokenCreate(email: $email, password: $password) { token errors { field message code } }
}`;
const CHECKOUT = `mutation CheckoutCreate($input: CheckoutCreateInput!) {
  checkoutCreate(input: $input) {
    checkout { id shippingMethods { id name } }
    errors { field message code }
  }
}`;
const DELIVERY = `mutation CheckoutDeliveryMethodUpdate($id: ID!, $deliveryMethodId: ID!) {
  checkoutDeliveryMethodUpdate(id: $id, deliveryMethodId: $deliveryMethodId) {
    errors { field message code }
  }
}`;
const COMPLETE = `mutation CheckoutComplete($id: ID!) {
  checkoutComplete(id: $id) { order { id } errors { field message code } }
}`;
const ORDER = `query Order($id: ID!) {
  order(id: $id) {
    number
    shippingMethodName
    shippingPrice { gross { amount currency } }
    total { gross { amount currency } }
    lines { id productName variantName quantity totalPrice { gross { amount currency } } }
  }
}`;

export function connect({ apiUrl, channel }, getToken) {
  async function ask(query, variables) {
    const token = getToken();
    const headers = { "Content-Type": "application/json" };
    if (token) headers.Authorization = `Bearer ${token}`;
    const body = JSON.stringify({ query, variables });
    const answer = await (await fetch(apiUrl, { method: "POST", headers, body })).json();
    if (answer.errors) throw new Error(answer.errors[0].message);
    const [payload] = Object.values(answer.data);
    if (payload && payload.errors && payload.errors.length) throw new Error(payload.errors[0].message);
    return payload;
  }

  async function products() {
    const { edges } = await ask(PRODUCTS, { channel });
    return edges.flatMap(({ node }) => node.variants.slice(0, 1).map((variant) => item(node, variant)));
  }

  const register = (email, password) => ask(REGISTER, { input: { email, password, channel } });

  const token = async (email, password) => (await ask(TOKEN, { email, password })).token;

  /** `started` hears the checkout's id before it becomes an order. */
  async function buy({ lines, email, address, language }, started) {
    const places = { shippingAddress: address, billingAddress: address };
    const input = { channel, lines, email, languageCode: language.toUpperCase(), ...places };
    const { checkout } = await ask(CHECKOUT, { input });
    await started(checkout.id);
    const [method] = checkout.shippingMethods;
    await ask(DELIVERY, { id: checkout.id, deliveryMethodId: method.id });
    return (await ask(COMPLETE, { id: checkout.id })).order.id;
  }

  const order = (id) => ask(ORDER, { id });

  return { products, register, token, buy, order };
}

const item = (product, variant) => ({
  id: variant.id,
  name: product.name,
  size: variant.name,
  price: variant.pricing.price.gross,
});
