/** Preferences, watches and product views: not needed on every page, so loaded when called. */

import { PushError, recall, remember } from "./browser.js";
import { call, config } from "./shop.js";

/** @import { Method, Preferences } from "./types.js" */

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

/** @type {Method<"enabled">} */
export const enabled = async (shop) => (await config(shop)).enabled;

/** @type {Method<"preferences">} */
export const preferences = async (shop) => {
  const { endpoint } = await recall();
  const known = endpoint ? await call(shop, PREFERENCES, { endpoint }) : null;
  return known && note(known);
};

/** @type {Method<"setPreferences">} */
export const setPreferences = async (shop, change) => {
  const known = await update(shop, change);
  if (!known) return null;
  await note(known);
  shop.changed();
  return known;
};

/** @type {Preferences["update"]} */
export const update = async (shop, input, endpoint) => {
  endpoint ||= (await recall()).endpoint;
  return endpoint ? (await call(shop, UPDATE, { endpoint, input })).preferences : null;
};

/** @type {Method<"watchPrice">} */
export const watchPrice = (shop, id, { target } = {}) => tell(shop, WATCH_PRICE, { id, target });

/** @type {Method<"watchStock">} */
export const watchStock = (shop, id) => tell(shop, WATCH_STOCK, { id });

/** @type {Method<"unwatch">} */
export const unwatch = (shop, id) => tell(shop, UNWATCH, { id });

/** @type {Method<"viewed">} */
export const viewed = async (shop, id) =>
  Boolean((await recall()).endpoint) && tell(shop, VIEWED, { id });

/** @type {Preferences["tell"]} */
const tell = async (shop, document, values) => {
  const { endpoint } = await recall();
  if (!endpoint) {
    const message = "Subscribe first: `await push.ask()`, in the same click.";
    throw new PushError({ code: "NOT_SUBSCRIBED", message });
  }
  const { channel } = shop.options;
  const { subscription } = await call(shop, document, { endpoint, channel, ...values });
  if (subscription) await note(subscription);
  return true;
};

/** @type {Preferences["note"]} */
const note = async (known) => {
  const { topics, pausedUntil } = known;
  await remember({ topics, pausedUntil });
  return known;
};
