/** What <push-bell> and <push-preferences> have in common. */

/** @import { Push, PushChoice, PushSource, PushTopic } from "./push.js" */
/** @typedef {Record<string, string>} Words */

import { createPush } from "./push.js";
import { Progress } from "./components-progress.js";
import { explanation } from "./components-states.js";
import { STYLE } from "./components-style.js";
import { WORDS } from "./components-words.js";

// The words for each code of a PushError. A browser's own message is never shown.
/** @type {Words} */
const FAILURES = {
  DENIED: "denied",
  DISABLED: "disabled",
  DISMISSED: "dismissed",
  NEEDS_INSTALL: "needs-install",
  UNSUPPORTED: "unsupported",
  NETWORK: "noShop",
  PUSH_SERVICE: "noPushService",
  WORKER: "noWorker",
  TOO_MANY_REQUESTS: "tooMany",
};
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
  /** @type {Words | undefined} */
  #words;
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

  /** The shop's own sentences; see docs/components.md. */
  get words() {
    return this.#words;
  }

  set words(words) {
    this.#words = words;
    if (this.shadowRoot) void this.draw();
  }

  connectedCallback() {
    this.disconnectedCallback();
    this.#adopt();
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

  /** A framework may set `push` and `words` before this file is loaded. */
  #adopt() {
    const given = { ...this };
    for (const name of ["push", "words"]) Reflect.deleteProperty(this, name);
    if ("push" in given) this.#push = given.push;
    if ("words" in given) this.#words = given.words;
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
    const text = { ...WORDS[this.language], ...this.words }[key] || key;
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
   * New content; the focus stays where it was, or goes to what was said if that is gone.
   * @param {Node[]} nodes
   * @param {Element | null} [activeElement] What had the focus.
   */
  fill(nodes, activeElement = this.root_.activeElement) {
    this.root_.replaceChildren(...dress(this.root_), ...nodes);
    if (!activeElement) return;
    (this.part_(activeElement.id) || this.part_("status"))?.focus();
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

  /**
   * @param {string} text
   * @param {"" | "busy" | "failed"} [kind]
   */
  say(text, kind = "") {
    if (!this.has_("status")) return;
    const status = this.part_("status");
    status.setAttribute("part", `status ${kind}`.trim());
    // Said again only if it changed: a live region is read aloud.
    if (status.textContent !== text) status.textContent = text;
  }

  /** Of what is being done at the moment. */
  progress = new Progress(() => {});

  /**
   * What `work` gives; undefined when it fails or is given up, and the shopper is told what to do.
   * @template T
   * @param {() => Promise<T>} work
   * @param {{ quietly?: boolean, asks?: boolean }} [options] `quietly`: progress is not told;
   *   `asks`: the browser may ask its own question.
   */
  async attempt(work, { quietly = false, asks = false } = {}) {
    const tell = (/** @type {string} */ word) => quietly || this.say(this.t(word), "busy");
    const progress = (this.progress = new Progress(tell));
    const givenUp = progress.start();
    if (asks) progress.subscribe();
    try {
      const given = await Promise.race([work(), givenUp]);
      progress.stop();
      if (!quietly && this.isBusy) this.say("");
      return given;
    } catch (/** @type {any} */ error) {
      progress.stop();
      console.warn(error);
      this.say(this.t(explanation(FAILURES[error.code] || "problem")), "failed");
      return undefined;
    }
  }

  /** Whether it says that something is being done. */
  get isBusy() {
    return this.has_("status") && this.part_("status").part.contains("busy");
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
    return h("p", { id: "status", role: "status", part: "status", tabindex: -1 });
  }

  /**
   * @param {string} id
   * @param {string} word
   * @param {() => void} onclick
   */
  button(id, word, onclick) {
    const props = { type: "button", id, part: id, "data-answer": id, onclick };
    return h("button", props, this.t(word));
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

/**
 * A drawing of lines, for the eye alone.
 * @param {string[]} lines
 */
export function drawing(...lines) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  for (const line of lines) {
    svg.append(document.createElementNS(space, "path"));
    svg.lastElementChild?.setAttribute("d", line);
  }
  return svg;
}
