// The bag, and the way from it to an order.

import { field, values } from "./account.js";
import { $, h, replace, say } from "./dom.js";
import { begin, record } from "./timeline.js";
import { currentLanguage, money, number, t } from "./words.js";

/** @typedef {import("./account.js").Shop} Shop */
/** @typedef {import("./saleor.js").Item} Item */
/** @typedef {Item & { quantity: number }} Line */

/** @type {Record<string, Record<string, string>>} */
const HOMES = {
  EUR: {
    name: "Anna Becker",
    street: "Lindenstraße 12",
    postalCode: "10969",
    city: "Berlin",
    country: "DE",
  },
  PLN: {
    name: "Anna Nowak",
    street: "ul. Lipowa 12",
    postalCode: "00-316",
    city: "Warszawa",
    country: "PL",
  },
};

const homeOf = (/** @type {Line[]} */ lines) => HOMES[lines[0].price.currency] || HOMES.EUR;

/** @type {() => Line[]} */
const read = () => JSON.parse(localStorage.getItem("bag") || "[]");

function write(/** @type {Line[]} */ lines) {
  localStorage.setItem("bag", JSON.stringify(lines.filter(({ quantity }) => quantity > 0)));
  bag.onchange();
}

export const bag = {
  lines: read,
  onchange() {},
  empty: () => write([]),
  add: (/** @type {Item} */ item, quantity = 1) => {
    const lines = read();
    const line = lines.find(({ id }) => id === item.id);
    if (line) line.quantity += quantity;
    else lines.push({ ...item, quantity });
    write(lines);
  },
  buy,
};

export const countInBag = () => read().reduce((sum, { quantity }) => sum + quantity, 0);

const subtotal = (/** @type {Line[]} */ lines) => ({
  amount: lines.reduce((sum, { price, quantity }) => sum + price.amount * quantity, 0),
  currency: lines[0].price.currency,
});

export function openBag(/** @type {Shop} */ shop) {
  const dialog = $("#bag");
  const draw = () => replace(dialog, content(shop, dialog, draw));
  draw();
  if (!dialog.open) dialog.showModal();
}

/**
 * @param {Shop} shop
 * @param {HTMLDialogElement} dialog
 * @param {() => void} draw
 */
function content(shop, dialog, draw) {
  const lines = read();
  const head = h(
    "div",
    { class: "line" },
    h("h2", {}, t("bag")),
    h("button", { class: "plain", onclick: () => dialog.close() }, t("close")),
  );
  if (!lines.length) return [head, h("p", {}, t("emptyBag"))];
  const rows = lines.map((line) => row(line, draw));
  return [head, h("ul", { class: "lines" }, rows), till(shop, lines, dialog)];
}

/**
 * @param {Line} line
 * @param {() => void} draw
 */
function row(line, draw) {
  const change = (/** @type {number} */ by) => () => {
    bag.add(line, by);
    draw();
  };
  return h(
    "li",
    {},
    h("span", {}, line.name, h("small", {}, line.size)),
    h(
      "span",
      { class: "count" },
      h("button", { "aria-label": t("fewer"), onclick: change(-1) }, "−"),
      number(line.quantity),
      h("button", { "aria-label": t("more"), onclick: change(1) }, "+"),
    ),
    h("b", {}, money({ ...line.price, amount: line.price.amount * line.quantity })),
  );
}

/**
 * @param {Shop} shop
 * @param {Line[]} lines
 * @param {HTMLDialogElement} dialog
 */
function till(shop, lines, dialog) {
  const email = shop.session.email();
  return h(
    "form",
    { onsubmit: (/** @type {SubmitEvent} */ event) => submit(event, shop, dialog) },
    h("p", { class: "line" }, h("b", {}, t("subtotal")), h("b", {}, money(subtotal(lines)))),
    h("p", { class: "small" }, t("shippingLater")),
    email ? h("p", {}, t("buyingAs", { email })) : field("email", { type: "email" }),
    ...home(homeOf(lines)),
    h("button", { class: "main wide" }, t("buy")),
    h("p", { class: "small" }, t("payment")),
  );
}

const home = (/** @type {Record<string, string>} */ { name, street, postalCode, city }) => [
  field("name", { value: name }),
  field("street", { value: street }),
  h(
    "div",
    { class: "row" },
    field("postalCode", { value: postalCode }),
    field("city", { value: city }),
  ),
];

/**
 * @param {SubmitEvent} event
 * @param {Shop} shop
 * @param {HTMLDialogElement} dialog
 */
async function submit(event, shop, dialog) {
  event.preventDefault();
  const form = values(/** @type {HTMLFormElement} */ (event.target));
  const button = $("button.main", dialog);
  button.disabled = true;
  button.textContent = t("buying");
  try {
    await buy(shop, form);
    dialog.close();
  } catch (/** @type {any} */ { message }) {
    say(t("problem", { message }));
  }
  button.disabled = false;
  button.textContent = t("buy");
}

/**
 * @param {Shop} shop
 * @param {Record<string, any>} form
 */
async function buy(shop, form) {
  const lines = read();
  const customer = shop.session.email();
  begin(Date.now());
  const order = await shop.buy(
    {
      lines: lines.map(({ id, quantity }) => ({ variantId: id, quantity })),
      email: customer || form.email,
      address: address(form, homeOf(lines)),
      language: currentLanguage(),
    },
    // A guest's browser is known by the checkout; a customer's by the account.
    (checkout) => (customer ? null : inPassing(shop.push.checkout(checkout))),
  );
  record("placed", Date.now());
  write([]);
  shop.visit(`/checkout?order=${encodeURIComponent(order)}`);
  return order;
}

/** No purchase waits longer for its news. */
const inPassing = (/** @type {Promise<unknown>} */ work) =>
  Promise.race([work.catch(console.warn), new Promise((done) => setTimeout(done, 1500))]);

/**
 * @param {Record<string, string>} form
 * @param {Record<string, string>} home
 */
function address(form, home) {
  const { name, street, postalCode, city, country } = { ...home, ...form };
  const [firstName, ...rest] = name.split(" ");
  const lastName = rest.join(" ") || firstName;
  return { firstName, lastName, streetAddress1: street, postalCode, city, country };
}
