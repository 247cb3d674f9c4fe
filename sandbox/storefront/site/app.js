// The demo storefront: one page, two views (the shelf and an order), and a bell.

import { openAccount, session } from "./account.js";
import { bag, countInBag, openBag } from "./bag.js";
import { $, h, replace, say, svg } from "./dom.js";
import { showOrder } from "./order.js";
import { BAG, PERSON, pictureOf } from "./pictures.js";
import { connect } from "./saleor.js";
import { record } from "./timeline.js";
import { currentLanguage, LANGUAGES, money, setLanguage, t } from "./words.js";

setLanguage(currentLanguage());
const config = await (await fetch("/config.json")).json();
const plugin = (/** @type {string} */ name) =>
  import(new URL(`/plugins/saleor.push/${name}`, config.apiUrl).href);
/** @type {[typeof import("../../../saleor_push_plugin/static/push.js"), unknown]} */
const [{ createPush }] = await Promise.all([plugin("push.js"), plugin("components.js")]);

const push = createPush({ ...config, getToken: session.token });
const bell = h("push-bell", { id: "bell", offer: "ALERTS OFFERS" });
Object.assign(bell, { push });
const shop = { ...connect(config, session.token), push, visit, session };
const goods = shop.products();

push.on("shown", ({ at, title }) => record("shown", at, title));
push.on("clicked", ({ at, title }) => record("clicked", at, title));

function visit(/** @type {string} */ path) {
  history.pushState(null, "", path);
  void render();
}

async function render() {
  renderTools();
  const order = new URLSearchParams(location.search).get("order");
  const view = location.pathname === "/checkout" && order ? showOrder(shop, order) : shelf();
  replace($("#main"), await view);
}

function renderTools() {
  const account = { class: "plain", id: "who", onclick: () => openAccount(shop, render) };
  replace(
    $("#tools"),
    languages(),
    h("button", account, svg(PERSON), h("span", { dir: "auto" }, session.email() || t("login"))),
    bell,
    h(
      "button",
      { class: "icon", "aria-label": `${t("bag")}: ${countInBag()}`, onclick: () => openBag(shop) },
      svg(BAG),
      countInBag() > 0 && h("b", {}, countInBag()),
    ),
  );
}

function languages() {
  const options = Object.entries(LANGUAGES).map(([code, name]) =>
    h("option", { value: code, selected: code === currentLanguage() }, name),
  );
  const change = (/** @type {any} */ { target }) => {
    setLanguage(target.value);
    push.sync().catch(() => {}); // The next notification speaks the same language.
    void render();
  };
  return h("select", { class: "plain", "aria-label": "Language", onchange: change }, options);
}

async function shelf() {
  const items = await goods;
  return [
    h("section", { class: "hero" }, h("h1", {}, t("tagline")), h("p", {}, t("lead"))),
    h("ul", { class: "shelf" }, items.map(card)),
  ];
}

/**
 * @param {import("./saleor.js").Item} item
 * @param {number} place
 */
function card(item, place) {
  const add = () => {
    bag.add(item);
    say(t("added", { name: item.name }));
    renderTools();
  };
  return h(
    "li",
    { class: `card tint-${place % 3}` },
    h("div", { class: "picture" }, svg(pictureOf(item.name))),
    h(
      "div",
      { class: "line" },
      h("h2", {}, item.name),
      h("p", { class: "price" }, money(item.price)),
    ),
    h("p", { class: "size" }, item.size),
    h("button", { class: "main", onclick: add, "data-add": item.name }, t("add")),
  );
}

bag.onchange = renderTools;
window.addEventListener("popstate", render);
await render();

// For programs that drive this page: the demo and the tests.
const demo = {
  push,
  async buy(/** @type {string[]} */ names, /** @type {string} */ email) {
    const items = (await goods).filter(({ name }) => names.includes(name));
    bag.empty();
    items.forEach((item) => bag.add(item));
    return bag.buy(shop, { email });
  },
};
Object.assign(window, { demo });
