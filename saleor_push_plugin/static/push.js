/**
 * Web Push for a Saleor storefront: one subscription per browser, kept alive and kept true.
 *
 * Nothing happens on load for a visitor who never subscribed. See docs/storefront.md.
 */

const DAY = 24 * 60 * 60 * 1000;
const PATIENCE = 15 * 1000;
const NOT_NOW = ["DENIED", "DISMISSED"];
const OPTIONAL = ["checkoutId", "language", "timeZone"];
const ERRORS = "errors { field code message }";
const MORE = "preferences setPreferences enabled viewed watchPrice watchStock unwatch".split(" ");
const SUBSCRIPTION = `
  subscription {
    id endpoint channel language timeZone createdAt isCustomerAttached topics pausedUntil
  }
  ${ERRORS}`;
const CONFIG = `query($channel: String!) {
  pushConfig(channel: $channel) { enabled vapidPublicKey }
}`;
const SUBSCRIBE = `mutation($input: PushSubscribeInput!) {
  pushSubscribe(input: $input) { ${SUBSCRIPTION} }
}`;
const RENEW = `mutation($oldEndpoint: String!, $input: PushSubscribeInput!) {
  pushSubscriptionRenew(oldEndpoint: $oldEndpoint, input: $input) { ${SUBSCRIPTION} }
}`;
const UNSUBSCRIBE = `mutation($endpoint: String!) {
  pushUnsubscribe(endpoint: $endpoint) { ${ERRORS} }
}`;
const ATTACH = `mutation($endpoint: String!, $checkoutId: ID) {
  pushCustomerAttach(endpoint: $endpoint, checkoutId: $checkoutId) { ${SUBSCRIPTION} }
}`;
const DETACH = `mutation($endpoint: String!) {
  pushCustomerDetach(endpoint: $endpoint) { ${ERRORS} }
}`;

export class PushError extends Error {
  constructor({ code, message, field = null }) {
    super(message);
    this.name = "PushError";
    this.code = code;
    this.field = field;
  }
}

