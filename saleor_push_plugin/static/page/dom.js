// Elements without markup: text is always text, and no address can run a script.

/** @typedef {Node | string | number | false | null | undefined} Child */
/** @typedef {any} Children a Child, or a list of them, or of lists */

const SVG = "http://www.w3.org/2000/svg";
const SAFE_ADDRESS = /^(?:#|\/(?!\/)|https?:|blob:)/;
// Attributes whose value is markup, a program or a style sheet.
const REFUSED = /^(?:srcdoc|style|formaction)$/;

/**
 * h("button", { class: "plain", onclick: save }, "Save"). A property that begins with `--` is one
 * of CSS; one that is false, null or undefined is left out.
 * @param {string} name
 * @param {Record<string, any>} [props]
 * @param {Children[]} children
 * @returns {any}
 */
export const h = (name, props = {}, ...children) =>
  filled(document.createElement(name), props, children);

/**
 * @param {string} name
 * @param {Record<string, any>} [props]
 * @param {Children[]} children
 */
export const svg = (name, props = {}, ...children) =>
  filled(document.createElementNS(SVG, name), props, children);

/**
 * The element with other children.
 * @param {Element} root
 * @param {Children[]} children
 */
export function replace(root, ...children) {
  root.replaceChildren(...nodes(children));
  return root;
}

/**
 * A piece of text that stays left to right: a figure, a code.
 * @param {Child} text
 */
export const figure = (text) => h("bdi", { dir: "ltr", class: "figure" }, text);

/**
 * @param {any} element
 * @param {Record<string, any>} props
 * @param {Children[]} children
 */
function filled(element, props, children) {
  for (const [key, value] of Object.entries(props)) {
    if (value !== false && value != null) set(element, key, value);
  }
  element.append(...nodes(children));
  // A select takes a value once it has its options.
  if (props.value != null && "value" in element) element.value = props.value;
  return element;
}

/** @param {any} element @param {string} key @param {any} value */
function set(element, key, value) {
  if (typeof value === "function") element.addEventListener(key.slice(2), value);
  else if (key.startsWith("--")) element.style.setProperty(key, String(value));
  else if (key.startsWith("on") || REFUSED.test(key)) throw new TypeError(`no ${key} here`);
  else if (key === "href" && !SAFE_ADDRESS.test(value)) element.removeAttribute("href");
  else element.setAttribute(key, value === true ? "" : String(value));
}

/** @param {any} children @returns {(Node | string)[]} */
const nodes = (children) =>
  children
    .flat(Infinity)
    .filter((/** @type {Child} */ each) => each !== false && each != null && each !== "")
    .map((/** @type {Child} */ each) => (each instanceof Node ? each : String(each)));
