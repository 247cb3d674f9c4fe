// Conditions on people as rows: what each asks, and how it is written in `where`.
import { h } from "./dom.js";
import { choice, typing } from "./panes.js";
import { t } from "./words.js";

/** @typedef {{ word: string, kind: string, value: any }} Row `word`: and, not or any */
/** @typedef {{ input: "list" | "number" | "money" | "topic" | "none", start: any,
 *   write: (value: any) => any, read: (condition: any) => any }} Kind */

/** @param {string} key @returns {Kind} one of several values */
const list = (key) => ({
  input: "list",
  start: [],
  write: (value) => ({ [key]: { oneOf: value } }),
  read: (condition) => condition[key]?.oneOf ?? (condition[key]?.eq && [condition[key].eq]),
});

/** @param {(days: number) => any} write @param {(condition: any) => any} read
 * @param {number} start @returns {Kind} */
const count = (write, read, start) => ({ input: "number", start, write, read });

/** @type {Record<string, Kind>} */
export const KINDS = {
  country: list("country"),
  city: list("city"),
  language: list("language"),
  platform: list("platform"),
  channel: list("channel"),
  customerGroup: list("customerGroup"),
  lastVisit: count(
    (n) => ({ lastVisit: { daysAgo: { lte: n } } }),
    (c) => c.lastVisit?.daysAgo?.lte,
    30,
  ),
  subscribed: count(
    (n) => ({ subscribed: { daysAgo: { lte: n } } }),
    (c) => c.subscribed?.daysAgo?.lte,
    30,
  ),
  orderCount: count(
    (n) => ({ orders: { count: { range: { gte: n } } } }),
    (c) => c.orders?.count?.range?.gte,
    2,
  ),
  orderLast: count(
    (n) => ({ orders: { last: { daysAgo: { lte: n } } } }),
    (c) => c.orders?.last?.daysAgo?.lte,
    90,
  ),
  orderNet: {
    input: "money",
    start: { currency: "EUR", amount: "100" },
    write: ({ currency, amount }) => ({ orders: { net: { currency, range: { gte: amount } } } }),
    read: ({ orders }) =>
      orders?.net?.range?.gte && { currency: orders.net.currency, amount: orders.net.range.gte },
  },
  clicked: count(
    (n) => ({ engagement: { kind: "CLICKED", withinDays: n } }),
    (c) => c.engagement?.kind === "CLICKED" && c.engagement.withinDays,
    30,
  ),
  cartLeft: count(
    (n) => ({ cart: { hoursOld: { gte: n } } }),
    (c) => c.cart?.hoursOld?.gte,
    24,
  ),
  topic: {
    input: "topic",
    start: "OFFERS",
    write: (value) => ({ topics: { eq: value } }),
    read: (c) => c.topics?.eq,
  },
  voucher: {
    input: "none",
    start: true,
    write: () => ({ unusedVoucher: true }),
    read: (c) => c.unusedVoucher,
  },
};
const TOPICS = ["ORDER_UPDATES", "CART_REMINDERS", "ALERTS", "OFFERS", "SURVEYS"];

/** @param {Row[]} rows */
export function whereOf(rows) {
  const of = (/** @type {string} */ word) =>
    rows.filter((row) => row.word === word && isFilled(row)).map(written);
  const any = of("any");
  const all = [
    ...of("and"),
    ...of("not").map((each) => ({ NOT: each })),
    ...(any.length ? [{ OR: any }] : []),
  ];
  return all.length ? { AND: all } : {};
}

/** Whether somebody wrote something into it. @param {Row} row */
const isFilled = ({ kind, value }) => !(KINDS[kind]?.input === "list" && !value.length);

/** @param {Row} row */
const written = ({ kind, value }) => (kind === "other" ? value : KINDS[kind].write(value));

/**
 * The rows of a condition; what the builder does not know is a row of its own and stays as it is.
 * @param {any} where
 * @returns {Row[]}
 */
export function rowsOf(where) {
  const { AND = [], OR = [], NOT, ...rest } = where ?? {};
  return [
    ...split(rest).map((each) => rowOf("and", each)),
    ...AND.flatMap(rowsOf),
    ...(NOT ? [rowOf("not", NOT)] : []),
    ...OR.map((/** @type {any} */ each) => rowOf("any", each)),
  ];
}

