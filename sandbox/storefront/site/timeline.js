// From "Place order" to "shown", for people who like to see it happen.

const listeners = new Set();

export const events = () => JSON.parse(localStorage.getItem("timeline") || "[]");

export const onEvent = (listener) => listeners.add(listener);

export function begin(at) {
  localStorage.setItem("timeline", "[]");
  record("pressed", at);
}

export function record(what, at, title) {
  const known = events();
  if (!known.length && what !== "pressed") return; // News of something else.
  if (known.some((event) => event.what === what)) return;
  localStorage.setItem("timeline", JSON.stringify([...known, { what, at, title }]));
  listeners.forEach((listener) => listener());
}
