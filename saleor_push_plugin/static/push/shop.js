/** What this browser and the shop tell each other, so that the shop has one true subscription. */

import {
  apiUrl,
  ATTACH,
  call,
  config,
  currentToken,
  DETACH,
  facts,
  RENEW,
  SUBSCRIBE,
  unlessGone,
  UNSUBSCRIBE,
} from "./api.js";
import {
  alone,
  currentSubscription,
  DAY,
  discard,
  displayMode,
  ensureSubscription,
  hasKey,
  inTurn,
  isSupported,
  isUninstalledOnIos,
  lateParts,
  leave,
  memory,
  permit,
  proven,
  PushError,
  recall,
  remember,
  subject,
} from "./browser.js";

/** @import { Me, Method, ShopSide } from "./types.js" */

// The shop takes this subscription no more; it takes a new one.
const OVER = ["UNPROVEN", "GONE"];
// Nor does it stay when the shopper left meanwhile, in another tab.
const LEFT = new PushError({ code: "GONE", message: "The shopper left." });

// Subscribing and leaving

/** @type {Method<"state">} */
export const state = async ({ options }) => {
  if (!isSupported()) return isUninstalledOnIos() ? "needs-install" : "unsupported";
  if (Notification.permission === "denied") return "denied";
  const asked = Promise.all([recall(), currentSubscription(options)]);
  const [me, subscription] = await asked.catch(() => []);
  // Storage that is forbidden or hangs keeps no subscription.
  if (!me) return "unsupported";
  const isOurs = subscription && subscription.endpoint === me.endpoint;
  if (!isOurs || Notification.permission !== "granted") return "default";
  return Date.parse(me.pausedUntil || "") > Date.now() ? "paused" : "subscribed";
};

/** @type {Method<"subscribe">} */
export const subscribe = async (shop, choice) => {
  await permit();
  // Fails where nothing can be kept.
  await recall();
  const known = await inTurn(async () => {
    const { enabled, vapidPublicKey } = await config(shop);
    if (!enabled) throw new PushError({ code: "DISABLED", message: "The shop sends no pushes." });
    return enroll(shop, { key: vapidPublicKey, choice });
  });
  shop.changed();
  return known;
};

/** @type {Method<"unsubscribe">} */
export const unsubscribe = async (shop) => {
  if (!isSupported()) return;
  const me = await recall();
  if (!me.endpoint) return;
  const isOff = await currentSubscription(shop.options)
    .then((/** @type {any} */ one) => one?.endpoint !== me.endpoint || discard(one))
    .then(() => true, () => false);
  if (isOff) await leave();
  // Without an answer the push service tells the shop, at the next push to what is off.
  await call(shop, UNSUBSCRIBE, proven(me)).catch((error) => isOff || unlessGone(error));
  if (!isOff) await leave();
  shop.changed();
};

// Browser and shop agree

/** @type {Method<"sync">} */
export const sync = async (shop, { force = false } = {}) => {
  // Never subscribed, or left.
  if (isSupported() && (await recall()).endpoint) await inTurn(() => agree(shop, force));
  return state(shop);
};

/** @type {ShopSide["agree"]} */
const agree = async (shop, force) => {
  const me = await alone(() => settled(shop));
  if (!me.endpoint) return;
  const subscription = await currentSubscription(shop.options);
  if (!force && isFresh(shop, me, subscription)) return;
  const { enabled, vapidPublicKey } = await config(shop);
  // Another tool took the browser's one subscription over: fighting for it would help nobody. One
  // with a former key of the shop is ours: the worker renewed it, and the shop did not hear.
  const isOther = subscription && subscription.endpoint !== me.endpoint;
  const isIdle = !enabled || (isOther && !hasKey(subscription, vapidPublicKey, me.key));
  if (isIdle) await remember({ idleAt: Date.now() });
  else await enroll(shop, { key: vapidPublicKey, isSync: true });
  if (!isIdle) shop.changed();
};

const isApp = () => displayMode() === "STANDALONE";

// Before anything else.
/** @type {ShopSide["settled"]} */
const settled = async (shop) => {
  const me = await recall();
  if (me.endpoint) await settleLogout(shop, me);
  if (!me.endpoint || Notification.permission === "granted") return me;
  await forget(shop, me);
  return {};
};

