// Charts of boxes: they follow the width and the direction of the text, and print.
import { figure, h } from "./dom.js";
import { day } from "./formats.js";

/** Round steps from 0 to at least `most`; at most five. @param {number} most */
export function steps(most) {
  if (!(most > 0)) return [0, 1];
  const rough = most / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step =
    [1, 2, 2.5, 5, 10].map((each) => each * power).find((each) => each >= rough) ?? power;
  const count = Math.ceil(most / step - 1e-9);
  return Array.from({ length: count + 1 }, (_, index) => index * step);
}

/**
 * From what was planned to what was ordered: what is left, and what was lost on the way.
 * @param {{ label: string, value: number, before: number, told: string, share: string,
 *   lost: string }[]} rows
 */
export function funnel(rows) {
  const most = Math.max(1, ...rows.map((row) => row.before));
  return h(
    "div",
    { class: "funnel" },
    rows.map((row) => [
      h("b", {}, row.label),
      h(
        "span",
        { class: "bar" },
        h("i", { class: "left", "--share": (100 * row.value) / most }),
        h("i", { class: "lost", "--share": (100 * Math.max(0, row.before - row.value)) / most }),
      ),
      h("b", { class: "number" }, figure(row.told)),
      h("span", { class: "number muted" }, figure(row.share)),
      h("small", {}, row.lost),
    ]),
  );
}

/**
 * Rows with a bar each, on one scale.
 * @param {{ label: import("./dom.js").Children, value: number, told: string, kind?: string,
 *   from?: number }[]} rows `kind`: left, lost or touched; `from`: where the bar begins
 */
export function rowsOfBars(rows) {
  const most = Math.max(1, ...rows.map((row) => row.value + (row.from ?? 0)));
  return h(
    "div",
    { class: "rows" },
    rows.map((row) => [
      h("span", {}, row.label),
      h(
        "span",
        { class: "bar" },
        h("i", {
          class: row.kind ?? "left",
          "--from": (100 * (row.from ?? 0)) / most,
          "--share": (100 * row.value) / most,
        }),
      ),
      h("b", { class: "number" }, figure(row.told)),
    ]),
  );
}

/**
 * Rows with a bar each, that is a share of its own whole.
 * @param {{ label: import("./dom.js").Children, value: number, most: number, told: string,
 *   kind?: string }[]} rows `kind`: left or touched
 */
export const meters = (rows) =>
  h(
    "div",
    { class: "rows" },
    rows.map(({ label, value, most, told, kind = "left" }) => [
      h("span", {}, label),
      h(
        "span",
        { class: "bar track" },
        h("i", { class: kind, "--share": Math.min(100, (100 * value) / Math.max(1, most)) }),
      ),
      h("b", { class: "number" }, figure(told)),
    ]),
  );

/**
 * A column for each day; time goes from left to right in every language.
 * @param {{ day: string, value: number }[]} days
 * @param {(value: number) => string} told
 * @param {string} kind "touched" or "caused"
 */
export function columns(days, told, kind) {
  const scale = steps(Math.max(...days.map((each) => each.value), 0));
  const most = scale[scale.length - 1];
  const at = (/** @type {number} */ value) => ({ "--at": (100 * value) / most });
  const bars = days.map((each) =>
    h("i", { title: `${day(each.day)}: ${told(each.value)}`, ...at(each.value) }),
  );
  const marks = scale.map((step) => h("span", at(step), told(step)));
  return h(
    "div",
    { class: `columns ${kind}`, dir: "ltr" },
    h("div", { class: "scale" }, marks),
    h("div", { class: "days" }, bars),
    h("div", { class: "dates" }, dates(days)),
  );
}

/** The first day, the last and two between. @param {{ day: string }[]} days */
function dates(days) {
  const last = days.length - 1;
  const shown = [...new Set([0, Math.round(last / 3), Math.round((2 * last) / 3), last])];
  return shown.map((index) =>
    h("span", { "--at": last > 0 ? (100 * index) / last : 50 }, day(days[index].day)),
  );
}

/**
 * Money on one scale with zero marked: what was caused as an interval, what was touched as a bar.
 * @param {{ touched: number, caused: { low: number, high: number, best: number } | null }} what
 * @param {(value: number) => string} told
 * @param {{ touched: string, caused: string }} labels
 */
export function moneyScale({ touched, caused }, told, labels) {
  const low = Math.min(0, caused?.low ?? 0);
  const scale = steps(Math.max(touched, caused?.high ?? 0));
  const high = scale[scale.length - 1];
  const at = (/** @type {number} */ value) => (100 * (value - low)) / (high - low);
  const from = { "--from": at(0), "--share": at(touched) - at(0) };
  const marks = scale.map((step) => h("span", { "--at": at(step) }, figure(told(step))));
  return h(
    "div",
    { class: "money" },
    caused && [h("span", {}, labels.caused), interval(at, caused)],
    h("span", {}, labels.touched),
    h("span", { class: "bar" }, h("i", { class: "touched", ...from })),
    h("span", { class: "axis" }, marks),
  );
}

/** @param {(value: number) => number} at
 * @param {{ low: number, high: number, best: number }} what */
const interval = (at, { low, high, best }) =>
  h(
    "span",
    { class: "interval" },
    h("i", { "--from": at(low), "--share": at(high) - at(low) }),
    h("u", { "--at": at(best) }),
  );
