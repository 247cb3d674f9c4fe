// Results: one figure by one division, as bars and as a table; experiments in plain sentences.
import { ask, download } from "./api.js";
import { columns, rowsOfBars } from "./charts.js";
import { figure, h, replace } from "./dom.js";
import { compact, counted, day, daysAgo, money, number, percent } from "./formats.js";
import { mainCurrency, netOf, ordersOf, rateOf, resultsOf, scenarioName } from "./figures.js";
import { chartPane, choice, col, empty, late, num, pane, plain, reasonOf, table, tag } from "./panes.js";
import { t } from "./words.js";

/** Divisions, with the field that names a row. @type {Record<string, string>} */
const DIVISIONS = {
  SCENARIO: "scenario",
  DAY: "day",
  CAMPAIGN: "campaign",
  CHANNEL: "channel",
  LANGUAGE: "language",
  PLATFORM: "platform",
  SERVICE: "service",
};
const COUNTED = ["planned", "sent", "shown", "clicked", "dismissed", "unsubscribed"];
const FIGURES = ["shown", "clicked", "sent", "planned", "ordered", "money"];
const EXPERIMENTS = `{ pushExperiments {
  id name scenario channel goal currency startedAt endedAt leader verdict
  arms { name people reached clicked rate proven rateInterval { low high } } } }`;
const NAMES = `query($ids: [ID!]) { pushCampaigns(first: 100, where: { ids: $ids }) {
  edges { node { id name } } } }`;
const said = h("p", { class: "bad", role: "alert" });
const chosen = { division: "SCENARIO", figure: "shown", days: "30" };

/** @param {Element} place */
export function show(place) {
  const again = () => show(place);
  replace(said);
  const bar = h(
    "div",
    { class: "filters" },
    h("h1", { class: "unseen" }, t("results")),
    filter("days", periods(), again),
    filter("division", named(Object.keys(DIVISIONS), "by_"), again),
    filter("figure", named(FIGURES, ""), again),
  );
  replace(place, bar, said, late(load, draw), late(loadExperiments, drawExperiments));
}

/** @param {"division" | "figure" | "days"} key @param {[string, string][]} options
 * @param {() => void} again */
const filter = (key, options, again) =>
  choice(t(key), options, chosen[key], (value) => {
    chosen[key] = value;
    again();
  });

/** @param {string[]} names @param {string} prefix @returns {[string, string][]} */
const named = (names, prefix) => names.map((name) => [name, t(`${prefix}${name}`)]);

/** @returns {[string, string][]} */
const periods = () =>
  ["7", "30", "90", "365"].map((days) => [days, t("lastDays", { days: Number(days) })]);

async function load() {
  const key = DIVISIONS[chosen.division];
  const where = { from: daysAgo(Number(chosen.days) - 1) };
  const found = await resultsOf(where, [chosen.division], key);
  const names = chosen.division === "CAMPAIGN" ? await campaignNames(found.rows) : new Map();
  return { ...found, names };
}

/** @param {any[]} rows @returns {Promise<Map<string, string>>} */
async function campaignNames(rows) {
  const ids = rows
    .map((row) => row.campaign)
    .filter(Boolean)
    .slice(0, 100);
  const { pushCampaigns } = await ask(NAMES, { ids });
  return new Map(pushCampaigns.edges.map((/** @type {any} */ { node }) => [node.id, node.name]));
}

/** @param {Awaited<ReturnType<typeof load>>} found */
function draw({ rows, total, names }) {
  if (!rows.length) {
    const back = h("a", { class: "button", href: "#/overview" }, t("overview"));
    return empty(t("nothingYet"), t("nothingInPeriod"), back);
  }
  const currency = mainCurrency(total);
  const isDays = chosen.division === "DAY";
  const sorted = [...rows].sort(isDays ? newest : largest(currency));
  return chartPane({
    title: t(chosen.figure),
    note: t(`by_${chosen.division}`),
    chart: isDays ? dayChart(rows, currency) : barChart(sorted, currency, names),
    table: table(t("results"), tableColumns(currency, names), sorted),
    tools: files(currency),
  });
}

/** @param {any} a @param {any} b */
const newest = (a, b) => (a.day < b.day ? 1 : -1);

/** @param {string} currency */
const largest = (currency) => (/** @type {any} */ a, /** @type {any} */ b) =>
  valueOf(b, currency) - valueOf(a, currency);

/** @param {string} currency */
const files = (currency) => [
  plain(t("csv"), () => downloaded("results.csv")),
  currency && plain(t("csvMoney"), () => downloaded("results-orders.csv")),
];

/** @param {string} name */
async function downloaded(name) {
  replace(said);
  try {
    await download(csv(name));
  } catch (error) {
    replace(said, reasonOf(error));
  }
}

