/** What <push-bell> and <push-preferences> have in common. */

/** @import { Push, PushChoice, PushSource, PushTopic } from "./push.js" */
/** @typedef {Record<string, string>} Words */

import { createPush } from "./push.js";
import { WORDS } from "./components-words.js";

const STYLE = `
  :host { position: relative; display: inline-block; font: inherit; text-align: start; }
  :host(push-preferences) { display: block; }
  [hidden] { display: none !important; }
  * { box-sizing: border-box; }
  button, select { font: inherit; color: inherit; padding: .5em 1em; min-height: 2.75em;
    border: 1px solid var(--push-line, color-mix(in srgb, currentcolor 55%, transparent));
    border-radius: var(--push-radius, .6em); background: var(--push-surface, Canvas); }
  button { cursor: pointer; }
  :focus-visible { outline: 2px solid var(--push-accent, currentcolor); outline-offset: 2px; }
  [part~=yes] { border-color: transparent; background: var(--push-accent, CanvasText);
    color: var(--push-on-accent, Canvas); }
  [part~=bell] { display: grid; place-items: center; width: 2.75em; padding: 0; }
  svg { width: 1.4em; fill: none; stroke: currentcolor; stroke-width: 1.7;
    stroke-linejoin: round; stroke-linecap: round; }
  [part~=on] path:first-child { fill: currentcolor; }
  [part~=panel] { position: absolute; z-index: 9; inset-block-start: calc(100% + .5em);
    inset-inline-end: 0; width: min(22em, calc(100vw - 2em)); padding: 1.25em;
    max-height: 80vh; overflow: auto;
    border: 1px solid var(--push-line, color-mix(in srgb, currentcolor 55%, transparent));
    border-radius: var(--push-radius, .6em);
    background: var(--push-surface, Canvas); color: var(--push-ink, CanvasText);
    box-shadow: var(--push-shadow, 0 .5em 2em rgb(0 0 0 / 20%)); }
  @media (max-width: 30em) {
    [part~=panel] { position: fixed; inset: auto 1em 1em; width: auto; } }
  h2 { margin: 0 0 .5em; font-size: 1.1em; }
  p { margin: 0 0 1em; }
  p:empty { margin: 0; }
  fieldset { margin: 0 0 1em; padding: 0; border: 0; }
  legend { padding: 0; margin-block-end: .5em; font-weight: bold; }
  [part~=topic] { display: grid; grid-template-columns: auto 1fr; gap: 0 .6em;
    padding-block: .4em; }
  [part~=topic] input { width: 1.2em; height: 1.2em; margin: .15em 0;
    accent-color: var(--push-accent, auto); }
  small { grid-column: 2; }
  [part~=field] { display: block; margin-block-end: 1em; }
  select { display: block; width: 100%; margin-block-start: .25em; }
  [part~=row] { display: flex; flex-wrap: wrap; gap: .6em; }
`;
// Codes of errors that the components have words for: `denied`, and so on.
const FAILURES = ["DENIED", "DISABLED", "DISMISSED"];
/**
 * One push object for all elements of a page that name the same shop.
 * @type {Map<string, Push>}
 */
const shared = new Map();

// On a server there are no elements.
const Base = globalThis.HTMLElement || /** @type {typeof HTMLElement} */ (class {});

export class PushElement extends Base {
  /** @type {Push | null | undefined} */
  #push;
  /** @type {(() => void)[]} */
  #ends = [];

  /** push.js's object, if the page has one; else made from the attributes api-url and channel. */
  get push() {
    return this.#push || this.#shared();
  }

  set push(push) {
    this.#push = push;
    if (this.isConnected) this.connectedCallback();
  }

  connectedCallback() {
    this.disconnectedCallback();
    if (Object.hasOwn(this, "push")) this.#adopt();
    if (!this.push) return; // A framework will set it in a moment.
    if (!this.shadowRoot) this.attachShadow({ mode: "open" });
    const draw = () => void this.draw();
    const around = new MutationObserver(draw);
    for (const node of outwards(this)) around.observe(node, { attributeFilter: ["lang", "dir"] });
    this.#ends = [() => around.disconnect(), this.push.on("change", draw)];
    draw();
  }

  /** The content, as the state is now. */
  async draw() {}

  disconnectedCallback() {
    for (const end of this.#ends.splice(0)) end();
  }

  /** A framework may set `push` before this file is loaded. */
  #adopt() {
    const { push } = this;
    Reflect.deleteProperty(this, "push");
    this.#push = push;
  }

