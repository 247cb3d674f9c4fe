// Overview: what notifications caused and touched, from plan to order, day by day, by scenario.
import { ask, Refused } from "./api.js";
import { columns, funnel, moneyScale, rowsOfBars } from "./charts.js";
import { figure, h, replace } from "./dom.js";
import { healthOf, healthStrip } from "./health.js";
import {
  HOURS,
  mainCurrency,
  netOf,
  ordersOf,
  rateOf,
  resultsOf,
  scenarioName,
} from "./figures.js";
import { compact, counted, day, daysAgo, money, number, percent, share } from "./formats.js";
import { chartPane, choice, col, empty, failure, late, num, reasonOf, table, tag } from "./panes.js";
import { rich, t } from "./words.js";

const HOLD_OUTS = `{ pushHoldOuts { name startedAt endedAt heldOut told
  lifts { currency caused causedInterval { low high } verdict toldBringsMore } } }`;
const SENDING = "{ pushSending { enabled stoppedBecause publicUrl } }";
const PERIODS = [7, 30, 90, 365];
let period = 30;

/** @type {() => void} */
let reload = () => {};

/** @param {Element} place */
export function show(place) {
  reload = () => show(place);
  /** @type {[string, string][]} */
  const options = PERIODS.map((days) => [String(days), t("lastDays", { days })]);
  const select = choice(t("period"), options, String(period), (value) => {
    period = Number(value);
    show(place);
  });
  const title = h("h1", { class: "unseen" }, t("overview"));
  replace(place, h("div", { class: "filters" }, title, select), late(load, draw));
}

async function load() {
  const where = { from: daysAgo(period - 1) };
  /** @type {unknown[]} */
  const failed = [];
  // One question that fails takes nothing from the others.
  const tried = (/** @type {Promise<any>} */ answer) =>
    answer.catch((error) => {
      if (!isDenied(error)) failed.push(error);
      return null;
    });
  const results = resultsOf(where, ["SCENARIO"], "scenario").catch((error) => ({ error }));
  const [scenarios, days, lifts, sending, health] = await Promise.all([
    results,
    tried(resultsOf(where, ["DAY"], "day")),
    tried(ask(HOLD_OUTS)),
    tried(ask(SENDING)),
    tried(healthOf()),
  ]);
  const lift = liftOf(lifts?.pushHoldOuts ?? []);
  return { scenarios, days, lift, sending: sending?.pushSending, health, failed };
}

/** What staff without the permission do without. @param {unknown} error */
const isDenied = (error) => error instanceof Refused && error.code === "PermissionDenied";

/** The current quarter's lift that has an interval. @param {any[]} holdOuts */
function liftOf(holdOuts) {
  for (const one of holdOuts) {
    const lift = one.lifts.find((/** @type {any} */ each) => each.causedInterval);
    if (lift) return { ...lift, since: one.startedAt };
  }
  return null;
}

/** @param {Awaited<ReturnType<typeof load>>} found */
function draw({ scenarios, days, lift, sending, health, failed }) {
  const { total, rows, error } = scenarios;
  const warning = [sending && stopped(sending), failed.length > 0 && notAll(failed)];
  const strip = health && healthStrip(health);
  if (error) return [warning, failure(error, reload), strip];
  if (!total.planned) return [warning, first(), strip];
  const currency = lift?.currency ?? mainCurrency(total);
  const perDay = days && dayByDay(days.rows, currency);
  return [
    warning,
    headline(total, lift, currency),
    strip,
    h("div", { class: "two" }, fromPlanToOrder(total), perDay),
    byScenario(rows, currency),
  ];
}

/** @param {unknown[]} failed */
const notAll = (failed) =>
  h("p", { class: "pane notice", role: "status" }, t("notAll"), " ", reasonOf(failed[0]));

/** @param {any} sending */
function stopped(sending) {
  if (sending.enabled && !sending.stoppedBecause) return null;
  const text = sending.stoppedBecause ?? t("switchedOff");
  const label = tag(t("notSending"), "warn");
  return h("div", { class: "pane notice", role: "status" }, label, h("p", {}, text));
}

const first = () =>
  empty(
    t("nothingYet"),
    h(
      "ol",
      {},
      ["firstSwitch", "firstBell", "firstOrder"].map((key) => h("li", {}, t(key))),
    ),
    h("a", { class: "button main", href: "#/campaign/new" }, t("newCampaign")),
  );

/** @param {any} total @param {any} lift @param {string} currency */
function headline(total, lift, currency) {
  const said = h("p", { class: "sentence" }, sentence(total, lift, currency));
  const meaning = h("p", { class: "muted" }, verdict(lift), t("whatIsCaused"));
  const scale = currency && scaleOf(netOf(total, currency), lift, currency);
  return h("section", { class: "pane headline" }, h("div", {}, said, meaning), scale);
}

/** @param {any} total @param {any} lift @param {string} currency */
function sentence(total, lift, currency) {
  const bold = (/** @type {string} */ words) => h("b", {}, figure(words));
  const told = (/** @type {number} */ value) => bold(money(value, currency));
  if (!currency) {
    const of = (/** @type {number} */ count) => bold(counted(count, total.exact));
    return rich("reached", { clicked: of(total.clicked), shown: of(total.shown), days: period });
  }
  const touched = told(netOf(total, currency));
  if (!lift) return rich("touched", { touched, days: period });
  const { low, high } = lift.causedInterval;
  const range = { low: told(low), high: told(high) };
  return rich("caused", {
    caused: told(lift.caused),
    ...range,
    touched,
    since: day(lift.since),
    days: period,
  });
}

