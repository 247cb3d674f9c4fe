// An order's page, and the timeline beneath it.

import { h, replace } from "./dom.js";
import { events, onEvent } from "./timeline.js";
import { clock, money, number, t } from "./words.js";

/** @typedef {import("./account.js").Shop} Shop */
/** @typedef {import("./saleor.js").Money} Money */

/** @type {Record<string, string>} */
const SENTENCES = {
  pressed: "atPressed",
  placed: "atPlaced",
  shown: "atShown",
  clicked: "atClicked",
};

/**
 * @param {Shop} shop
 * @param {string} id
 */
export async function showOrder(shop, id) {
  const [order] = await Promise.all([shop.order(id).catch(() => null), shop.push.ready]);
  if (!order) return [h("section", { class: "hero" }, h("h1", {}, t("noOrder")), back(shop))];
  return [
    h(
      "section",
      { class: "hero" },
      h("h1", {}, t("thanks")),
      h("p", {}, t("placed", { number: order.number })),
    ),
    h("div", { class: "two" }, receipt(order), timeline(await shop.push.state())),
    back(shop),
  ];
}

/**
 * @param {string} name
 * @param {{ gross: Money }} price
 * @param {string} detail
 */
const line = (name, price, detail) =>
  h(
    "li",
    {},
    h("span", {}, name, detail && h("small", {}, detail)),
    h("b", {}, money(price.gross)),
  );

function receipt(/** @type {any} */ order) {
  return h(
    "section",
    { class: "panel", "data-order": order.number },
    h(
      "ul",
      { class: "lines" },
      order.lines.map((/** @type {any} */ { productName, variantName, quantity, totalPrice }) =>
        line(productName, totalPrice, `${variantName} × ${number(quantity)}`),
      ),
      line(t("shipping"), order.shippingPrice, order.shippingMethodName),
    ),
    h(
      "p",
      { class: "line total" },
      h("span", {}, t("total")),
      h("b", {}, money(order.total.gross)),
    ),
  );
}

function timeline(/** @type {string} */ state) {
  const list = h("ol", { class: "timeline" });
  const draw = () => replace(list, steps(state));
  onEvent(draw);
  draw();
  return h("section", { class: "panel" }, h("h2", {}, t("timeline")), list);
}

function steps(/** @type {string} */ state) {
  const known = events();
  if (!known.length) return [h("li", { class: "next" }, "–")];
  const start = known[0].at;
  const rows = known.map(({ what, at, title }) =>
    h(
      "li",
      { "data-event": what, "data-ms": at - start },
      h("span", {}, t(SENTENCES[what]), title && h("small", {}, `“${title}”`)),
      h("time", {}, what === "pressed" ? clock(at) : t("ms", { n: number(at - start) })),
    ),
  );
  const isOver = known.some(({ what }) => what === "shown");
  const next = t(state === "subscribed" || state === "paused" ? "waiting" : "notHere");
  return isOver ? rows : [...rows, h("li", { class: "next" }, next)];
}

const back = (/** @type {Shop} */ shop) =>
  h("p", { class: "center" }, h("button", { onclick: () => shop.visit("/") }, t("keepShopping")));
