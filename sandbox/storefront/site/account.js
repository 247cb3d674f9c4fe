// Logging in and out. The token lives as long as the tab.

import { $, h, replace, say } from "./dom.js";
import { t } from "./words.js";

/** @typedef {import("./saleor.js").Saleor} Saleor */
/** @typedef {import("../../../saleor_push_plugin/static/push.js").Push} Push */
/**
 * What every part of the page gets: Saleor, push.js, and who is logged in.
 * @typedef {Saleor & { push: Push, visit(path: string): void, session: typeof session }} Shop
 */

/** @returns {{ email: string, token?: string }} */
const read = () => JSON.parse(sessionStorage.getItem("session") || "{}");

/** @returns {number} */
const expires = (/** @type {string} */ token) =>
  JSON.parse(atob(token.split(".")[1].replace(/-/g, "+").replace(/_/g, "/"))).exp;

export const session = {
  email: () => (session.token() ? read().email : ""),
  /** Null once it has run out: Saleor's access tokens are short-lived. */
  token() {
    const { token } = read();
    return token && expires(token) * 1000 > Date.now() ? token : null;
  },
  start: (/** @type {string} */ email, /** @type {string} */ token) =>
    sessionStorage.setItem("session", JSON.stringify({ email, token })),
  end: () => sessionStorage.removeItem("session"),
};

/**
 * @param {Shop} shop
 * @param {() => void} changed
 */
export function openAccount(shop, changed) {
  if (session.token()) return leave(shop, changed);
  const dialog = $("#account");
  /** @type {Enter} */
  const enter = async (event, isNew) => {
    event.preventDefault();
    const { email, password } = values($("form", dialog));
    try {
      await logIn(shop, email, password, isNew);
    } catch (/** @type {any} */ { message }) {
      return say(t("problem", { message }));
    }
    dialog.close();
    say(t("welcome", { email }));
    return changed();
  };
  replace(dialog, form(dialog, enter));
  return dialog.showModal();
}

/** @typedef {(event: Event, isNew: boolean) => Promise<void>} Enter */

/**
 * @param {HTMLDialogElement} dialog
 * @param {Enter} enter
 */
function form(dialog, enter) {
  return h(
    "form",
    { onsubmit: (/** @type {Event} */ event) => enter(event, false) },
    h("h2", {}, t("login")),
    field("email", { type: "email", autocomplete: "username" }),
    field("password", { type: "password", autocomplete: "current-password", minlength: 8 }),
    h(
      "div",
      { class: "row" },
      h("button", { class: "main" }, t("login")),
      h("button", { type: "button", onclick: register }, t("register")),
      h("button", { class: "plain", type: "button", onclick: () => dialog.close() }, t("close")),
    ),
  );

  function register(/** @type {Event} */ event) {
    if ($("form", dialog).reportValidity()) void enter(event, true);
  }
}

/** @param {string} name */
export const field = (name, props = {}) =>
  h("label", {}, t(name), h("input", { name, required: true, ...props }));

/**
 * What was typed into a form, by the names of its fields.
 * @param {HTMLFormElement} form
 * @returns {Record<string, any>}
 */
export const values = (form) => Object.fromEntries(new FormData(form));

/**
 * @param {Shop} shop
 * @param {string} email
 * @param {string} password
 * @param {boolean} isNew
 */
async function logIn(shop, email, password, isNew) {
  if (isNew) await shop.register(email, password);
  const token = await shop.token(email, password);
  session.start(email, token);
  // The purchase matters more than the news about it.
  await shop.push.login(token).catch(console.warn);
}

/**
 * @param {Shop} shop
 * @param {() => void} changed
 */
async function leave(shop, changed) {
  session.end();
  await shop.push.logout().catch(console.warn);
  say(t("bye"));
  changed();
}
