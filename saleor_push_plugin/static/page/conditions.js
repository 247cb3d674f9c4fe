// Conditions on people as rows: what each asks, and how it is written in `where`.
import { Refused } from "./api.js";
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
  // What has a comma in it cannot be told apart in a field of values with commas between.
  read: ({ [key]: of }) => of?.oneOf?.every(isOne) && of.oneOf,
});

/** Whether a field gives back just this value. @param {string} value */
const isOne = (value) => value !== "" && listOf(value)[0] === value;

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
  installed: {
    input: "none",
    start: true,
    write: () => ({ installed: true }),
    read: (c) => c.installed,
  },
  voucher: {
    input: "none",
    start: true,
    write: () => ({ unusedVoucher: true }),
    read: (c) => c.unusedVoucher,
  },
};
const TOPICS = ["ORDER_UPDATES", "CART_REMINDERS", "ALERTS", "OFFERS", "SURVEYS"];

/** The condition that the rows say; throws Refused if one of them says nothing.
 * @param {Row[]} rows */
export function whereOf(rows) {
  const open = rows.find((row) => !isFilled(row));
  if (open) throw new Refused("REQUIRED", t("fillIn", { what: t(`c_${open.kind}`) }));
  const of = (/** @type {string} */ word) => rows.filter((row) => row.word === word).map(written);
  const any = of("any");
  return joinedParts([
    ...(any.length ? [{ OR: any }] : []),
    ...of("and"),
    ...of("not").map((each) => ({ NOT: each })),
  ]);
}

/** All of them, no deeper than need be: the API takes five levels. @param {any[]} parts */
function joinedParts(parts) {
  /** @type {Record<string, any>} */
  const top = {};
  const rest = parts.filter((part) => {
    const [key, ...more] = Object.keys(part);
    if (more.length || !key || key === "AND" || key in top) return true;
    top[key] = part[key];
    return false;
  });
  return rest.length ? { ...top, AND: rest } : top;
}

/** Whether somebody wrote something into it. @param {Row} row */
function isFilled({ kind, value }) {
  const input = KINDS[kind]?.input;
  if (input === "list") return value.length > 0;
  if (input === "money") return Boolean(value.amount && value.currency);
  return input !== "number" || value !== "";
}

/** @param {Row} row */
const written = ({ kind, value }) => (kind === "other" ? value : KINDS[kind].write(value));

/**
 * The rows of a condition; what the builder does not know is a row of its own and stays as it is.
 * @param {any} where
 * @returns {Row[]}
 */
export function rowsOf(where) {
  const all = parts(where);
  // The builder has one group of which any will do: a second one would become part of it.
  const group = all.find((part) => part.OR);
  return all.flatMap((part) => {
    if (part === group) return part.OR.map((/** @type {any} */ each) => rowOf("any", each));
    return part.NOT ? rowOf("not", part.NOT) : rowOf("and", part);
  });
}

/** Conditions that all have to hold, one key each. @param {any} where @returns {any[]} */
function parts(where) {
  const { AND, ...rest } = where ?? {};
  const own = Object.entries(rest).filter(([, value]) => value != null);
  return [...own.map(([key, value]) => ({ [key]: value })), ...(AND ?? []).flatMap(parts)];
}

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

/** @param {string} label @param {number | ""} value
 * @param {(value: number | "") => void} set */
const countField = (label, value, set) =>
  h("input", {
    type: "number",
    min: 0,
    max: 3650,
    "aria-label": label,
    value,
    oninput: typing((typed) => set(typed === "" ? "" : Number(typed))),
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
