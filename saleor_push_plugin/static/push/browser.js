/** The browser: what it can do, what it is asked for, and what is remembered in it. */

/** @import { Browser, Problem } from "./types.js" */

// Milliseconds. Whatever is waited for has an end.
const PATIENCE = 15 * 1000;
// Storage and the list of workers answer at once, or hang.
const SOON = 3000;
export const DAY = 24 * 60 * 60 * 1000;

export class PushError extends Error {
  /** @param {Problem} problem */
  constructor({ code, message, field = null }) {
    super(message);
    this.name = "PushError";
    this.code = code;
    this.field = field;
  }
}

/** @type {Browser["absolute"]} */
export const absolute = (path, base = location.href) => new URL(path, base).href;

/** What is missing throws, and in a sandboxed frame navigator.serviceWorker does. */
export function isSupported() {
  try {
    return Boolean(isSecureContext && PushManager && Notification && navigator.serviceWorker);
  } catch {
    return false;
  }
}

/**
 * Safari on iOS offers push to web apps on the home screen only: since 16.4, as userActivation.
 * Apps that show a page inside cannot put it there: most do not say "Safari/", and some do.
 */
export function isUninstalledOnIos() {
  const { maxTouchPoints, standalone, userActivation, userAgent } = globalThis.navigator || {};
  const isSafari = /^(?!.*(GSA|Line|Snapchat)\/).*(iP(hone|ad)|Macint).*Safari\//.test(userAgent);
  return Boolean(isSafari && maxTouchPoints > 1 && userActivation && !standalone);
}

export const displayMode = () =>
  navigator.standalone || matchMedia("(display-mode: standalone)").matches
    ? "STANDALONE"
    : "BROWSER";

/** The browser's prompt. Nothing is awaited before it: Safari asks inside the gesture only. */
export async function permit() {
  if (!isSupported()) {
    const code = isUninstalledOnIos() ? "NEEDS_INSTALL" : "UNSUPPORTED";
    throw new PushError({ code, message: "No pushes here." });
  }
  if (Notification.permission === "default") await prompt();
  if (Notification.permission === "granted") return;
  const code = Notification.permission === "denied" ? "DENIED" : "DISMISSED";
  throw new PushError({ code, message: "Notifications are not allowed." });
}

function prompt() {
  if (navigator.userActivation?.isActive === false) {
    throw new PushError({ code: "NO_GESTURE", message: "Ask after a click, never on load." });
  }
  return Notification.requestPermission();
}

// Logging in again on every page asks the shop only once.
/** @type {Browser["subject"]} */
export const subject = (token) => {
  try {
    return JSON.parse(atob(token.split(".")[1].replace(/-/g, "+").replace(/_/g, "/"))).user_id;
  } catch {
    return undefined;
  }
};

// Worker and subscription

/** @type {Browser["currentSubscription"]} */
export const currentSubscription = async ({ scope, swUrl = "/sw.js" }) => {
  const found = navigator.serviceWorker
    .getRegistration(scope || swUrl)
    .then((registration) => registration?.pushManager.getSubscription());
  return inTime(found, SOON).catch(failure("WORKER", "worker"));
};

/** @type {Browser["ensureSubscription"]} */
export const ensureSubscription = async (options, key) => {
  const { pushManager } = await inTime(install(options)).catch(failure("WORKER", "worker"));
  // Chrome never gives up by itself.
  return inTime(subscribed(pushManager, key)).catch(failure("PUSH_SERVICE", "push service"));
};

/** @type {Browser["subscribed"]} */
const subscribed = async (pushManager, key) => {
  const present = await pushManager.getSubscription();
  if (present && hasKey(present, key)) return present;
  // The shop cannot send to it any more.
  await present?.unsubscribe();
  return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
};

/** @type {Browser["discard"]} */
export const discard = (subscription) =>
  inTime(subscription.unsubscribe(), SOON).catch(failure("PUSH_SERVICE", "push service"));

/** @type {Browser["install"]} */
const install = async ({ swUrl = "/sw.js", swType: type, scope: folder, replaces }) => {
  const { serviceWorker } = navigator;
  const url = absolute(swUrl);
  const scope = absolute(folder || ".", folder ? location.href : url);
  const present = await serviceWorker.getRegistration(scope);
  if (present?.active && present.scope === scope) {
    // Another type than the shop gave it would break a module worker.
    if (present.active.scriptURL === url) return present;
    await makeRoom(present, url, replaces);
  }
  await remember({ worker: url });
  return serviceWorker.register(trusted(url), { scope, type }).then(activation);
};

