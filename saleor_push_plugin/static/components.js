/**
 * <push-bell> asks gently; <push-preferences> lets the shopper choose. Plain custom elements that
 * take their looks from the shop: parts and --push-* properties, see docs/components.md.
 */

import { h, PushElement } from "./components-base.js";

/** @import { PushChoice, PushPreferences as Known, PushState } from "./push.js" */
/** @import { PushPreferencesChange as Change } from "./push.js" */

const TOPICS = "ORDER_UPDATES CART_REMINDERS ALERTS OFFERS SURVEYS";
const PAUSES = [7, 30, 90];
const EXPLAINED = ["denied", "needs-install", "unsupported"];
const isOn = (/** @type {PushState | undefined} */ state) => state === "subscribed" || state === "paused";
const SVG = "http://www.w3.org/2000/svg";
const BELL = [
  "M12 4a5 5 0 0 0-5 5c0 5-2 6-2 7h14c0-1-2-2-2-7a5 5 0 0 0-5-5z",
  "M10 19a2 2 0 0 0 4 0",
];

/** The bell: a soft ask for who is not subscribed, preferences for who is. */
export class PushBell extends PushElement {
  /** @type {((answer: PushChoice | false) => void) | null} */
  #answer = null;
  #wasAsked = false;
  #outside = (/** @type {Event} */ { target }) => {
    if (!this.contains(/** @type {Node} */ (target))) this.close();
  };

  /** The bell is there at once, and says so a moment later if it is on. */
  async draw() {
    if (!this.has_("bell")) this.#build();
    this.#label();
    this.toggleAttribute("subscribed", isOn(await this.push_.state()));
    this.#label();
  }

  #build() {
    const bell = h("button", {
      id: "bell",
      part: "bell",
      "aria-haspopup": "dialog",
      "aria-expanded": "false",
      onclick: () => (this.isOpen ? this.close() : this.#press()),
    });
    bell.append(h("slot", { name: "icon" }, drawing()));
    const panel = h("div", { id: "panel", part: "panel", role: "dialog", hidden: true });
    panel.addEventListener("keydown", ({ key }) => key === "Escape" && this.close());
    this.fill(bell, panel);
  }

  #label() {
    const on = this.hasAttribute("subscribed");
    this.part_("bell").setAttribute("part", on ? "bell on" : "bell");
    this.part_("bell").setAttribute("aria-label", this.t(on ? "bellOn" : "bellOff"));
  }

  get isOpen() {
    return this.has_("panel") && !this.part_("panel").hidden;
  }

  click() {
    this.part_("bell").click();
  }

  /** For the right moment, after a purchase say: asks who was not asked for `quietDays`. */
  async ask({ quietDays = 30 } = {}) {
    if (!this.has_("bell")) await this.draw();
    this.#wasAsked = false;
    const soft = () => this.#softly();
    const state = await this.attempt(() => this.push_.ask({ soft, quietDays }));
    if (isOn(state)) this.close();
    if (state === "default" && this.isOpen) this.say(this.t("dismissed"));
    return state;
  }

  async #press() {
    const state = await this.push_.state();
    if (isOn(state)) return this.#preferences();
    if (EXPLAINED.includes(state)) return this.#tell(this.t(state));
    // The shopper pressed the bell, so an earlier "not now" does not count.
    const now = await this.ask({ quietDays: 0 });
    if (isOn(now)) return this.#preferences();
    if (now && EXPLAINED.includes(now)) return this.#tell(this.t(now));
    return now === "default" && !this.#wasAsked ? this.#tell(this.t("disabled")) : undefined;
  }

  /**
   * Resolves in the click on an answer: the browser's own prompt wants a click.
   * @returns {Promise<PushChoice | false>}
   */
  #softly() {
    this.#wasAsked = true;
    return new Promise((resolve) => {
      const yes = () => resolve(this.proof(["ORDER_UPDATES", ...this.ticked()]));
      const no = () => {
        this.close();
        resolve(false);
      };
      this.#show(
        "askTitle",
        h("p", { id: "text" }, this.t("askText")),
        ...this.#extra(),
        this.status(),
        h("div", { part: "row" }, this.#button("yes", yes), this.#button("no", no)),
      );
      this.#answer = resolve;
    });
  }

  /** What may be agreed to in the same breath, unticked. */
  #extra() {
    const names = (this.getAttribute("offer") || "").split(" ").filter(Boolean);
    if (!names.length) return [];
    return [h("fieldset", {}, h("legend", {}, this.t("also")), ...this.topics(names, []))];
  }

  /**
   * @param {string} name
   * @param {() => void} onclick
   */
  #button(name, onclick) {
    const props = { type: "button", id: name, part: name, "data-answer": name, onclick };
    return h("button", props, this.t(name));
  }

  /**
   * Also what went wrong before there was anything to show.
   * @param {string} text
   */
  say(text) {
    if (this.isOpen && this.has_("status")) super.say(text);
    else this.#tell(text);
  }

  #tell(/** @type {string} */ text) {
    const close = this.#button("close", () => this.close());
    this.#show("title", h("p", { role: "status" }, text), close);
  }

  #preferences() {
    const exportparts = "topics, topic, name, hint, field, off, status";
    const inside = h("push-preferences", { exportparts });
    for (const name of ["topics", "text-version"]) {
      if (this.hasAttribute(name)) inside.setAttribute(name, this.getAttribute(name) || "");
    }
    const { push, words } = /** @type {import("./components.js").PushBell} */ (this);
    Object.assign(inside, { push, words });
    this.#show("title", inside, this.#button("close", () => this.close()));
  }

  /**
   * @param {string} title
   * @param {Node[]} nodes
   */
  #show(title, ...nodes) {
    const panel = this.part_("panel");
    panel.replaceChildren(h("h2", { id: "title", tabindex: -1 }, this.t(title)), ...nodes);
    panel.setAttribute("aria-labelledby", "title");
    panel.hidden = false;
    this.part_("bell").setAttribute("aria-expanded", "true");
    document.addEventListener("click", this.#outside);
    this.part_("title").focus();
  }

  close() {
    if (!this.isOpen) return;
    document.removeEventListener("click", this.#outside);
    this.part_("panel").hidden = true;
    this.part_("bell").setAttribute("aria-expanded", "false");
    this.part_("bell").focus();
    this.#answer?.(false);
    this.#answer = null;
  }
}

