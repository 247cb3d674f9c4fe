// One setting: its name, what it does, its input, and what is wrong with it.
import { figure, h, replace } from "./dom.js";
import { listed } from "./formats.js";
import { has, rich, t } from "./words.js";

/** @typedef {{ name: string, kind: "TEXT" | "SWITCH" | "READ_ONLY", value: string,
 *   default: string, label: string, help: string }} Setting */
/** @typedef {{ element: Element, set: (value: string) => void, tell: (problem: string) => void,
 *   focus: () => void }} Field */
/** @typedef {(one: Setting, value: string) => void} Changed */

/** The settings by what they are about. @type {Record<string, string[]>} */
export const GROUPS = {
  sending: ["send", "storefront_url", "contact", "icon_url", "vapid_public_key"],
  readers: ["quiet_hours", "weekly_cap", "default_language", "time_zone", "hold_out"],
  prices: ["price_drop_percent", "price_drop_amount", "outside_eu", "progressive_reductions"],
  vouchers: [
    ...["shipping_voucher", "shipping_share", "browse_voucher", "loyalty_orders", "loyalty_spend"],
    ...["loyalty_voucher", "win_back_days", "win_back_voucher", "voucher_quota"],
  ],
  offers: ["welcome", "install"].flatMap((offer) =>
    ["voucher", "from", "until", "channels", "codes", "codes_day"].map((name) => `${offer}_${name}`),
  ),
  products: ["rating_key", "say_sku"],
  pages: ["home_path", "order_path", "cart_path", "product_path", "shipping_path"],
};
const NUMBERS =
  /_cap$|_percent$|_amount$|_share$|_orders$|_spend$|_days$|_quota$|_codes$|_codes_day$/;
/** As they are typed, alike in every language. @type {Record<string, string>} */
const EXAMPLES = {
  quiet_hours: "21:00-08:00",
  storefront_url: "https://shop.example",
  contact: "mailto:push@your-shop.com",
};
// What the Dashboard calls the settings of one channel.
const CHANNEL = "Web Push: one channel";
const WORDS = /\{\w+\}/g;

/** @param {Setting} one */
export const labelOf = ({ name, label }) => (has(`set_${name}`) ? t(`set_${name}`) : label);

/** What it does; paths may have the words that the shop's help names. @param {Setting} one */
function helpOf({ name, help }) {
  const key = name.endsWith("_path") ? "set_path_help" : `set_${name}_help`;
  const words = figure(listed(help.match(WORDS) ?? []));
  const values = { words, plugin: figure(CHANNEL), example: figure(EXAMPLES[name]) };
  return has(key) ? rich(key, values) : help;
}

/** @param {Setting} one @param {string} value as it is or was typed @param {Changed} changed
 * @returns {Field} */
export function fieldOf(one, value, changed) {
  const problem = h("small", {
    class: "bad",
    id: `problem-${one.name}`,
    role: "alert",
    dir: "auto",
  });
  const input = inputOf(one, value, changed);
  const tell = (/** @type {string} */ words) => {
    replace(problem, words);
    input.setAttribute("aria-invalid", String(Boolean(words)));
  };
  const set = (/** @type {string} */ now) => put(one, input, now);
  return { element: drawn(one, input, problem), set, tell, focus: () => input.focus() };
}

/** @param {Setting} one @param {any} input @param {string} value */
function put({ kind }, input, value) {
  if (kind === "SWITCH") input.checked = value === "true";
  else if (kind === "TEXT") input.value = value;
  else replace(input, figure(value || "–"));
}

/** @param {Setting} one @param {string} value @param {Changed} changed */
function inputOf(one, value, changed) {
  const common = {
    id: `set-${one.name}`,
    name: one.name,
    "aria-describedby": `help-${one.name} problem-${one.name}`,
  };
  if (one.kind === "READ_ONLY") return h("output", common, figure(value || "–"));
  if (one.kind === "TEXT") return textOf(one, value, changed, common);
  return h("input", {
    ...common,
    type: "checkbox",
    role: "switch",
    class: "switch",
    checked: value === "true",
    onchange: (/** @type {any} */ event) => changed(one, String(event.target.checked)),
  });
}

/** @param {Setting} one @param {string} value @param {Changed} changed
 * @param {Record<string, string>} common */
const textOf = (one, value, changed, common) =>
  h("input", {
    ...common,
    value,
    dir: "ltr",
    autocomplete: "off",
    spellcheck: "false",
    placeholder: one.default,
    class: NUMBERS.test(one.name) && "short",
    inputmode: NUMBERS.test(one.name) && "decimal",
    oninput: (/** @type {any} */ event) => changed(one, event.target.value),
  });

/** @param {Setting} one @param {Element} input @param {Element} problem */
const drawn = (one, input, problem) =>
  h(
    "div",
    { class: `setting ${one.kind.toLowerCase()}` },
    h(
      "div",
      {},
      h("label", { for: `set-${one.name}` }, labelOf(one)),
      h("small", { id: `help-${one.name}` }, helpOf(one)),
    ),
    h("div", {}, input, problem),
  );