export function createPush(options) {
  const { channel, swUrl = "/sw.js", scope, getToken } = options;
  const listeners = new Set();
  let session = null; // The token login() was given; never written anywhere.

  // Asking the shop

  const api = () => resolve("/plugins/saleor.push/graphql/", resolve(options.apiUrl));

  // What cannot be fetched is none.
  const token = async () => (await Promise.resolve().then(getToken).catch(() => {})) || session;

  const call = (query, variables, bearer) => graphql(api(), { query, variables }, bearer);

  /** What the shop should know of this browser, apart from the subscription itself. */
  const facts = () => ({
    channel,
    language: options.language || document.documentElement.lang || navigator.language,
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  });

  // What this browser's subscription is

  async function state() {
    if (!isSupported()) return isUninstalledOnIos() ? "needs-install" : "unsupported";
    if (Notification.permission === "denied") return "denied";
    const [{ endpoint, pausedUntil }, subscription] = await Promise.all([recall(), current()]);
    const isMine = subscription?.endpoint === endpoint && Notification.permission === "granted";
    if (!subscription || !isMine) return "default";
    return Date.parse(pausedUntil) > Date.now() ? "paused" : "subscribed";
  }

  async function current() {
    const registration = await navigator.serviceWorker.getRegistration(scope || swUrl);
    return registration ? registration.pushManager.getSubscription() : null;
  }

  // Subscribing and leaving

  async function subscribe(choice) {
    await permit();
    const subscription = await alone(async () => {
      const { enabled, vapidPublicKey } = await config();
      if (!enabled) throw new PushError({ code: "DISABLED", message: "The shop sends no pushes." });
      const registration = await install(swUrl, scope);
      return enroll(await ensure(registration.pushManager, vapidPublicKey), vapidPublicKey, choice);
    });
    changed();
    return subscription;
  }

  const config = () => call(CONFIG, { channel });

  async function enroll(subscription, key, choice) {
    const me = await recall();
    const { returning } = me;
    const input = { subscription, returning, ...facts(), displayMode: displayMode(), ...choice };
    if (me.checkout && !me.checkoutBound) input.checkoutId = me.checkout;
    const { known, bearer } = await introduce(me.endpoint, input, await token());
    const { topics, pausedUntil } = await agreed(me, known, choice);
    const customer = (now) => (bearer ? subject(bearer) : now.user);
    await remember((now) => ({
      ...now,
      ...facts(),
      key,
      api: api(),
      endpoint: subscription.endpoint,
      id: known.id,
      topics,
      pausedUntil,
      at: Date.now(),
      user: known.isCustomerAttached ? customer(now) : null,
      checkoutBound: true,
      refusedAt: null,
    }));
    return known;
  }

  /** A shop that had forgotten this browser hears again what the shopper agreed to. */
  async function agreed({ id, topics }, known, choice) {
    if (choice || !id || id === known.id) return known;
    return more("update", [{ topics, source: "renewed" }, known.endpoint]);
  }

  /** What the shop does not take, or an old token, does not keep a browser out: it goes without. */
  async function introduce(oldEndpoint, input, bearer) {
    try {
      const payload = oldEndpoint
        ? await call(RENEW, { oldEndpoint, input }, bearer)
        : await call(SUBSCRIBE, { input }, bearer);
      return { known: payload.subscription, bearer };
    } catch (error) {
      const { [error.field]: refused, ...rest } = input;
      if (refused && OPTIONAL.includes(error.field)) return introduce(oldEndpoint, rest, bearer);
      if (bearer && /Error$/.test(error.code)) return introduce(oldEndpoint, input);
      if (oldEndpoint && error.code === "NOT_FOUND") return introduce(null, input, bearer);
      throw error;
    }
  }

  async function unsubscribe() {
    if (!isSupported()) return;
    await alone(async () => {
      const { endpoint } = await recall();
      const subscription = await current();
      if (!endpoint) return;
      if (subscription?.endpoint === endpoint) await subscription.unsubscribe();
      await remember(left);
      // Without an answer the push service tells the shop, at the next push.
      await call(UNSUBSCRIBE, { endpoint }).catch(() => {});
    });
    changed();
  }

  /** The soft ask, and only after a yes the browser's own prompt. Resolves to the state. */
  async function ask({ soft = options.softAsk, quietDays = 30 } = {}) {
    let choice;
    if (soft) {
      const now = await state();
      const { refusedAt } = now === "default" ? await recall() : {};
      if (now !== "default" || Date.now() - (refusedAt || 0) < quietDays * DAY) return now;
      if (!(await config()).enabled) return now;
      choice = await soft();
      if (!choice) return refuse();
    }
    try {
      await subscribe(choice?.topics && choice);
    } catch (error) {
      if (!NOT_NOW.includes(error.code)) throw error;
      return refuse();
    }
    return state();
  }

  async function refuse() {
    await remember((now) => ({ ...now, refusedAt: Date.now() }));
    return state();
  }

  // Whose it is

  async function login(jwt) {
    session = jwt || session;
    if (!isSupported()) return false;
    return alone(async () => {
      const me = await recall();
      if (!me.endpoint) return false; // subscribe() will do it.
      const bearer = jwt || (await token());
      if (!bearer) return false;
      if (!me.unbind && me.user && me.user === subject(bearer)) return true;
      await settleLogout(me);
      await bind({ endpoint: me.endpoint }, bearer);
      await remember((now) => ({ ...now, user: subject(bearer) }));
      return true;
    });
  }

  async function logout() {
    session = null;
    if (!isSupported()) return;
    await alone(async () => {
      const { endpoint } = await recall();
      const nobody = { user: null, checkout: null, unbind: Boolean(endpoint) };
      await remember((now) => ({ ...now, ...nobody }));
      await settleLogout(await recall());
    });
  }

  /** A logout the shop has not heard of, because we were offline, comes before anything else. */
  async function settleLogout({ unbind, endpoint }) {
    if (!unbind) return;
    await call(DETACH, { endpoint }).catch(unlessGone);
    await remember((now) => ({ ...now, unbind: false }));
  }

  async function bind(variables, bearer) {
    try {
      const { topics } = (await call(ATTACH, variables, bearer)).subscription;
      await remember((now) => ({ ...now, topics })); // Somebody else agreed to something else.
    } catch (error) {
      if (error.field !== "endpoint") throw error;
      await agree(true); // The shop forgot this browser: introduce it anew, bindings and all.
    }
  }

  /** A guest's checkout: its order's news come here. Remembered until there is a subscription. */
  async function checkout(id) {
    if (!isSupported()) return false;
    return alone(async () => {
      const me = await recall();
      if (me.checkout === id && me.checkoutBound) return true;
      await remember((now) => ({ ...now, checkout: id, checkoutBound: false }));
      if (!id || !me.endpoint) return false;
      await settleLogout(me);
      await bind({ endpoint: me.endpoint, checkoutId: id });
      await remember((now) => ({ ...now, checkoutBound: true }));
      return true;
    });
  }

  // Keeping it alive

  /** Once a day, or when something changed: browser and shop agree. */
  async function sync({ force = false } = {}) {
    if (isSupported()) await alone(() => agree(force));
    return state();
  }

  async function agree(force) {
    const me = await recall();
    if (!me.endpoint) return; // Never subscribed, or left.
    await settleLogout(me);
    if (Notification.permission !== "granted") return forget(me);
    const subscription = await current();
    if (!force && subscription && isFresh(me, subscription)) return;
    const { enabled, vapidPublicKey } = await config();
    if (!enabled || isForeign(me, subscription, vapidPublicKey)) return;
    const registration = await install(swUrl, scope);
    await enroll(await ensure(registration.pushManager, vapidPublicKey), vapidPublicKey);
    changed();
  }

  function isFresh(me, { endpoint }) {
    const now = { ...facts(), api: api(), endpoint };
    return Object.keys(now).every((name) => now[name] === me[name]) && Date.now() - me.at < DAY;
  }

  /** The permission was taken back in the browser's settings: the shop may forget us too. */
  async function forget({ endpoint }) {
    await call(UNSUBSCRIBE, { endpoint }).catch(unlessGone);
    await remember(left);
    changed();
  }

  /** What is not needed on every page. */
  async function more(name, values) {
    if (!isSupported()) return null;
    const shop = { call, channel, config, recall, remember, changed };
    return (await import("./push-more.js"))[name](shop, ...values);
  }

  // Telling the page

  /** Calls back on "change" (of state) and "shown", "clicked", "dismissed" (from the worker). */
  function on(event, listener) {
    const entry = { event, listener };
    listeners.add(entry);
    return () => listeners.delete(entry);
  }

  function emit(event, detail) {
    for (const entry of listeners) if (entry.event === event) entry.listener(detail);
  }

  const tabs = isSupported() ? new BroadcastChannel("saleor-push") : null;
  if (tabs) tabs.onmessage = ({ data }) => hear(data);

  async function hear(message) {
    emit(message.event, message.event === "change" ? await state() : message);
  }

  function changed() {
    tabs.postMessage({ event: "change" });
    hear({ event: "change" });
  }

  const ready = sync().catch(state); // Offline today: the next visit tries again.

  const push = { ready, state, ask, subscribe, unsubscribe, login, logout, checkout, sync, on };
  for (const name of MORE) push[name] = (...values) => more(name, values);
  return push;
}

