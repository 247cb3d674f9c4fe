/** What this browser and the shop tell each other, so that the shop has one true subscription. */

import {
  absolute,
  alone,
  currentSubscription,
  DAY,
  displayMode,
  ensureSubscription,
  failure,
  hasKey,
  isSupported,
  isUninstalledOnIos,
  leave,
  PATIENCE,
  permit,
  proven,
  PushError,
  recall,
  remember,
  subject,
} from "./browser.js";

/** @import { Method, ShopSide, SubscribeInput } from "./types.js" */

const OPTIONAL = ["checkoutId", "language", "timeZone"];
const ERRORS = "errors { field code message }";
const SUBSCRIPTION = `
  secret
  subscription {
    id endpoint channel language timeZone createdAt isCustomerAttached topics pausedUntil
  }
  ${ERRORS}`;
const CONFIG = `query($channel: String!) {
  pushConfig(channel: $channel) { enabled vapidPublicKey }
}`;
const SUBSCRIBE = `mutation($proof: String, $input: PushSubscribeInput!) {
  pushSubscribe(proof: $proof, input: $input) { ${SUBSCRIPTION} }
}`;
const RENEW = `mutation($endpoint: String!, $proof: String, $input: PushSubscribeInput!) {
  pushSubscriptionRenew(oldEndpoint: $endpoint, proof: $proof, input: $input) { ${SUBSCRIPTION} }
}`;
const UNSUBSCRIBE = `mutation($endpoint: String!, $proof: String, $reason: PushUnsubscribeReasonEnum) {
  pushUnsubscribe(endpoint: $endpoint, proof: $proof, reason: $reason) { ${ERRORS} }
}`;
const ATTACH = `mutation($endpoint: String!, $proof: String, $checkoutId: ID) {
  pushCustomerAttach(endpoint: $endpoint, proof: $proof, checkoutId: $checkoutId) { subscription { topics } ${ERRORS} }
}`;
const DETACH = `mutation($endpoint: String!, $proof: String) {
  pushCustomerDetach(endpoint: $endpoint, proof: $proof) { ${ERRORS} }
}`;
// The shop takes this subscription no more; it takes a new one.
const OVER = ["UNPROVEN", "GONE"];

// Asking the shop

/** @type {ShopSide["apiUrl"]} */
const apiUrl = ({ options }) =>
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
    signal: AbortSignal.timeout?.(PATIENCE),
  })
    .then((response) => response.json())
    .catch(failure("NETWORK", url));

/** @type {ShopSide["unlessGone"]} */
const unlessGone = (error) => {
  if (error.code !== "NOT_FOUND") throw error;
};

// A token that cannot be fetched is none.
/** @type {ShopSide["currentToken"]} */
export const currentToken = async ({ options, session }) =>
  (await Promise.resolve().then(options.getToken).catch(() => {})) || session;

/** @type {ShopSide["facts"]} */
const facts = ({ options: { channel, language } }) => ({
  channel,
  language: language || document.documentElement.lang || navigator.language,
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
});

// Subscribing and leaving

/** @type {Method<"state">} */
export const state = async ({ options }) => {
  if (!isSupported()) return isUninstalledOnIos() ? "needs-install" : "unsupported";
  if (Notification.permission === "denied") return "denied";
  const [me, subscription] = await Promise.all([recall(), currentSubscription(options)]);
  const isOurs = subscription && subscription.endpoint === me.endpoint;
  if (!isOurs || Notification.permission !== "granted") return "default";
  return Date.parse(me.pausedUntil || "") > Date.now() ? "paused" : "subscribed";
};

/** @type {Method<"subscribe">} */
export const subscribe = async (shop, choice) => {
  await permit();
  const known = await alone(async () => {
    const { enabled, vapidPublicKey } = await config(shop);
    if (!enabled) throw new PushError({ code: "DISABLED", message: "The shop sends no pushes." });
    return enroll(shop, vapidPublicKey, choice);
  });
  shop.changed();
  return known;
};

/** @type {Method<"unsubscribe">} */
export const unsubscribe = async (shop) => {
  if (!isSupported()) return;
  await alone(async () => {
    const me = await recall();
    const subscription = await currentSubscription(shop.options);
    if (!me.endpoint) return;
    if (subscription?.endpoint === me.endpoint) await subscription.unsubscribe();
    await leave();
    // Without an answer the push service tells the shop, at the next push.
    await call(shop, UNSUBSCRIBE, proven(me)).catch(() => {});
  });
  shop.changed();
};

// Browser and shop agree

/** @type {Method<"sync">} */
export const sync = async (shop, { force = false } = {}) => {
  if (isSupported()) await alone(() => agree(shop, force));
  return state(shop);
};

/** @type {ShopSide["agree"]} */
const agree = async (shop, force) => {
  const me = await recall();
  // Never subscribed, or left.
  if (!me.endpoint) return;
  // Before anything else.
  await settleLogout(shop, me);
  if (Notification.permission !== "granted") return forget(shop, me);
  const subscription = await currentSubscription(shop.options);
  if (!force && subscription && isFresh(shop, me, subscription)) return;
  const { enabled, vapidPublicKey } = await config(shop);
  // Another tool took the browser's one subscription over: fighting for it would help nobody. One
  // with a former key of the shop is ours: the worker renewed it, and the shop did not hear.
  const isOther = subscription && subscription.endpoint !== me.endpoint;
  if (!enabled || (isOther && !hasKey(subscription, vapidPublicKey, me.key))) return;
  await enroll(shop, vapidPublicKey);
  shop.changed();
};

