// Numbers, money, shares and moments as the reader's language writes them, in Latin digits.

const tag = () => {
  const language = document.documentElement.lang || "en";
  return language === "ar" ? "ar-u-nu-latn" : language;
};

/** @param {number} value */
export const number = (value) => new Intl.NumberFormat(tag()).format(value);

/** Who may not read about persons learns tens. @param {number} count @param {boolean} isExact */
export function counted(count, isExact) {
  if (isExact) return number(count);
  return count ? `${number(count)}+` : "< 10";
}

/** @param {number} value */
export const compact = (value) =>
  new Intl.NumberFormat(tag(), { notation: "compact", maximumFractionDigits: 1 }).format(value);

/** A share of 1. @param {number} value */
export const percent = (value) =>
  new Intl.NumberFormat(tag(), {
    style: "percent",
    maximumFractionDigits: Math.abs(value) < 0.3 ? 1 : 0,
  }).format(value);

/** @param {number} amount @param {string} currency */
export const money = (amount, currency) =>
  new Intl.NumberFormat(tag(), {
    style: "currency",
    currency,
    currencyDisplay: "narrowSymbol",
    maximumFractionDigits: Math.abs(amount) < 100 && amount % 1 ? 2 : 0,
  }).format(amount);

/** @param {string | Date} value */
export const day = (value) =>
  new Intl.DateTimeFormat(tag(), { day: "numeric", month: "short", timeZone: "UTC" }).format(
    new Date(value),
  );

/** @param {string | Date} value */
export const moment = (value) =>
  new Intl.DateTimeFormat(tag(), { dateStyle: "medium", timeStyle: "short" }).format(
    new Date(value),
  );

/** How long something takes, in its largest unit: "8 sec", "2 hr". @param {number} seconds */
export function duration(seconds) {
  const [unit, size] = unitOf(seconds);
  return new Intl.NumberFormat(tag(), {
    style: "unit",
    unit,
    unitDisplay: "short",
    maximumFractionDigits: 0,
  }).format(Math.floor(seconds / size));
}

/** How long ago it was: "8 seconds ago". @param {string} value */
export function ago(value) {
  const seconds = Math.max(0, (Date.now() - new Date(value).getTime()) / 1000);
  const [unit, size] = unitOf(seconds);
  const text = new Intl.RelativeTimeFormat(tag(), { numeric: "auto" });
  return text.format(-Math.floor(seconds / size), unit);
}

/** The unit in which a duration is said, with its length. @param {number} seconds
 * @returns {["second" | "minute" | "hour" | "day", number]} */
function unitOf(seconds) {
  if (seconds < 60) return ["second", 1];
  if (seconds < 3600) return ["minute", 60];
  return seconds < 86_400 ? ["hour", 3600] : ["day", 86_400];
}

/** Names, with commas between. @param {string[]} names */
export const listed = (names) =>
  new Intl.ListFormat(tag(), { type: "unit", style: "short" }).format(names);

/** A share of a whole that may be nothing. @param {number} part @param {number} whole */
export const share = (part, whole) => (whole > 0 ? part / whole : 0);

/** The day some days before today, as `2026-11-28`. @param {number} days */
export const daysAgo = (days) =>
  new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