/** @param {string} name */
const csv = (name) => `${name}?groupBy=${chosen.division}&from=${daysAgo(Number(chosen.days) - 1)}`;

/** @param {any} row @param {string} currency */
function valueOf(row, currency) {
  if (chosen.figure === "money") return currency ? netOf(row, currency) : 0;
  return chosen.figure === "ordered" ? ordersOf(row).ordered : row[chosen.figure];
}

/** @param {any} row @param {string} currency */
function told(row, currency) {
  const value = valueOf(row, currency);
  const isMoney = chosen.figure === "money" && currency;
  return isMoney ? money(value, currency) : counted(value, row.exact);
}

/** @param {any} row @param {Map<string, string>} names */
function nameOf(row, names) {
  const value = row[DIVISIONS[chosen.division]];
  if (!value) return t(chosen.division === "CAMPAIGN" ? "noCampaign" : "unknown");
  if (chosen.division === "SCENARIO") return scenarioName(value);
  if (chosen.division === "DAY") return day(value);
  return names.get(value) ?? value;
}

/** @param {any[]} rows @param {string} currency */
function dayChart(rows, currency) {
  const byDay = new Map(rows.map((row) => [row.day, valueOf(row, currency)]));
  const count = Number(chosen.days);
  const days = Array.from({ length: count }, (_, index) => daysAgo(count - 1 - index));
  const short = (/** @type {number} */ value) =>
    chosen.figure === "money" && currency ? money(value, currency) : compact(value);
  return columns(
    days.map((each) => ({ day: each, value: byDay.get(each) ?? 0 })),
    short,
    chosen.figure === "money" ? "touched" : "caused",
  );
}

/** @param {any[]} rows @param {string} currency @param {Map<string, string>} names */
const barChart = (rows, currency, names) =>
  rowsOfBars(
    rows.slice(0, 15).map((row) => {
      const value = valueOf(row, currency);
      return {
        label: nameOf(row, names),
        value: Math.max(0, value),
        told: told(row, currency),
        kind: chosen.figure === "money" ? "touched" : "left",
      };
    }),
  );

/** @param {string} currency @param {Map<string, string>} names */
const tableColumns = (currency, names) => [
  col(t(`by_${chosen.division}`), (row) => nameOf(row, names)),
  ...COUNTED.map((key) => num(t(key), (row) => counted(row[key], row.exact))),
  num(t("clickRate"), rateOf),
  num(t("ordered"), (row) => counted(ordersOf(row).ordered, row.exact)),
  num(t("touchedHead"), (row) => currency && money(netOf(row, currency), currency)),
];

const loadExperiments = async () => (await ask(EXPERIMENTS)).pushExperiments;

/** @param {any[]} found */
const drawExperiments = (found) =>
  found.length
    ? found.map(experiment)
    : pane({ title: t("experiments") }, h("p", { class: "muted" }, t("noExperiments")));

/** @param {any} one */
function experiment(one) {
  const isProven = one.verdict === "PROVEN";
  const at = day(one.endedAt ?? one.startedAt);
  const since = t(one.endedAt ? "ended" : "runningSince", { day: at });
  const tools = tag(t(isProven ? "proven" : "notProven"), isProven ? "ok" : "");
  const rows = one.arms.map((/** @type {any} */ arm, /** @type {number} */ index) =>
    armRow(arm, index, one.arms),
  );
  return pane(
    { title: one.name, note: `${scenarioName(one.scenario)} · ${since}`, tools },
    h("p", { class: "verdict" }, t(`verdict_${one.verdict}`, { leader: one.leader })),
    h("div", { class: "arms" }, rows),
    table(one.name, armColumns(), one.arms),
  );
}

/** An arm's rate with its interval, on the scale of all arms. @param {any} arm
 * @param {number} index @param {any[]} arms */
function armRow(arm, index, arms) {
  const most = Math.max(0.0001, ...arms.map((each) => each.rateInterval.high));
  const at = (/** @type {number} */ value) => (100 * value) / most;
  const { low, high } = arm.rateInterval;
  return [
    h("span", { class: `arm arm-${index % 5}` }, "ABCDE"[index % 5]),
    h("span", {}, arm.name),
    h(
      "span",
      { class: `interval arm-${index % 5}` },
      h("i", { "--from": at(low), "--share": at(high - low) }),
      h("u", { "--at": at(arm.rate) }),
    ),
    h("b", { class: "number" }, figure(percent(arm.rate))),
  ];
}

/** @param {any} arm */
const range = ({ rateInterval: { low, high } }) => `${percent(low)} – ${percent(high)}`;

const armColumns = () => [
  col(t("arm"), (arm) => arm.name),
  num(t("people"), (arm) => number(arm.people)),
  num(t("reachedGoal"), (arm) => number(arm.reached)),
  num(t("rate"), (arm) => percent(arm.rate)),
  num(t("between"), range),
];
