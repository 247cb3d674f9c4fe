/**
 * Web Push for a Saleor storefront, see docs/storefront.md. Nothing happens on load for a visitor
 * who never subscribed.
 */

import { apiUrl, config } from "./push/api.js";
import { absolute, DAY, isSupported, lateParts, recall, remember } from "./push/browser.js";
import {
  checkout,
  login,
  logout,
  state,
  subscribe,
  sync,
  unsubscribe,
} from "./push/shop.js";

/** @import { LateMethods, Method, Methods, Parts } from "./push/types.js" */

export { PushError } from "./push/browser.js";

/** @type {Method<"ask">} */
const ask = async (shop, { soft = shop.options.softAsk, quietDays } = {}) => {
  if (soft && !(await mayAsk(shop, quietDays))) return state(shop);
  /** @type {any} */
  const choice = soft ? await soft() : true;
  if (!choice) return refuse(shop, choice === false);
  try {
    await subscribe(shop, choice.topics && choice);
  } catch (/** @type {any} */ error) {
    if (!["DENIED", "DISMISSED"].includes(error.code)) throw error;
    return refuse(shop, error.code === "DENIED");
  }
  return state(shop);
};

/** @type {Parts["mayAsk"]} */
const mayAsk = async (shop, quietDays = shop.options.quietDays ?? 180) => {
  if ((await state(shop)) !== "default") return false;
  const { refusedAt, closedAt } = await recall();
  /** @type {Parts["isPast"]} */
  const isPast = (at, days) => Date.now() - (at || 0) >= days * DAY;
  // Who closed a question did not say no, but is not asked again at once.
  const isQuiet = !isPast(refusedAt, quietDays) || !isPast(closedAt, Math.min(quietDays, 30));
  return !isQuiet && (await config(shop)).enabled;
};

/** @type {Parts["refuse"]} */
const refuse = async (shop, isExplicit) => {
  await remember({ [isExplicit ? "refusedAt" : "closedAt"]: Date.now() });
  return state(shop);
};

/** @type {Methods & Record<string, any>} */
const METHODS = { state, ask, subscribe, unsubscribe, login, logout, checkout, sync };
/** @type {any[]} */
const LATE = "enabled offers preferences setPreferences viewed watchPrice watchStock unwatch".split(" ");

/** @type {Parts["late"]} */
const late = async (shop, name, ...values) => {
  // What is promised for the app is told where only the app has notifications.
  if (!isSupported() && name !== "offers") return null;
  /** @type {LateMethods & Record<string, any>} */
  const methods = await lateParts();
  return methods[name](shop, ...values);
};

/** @type {typeof import("./push.js").createPush} */
export function createPush(options) {
  const { on, changed } = makeEvents(() => state(shop));
  const shop = { options, changed, session: null };
  // Offline today: the next visit tries again.
  const visit = () => sync(shop).catch(() => state(shop));
  const ready = visit();
  const landed = () => land(shop);
  landed();
  // The page was open already.
  globalThis.addEventListener?.("hashchange", landed);
  if (isSupported()) {
    navigator.serviceWorker.addEventListener("message", guided);
    // An installed app stays open for days.
    document.addEventListener("visibilitychange", () => document.hidden || visit());
  }
  /** @type {any} */
  const push = { ready, on };
  for (const name in METHODS) push[name] = METHODS[name].bind(null, shop);
  for (const name of LATE) push[name] = late.bind(null, shop, name);
  return push;
}

// A page may have made two push objects, and the mark stays a moment longer in Next.js.
let reported = "";

// The worker does not run in every Safari, so the page reports the click that led to it.
/** @type {Parts["land"]} */
const land = (shop) => {
  const [mark, click] = /[#&]push_click=([\w-]+)$/.exec(globalThis.location?.hash) || [];
  if (!mark) return;
  if (click !== reported) report((reported = click), shop);
  // Next.js takes no note of a state with its own mark, and would write the click back; without
  // the mark it notes the address, and adds the mark. It listens when the page's effects have run.
  const { __NA: isNext, ...state } = history.state || {};
  isNext ? setTimeout(() => unmark(mark, state)) : unmark(mark, history.state);
};

/** @type {Parts["report"]} */
const report = (click, shop) => {
  const body = JSON.stringify({ click });
  const sent = { method: "POST", mode: "no-cors", credentials: "omit", keepalive: true, body };
  fetch(absolute("../receipt/", apiUrl(shop)), /** @type {any} */ (sent)).catch(() => {});
};

/** @type {Parts["unmark"]} */
const unmark = (mark, state) => {
  if (!location.hash.endsWith(mark)) return;
  try {
    // The state is the router's.
    history.replaceState(state, "", location.href.slice(0, -mark.length));
  } catch {
    // Browsers refuse it to a page that does it too often.
  }
};

// After a click sw.js asks where this page is, and sends it elsewhere.
/** @type {Parts["guided"]} */
const guided = ({ data, ports: [port] }) => {
  const href = data?.saleorPush;
  if (href) data.go ? go(href, port) : port.postMessage(location.href);
};

/** @type {Parts["go"]} */
const go = (href, port) => {
  /** @type {Event | undefined} */
  let going;
  const { navigation } = /** @type {any} */ (globalThis);
  navigation?.addEventListener("navigate", (/** @type {Event} */ event) => (going = event), {
    once: true,
  });
  // Browsers may ask the shopper first, and stop the page meanwhile.
  addEventListener("beforeunload", () => port.postMessage(true), { once: true });
  location.assign(href);
  // An app may have refused to go.
  port.postMessage(!going?.defaultPrevented);
};

// Not where a site may store nothing.
function channel() {
  try {
    return isSupported() ? new BroadcastChannel("saleor-push") : null;
  } catch {
    return null;
  }
}

/** @type {Parts["makeEvents"]} */
const makeEvents = (state) => {
  const listeners = new Set();
  const tabs = channel();
  /** @type {Parts["hear"]} */
  const hear = async (message) => {
    const detail = message?.event === "change" ? await state() : message;
    const called = [...listeners].filter(({ event }) => event === message?.event);
    // Each by itself: one that throws stops no other.
    called.forEach(({ listener }) => queueMicrotask(() => listener(detail)));
  };
  const changed = () => {
    tabs?.postMessage({ event: "change" });
    void hear({ event: "change" });
  };
  /** @type {Parts["on"]} */
  const on = (event, listener) => {
    const entry = { event, listener };
    listeners.add(entry);
    return () => listeners.delete(entry);
  };
  if (tabs) tabs.onmessage = ({ data }) => hear(data);
  return { on, changed };
};