/** @type {ShopSide["isFresh"]} */
const isFresh = (shop, me, subscription) => {
  const now = { ...facts(shop), api: apiUrl(shop), endpoint: subscription?.endpoint };
  const isSame = Object.entries(now).every(([name, value]) => me[name] === value);
  // A clock that was wrong once is no reason never to come back.
  const isWithin = (/** @type {number} */ at, /** @type {number} */ time) =>
    Math.abs(Date.now() - at) < time;
  // What is promised for the app comes when it is first opened.
  if (isApp() && !me.app) return false;
  return isWithin(me.idleAt, DAY / 24) || (me.secret && isSame && isWithin(me.at, DAY));
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
const enroll = async (shop, how) => {
  const subscription = await ensureSubscription(shop.options, how.key);
  try {
    return await met(shop, how, subscription, await currentToken(shop));
  } catch (/** @type {any} */ error) {
    if (!OVER.includes(error.code)) throw error;
    await discard(subscription);
    // Right after that Chromium may give a placeholder. The next visit tries again.
    if (how.again) throw error;
    await remember({ checkoutBound: false });
    return enroll(shop, { ...how, again: true });
  }
};

/** @type {ShopSide["met"]} */
const met = async (shop, { key, choice, isSync }, subscription, token) => {
  const mine = { ...facts(shop), api: apiUrl(shop), key, endpoint: subscription.endpoint };
  const [me, known] = await alone(async () => {
    const me = await recall();
    if (isSync && !me.endpoint) throw LEFT;
    const answer = await introduce(shop, me, introduction(shop, me, subscription, choice), token);
    await note(me, mine, answer);
    return [me, answer.subscription];
  });
  const isAnew = !choice && me.id && me.id !== known.id;
  const { topics, pausedUntil } = (isAnew && (await retold(shop, me))) || known;
  await remember({ id: known.id, topics, pausedUntil, at: Date.now(), refusedAt: null });
  return known;
};

/** @type {ShopSide["note"]} */
const note = async (me, mine, { subscription, secret, token }) => {
  const user = (subscription.isCustomerAttached && (token ? subject(token) : me.user)) || null;
  const anew = { ...mine, secret: secret || me.secret, user, app: me.app || isApp() };
  const isStill = (/** @type {Me} */ now) => now.endpoint === me.endpoint;
  const checkoutBound = (/** @type {Me} */ now) => now.checkout === me.checkout;
  const before = await memory((now) =>
    isStill(now) ? { ...now, ...anew, checkoutBound: checkoutBound(now) } : now,
  );
  if (!isStill(before)) throw LEFT;
};

/** @type {ShopSide["retold"]} */
const retold = async (shop, { topics }) =>
  (await lateParts()).update(shop, { topics, source: "RENEWED" });

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
    // A browser is enrolled without a checkout that the shop refuses.
    if (error.field === "checkoutId" && input.checkoutId) {
      return introduce(shop, me, { ...input, checkoutId: undefined }, token);
    }
    if (token && /Error$/.test(error.code)) return introduce(shop, me, input);
    throw error;
  }
};

// Whose browser it is

/** @type {Method<"login">} */
export const login = async (shop, jwt) => {
  shop.session = jwt || shop.session;
  // subscribe() will do it.
  if (!isSupported() || !(await recall()).endpoint) return false;
  const token = jwt || (await currentToken(shop));
  if (!token) return false;
  const user = subject(token);
  return bind(shop, async (me) => {
    if (!me.detach && me.user && me.user === user) return;
    await settleLogout(shop, me);
    await attach(shop, proven(me), token);
    await remember({ user });
  });
};

/** @type {Method<"logout">} */
export const logout = async (shop) => {
  shop.session = null;
  if (!isSupported()) return;
  // At once: the next visit makes good what hangs now.
  await memory((me) => ({ ...me, user: null, checkout: null, detach: Boolean(me.endpoint) }));
  await alone(async () => settleLogout(shop, await recall()));
};

/** @type {ShopSide["settleLogout"]} */
const settleLogout = async (shop, me) => {
  if (!me.detach) return;
  await call(shop, DETACH, proven(me)).catch(unlessGone);
  await remember({ detach: false, user: null });
};

/** @type {Method<"checkout">} */
export const checkout = async (shop, id) => {
  if (!isSupported()) return false;
  const me = await recall();
  if (me.checkout === id && me.checkoutBound) return true;
  // Until there is a subscription.
  await remember({ checkout: id, checkoutBound: false });
  if (!id || !me.endpoint) return false;
  return bind(shop, async (me) => {
    await settleLogout(shop, me);
    await attach(shop, { ...proven(me), checkoutId: id });
    await memory((now) => ({ ...now, checkoutBound: now.checkout === id }));
  });
};

/** @type {ShopSide["bind"]} */
const bind = async (shop, work) => {
  try {
    return await alone(async () => {
      const me = await recall();
      if (me.endpoint) await work(me);
      return Boolean(me.endpoint);
    });
  } catch (/** @type {any} */ error) {
    if (error.field !== "endpoint") throw error;
    // The shop forgot this browser: introduce it anew, bindings and all.
    await inTurn(() => agree(shop, true));
    return true;
  }
};

/** @type {ShopSide["attach"]} */
const attach = async (shop, variables, token) => {
  const { topics } = (await call(shop, ATTACH, variables, token)).subscription;
  // Somebody else agreed to something else.
  await remember({ topics });
};
