// Making elements without a framework.

export const $ = (selector, root = document) => root.querySelector(selector);

/** h("button", { class: "plain", onclick: buy }, "Buy"): text is always text, never markup. */
export function h(name, props = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(props)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (value !== false && value != null) element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child != null && child !== false));
  return element;
}

/** Our own drawings only. */
export function svg(markup) {
  const template = document.createElement("template");
  template.innerHTML = markup;
  return template.content.firstElementChild;
}

export function replace(root, ...children) {
  root.replaceChildren(...children.flat().filter(Boolean));
}

/** A sentence at the bottom of the window, also for screen readers. */
export function say(text) {
  const toast = $("#toast");
  clearTimeout(say.timer);
  toast.hidePopover();
  toast.textContent = text;
  toast.showPopover(); // Above an open dialog, too.
  say.timer = setTimeout(() => toast.hidePopover(), 5000);
}
