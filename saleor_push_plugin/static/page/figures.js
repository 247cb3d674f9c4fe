// Figures of results that several parts of the page read: orders, money, names.
import { ask, Refused } from "./api.js";
import { percent, share } from "./formats.js";
import { has, t } from "./words.js";

const COUNTS = "exact planned sent accepted shown clicked dismissed unsubscribed heldOut gone";
const ORDERS = "orders { hours ordered money { currency gross net } }";
const WITHOUT_MONEY = "orders { hours ordered }";
/** The window of orders after a click, in hours. */
export const HOURS = 72;

const TOTAL = `query($where: PushResultsWhereInput, $by: [PushResultsGroupEnum!]) {
  pushResults(where: $where, groupBy: $by) { total { exact planned shown clicked } } }`;

/** @param {string} orders @param {string} key */
const query = (orders, key) => `query($where: PushResultsWhereInput, $by: [PushResultsGroupEnum!]) {
  pushResults(where: $where, groupBy: $by) {
    rows { ${key} ${COUNTS} ${orders} } total { ${COUNTS} ${orders} } } }`;

/**
 * Results with money, or without for staff who may not see orders.
 * @param {any} where @param {string[]} by @param {string} key the field that names a row
 */
export async function resultsOf(where, by, key) {
  try {
    return (await ask(query(ORDERS, key), { where, by })).pushResults;
  } catch (error) {
    if (!(error instanceof Refused) || error.code !== "PermissionDenied") throw error;
    return (await ask(query(WITHOUT_MONEY, key), { where, by })).pushResults;
  }
}

/** Sums that everybody who sees the page may see. @param {any} where */
export const countsOf = async (where) =>
  (await ask(TOTAL, { where, by: ["DAY"] })).pushResults.total;

/** The row's orders within the window. @param {any} row */
export const ordersOf = (row) =>
  row.orders.find((/** @type {any} */ each) => each.hours === HOURS) ?? { ordered: 0, money: [] };

/** Net money of a row in a currency. @param {any} row @param {string} currency */
export const netOf = (row, currency) =>
  (ordersOf(row).money ?? []).find((/** @type {any} */ each) => each.currency === currency)?.net ??
  0;

/** The currency in which most was ordered; empty if none was. @param {any} total */
export function mainCurrency(total) {
  const all = [...(ordersOf(total).money ?? [])].sort((a, b) => b.net - a.net);
  return all[0]?.currency ?? "";
}

/** The share of the shown that were clicked; of tens nothing is said that may be far off.
 * @param {any} row */
export const rateOf = ({ clicked, shown, exact }) =>
  exact || clicked ? percent(share(clicked, shown)) : "";

/** The name of a scenario as staff read it. @param {string} code */
export const scenarioName = (code) =>
  has(`scenario_${code}`) ? t(`scenario_${code}`) : code.replaceAll("_", " ");
