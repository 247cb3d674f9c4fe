/** The shop's push API: what it is asked, and how. */

import { absolute, failure, inTime, PushError, within } from "./browser.js";

/** @import { ShopSide } from "./types.js" */

const ERRORS = "errors { field code message }";
const SUBSCRIPTION = `secret ${ERRORS} subscription {
  id endpoint channel language timeZone createdAt isCustomerAttached topics pausedUntil
}`;
const CONFIG = `query($channel: String!) {
  pushConfig(channel: $channel) { enabled vapidPublicKey }
}`;
export const SUBSCRIBE = `mutation($proof: String, $input: PushSubscribeInput!) {
  pushSubscribe(proof: $proof, input: $input) { ${SUBSCRIPTION} }
}`;
export const RENEW = `mutation($endpoint: String!, $proof: String, $input: PushSubscribeInput!) {
  pushSubscriptionRenew(oldEndpoint: $endpoint, proof: $proof, input: $input) { ${SUBSCRIPTION} }
}`;
export const UNSUBSCRIBE = `mutation($endpoint: String!, $proof: String, $reason: PushUnsubscribeReasonEnum) {
  pushUnsubscribe(endpoint: $endpoint, proof: $proof, reason: $reason) { ${ERRORS} }
}`;
export const ATTACH = `mutation($endpoint: String!, $proof: String, $checkoutId: ID) {
  pushCustomerAttach(endpoint: $endpoint, proof: $proof, checkoutId: $checkoutId) { subscription { topics } ${ERRORS} }
}`;
export const DETACH = `mutation($endpoint: String!, $proof: String) {
  pushCustomerDetach(endpoint: $endpoint, proof: $proof) { ${ERRORS} }
}`;

/** @type {ShopSide["apiUrl"]} */
export const apiUrl = ({ options }) =>
  absolute("/plugins/saleor.push/graphql/", absolute(options.apiUrl));

/** @type {ShopSide["config"]} */
export const config = (shop) => call(shop, CONFIG, { channel: shop.options.channel });

/** @type {ShopSide["call"]} */
export const call = async (shop, query, variables, token) => {
  const { errors, data } = await post(apiUrl(shop), { query, variables }, token);
  if (errors) {
    const [{ message, extensions }] = errors;
    throw new PushError({ code: extensions?.exception?.code || "GRAPHQL_ERROR", message });
  }
  const [payload] = Object.values(data);
  if (payload?.errors?.length) throw new PushError(payload.errors[0]);
  return payload;
};

/** @type {ShopSide["post"]} */
const post = (url, body, token) =>
  fetch(url, {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      ...(token && { "Authorization-Bearer": token }),
    },
    body: JSON.stringify(body),
    credentials: "omit",
    signal: within(),
  })
    .then((response) => response.json())
    .catch(failure("NETWORK", url));

/** @type {ShopSide["unlessGone"]} */
export const unlessGone = (error) => {
  if (error.code !== "NOT_FOUND") throw error;
};

// A token that cannot be fetched, or not in time, is none.
/** @type {ShopSide["currentToken"]} */
export const currentToken = async ({ options, session }) =>
  (await inTime(Promise.resolve().then(options.getToken)).catch(() => {})) || session;

/** @type {ShopSide["facts"]} */
export const facts = ({ options: { channel, language } }) => ({
  channel,
  language: language || document.documentElement.lang || navigator.language,
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
});
