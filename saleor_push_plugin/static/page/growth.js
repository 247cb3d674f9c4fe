// How the number of subscribers changes: by day, where they came from, why they left, who stays.
import { ask } from "./api.js";
import { columns, rowsOfBars } from "./charts.js";
import { h } from "./dom.js";
import { compact, day, daysAgo, number, percent, share } from "./formats.js";
import { chartPane, col, num, pane, table } from "./panes.js";
import { has, spoken, t } from "./words.js";

const GROWTH = () => `query($from: Date!) { pushGrowth(where: { from: $from }) {
  days { day joined left sources { source browsers }
    losses { reason { code text(language: "${spoken()}") } browsers } }
  cohorts { week joined stayed { days browsers } } } }`;
const AGES = [1, 7, 30, 90];

/** @param {number} period in days */
export const growthOf = async (period) =>
  (await ask(GROWTH(), { from: daysAgo(period - 1) })).pushGrowth;

/** @param {any} found @param {number} period */
export function drawGrowth({ days, cohorts }, period) {
  if (!days.length)
    return pane({ title: t("growth") }, h("p", { class: "muted" }, t("nothingInPeriod")));
  return [
    byDay(days, period),
    h("div", { class: "pair" }, sources(days), losses(days)),
    cohorts.length > 0 && retention(cohorts),
  ];
}

/** @param {any[]} found @param {number} period */
function byDay(found, period) {
  const known = new Map(found.map((one) => [one.day, one]));
  const all = Array.from({ length: period }, (_, index) => {
    const name = daysAgo(period - 1 - index);
    return { day: name, joined: 0, left: 0, ...known.get(name) };
  });
  const [joined, left] = [total(found, "joined"), total(found, "left")];
  const said = t("grown", { joined, left, days: period });
  const charts = [daily("joined", all, "caused"), daily("left", all, "touched")];
  return chartPane({
    title: t("growth"),
    note: said,
    said,
    chart: h("div", { class: "pair" }, charts),
    table: table(t("growth"), dayColumns(), all.reverse()),
  });
}

/** @param {"joined" | "left"} key @param {any[]} days @param {string} kind */
function daily(key, days, kind) {
  const values = days.map((each) => ({ day: each.day, value: each[key] }));
  return h("div", {}, h("h3", {}, t(key)), columns(values, compact, kind));
}

/** @param {any[]} days @param {"joined" | "left"} key @returns {number} */
const total = (days, key) => days.reduce((sum, one) => sum + one[key], 0);

const dayColumns = () => [
  col(t("day"), (one) => day(one.day)),
  num(t("joined"), (one) => number(one.joined)),
  num(t("left"), (one) => number(one.left)),
];

/** @param {any[]} days */
const sources = (days) =>
  bars(
    t("whereFrom"),
    days.flatMap((one) => one.sources.map((/** @type {any} */ each) => [sourceName(each), each])),
    "left",
  );

/** @param {{ source: string }} each */
function sourceName({ source }) {
  if (!source) return t("unknown");
  return has(`source_${source}`) ? t(`source_${source}`) : source;
}

/** @param {any[]} days */
const losses = (days) =>
  bars(
    t("whyLeft"),
    days.flatMap((one) => one.losses.map((/** @type {any} */ each) => [each.reason.text, each])),
    "lost",
  );

/** Sums by name, as bars. @param {string} title
 * @param {[string, { browsers: number }][]} found @param {string} kind */
function bars(title, found, kind) {
  /** @type {Map<string, number>} */
  const sums = new Map();
  for (const [name, { browsers }] of found) sums.set(name, (sums.get(name) ?? 0) + browsers);
  const rows = [...sums]
    .sort((a, b) => b[1] - a[1])
    .map(([label, value]) => ({ label, value, told: number(value), kind }));
  if (!rows.length) return pane({ title }, h("p", { class: "muted" }, t("nobody")));
  const heads = [col(t("what"), (row) => row.label), num(t("browsers"), (row) => row.told)];
  return chartPane({
    title,
    said: rows.map((row) => `${row.label}: ${row.told}`).join(", "),
    chart: rowsOfBars(rows.slice(0, 8)),
    table: table(title, heads, rows),
  });
}

/** A table that is its own chart: the more stayed, the darker. @param {any[]} cohorts */
function retention(cohorts) {
  const heads = [
    col(t("week"), (one) => day(one.week)),
    num(t("joined"), (one) => number(one.joined)),
    ...AGES.map((age) => num(t("afterDays", { n: age }), (one) => stayed(one, age))),
  ];
  const title = t("whoStays");
  return pane(
    { title, note: t("whoStaysNote"), class: "cohorts" },
    table(title, heads, [...cohorts].reverse()),
  );
}

/** @param {any} cohort @param {number} age */
function stayed(cohort, age) {
  const found = cohort.stayed.find((/** @type {any} */ each) => each.days === age);
  if (!found) return h("span", { class: "muted" }, "–");
  const part = share(found.browsers, cohort.joined);
  return h("span", { class: "shade", "--share": 100 * part }, percent(part));
}