// The browser

function isSupported() {
  const here = typeof window !== "undefined" && window.isSecureContext;
  return Boolean(here && navigator.serviceWorker && window.PushManager && window.Notification);
}

/** Safari on iOS offers push to web apps on the home screen only. */
function isUninstalledOnIos() {
  if (typeof navigator === "undefined") return false;
  const iPad = navigator.platform === "MacIntel" && navigator.maxTouchPoints > 1;
  return (iPad || /iPhone|iPad|iPod/.test(navigator.userAgent)) && navigator.standalone !== true;
}

function displayMode() {
  const isApp = navigator.standalone || matchMedia("(display-mode: standalone)").matches;
  return isApp ? "STANDALONE" : "BROWSER";
}

/** The browser's prompt. Nothing is awaited before it: Safari asks inside the gesture only. */
async function permit() {
  if (!isSupported()) {
    const code = isUninstalledOnIos() ? "NEEDS_INSTALL" : "UNSUPPORTED";
    throw new PushError({ code, message: "This browser cannot receive pushes here." });
  }
  if (Notification.permission === "default") {
    if (navigator.userActivation && !navigator.userActivation.isActive) {
      throw new PushError({ code: "NO_GESTURE", message: "Ask after a click, never on load." });
    }
    await Notification.requestPermission();
  }
  if (Notification.permission === "granted") return;
  const code = Notification.permission === "denied" ? "DENIED" : "DISMISSED";
  throw new PushError({ code, message: "The shopper did not allow notifications." });
}

