// Subscribers: how many there are, on what, how they come, leave and stay; and the list.
import { ask } from "./api.js";
import { rowsOfBars } from "./charts.js";
import { figure, h, replace } from "./dom.js";
import { drawGrowth, growthOf } from "./growth.js";
import { number } from "./formats.js";
import { browserName } from "./kinds.js";
import { chartPane, choice, col, empty, late, num, table } from "./panes.js";
import { list } from "./subscriber-list.js";
import { rich, t } from "./words.js";

const COUNTS = `{ pushSubscriberCounts {
  platform browser browsers customers installed offers } }`;
const PERIODS = [30, 90, 365];
let period = 90;

/** @param {Element} place */
export function show(place) {
  /** @type {[string, string][]} */
  const options = PERIODS.map((days) => [String(days), t("lastDays", { days })]);
  const growth = h("div", {});
  const drawPeriod = (/** @type {any} */ found) => drawGrowth(found, period);
  const look = () => replace(growth, late(() => growthOf(period), drawPeriod));
  const select = choice(t("period"), options, String(period), (value) => {
    period = Number(value);
    look();
  });
  const head = h("div", { class: "filters" }, h("h1", {}, t("subscribers")), select);
  replace(place, head, late(load, draw), growth, list());
  look();
}

const load = async () => (await ask(COUNTS)).pushSubscriberCounts;

/** @param {any[]} groups */
const draw = (groups) =>
  groups.length
    ? h("div", { class: "two counts" }, headline(groups), platforms(groups))
    : empty(
        t("noSubscribers"),
        h(
          "ol",
          {},
          ["firstSwitch", "firstBell", "firstVisit"].map((key) => h("li", {}, t(key))),
        ),
        h("a", { class: "button", href: "#/health" }, t("health")),
      );

/** @param {any[]} groups @param {string} key */
const sum = (groups, key) => groups.reduce((total, one) => total + one[key], 0);

/** @param {any[]} groups */
function headline(groups) {
  const bold = (/** @type {string} */ key) => h("b", {}, figure(number(sum(groups, key))));
  const keys = ["browsers", "customers", "offers"];
  const counts = Object.fromEntries(keys.map((key) => [key, bold(key)]));
  return h(
    "section",
    { class: "pane" },
    h("p", { class: "sentence" }, rich("subscribed", counts)),
    h("p", { class: "muted" }, t("subscribedMeaning")),
  );
}

/** @param {any[]} groups */
function platforms(groups) {
  const rows = groups.slice(0, 8).map((one) => ({
    label: browserName(one),
    value: one.browsers,
    told: number(one.browsers),
  }));
  return chartPane({
    title: t("platforms"),
    note: t("today"),
    said: rows.map((row) => `${row.label}: ${row.told}`).join(", "),
    chart: rowsOfBars(rows),
    table: table(t("platforms"), platformColumns(), groups),
  });
}

const platformColumns = () => [
  col(t("browser"), browserName),
  num(t("browsers"), (one) => number(one.browsers)),
  num(t("ofCustomers"), (one) => number(one.customers)),
  num(t("installed"), (one) => number(one.installed)),
  num(t("topic_OFFERS"), (one) => number(one.offers)),
];