/** @type {ShopSide["isFresh"]} */
const isFresh = (shop, me, { endpoint }) => {
  const now = Object.entries({ ...facts(shop), api: apiUrl(shop), endpoint });
  return me.secret && now.every(([name, at]) => me[name] === at) && Date.now() - me.at < DAY;
};

/** @type {ShopSide["forget"]} */
const forget = async (shop, me) => {
  const lapsed = Notification.permission === "default";
  const reason = lapsed ? "PERMISSION_RESET" : "PERMISSION_DENIED";
  await call(shop, UNSUBSCRIBE, { ...proven(me), reason }).catch(unlessGone);
  await leave(lapsed);
  shop.changed();
};

/** @type {ShopSide["enroll"]} */
const enroll = async (shop, key, choice, again) => {
  const subscription = await ensureSubscription(shop.options, key);
  const me = await recall();
  const input = introduction(shop, me, subscription, choice);
  try {
    const answer = await introduce(shop, me, input, await currentToken(shop));
    const mine = { api: apiUrl(shop), key, endpoint: subscription.endpoint };
    return await note(shop, me, mine, choice, answer);
  } catch (/** @type {any} */ error) {
    if (!OVER.includes(error.code)) throw error;
    await subscription.unsubscribe();
    // Right after that Chromium may give a placeholder. The next visit tries again.
    if (again) throw error;
    await remember({ checkoutBound: false });
    return enroll(shop, key, choice, true);
  }
};

/** @type {ShopSide["note"]} */
const note = async (shop, me, mine, choice, { subscription: known, secret, token }) => {
  // First: what follows needs them.
  await remember({ ...mine, secret: secret || me.secret });
  const anew = !choice && me.id && me.id !== known.id;
  const { topics, pausedUntil } = (anew && (await retold(shop, me))) || known;
  const customer = token ? subject(token) : me.user;
  const user = known.isCustomerAttached ? customer : null;
  const now = { ...facts(shop), at: Date.now(), checkoutBound: true, refusedAt: null };
  await remember({ ...now, id: known.id, topics, pausedUntil, user });
  return known;
};

/** @type {ShopSide["retold"]} */
const retold = async (shop, { topics }) =>
  (await import("./preferences.js")).update(shop, { topics, source: "RENEWED" });

/** @type {ShopSide["introduction"]} */
const introduction = (shop, { checkout, checkoutBound, returning }, subscription, choice) => ({
  subscription,
  returning,
  ...facts(shop),
  displayMode: displayMode(),
  ...choice,
  checkoutId: (!checkoutBound && checkout) || undefined,
});

/** @type {ShopSide["introduce"]} */
const introduce = async (shop, me, input, token) => {
  try {
    const document = me.endpoint ? RENEW : SUBSCRIBE;
    const answer = await call(shop, document, { ...proven(me), input }, token);
    return { ...answer, token };
  } catch (/** @type {any} */ error) {
    /** @type {{ code: string, field: keyof SubscribeInput }} */
    const { code, field } = error;
    // A browser is enrolled without what the shop refuses.
    if (OPTIONAL.includes(field) && input[field]) {
      return introduce(shop, me, { ...input, [field]: undefined }, token);
    }
    if (token && /Error$/.test(code)) return introduce(shop, me, input);
    throw error;
  }
};

// Whose browser it is

/** @type {Method<"login">} */
export const login = async (shop, jwt) => {
  shop.session = jwt || shop.session;
  if (!isSupported()) return false;
  return alone(async () => {
    const me = await recall();
    // subscribe() will do it.
    if (!me.endpoint) return false;
    const token = jwt || (await currentToken(shop));
    if (!token) return false;
    const user = subject(token);
    if (!me.detach && me.user && me.user === user) return true;
    await settleLogout(shop, me);
    await attach(shop, proven(me), token);
    await remember({ user });
    return true;
  });
};

/** @type {Method<"logout">} */
export const logout = async (shop) => {
  shop.session = null;
  if (!isSupported()) return;
  await alone(async () => {
    const { endpoint } = await recall();
    await remember({ user: null, checkout: null, detach: Boolean(endpoint) });
    await settleLogout(shop, await recall());
  });
};

/** @type {ShopSide["settleLogout"]} */
const settleLogout = async (shop, me) => {
  if (!me.detach) return;
  await call(shop, DETACH, proven(me)).catch(unlessGone);
  await remember({ detach: false });
};

/** @type {Method<"checkout">} */
export const checkout = async (shop, id) => {
  if (!isSupported()) return false;
  return alone(async () => {
    const me = await recall();
    if (me.checkout === id && me.checkoutBound) return true;
    // Until there is a subscription.
    await remember({ checkout: id, checkoutBound: false });
    if (!id || !me.endpoint) return false;
    await settleLogout(shop, me);
    await attach(shop, { ...proven(me), checkoutId: id });
    await remember({ checkoutBound: true });
    return true;
  });
};

/** @type {ShopSide["attach"]} */
const attach = async (shop, variables, token) => {
  try {
    const { topics } = (await call(shop, ATTACH, variables, token)).subscription;
    // Somebody else agreed to something else.
    await remember({ topics });
  } catch (/** @type {any} */ error) {
    if (error.field !== "endpoint") throw error;
    // The shop forgot this browser: introduce it anew, bindings and all.
    await agree(shop, true);
  }
};