/** @param {any} lift */
function verdict(lift) {
  if (!lift) return tag(t("causedLater"));
  const isProven = lift.verdict === "PROVEN";
  return tag(t(isProven ? "proven" : "notProven"), isProven ? "ok" : "");
}

/** @param {number} touched @param {any} lift @param {string} currency */
function scaleOf(touched, lift, currency) {
  const told = (/** @type {number} */ value) => money(value, currency);
  const caused = lift && { ...lift.causedInterval, best: lift.caused };
  const labels = {
    touched: t("touchedLabel", { money: told(touched) }),
    caused: lift ? t("causedLabel", { money: told(lift.caused) }) : "",
  };
  return moneyScale({ touched, caused }, told, labels);
}

/** @param {any} total */
function fromPlanToOrder(total) {
  const rows = stepsOf(total);
  const columns = [
    col(t("step"), (row) => row.label),
    num(t("count"), (row) => row.told),
    num(t("shareOfStep"), (row) => row.share),
    col(t("lostWhy"), (row) => row.lost),
  ];
  return chartPane({
    title: t("fromPlan"),
    note: t("eachBrowser"),
    chart: funnel(rows),
    said: rows.map((row) => `${row.label} ${row.told}`).join(", "),
    table: table(t("fromPlan"), columns, rows),
  });
}

/** @param {any} total */
function stepsOf({ exact, planned, sent, shown, clicked, dismissed, heldOut, gone, ...rest }) {
  const { ordered } = ordersOf(rest);
  const all = [
    stepOf("planned", planned, planned, {}),
    stepOf("sent", sent, planned, { heldOut, notWanted: planned - sent - heldOut }),
    stepOf("shown", shown, sent, { gone, notReported: sent - shown - gone }),
    stepOf("clicked", clicked, shown, { dismissed, noReaction: shown - clicked - dismissed }),
    stepOf("ordered", ordered, clicked, { noOrder: clicked - ordered }),
  ];
  return all.map(({ why, ...step }) => ({
    ...step,
    told: counted(step.value, exact),
    lost: lost(why, exact),
  }));
}

/** @param {string} key @param {number} value @param {number} before
 * @param {Record<string, number>} why */
const stepOf = (key, value, before, why) => ({
  label: t(key),
  value,
  before,
  why,
  share: key === "planned" ? "" : percent(share(value, before)),
});

/** What was lost, in words. @param {Record<string, number>} counts @param {boolean} isExact */
const lost = (counts, isExact) =>
  Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([key, count]) => t(`lost_${key}`, { n: isExact ? count : `≈ ${number(count)}` }))
    .join(" · ");

/** @param {any[]} rows @param {string} currency */
function dayByDay(rows, currency) {
  const byDay = new Map(rows.map((row) => [row.day, row]));
  const days = Array.from({ length: period }, (_, index) => daysAgo(period - 1 - index));
  const all = days.map((each) => dayOf(each, byDay.get(each), currency));
  const told = (/** @type {number} */ value) => money(value, currency);
  const of = (/** @type {"shown" | "net"} */ key) =>
    all.map((each) => ({ day: each.day, value: each[key] }));
  const chart = [
    h("h3", {}, t("shown")),
    columns(of("shown"), compact, "caused"),
    currency && [h("h3", {}, t("touchedPerDay")), columns(of("net"), told, "touched")],
  ];
  return chartPane({
    title: t("dayByDay"),
    note: t("daysAreUtc"),
    chart: h("div", {}, chart),
    table: table(t("dayByDay"), dayColumns(currency && told), all.reverse()),
  });
}

/** @param {string} name @param {any} row @param {string} currency */
const dayOf = (name, row, currency) => ({
  day: name,
  shown: row?.shown ?? 0,
  clicked: row?.clicked ?? 0,
  net: row ? netOf(row, currency) : 0,
});

/** @param {"" | ((value: number) => string)} told */
const dayColumns = (told) => [
  col(t("day"), (one) => day(one.day)),
  num(t("shown"), (one) => number(one.shown)),
  num(t("clicked"), (one) => number(one.clicked)),
  num(t("touchedHead"), (one) => told && told(one.net)),
];

/** @param {any[]} rows @param {string} currency */
function byScenario(rows, currency) {
  const value = (/** @type {any} */ row) => (currency ? netOf(row, currency) : row.shown);
  const ordered = [...rows].sort((a, b) => value(b) - value(a) || b.shown - a.shown);
  const bars = ordered.slice(0, 10).map((row) => ({
    label: scenarioName(row.scenario),
    value: Math.max(0, value(row)),
    told: currency ? money(value(row), currency) : counted(row.shown, row.exact),
    kind: currency ? "touched" : "left",
  }));
  return chartPane({
    title: t("whichScenario"),
    note: currency ? t("touchedNote", { hours: HOURS }) : t("shown"),
    chart: rowsOfBars(bars),
    table: table(t("whichScenario"), scenarioColumns(currency), ordered),
    tools: h("a", { href: "#/results" }, t("results")),
  });
}

/** @param {string} currency */
const scenarioColumns = (currency) => [
  col(t("scenario"), (row) => scenarioName(row.scenario)),
  num(t("shown"), (row) => counted(row.shown, row.exact)),
  num(t("clicked"), (row) => counted(row.clicked, row.exact)),
  num(t("clickRate"), rateOf),
  num(t("ordered"), (row) => counted(ordersOf(row).ordered, row.exact)),
  num(t("touchedHead"), (row) => currency && money(netOf(row, currency), currency)),
];