function drawing() {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  for (const line of BELL) {
    svg.append(document.createElementNS(SVG, "path"));
    svg.lastElementChild?.setAttribute("d", line);
  }
  return svg;
}

/** What to hear of, a pause, the language, and the way out. Every change is saved at once. */
export class PushPreferences extends PushElement {
  /** @type {object | null} */
  #newest = null;

  async draw() {
    const mine = (this.#newest = {});
    const state = await this.push_.state();
    const known = isOn(state) ? await this.#known() : null;
    if (known === undefined) return;
    const content = known ? this.#form(known) : await this.#invitation(state);
    if (mine !== this.#newest) return; // What it would draw is over.
    const status = this.has_("status") ? this.part_("status") : this.status();
    const said = status.textContent || "";
    this.fill(...content, status);
    this.say(said);
  }

  async #known() {
    if (!this.has_("status")) this.fill(this.status());
    return this.attempt(() => this.push_.preferences());
  }

  /**
   * The browser's own question comes with the press on the button: too late to ask the shop.
   * @param {PushState} state
   */
  async #invitation(state) {
    if (EXPLAINED.includes(state)) return [h("p", {}, this.t(state))];
    const sends = await this.push_.enabled().catch(() => true); // Offline: a press will say so.
    if (!sends) return [h("p", {}, this.t("disabled"))];
    const choice = this.proof(["ORDER_UPDATES"]);
    const onclick = () => this.attempt(() => this.push_.subscribe(choice));
    const button = { type: "button", id: "yes", part: "yes", onclick };
    return [h("p", {}, this.t("askText")), h("p", {}, h("button", button, this.t("turnOn")))];
  }