/** @type {any} */
let policy;
/** @type {Browser["trusted"]} */
const trusted = (url) => {
  try {
    const { trustedTypes } = /** @type {any} */ (window);
    policy ??= trustedTypes.createPolicy("saleor-push", { createScriptURL: String });
    return policy.createScriptURL(url);
  } catch {
    // The browser knows no such types, or the page forbids the policy.
    return url;
  }
};

// Where another worker is: one of ours under a former name simply gets a successor.
/** @type {Browser["makeRoom"]} */
const makeRoom = async (present, url, replaces = []) => {
  const other = present.active?.scriptURL || "";
  // Also with another version in its query.
  const isOther = (path = "") => absolute(path).split("?")[0] === other.split("?")[0];
  if ([url, (await recall()).worker].some(isOther)) return;
  if (!replaces.some(isOther)) {
    const message = `${other} works here: import sw.js there, or name it in "replaces".`;
    throw new PushError({ code: "WORKER", message });
  }
  // Until all tabs are closed it would get our pushes.
  await present.unregister();
};

/** @type {Browser["activation"]} */
const activation = (registration) => {
  const worker = registration.installing || registration.waiting;
  return new Promise((resolve, reject) => {
    if (registration.active || !worker) return resolve(registration);
    worker.addEventListener("statechange", () => {
      if (worker.state === "activated") resolve(registration);
      if (worker.state === "redundant") reject(new Error("not installed"));
    });
  });
};

/** @type {Browser["inTime"]} */
export const inTime = (work, time = PATIENCE) => {
  const late = new Error("no answer");
  return Promise.race([work, new Promise((_, fail) => setTimeout(fail, time, late))]);
};

/** @type {Browser["within"]} */
export const within = () => {
  const ending = new AbortController();
  setTimeout(() => ending.abort(), PATIENCE);
  return ending.signal;
};

/** @type {Browser["failure"]} */
export const failure =
  (code, subject) =>
  (error) => {
    if (error instanceof PushError) throw error;
    throw new PushError({ code, message: `${subject}: ${error.message}` });
  };

/** @type {Browser["lateParts"]} */
export const lateParts = () =>
  inTime(import("./preferences.js")).catch(failure("NETWORK", "preferences.js"));

/** @type {Browser["hasKey"]} */
export const hasKey = ({ options }, ...keys) => {
  const bytes = new Uint8Array(options.applicationServerKey || []);
  const text = btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_");
  return keys.includes(text.replace(/=/g, ""));
};

// Memory, shared with sw.js

/** @type {Browser["lock"]} */
const lock = async (name, time, work) => {
  /** @type {any} */
  let begun;
  // It is given back in time, whatever the work waits for.
  const start = () => (begun = inTime(work(), time).catch(failure("NETWORK", name)));
  const turn = async () => navigator.locks.request(name, { signal: within() }, start);
  // What the work throws; else somebody keeps the lock, or this page may have none.
  return turn().catch((error) => begun || failure("STORAGE", name)(error));
};

// sw.js takes the same lock.
/** @type {Browser["alone"]} */
export const alone = (work) => lock("saleor-push", PATIENCE, work);

// Workers and push services may take a minute: who logs in or out does not wait for these.
/** @type {Browser["inTurn"]} */
export const inTurn = (work) => lock("saleor-push-turn", 4 * PATIENCE, work);

export const recall = () => memory();

/** @type {Browser["remember"]} */
export const remember = (values) => memory((me) => ({ ...me, ...values }));

/** @type {Browser["proven"]} */
export const proven = ({ endpoint, secret: proof }) => ({ endpoint, proof });

/** What stays after the shopper left. */
export const leave = (lapsed = false) =>
  memory(({ checkout, worker }) => ({
    checkout,
    worker,
    returning: true,
    lapsed,
    refusedAt: lapsed ? null : Date.now(),
  }));

/** @type {Browser["memory"]} */
export const memory = (change) => inTime(stored(change), SOON).catch(failure("STORAGE", "storage"));

/** @type {Browser["stored"]} */
const stored = (change) =>
  new Promise((resolve, reject) => {
    const opening = indexedDB.open("saleor-push", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("values");
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      try {
        const work = opening.result.transaction("values", change ? "readwrite" : "readonly");
        const values = work.objectStore("values");
        const reading = values.get("me");
        reading.onsuccess = () => change && values.put(change(reading.result || {}), "me");
        work.oncomplete = () => resolve(reading.result || {});
        work.onabort = () => reject(work.error);
      } catch (error) {
        reject(error);
      }
      // Takes effect when the transaction is done.
      opening.result.close();
    };
  });
