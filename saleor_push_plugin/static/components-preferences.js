/** <push-preferences>: what to hear of, a pause, the language, and the way out. */

import { h, PushElement } from "./components-base.js";
import { EXPLAINED, explanation, isOn } from "./components-states.js";

/** @import { PushPreferences as Known, PushState } from "./push.js" */
/** @import { PushPreferencesChange as Change } from "./push.js" */

const TOPICS = "ORDER_UPDATES CART_REMINDERS ALERTS OFFERS SURVEYS";
const PAUSES = [7, 30, 90];

/** Every change is saved at once. */
export class PushPreferences extends PushElement {
  /** @type {object | null} */
  #newest = null;
  /** @type {Known | null} */
  #known = null;
  /** The last change that is being saved: the shop gets them one after another. */
  #saving = Promise.resolve();

  async draw() {
    const mine = (this.#newest = {});
    const isFirst = !this.has_("status");
    if (isFirst) this.fill([this.#footer()]);
    const content = await this.attempt(() => this.#content(), { quietly: !isFirst });
    if (mine !== this.#newest) return; // What it would draw is over.
    if (content) this.#redraw(...content);
    else if (!this.has_("off")) this.#redraw([], [this.button("again", "again", () => this.#anew())]);
  }

  async #content() {
    const state = await this.push_.state();
    this.#known = isOn(state) ? await this.push_.preferences() : null;
    return this.#known ? this.#form(this.#known) : this.#invitation(state);
  }

  #anew() {
    this.root_.replaceChildren();
    return this.draw();
  }

  /**
   * What was said stays said.
   * @param {Node[]} content
   * @param {Node[]} actions
   */
  #redraw(content, actions) {
    const { activeElement } = this.root_;
    const footer = this.part_("footer");
    const status = this.part_("status");
    footer.replaceChildren(status, ...actions);
    this.fill([...content, footer], activeElement);
  }

  /** What is said, and what can be done about it; in the bell it is always in sight. */
  #footer() {
    return h("div", { id: "footer", part: "row" }, this.status());
  }

  /**
   * The browser's own question comes with the press on the button: too late to ask the shop.
   * @param {PushState} state
   * @returns {Promise<[Node[], Node[]]>}
   */
  async #invitation(state) {
    if (EXPLAINED.includes(state)) return [[h("p", {}, this.t(explanation(state)))], []];
    const sends = await this.push_.enabled().catch(() => true); // Offline: a press will say so.
    if (!sends) return [[h("p", {}, this.t("disabled"))], []];
    const button = this.button("yes", "turnOn", () => this.#join());
    return [[h("p", {}, this.t("askText"))], [button]];
  }

  async #join() {
    if (this.isBusy) return;
    const choice = this.proof(["ORDER_UPDATES"]);
    await this.attempt(() => this.push_.subscribe(choice), { asks: true });
  }

  /**
   * @param {Known} known
   * @returns {[Node[], Node[]]}
   */
  #form({ topics, pausedUntil, weeklyLimit, language, languages }) {
    const names = (this.getAttribute("topics") || TOPICS).split(" ");
    const rest = topics.filter((name) => !names.includes(name));
    const fieldset = h("fieldset", { part: "topics" }, h("legend", {}, this.t("prefsTitle")));
    fieldset.append(...this.topics(names, topics));
    fieldset.onchange = () => this.#save(this.proof([...rest, ...this.ticked()]));
    const pause = (/** @type {string} */ value) => ({ pauseDays: Number(value) });
    const limit = (/** @type {string} */ value) => ({ weeklyLimit: Number(value) });
    const speak = (/** @type {string} */ code) => ({ language: code });
    const fields = h(
      "div",
      { part: "fields" },
      this.#select("pause", this.#pauses(pausedUntil), pause),
      this.#select("weekly", this.#limits(weeklyLimit), limit),
      this.#select("language", this.#languages(languages, language), speak),
    );
    return [[fieldset, fields], [this.button("off", "turnOff", () => this.#leave())]];
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

  #save(/** @type {Change} */ change) {
    this.#saving = this.#saving.then(() => this.#saveNow(change));
    return this.#saving;
  }

  async #saveNow(/** @type {Change} */ change) {
    const saved = await this.attempt(() => this.push_.setPreferences(change));
    if (saved) return this.say(this.t("saved"));
    // As the shop knows it.
    this.say(`${this.t("notSaved")} ${this.part_("status").textContent}`.trim(), "failed");
    if (this.#known) this.#redraw(...this.#form(this.#known));
  }

  async #leave() {
    const left = await this.attempt(async () => {
      await this.push_.unsubscribe();
      return true;
    });
    await this.draw();
    if (left) this.say(this.t("turnedOff"));
  }
}
