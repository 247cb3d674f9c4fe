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

/** @typedef {{ amount: number, currency: string }} Money */
/** @typedef {{ id: string, name: string, size: string, price: Money }} Item */
/** @typedef {{ variantId: string, quantity: number }} OrderLine */
/** @typedef {{ lines: OrderLine[], email: string, address: object, language: string }} Purchase */
/** @typedef {ReturnType<typeof connect>} Saleor */

/**
 * @param {{ apiUrl: string, channel: string }} config
 * @param {() => string | null} getToken
 */
export function connect({ apiUrl, channel }, getToken) {
  const ask = (/** @type {string} */ query, /** @type {object} */ variables) =>
    request(apiUrl, getToken(), { query, variables });

  /** @returns {Promise<Item[]>} */
  const products = async () =>
    (await ask(PRODUCTS, { channel })).edges.flatMap((/** @type {any} */ { node }) =>
      node.variants.slice(0, 1).map((/** @type {any} */ variant) => item(node, variant)),
    );

  const register = (/** @type {string} */ email, /** @type {string} */ password) =>
    ask(REGISTER, { input: { email, password, channel } });

  /** @type {(email: string, password: string) => Promise<string>} */
  const token = async (email, password) => (await ask(TOKEN, { email, password })).token;

  const order = (/** @type {string} */ id) => ask(ORDER, { id });

  return { products, register, token, buy: buying(ask, channel), order };
}

/**
 * Buys; `started` hears the checkout's id before it becomes an order.
 * @param {(query: string, variables: object) => Promise<any>} ask
 * @param {string} channel
 */
const buying =
  (ask, channel) =>
  async (
    /** @type {Purchase} */ { lines, email, address, language },
    /** @type {(checkout: string) => unknown} */ started,
  ) => {
    const places = { shippingAddress: address, billingAddress: address };
    const input = { channel, lines, email, languageCode: language.toUpperCase(), ...places };
    const { checkout } = await ask(CHECKOUT, { input });
    await started(checkout.id);
    const [method] = checkout.shippingMethods;
    await ask(DELIVERY, { id: checkout.id, deliveryMethodId: method.id });
    /** @type {string} */
    const order = (await ask(COMPLETE, { id: checkout.id })).order.id;
    return order;
  };

/**
 * The one field asked for.
 * @param {string} url
 * @param {string | null} token
 * @param {object} question
 * @returns {Promise<any>}
 */
async function request(url, token, question) {
  const headers = {
    "Content-Type": "application/json",
    ...(token && { Authorization: `Bearer ${token}` }),
  };
  const body = JSON.stringify(question);
  const { errors, data } = await (await fetch(url, { method: "POST", headers, body })).json();
  if (errors) throw new Error(errors[0].message);
  /** @type {any[]} */
  const [payload] = Object.values(data);
  if (payload?.errors?.length) throw new Error(payload.errors[0].message);
  return payload;
}

/**
 * @param {any} product
 * @param {any} variant
 * @returns {Item}
 */
const item = (product, variant) => ({
  id: variant.id,
  name: product.name,
  size: variant.name,
  price: variant.pricing.price.gross,
});