  #form(/** @type {Known} */ { topics, pausedUntil, weeklyLimit, language, languages }) {
    const names = (this.getAttribute("topics") || TOPICS).split(" ");
    const rest = topics.filter((name) => !names.includes(name));
    const fieldset = h("fieldset", { part: "topics" }, h("legend", {}, this.t("prefsTitle")));
    fieldset.append(...this.topics(names, topics));
    fieldset.onchange = () => this.#save(this.proof([...rest, ...this.ticked()]));
    const pause = (/** @type {string} */ value) => ({ pauseDays: Number(value) });
    const limit = (/** @type {string} */ value) => ({ weeklyLimit: Number(value) });
    const speak = (/** @type {string} */ code) => ({ language: code });
    const off = { type: "button", id: "off", part: "off", onclick: () => this.#leave() };
    return [
      fieldset,
      this.#select("pause", this.#pauses(pausedUntil), pause),
      this.#select("weekly", this.#limits(weeklyLimit), limit),
      this.#select("language", this.#languages(languages, language), speak),
      h("p", {}, h("button", off, this.t("turnOff"))),
    ];
  }

  /**
   * @param {string} name
   * @param {Node[]} options
   * @param {(value: string) => Change} change
   */
  #select(name, options, change) {
    const onchange = () => void (select.value && this.#save(change(select.value)));
    const select = h("select", { id: name, onchange }, ...options);
    return h("label", { part: "field" }, this.t(name), select);
  }

  #pauses(/** @type {string | null} */ until) {
    /** @type {Intl.NumberFormatOptions} */
    const format = { style: "unit", unit: "day", unitDisplay: "long" };
    const days = new Intl.NumberFormat(this.language, format);
    const date = until && new Date(until).toLocaleDateString(this.language, { dateStyle: "long" });
    return [
      ...(until ? [h("option", { value: "", selected: true }, this.t("until", { date }))] : []),
      h("option", { value: "0" }, this.t("running")),
      ...PAUSES.map((n) => h("option", { value: `${n}` }, days.format(n))),
    ];
  }

  /**
   * As the shop likes, or less; also a number that somebody chose by other means.
   * @param {number | null} chosen
   */
  #limits(chosen) {
    const now = chosen || 0;
    return [...new Set([0, 1, now])].map((n) => {
      const text = this.t(n > 1 ? "weekly_n" : `weekly_${n}`, { n });
      return h("option", { value: `${n}`, selected: n === now }, text);
    });
  }

  /**
   * @param {string[]} languages
   * @param {string} chosen
   */
  #languages(languages, chosen) {
    const wish = chosen.toLowerCase();
    const best = languages.find((each) => each.toLowerCase() === wish) ?? wish.split(/[-_]/)[0];
    return languages.map((each) => {
      const name = new Intl.DisplayNames([each], { type: "language" }).of(each) || each;
      return h("option", { value: each, lang: each, selected: each === best }, name);
    });
  }

  async #save(/** @type {Change} */ change) {
    const saved = await this.attempt(() => this.push_.setPreferences(change));
    if (saved) this.say(this.t("saved"));
    else await this.draw(); // As the shop knows it.
  }

  async #leave() {
    await this.attempt(() => this.push_.unsubscribe());
    await this.draw();
    this.say(this.t("turnedOff"));
  }
}

/** @type {typeof import("./components.js")} */
const ELEMENTS = { PushBell, PushPreferences };

if (globalThis.customElements && !customElements.get("push-bell")) {
  customElements.define("push-bell", ELEMENTS.PushBell);
  customElements.define("push-preferences", ELEMENTS.PushPreferences);
}
