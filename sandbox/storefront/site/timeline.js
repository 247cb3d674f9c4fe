// From "Place order" to "shown", for people who like to see it happen.

/** @typedef {{ what: string, at: number, title?: string }} Step */

/** @type {Set<() => void>} */
const listeners = new Set();

/** @type {() => Step[]} */
export const events = () => JSON.parse(localStorage.getItem("timeline") || "[]");

export const onEvent = (/** @type {() => void} */ listener) => listeners.add(listener);

export function begin(/** @type {number} */ at) {
  localStorage.setItem("timeline", "[]");
  record("pressed", at);
}

/**
 * @param {string} what
 * @param {number} at
 * @param {string} [title]
 */
export function record(what, at, title) {
  const known = events();
  if (!known.length && what !== "pressed") return; // News of something else.
  if (known.some((event) => event.what === what)) return;
  localStorage.setItem("timeline", JSON.stringify([...known, { what, at, title }]));
  listeners.forEach((listener) => listener());
}
