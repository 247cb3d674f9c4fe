/** Preferences, watches and product views: not needed on every page, so loaded when called. */

import { call, config, currentToken, facts } from "./api.js";
import { proven, PushError, recall, remember } from "./browser.js";

/** @import { Method, Preferences } from "./types.js" */

const KNOWN = "topics pausedUntil weeklyLimit objectsToSegmentation language timeZone languages";
const DONE = "subscription { topics pausedUntil } errors { field code message }";
const PREFERENCES = `query($endpoint: String!, $proof: String) {
  pushPreferences(endpoint: $endpoint, proof: $proof) { ${KNOWN} }
}`;
const UPDATE = `mutation($endpoint: String!, $proof: String, $input: PushPreferencesInput!) {
  pushPreferencesUpdate(endpoint: $endpoint, proof: $proof, input: $input) { preferences { ${KNOWN} } ${DONE} }
}`;
const WATCH_PRICE = `mutation($endpoint: String!, $proof: String, $id: ID!, $channel: String!, $target: Float) {
  pushWatchPrice(endpoint: $endpoint, proof: $proof, variantId: $id, channel: $channel, target: $target) { ${DONE} }
}`;
const WATCH_STOCK = `mutation($endpoint: String!, $proof: String, $id: ID!, $channel: String!) {
  pushWatchStock(endpoint: $endpoint, proof: $proof, variantId: $id, channel: $channel) { ${DONE} }
}`;
const UNWATCH = `mutation($endpoint: String!, $proof: String, $id: ID!) {
  pushUnwatch(endpoint: $endpoint, proof: $proof, variantId: $id) { ${DONE} }
}`;
const VIEWED = `mutation($endpoint: String!, $proof: String, $id: ID!) {
  pushProductViewed(endpoint: $endpoint, proof: $proof, productId: $id) { ${DONE} }
}`;

const OFFERS = `query($channel: String!, $language: String) {
  pushConfig(channel: $channel) { offers { kind text(language: $language) needsAccount endsAt } }
}`;

/** @type {Method<"offers">} */
export const offers = async (shop, language = facts(shop).language) => {
  const { channel } = shop.options;
  return (await call(shop, OFFERS, { channel, language })).offers;
};

/** @type {Method<"enabled">} */
export const enabled = async (shop) => (await config(shop)).enabled;

/** @type {Method<"preferences">} */
export const preferences = async (shop) => {
  const me = await recall();
  const known = me.endpoint ? await call(shop, PREFERENCES, proven(me)) : null;
  if (known) await note(known);
  return known;
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
export const update = async (shop, input) => {
  const me = await recall();
  if (!me.endpoint) return null;
  return (await call(shop, UPDATE, { ...proven(me), input }, await currentToken(shop))).preferences;
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
  const me = await recall();
  if (!me.endpoint) {
    const message = "Subscribe first: `await push.ask()`, in the same click.";
    throw new PushError({ code: "NOT_SUBSCRIBED", message });
  }
  const { channel } = shop.options;
  const { subscription } = await call(shop, document, { ...proven(me), channel, ...values });
  if (subscription) await note(subscription);
  return true;
};

/** @type {Preferences["note"]} */
const note = ({ topics, pausedUntil }) => remember({ topics, pausedUntil });
