// Making elements without a framework.

/** @typedef {Node | string | number | false | null | undefined} Child */

/**
 * The element that is known to be there.
 * @param {string} selector
 * @param {ParentNode} [root]
 * @returns {any}
 */
export const $ = (selector, root = document) => root.querySelector(selector);

/**
 * h("button", { class: "plain", onclick: buy }, "Buy"): text is always text, never markup.
 * @param {string} name
 * @param {Record<string, any>} [props]
 * @param {(Child | Child[])[]} children
 */
export function h(name, props = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(props)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (value !== false && value != null) element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...shown(children));
  return element;
}

/** An element of our own drawings only. */
export function svg(/** @type {string} */ markup) {
  const template = document.createElement("template");
  template.innerHTML = markup;
  return template.content.firstElementChild;
}

/**
 * @param {Element} root
 * @param {(Child | Child[])[]} children
 */
export function replace(root, ...children) {
  root.replaceChildren(...shown(children));
}

/**
 * @param {(Child | Child[])[]} children
 * @returns {(Node | string)[]}
 */
const shown = (children) =>
  children
    .flat()
    .filter((child) => child != null && child !== false)
    .map((child) => (child instanceof Node ? child : `${child}`));

let timer = 0;

/** Shows a sentence at the bottom of the window, also for screen readers. */
export function say(/** @type {string} */ text) {
  const toast = $("#toast");
  clearTimeout(timer);
  toast.hidePopover();
  toast.textContent = text;
  toast.showPopover(); // Above an open dialog, too.
  timer = setTimeout(() => toast.hidePopover(), 5000);
}