  #shared() {
    const [apiUrl, channel] = [this.getAttribute("api-url"), this.getAttribute("channel")];
    if (!apiUrl || !channel) return null;
    const key = `${apiUrl} ${channel}`;
    const swUrl = this.getAttribute("sw-url") || undefined;
    const push = shared.get(key) || createPush({ apiUrl, channel, swUrl });
    shared.set(key, push);
    return push;
  }

  get language() {
    const lang = outwards(this).find((node) => node.lang)?.lang || "";
    const code = lang.slice(0, 2).toLowerCase();
    return Object.hasOwn(WORDS, code) ? code : "en";
  }

  /** The push object of an element that is drawn: there is one. */
  get push_() {
    return /** @type {Push} */ (this.push);
  }

  /** The root of the content. */
  get root_() {
    return /** @type {ShadowRoot} */ (this.shadowRoot);
  }

  /**
   * A sentence: the shop's own (`element.words = { yes: "Sure" }`), or ours.
   * @param {string} key
   * @param {Record<string, unknown>} [values]
   */
  t(key, values = {}) {
    const { words } = /** @type {{ words?: Words }} */ (this);
    const text = { ...WORDS[this.language], ...words }[key] || key;
    return text.replace(/\{(\w+)\}/g, (_, /** @type {string} */ name) => `${values[name]}`);
  }

  /**
   * What the consent log needs; who writes their own words gives them a version of their own.
   * @param {string[]} topics
   * @returns {PushChoice}
   */
  proof(topics) {
    const { language } = this;
    const textVersion =
      this.getAttribute("text-version") || `${WORDS[language].version}.${language}`;
    // The element's name without "push-".
    const source = /** @type {PushSource} */ (this.localName.slice(5).toUpperCase());
    return {
      topics: /** @type {PushTopic[]} */ (topics),
      textVersion,
      textLanguage: language,
      source,
    };
  }

  /**
   * New content; the focus stays where it was.
   * @param {Node[]} nodes
   */
  fill(...nodes) {
    const { activeElement } = this.root_;
    this.root_.replaceChildren(...dress(this.root_), ...nodes);
    if (activeElement?.id) this.part_(activeElement.id)?.focus();
  }

  /**
   * An element of the content that is there whenever it is asked for.
   * @param {string} id
   */
  part_(id) {
    return /** @type {HTMLElement} */ (this.root_.getElementById(id));
  }

  has_(/** @type {string} */ id) {
    return Boolean(this.shadowRoot?.getElementById(id));
  }

  say(/** @type {string} */ text) {
    if (this.has_("status")) this.part_("status").textContent = text;
  }

  /**
   * What `work` gives; undefined when it fails, and the shopper is told why.
   * @template T
   * @param {() => Promise<T>} work
   */
  async attempt(work) {
    try {
      return await work();
    } catch (/** @type {any} */ { code, message }) {
      const known = FAILURES.includes(code) ? code.toLowerCase() : "problem";
      this.say(this.t(known, { message }));
      return undefined;
    }
  }

  /**
   * Checkboxes, one a topic; nothing is ticked that was not agreed to.
   * @param {string[]} names
   * @param {string[]} chosen
   */
  topics(names, chosen) {
    return names.map((name) => {
      const props = { type: "checkbox", id: name, value: name, checked: chosen.includes(name) };
      const input = h("input", { ...props, "aria-describedby": `${name}-hint` });
      const title = h("span", { part: "name" }, this.t(name));
      const label = h("label", { part: "topic" }, input, title);
      label.append(h("small", { id: `${name}-hint`, part: "hint" }, this.t(`${name}_hint`)));
      return label;
    });
  }

  ticked() {
    /** @type {NodeListOf<HTMLInputElement>} */
    const boxes = this.root_.querySelectorAll("input:checked");
    return [...boxes].map(({ value }) => value);
  }

  status() {
    return h("p", { id: "status", role: "status", part: "status" });
  }
}

/**
 * An element and all it is in, out of shadow trees as well.
 * @param {any} node
 * @returns {any[]}
 */
function outwards(node) {
  return node ? [node, ...outwards(node.parentNode || node.host)] : [];
}

/** @type {CSSStyleSheet | undefined} */
let sheet;

/** A sheet passes a strict Content-Security-Policy; browsers that know none get an element. */
function dress(/** @type {ShadowRoot} */ root) {
  if (!root.adoptedStyleSheets) return [h("style", {}, STYLE)];
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
  }
  root.adoptedStyleSheets = [sheet];
  return [];
}

/**
 * An element. Text is always text, never markup.
 * @param {string} name
 * @param {Record<string, any>} [props]
 * @param {(Node | string)[]} children
 */
export function h(name, props = {}, ...children) {
  const element = /** @type {HTMLElement & Record<string, any>} */ (document.createElement(name));
  for (const [key, value] of Object.entries(props)) {
    if (key.startsWith("on")) element[key] = value;
    else if (value !== false) element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children);
  return element;
}