/** One condition each. @param {Record<string, any>} conditions */
const split = (conditions) => Object.entries(conditions).map(([key, value]) => ({ [key]: value }));

/** @param {string} word @param {any} condition @returns {Row} */
function rowOf(word, condition) {
  for (const [kind, { read, write }] of Object.entries(KINDS)) {
    const value = read(condition);
    // Only what is written again exactly as it was.
    if (value && JSON.stringify(write(value)) === JSON.stringify(condition))
      return { word, kind, value };
  }
  return { word, kind: "other", value: condition };
}

/**
 * The rows as fields; `changed` is called with each change of them.
 * @param {Row[]} rows
 * @param {() => void} changed after a value was changed
 * @param {() => void} redraw after a row was added or removed
 */
export function builder(rows, changed, redraw) {
  const add = choice(t("addCondition"), [["", t("addCondition")], ...names()], "", (kind) => {
    if (!kind) return;
    rows.push({ word: "and", kind, value: structuredClone(KINDS[kind].start) });
    redraw();
  });
  const remove = (/** @type {Row} */ row) => {
    rows.splice(rows.indexOf(row), 1);
    redraw();
  };
  return h(
    "div",
    {},
    !rows.length && h("p", { class: "muted" }, t("everybody")),
    rows.map((row, index) => line(row, index, changed, () => remove(row))),
    h("div", { class: "row end" }, add),
  );
}

/** @returns {[string, string][]} */
const names = () => Object.keys(KINDS).map((kind) => [kind, t(`c_${kind}`)]);

/** @param {Row} row @param {number} index @param {() => void} changed @param {() => void} remove */
function line(row, index, changed, remove) {
  const label = t(`c_${row.kind}`);
  const off = { type: "button", class: "plain", onclick: remove };
  return h(
    "div",
    { class: "condition" },
    joined(row, index, changed),
    h("span", {}, label),
    field(row, label, changed),
    h("button", { ...off, "aria-label": t("remove", { what: label }) }, "×"),
  );
}

/** @param {Row} row @param {number} index @param {() => void} changed */
function joined(row, index, changed) {
  /** @type {[string, string][]} */
  const words = [
    ["and", t("and")],
    ["not", t("butNot")],
    ["any", t("orAny")],
  ];
  return choice(`${t("howJoined")} ${index + 1}`, words, row.word, (value) => {
    row.word = value;
    changed();
  });
}

/** @param {Row} row @param {string} label @param {() => void} changed */
function field(row, label, changed) {
  const input = KINDS[row.kind]?.input;
  const set = (/** @type {any} */ value) => {
    row.value = value;
    changed();
  };
  if (row.kind === "other") return h("code", { dir: "ltr" }, JSON.stringify(row.value));
  if (input === "list") return text(label, row.value.join(", "), (value) => set(listOf(value)));
  if (input === "topic") return choice(label, topics(), row.value, set);
  if (input === "money") return moneyField(row, label, changed);
  return input === "number" && countField(label, row.value, set);
}

/** @returns {[string, string][]} */
const topics = () => TOPICS.map((name) => [name, t(`topic_${name}`)]);

/** @param {string} label @param {number} value @param {(value: number) => void} set */
const countField = (label, value, set) =>
  h("input", {
    type: "number",
    min: 0,
    max: 3650,
    "aria-label": label,
    value,
    oninput: typing((typed) => typed !== "" && set(Number(typed))),
  });

/** @param {string} value */
const listOf = (value) =>
  value
    .split(",")
    .map((each) => each.trim())
    .filter(Boolean);

/** @param {string} label @param {string} value @param {(value: string) => void} typed */
const text = (label, value, typed) =>
  h("input", { "aria-label": label, value, placeholder: t("commas"), oninput: typing(typed) });

/** @param {Row} row @param {string} label @param {() => void} changed */
function moneyField(row, label, changed) {
  const part = (/** @type {"currency" | "amount"} */ key) =>
    h("input", {
      "aria-label": `${label}: ${t(key)}`,
      value: row.value[key],
      oninput: typing((value) => {
        row.value[key] = value.trim();
        changed();
      }),
    });
  return [part("amount"), part("currency")];
}
