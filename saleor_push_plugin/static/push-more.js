/**
 * The part of push.js that most pages never need: preferences, watching, looking.
 * push.js imports it when one of its methods is first called.
 */

import { PushError } from "./push.js";

const KNOWN = "topics pausedUntil weeklyLimit language timeZone languages";
const DONE = "subscription { topics pausedUntil } errors { field code message }";
const PREFERENCES = `query($endpoint: String!) {
  pushPreferences(endpoint: $endpoint) { ${KNOWN} }
}`;
const UPDATE = `mutation($endpoint: String!, $input: PushPreferencesInput!) {
  pushPreferencesUpdate(endpoint: $endpoint, input: $input) { preferences { ${KNOWN} } ${DONE} }
}`;
const WATCH_PRICE = `mutation($endpoint: String!, $id: ID!, $channel: String!, $target: Float) {
  pushWatchPrice(endpoint: $endpoint, variantId: $id, channel: $channel, target: $target) {
    ${DONE}
  }
}`;
const WATCH_STOCK = `mutation($endpoint: String!, $id: ID!, $channel: String!) {
  pushWatchStock(endpoint: $endpoint, variantId: $id, channel: $channel) { ${DONE} }
}`;
const UNWATCH = `mutation($endpoint: String!, $id: ID!) {
  pushUnwatch(endpoint: $endpoint, variantId: $id) { ${DONE} }
}`;

const VIEWED = `mutation($endpoint: String!, $id: ID!) {
  pushProductViewed(endpoint: $endpoint, productId: $id) { ${DONE} }
}`;

/** Whether the shop sends anything: nobody should be asked for nothing. */
export const enabled = async ({ config }) => (await config()).enabled;

/** What the shopper agreed to in this browser; null while it is not subscribed. */
export async function preferences({ call, recall, remember }) {
  const { endpoint } = await recall();
  const known = endpoint ? await call(PREFERENCES, { endpoint }) : null;
  if (known) await note(remember, known);
  return known;
}

/** Changes what is given and leaves the rest; null while this browser is not subscribed. */
export async function setPreferences(shop, input) {
  const known = await update(shop, input);
  if (known) {
    await note(shop.remember, known);
    shop.changed();
  }
  return known;
}

export async function update({ call, recall }, input, endpoint) {
  endpoint = endpoint || (await recall()).endpoint;
  return endpoint ? (await call(UPDATE, { endpoint, input })).preferences : null;
}

export const watchPrice = (shop, id, { target } = {}) => ask(shop, WATCH_PRICE, { id, target });

export const watchStock = (shop, id) => ask(shop, WATCH_STOCK, { id });

export const unwatch = (shop, id) => ask(shop, UNWATCH, { id });

/** False: there is nobody to remember it for, and the shop hears nothing. */
export async function viewed(shop, id) {
  return Boolean((await shop.recall()).endpoint) && ask(shop, VIEWED, { id });
}

/** True; or a PushError, which says NOT_SUBSCRIBED when there is nobody to tell yet. */
async function ask({ call, channel, recall, remember }, document, values) {
  const { endpoint } = await recall();
  if (!endpoint) {
    const message = "Subscribe first: `await push.ask()`, in the same click.";
    throw new PushError({ code: "NOT_SUBSCRIBED", message });
  }
  const { subscription } = await call(document, { endpoint, channel, ...values });
  if (subscription) await note(remember, subscription);
  return true;
}

const note = (remember, { topics, pausedUntil }) =>
  remember((now) => ({ ...now, topics, pausedUntil }));