/** The worker's registration, once it is active. Another worker in its place is left there. */
async function install(swUrl, scope) {
  const { serviceWorker } = navigator;
  const url = resolve(swUrl);
  const wanted = resolve(scope || ".", scope ? location.href : url);
  const present = await serviceWorker.getRegistration(wanted);
  const other = present?.scope === wanted && present.active?.scriptURL;
  if (other && other !== url) {
    const message = `${other} works here: import sw.js there, give it as swUrl.`;
    throw new PushError({ code: "WORKER", message });
  }
  const failed = ({ message }) => {
    throw new PushError({ code: "WORKER", message: `${url}: ${message}` });
  };
  const registration = await serviceWorker.register(url, { scope: wanted }).catch(failed);
  return registration.active ? registration : activation(registration).catch(failed);
}

function activation(registration) {
  const worker = registration.installing || registration.waiting;
  return new Promise((resolve, reject) => {
    worker.addEventListener("statechange", () => {
      if (worker.state === "activated") resolve(registration);
      if (worker.state === "redundant") reject(new Error("the worker could not be installed"));
    });
  });
}

/** The subscription made with this key; one made with another key cannot be sent to any more. */
async function ensure(pushManager, key) {
  const present = await pushManager.getSubscription();
  if (present && hasKey(present, key)) return present;
  if (present) await present.unsubscribe();
  try {
    const options = { userVisibleOnly: true, applicationServerKey: key };
    return await soon(pushManager.subscribe(options)); // Chrome never gives up by itself.
  } catch ({ message }) {
    throw new PushError({ code: "PUSH_SERVICE", message });
  }
}

const soon = (work) => {
  const late = new Error("the push service does not answer");
  return Promise.race([work, new Promise((_, fail) => setTimeout(fail, PATIENCE, late))]);
};

/** Another tool took the browser's one subscription over: fighting for it would help nobody. */
function isForeign({ endpoint }, subscription, key) {
  return Boolean(subscription) && subscription.endpoint !== endpoint && !hasKey(subscription, key);
}

function hasKey({ options }, key) {
  const bytes = new Uint8Array(options.applicationServerKey || []);
  return base64url(String.fromCharCode(...bytes)) === key.replace(/=+$/, "");
}

const resolve = (path, base = location.href) => new URL(path, base).href;

const base64url = (text) => btoa(text).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

/** Whose token it is, so that logging in again on every page asks the shop only once. */
function subject(token) {
  try {
    return JSON.parse(atob(token.split(".")[1].replace(/-/g, "+").replace(/_/g, "/"))).user_id;
  } catch {
    return undefined;
  }
}

// The shop

/** The one field asked for; throws a PushError for whatever stands in its way. */
async function graphql(url, body, token) {
  const headers = { "Content-Type": "application/json" };
  if (token) headers["Authorization-Bearer"] = token;
  const signal = AbortSignal.timeout?.(PATIENCE);
  const request = { method: "POST", headers, body: JSON.stringify(body), credentials: "omit" };
  const answer = await fetch(url, { ...request, signal })
    .then((response) => response.json())
    .catch(({ message }) => {
      throw new PushError({ code: "NETWORK", message: `${url}: ${message}` });
    });
  if (answer.errors) throw topLevel(answer.errors[0]);
  const [payload] = Object.values(answer.data);
  if (payload?.errors?.length) throw new PushError(payload.errors[0]);
  return payload;
}

function topLevel({ message, extensions }) {
  return new PushError({ code: extensions?.exception?.code || "GRAPHQL_ERROR", message });
}

function unlessGone(error) {
  if (error.code !== "NOT_FOUND") throw error;
}

// Remembering, in the store sw.js reads as well

/** One tab or worker at a time. */
const alone = (work) => navigator.locks.request("saleor-push", work);

const recall = async () => (await keep("me")) || {};

const left = ({ checkout }) => ({ checkout, returning: true, refusedAt: Date.now() });

const remember = (change) => keep("me", (now) => change(now || {}));

function keep(key, change) {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open("saleor-push", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("values");
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const work = opening.result.transaction("values", change ? "readwrite" : "readonly");
      const values = work.objectStore("values");
      const reading = values.get(key);
      reading.onsuccess = () => change && values.put(change(reading.result), key);
      work.oncomplete = () => resolve(reading.result);
      work.onabort = () => reject(work.error);
      opening.result.close(); // Takes effect when the transaction is done.
    };
  });
}
