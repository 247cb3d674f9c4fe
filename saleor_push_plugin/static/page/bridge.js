// The Dashboard's messages to a page in its frame: token, theme and language.
import { give } from "./session.js";

/** @typedef {{ onTheme: (theme: string) => void, onLocale: (tag: string) => void }} Listeners */

/** Whether the page stands in a frame. */
export const isFramed = () => window.parent !== window;

/**
 * Listens to the parent, if it is a Dashboard that may frame the page, and asks it for a token.
 * @param {Listeners} listeners
 */
export function listen(listeners) {
  const origins = (document.documentElement.dataset.origins || "").split(" ").filter(Boolean);
  const allowed = new Set([...origins, location.origin]);
  window.addEventListener("message", (event) => {
    if (event.source === window.parent && allowed.has(event.origin)) hear(event.data, listeners);
  });
  // A message goes to no window of another origin than the one it names.
  for (const origin of allowed) {
    const ready = { type: "notifyReady", payload: { actionId: crypto.randomUUID?.() ?? "ready" } };
    window.parent.postMessage(ready, origin);
  }
}

/** @param {any} message @param {Listeners} listeners */
function hear(message, listeners) {
  const { type, payload } = message ?? {};
  const text = (/** @type {string} */ name) => String(payload?.[name] ?? "");
  if ((type === "handshake" || type === "tokenRefresh") && text("token")) give(text("token"));
  if (type === "theme") listeners.onTheme(text("theme"));
  if (type === "localeChanged") listeners.onLocale(text("locale"));
}
