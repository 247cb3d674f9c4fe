/** The browser: what it can do, what it is asked for, and what is remembered in it. */

/** @import { Browser, Problem } from "./types.js" */

export const PATIENCE = 15 * 1000;
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

export function isSupported() {
  const here = typeof window !== "undefined" && window.isSecureContext;
  return Boolean(here && navigator.serviceWorker && window.PushManager && window.Notification);
}

/** Safari on iOS offers push to web apps on the home screen only. */
export function isUninstalledOnIos() {
  if (typeof navigator === "undefined") return false;
  const iPad = navigator.platform === "MacIntel" && navigator.maxTouchPoints > 1;
  return (iPad || /iPhone|iPad|iPod/.test(navigator.userAgent)) && !navigator.standalone;
}

export const displayMode = () =>
  navigator.standalone || matchMedia("(display-mode: standalone)").matches
    ? "STANDALONE"
    : "BROWSER";

/** The browser's prompt. Nothing is awaited before it: Safari asks inside the gesture only. */
export async function permit() {
  if (!isSupported()) {
    const code = isUninstalledOnIos() ? "NEEDS_INSTALL" : "UNSUPPORTED";
    throw new PushError({ code, message: "This browser cannot receive pushes." });
  }
  if (Notification.permission === "default") await prompt();
  if (Notification.permission === "granted") return;
  const code = Notification.permission === "denied" ? "DENIED" : "DISMISSED";
  throw new PushError({ code, message: "The shopper did not allow notifications." });
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
  const registration = await navigator.serviceWorker.getRegistration(scope || swUrl);
  return registration?.pushManager.getSubscription();
};

/** @type {Browser["ensureSubscription"]} */
export const ensureSubscription = async (options, key) => {
  const { pushManager } = await install(options);
  const present = await pushManager.getSubscription();
  if (present && hasKey(present, key)) return present;
  // The shop cannot send to it any more.
  if (present) await present.unsubscribe();
  const request = pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  // Chrome never gives up by itself.
  return inTime(request).catch(failure("PUSH_SERVICE", "push service"));
};

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
  return serviceWorker.register(url, { scope, type }).then(activation).catch(failure("WORKER", url));
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
const inTime = (work) => {
  const late = new Error("no answer");
  return Promise.race([work, new Promise((_, fail) => setTimeout(fail, PATIENCE, late))]);
};

/** @type {Browser["failure"]} */
export const failure =
  (code, subject) =>
  ({ message }) => {
    throw new PushError({ code, message: `${subject}: ${message}` });
  };

/** @type {Browser["hasKey"]} */
export const hasKey = ({ options }, ...keys) => {
  const bytes = new Uint8Array(options.applicationServerKey || []);
  const text = btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_");
  return keys.includes(text.replace(/=/g, ""));
};

// Memory, shared with sw.js

/** @type {Browser["alone"]} */
export const alone = async (work) => navigator.locks.request("saleor-push", work);

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
const memory = (change) =>
  new Promise((resolve, reject) => {
    const opening = indexedDB.open("saleor-push", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("values");
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const work = opening.result.transaction("values", change ? "readwrite" : "readonly");
      const values = work.objectStore("values");
      const reading = values.get("me");
      reading.onsuccess = () => change && values.put(change(reading.result || {}), "me");
      work.oncomplete = () => resolve(reading.result || {});
      work.onabort = () => reject(work.error);
      // Takes effect when the transaction is done.
      opening.result.close();
    };
  });
