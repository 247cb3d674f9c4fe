// The bar at the end of the window: how much is not saved yet, and two buttons.
import { h, replace } from "./dom.js";
import { button } from "./panes.js";
import { t } from "./words.js";

/** @typedef {{ element: HTMLElement, buttons: Element, count: () => void, clear: () => void,
 *   tell: (words: string, problem?: string) => void }} Bar */

/** @param {() => number} unsaved how many settings are not saved yet
 * @returns {Bar} */
export function savingBar(unsaved) {
  const said = h("span", { role: "status" });
  const wrong = h("span", { class: "bad", role: "alert" });
  const buttons = h("span", { class: "tools" });
  const element = h("div", { class: "pane saving" }, said, wrong, buttons);
  /** Anew, after something was typed. */
  const count = () => {
    const number = unsaved();
    replace(said, number ? t("unsaved", { n: number }) : "");
    for (const each of buttons.querySelectorAll("button")) each.disabled = !number;
    element.hidden = !number && !wrong.textContent;
  };
  const tell = (/** @type {string} */ words, /** @type {string} */ problem = "") => {
    replace(wrong, problem);
    count();
    if (words) replace(said, words);
    element.hidden = false;
  };
  return { element, buttons, count, tell, clear: () => (replace(wrong), count()) };
}

/** What its buttons do. @param {Bar} bar @param {() => unknown} keep
 * @param {() => unknown} undo */
export const uses = ({ buttons }, keep, undo) =>
  replace(buttons, button(t("undo"), undo), button(t("save"), keep, "main"));
