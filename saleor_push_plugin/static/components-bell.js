/** <push-bell>: a soft ask for who is not subscribed, preferences for who is. */

import { drawing, h, PushElement } from "./components-base.js";
import { place } from "./components-place.js";
import { promised } from "./components-reward.js";
import { EXPLAINED, explanation, isOn } from "./components-states.js";
import { displayMode, recall } from "./push/browser.js";

/** @import { PushChoice, PushOffer, PushState, SoftAnswer } from "./push.js" */
/** @import { Me } from "./push/types.js" */

const BELL = [
  "M12 4a5 5 0 0 0-5 5c0 5-2 6-2 7h14c0-1-2-2-2-7a5 5 0 0 0-5-5z",
  "M10 19a2 2 0 0 0 4 0",
];
const CROSS = ["M6 6l12 12", "M18 6L6 18"];
const PARTS =
  "topics, topic, name, hint, fields, field, row, off, yes, again, status, busy, failed";

export class PushBell extends PushElement {
  /** @type {((answer: SoftAnswer) => void) | null} */
  #answer = null;
  /** What is shown now: what was asked for before is not added to it. */
  #shown = {};
  /** The newest opening: what an older one waited for is not shown. */
  #opening = {};
  #outside = (/** @type {Event} */ { target }) => {
    if (!this.contains(/** @type {Node} */ (target))) this.close();
  };
  #escape = (/** @type {KeyboardEvent} */ { key }) => key === "Escape" && this.close();
  #place = () => place(this.part_("panel"), this.part_("bell"));

  /** The bell is there at once, and says so a moment later if it is on. */
  async draw() {
    if (!this.has_("bell")) this.#build();
    this.#label();
    const state = await this.push_.state();
    this.toggleAttribute("subscribed", isOn(state));
    this.toggleAttribute("lapsed", state === "default" && (await hasLapsed()));
    this.#label();
  }

  #build() {
    const bell = h("button", {
      type: "button",
      id: "bell",
      part: "bell",
      "aria-haspopup": "dialog",
      "aria-expanded": "false",
      onclick: () => (this.isOpen ? this.close() : this.#press()),
    });
    bell.append(h("slot", { name: "icon" }, drawing(...BELL)));
    this.fill([bell, this.#panel()]);
  }

  #panel() {
    const close = h("button", { type: "button", id: "close", part: "close" }, drawing(...CROSS));
    close.onclick = () => this.close();
    const panel = { id: "panel", part: "panel", role: "dialog", popover: "manual", hidden: true };
    return h(
      "div",
      { ...panel, "aria-labelledby": "title", "aria-describedby": "text" },
      h("div", { part: "head" }, h("h2", { id: "title", tabindex: -1 }), close),
      h("p", { id: "text", role: "status" }),
      h("p", { id: "reward", part: "reward", "aria-live": "polite" }),
      h("div", { id: "content", part: "content" }),
      this.status(),
      h("div", { id: "row", part: "row" }),
    );
  }

  #label() {
    const [on, lapsed] = ["subscribed", "lapsed"].map((name) => this.hasAttribute(name));
    this.part_("bell").setAttribute("part", on ? "bell on" : lapsed ? "bell lapsed" : "bell");
    const word = on ? "bellOn" : lapsed ? "bellLapsed" : "bellOff";
    this.part_("bell").setAttribute("aria-label", this.t(word));
    this.part_("close").setAttribute("aria-label", this.t("close"));
  }

  get isOpen() {
    return this.has_("panel") && !this.part_("panel").hidden;
  }

  click() {
    this.part_("bell").click();
  }

  /**
   * For the right moment, after a purchase say: asks who did not say no lately.
   * @param {{ quietDays?: number }} [options]
   */
  async ask(options) {
    if (!this.has_("bell")) await this.draw();
    const soft = () => this.#softly();
    const state = await this.attempt(() => this.push_.ask({ soft, ...options }));
    if (this.isOpen) this.#settle(state);
    return state;
  }

  async #press() {
    const opening = (this.#opening = {});
    this.#show("title");
    const state = await this.attempt(() => this.push_.state());
    if (opening !== this.#opening || !this.isOpen) return;
    // The shopper pressed the bell, so an earlier "not now" does not count.
    if (state === "default") await this.ask({ quietDays: 0 });
    else this.#settle(state);
  }

  /** What a state means for who has the panel open; undefined: it failed, and that was said. */
  #settle(/** @type {PushState | undefined} */ state) {
    if (!state) return this.#again();
    if (isOn(state)) return this.#preferences();
    if (EXPLAINED.includes(state)) return this.#explain(state);
    const wasAsked = this.has_("yes");
    return wasAsked ? this.say(this.t("dismissed")) : this.#show("title", this.t("disabled"));
  }

  #explain(/** @type {PushState} */ state) {
    const word = explanation(state);
    this.#show("title", this.t(word));
    if (word === "needs-install") void this.#reward(["INSTALL"]);
  }

  /** What the shop promises for it, a moment later: nothing waits for it. */
  async #reward(/** @type {PushOffer["kind"][]} */ kinds) {
    const shown = this.#shown;
    // A page's own push object may be older than this file.
    const found = (await this.push_.offers?.(this.language).catch(() => [])) || [];
    if (shown !== this.#shown || !this.isOpen) return;
    const offers = found.filter(({ kind }) => kinds.includes(kind));
    this.part_("reward").textContent = promised(offers, this);
    this.#place();
  }

  /** It failed, with or without a question before. */
  #again() {
    if (this.has_("yes")) this.part_("yes").textContent = this.t("again");
    else this.part_("row").append(this.button("again", "again", () => this.#press()));
  }

  /**
   * Resolves in the click on an answer: the browser's own prompt wants a click.
   * @returns {Promise<SoftAnswer>}
   */
  #softly() {
    this.progress.pause();
    const text = this.hasAttribute("lapsed") ? `${this.t("lapsed")} ` : "";
    this.#show("askTitle", text + this.t("askText"), this.#offered());
    const answers = [
      this.button("yes", "yes", () => this.#accept()),
      this.button("no", "no", () => this.#end(false)),
    ];
    this.part_("row").replaceChildren(...answers);
    if (this.has_("OFFERS")) void this.#reward(["SUBSCRIBE"]);
    return new Promise((resolve) => {
      this.#answer = resolve;
    });
  }

  /** What may be agreed to in the same breath, unticked; nothing to who asks not to be tracked. */
  #offered() {
    const names = (this.getAttribute("offer") || "").split(" ").filter(Boolean);
    const { globalPrivacyControl } = /** @type {any} */ (navigator);
    if (!names.length || globalPrivacyControl) return [];
    return [h("fieldset", {}, h("legend", {}, this.t("also")), ...this.topics(names, []))];
  }

  /** Once more after it failed, without the question: it was answered. */
  #accept() {
    const choice = this.proof(["ORDER_UPDATES", ...this.ticked()]);
    // The log tells whether something was promised for it.
    const isPromised = this.part_("reward").textContent;
    if (isPromised) choice.textVersion = `${choice.textVersion}+offer`.slice(0, 64);
    if (this.#answer) {
      this.progress.subscribe();
      this.#answer(choice);
      this.#answer = null;
    } else if (!this.isBusy) void this.#retry(choice);
  }

  async #retry(/** @type {PushChoice} */ choice) {
    const work = () => this.push_.subscribe(choice).then(() => this.push_.state());
    this.#settle(await this.attempt(work, { asks: true }));
  }

  #preferences() {
    const inside = h("push-preferences", { exportparts: PARTS, docked: true });
    for (const name of ["topics", "text-version"]) {
      if (this.hasAttribute(name)) inside.setAttribute(name, this.getAttribute(name) || "");
    }
    const { push, words } = /** @type {import("./components.js").PushBell} */ (this);
    Object.assign(inside, { push, words });
    this.#show("title", "", [inside]);
    if (displayMode() === "BROWSER") void this.#reward(["INSTALL"]);
  }

  /**
   * @param {string} title
   * @param {string} [text]
   * @param {Node[]} [content]
   */
  #show(title, text = "", content = []) {
    this.#shown = {};
    this.part_("title").textContent = this.t(title);
    this.part_("reward").textContent = "";
    this.part_("content").replaceChildren(...content);
    this.part_("row").replaceChildren();
    this.say("");
    this.#open();
    // Read aloud also when the panel was open before.
    this.part_("text").textContent = text;
    this.#place();
    this.part_("title").focus();
  }

  #open() {
    if (this.isOpen) return;
    const panel = this.part_("panel");
    panel.hidden = false;
    panel.showPopover?.();
    this.part_("bell").setAttribute("aria-expanded", "true");
    document.addEventListener("click", this.#outside);
    document.addEventListener("keydown", this.#escape);
    addEventListener("resize", this.#place);
  }

  /** Without an answer, unless one was given. */
  close() {
    this.#end(null);
  }

  #end(/** @type {SoftAnswer} */ answer) {
    if (!this.isOpen) return;
    // The focus is where the shopper clicked, unless it was inside or nowhere.
    const { activeElement } = document;
    const isHere = activeElement === this || activeElement === document.body;
    this.#hide();
    if (isHere || !activeElement) this.part_("bell").focus({ preventScroll: true });
    this.#answer?.(answer);
    this.#answer = null;
  }

  #hide() {
    document.removeEventListener("click", this.#outside);
    document.removeEventListener("keydown", this.#escape);
    removeEventListener("resize", this.#place);
    this.part_("panel").hidePopover?.();
    this.part_("panel").hidden = true;
    this.part_("bell").setAttribute("aria-expanded", "false");
  }

  /** Taken out of the page, it is closed: a popover is, too. */
  disconnectedCallback() {
    super.disconnectedCallback();
    if (this.isOpen && !this.isConnected) this.#end(null);
  }
}

/** Whether the browser itself took the permission back, and the shopper has not answered since. */
async function hasLapsed() {
  const { lapsed, refusedAt } = await recall().catch(() => /** @type {Me} */ ({}));
  return Boolean(lapsed && !refusedAt);
}
