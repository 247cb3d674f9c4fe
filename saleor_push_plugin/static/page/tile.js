// The tile on the Dashboard's home: the last 30 days in one sentence.
import { h, replace } from "./dom.js";
import { daysAgo, money, number } from "./formats.js";
import { mainCurrency, netOf, resultsOf } from "./figures.js";
import { late } from "./panes.js";
import { rich, t } from "./words.js";

const DAYS = 30;

/** @param {Element} place */
export function show(place) {
  const load = () => resultsOf({ from: daysAgo(DAYS - 1) }, ["DAY"], "day");
  replace(place, h("h1", { class: "unseen" }, t("tile")), late(load, draw));
}

/** @param {any} found */
function draw({ total }) {
  if (!total.planned) return h("p", {}, t("nothingYet"));
  const currency = mainCurrency(total);
  const bold = (/** @type {string} */ words) => h("b", {}, words);
  const counts = {
    clicked: bold(number(total.clicked)),
    shown: bold(number(total.shown)),
    days: DAYS,
  };
  return [
    h("p", {}, rich("reached", counts)),
    currency &&
      h(
        "p",
        {},
        rich("touched", { touched: bold(money(netOf(total, currency), currency)), days: DAYS }),
      ),
  ];
}
