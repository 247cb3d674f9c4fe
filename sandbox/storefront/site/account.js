// Logging in and out. The token lives as long as the tab.

import { $, h, replace, say } from "./dom.js";
import { t } from "./words.js";

const read = () => JSON.parse(sessionStorage.getItem("session") || "{}");

const expires = (token) => JSON.parse(atob(token.split(".")[1].replace(/-/g, "+").replace(/_/g, "/"))).exp;

export const session = {
  email: () => (session.token() ? read().email : ""),
  /** Null once it has run out: Saleor's access tokens are short-lived. */
  token() {
    const { token } = read();
    return token && expires(token) * 1000 > Date.now() ? token : null;
  },
  start: (email, token) => sessionStorage.setItem("session", JSON.stringify({ email, token })),
  end: () => sessionStorage.removeItem("session"),
};

export function openAccount(shop, changed) {
  if (session.token()) return leave(shop, changed);
  const dialog = $("#account");
  const enter = async (event, isNew) => {
    event.preventDefault();
    const { email, password } = Object.fromEntries(new FormData($("form", dialog)));
    try {
      await logIn(shop, email, password, isNew);
    } catch ({ message }) {
      return say(t("problem", { message }));
    }
    dialog.close();
    say(t("welcome", { email }));
    return changed();
  };
  replace(dialog, form(dialog, enter));
  return dialog.showModal();
}

function form(dialog, enter) {
  return h(
    "form",
    { onsubmit: (event) => enter(event, false) },
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

  function register(event) {
    if ($("form", dialog).reportValidity()) enter(event, true);
  }
}

export const field = (name, props = {}) =>
  h("label", {}, t(name), h("input", { name, required: true, ...props }));

async function logIn(shop, email, password, isNew) {
  if (isNew) await shop.register(email, password);
  const token = await shop.token(email, password);
  session.start(email, token);
  // The purchase matters more than the news about it.
  await shop.push.login(token).catch(console.warn);
}

async function leave(shop, changed) {
  session.end();
  await shop.push.logout().catch(console.warn);
  say(t("bye"));
  changed();
}
