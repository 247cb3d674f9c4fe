// The tile on the Dashboard's home: the last 30 days in one sentence, without money. The token that
// the Dashboard gives a tile has the permission to see it alone, and money needs another.
import { h, replace } from "./dom.js";
import { daysAgo, number } from "./formats.js";
import { countsOf } from "./figures.js";
import { late } from "./panes.js";
import { rich, t } from "./words.js";

const DAYS = 30;

/** @param {Element} place */
export function show(place) {
  const load = () => countsOf({ from: daysAgo(DAYS - 1) });
  replace(place, h("h1", { class: "unseen" }, t("tile")), late(load, draw));
}

/** @param {any} total */
function draw(total) {
  if (!total.planned) return h("p", {}, t("nothingYet"));
  const bold = (/** @type {number} */ count) => h("b", {}, number(count));
  const counts = { clicked: bold(total.clicked), shown: bold(total.shown), days: DAYS };
  return h("p", {}, rich("reached", counts));
}
