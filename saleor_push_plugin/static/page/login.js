// The thin frame of the page where no Dashboard is around it: staff log in with Saleor's tokens.
import { h, replace } from "./dom.js";
import { give } from "./session.js";
import { t } from "./words.js";

const LOGIN = `mutation($email: String!, $password: String!) {
  tokenCreate(email: $email, password: $password) { token refreshToken errors { message } } }`;
const RENEW = `mutation($token: String!) {
  tokenRefresh(refreshToken: $token) { token errors { message } } }`;
// In memory only, as the token itself.
let refreshToken = "";

/**
 * A form in `place`, until somebody has logged in.
 * @param {Element} place
 * @returns {Promise<void>}
 */
export function login(place) {
  return new Promise((done) => {
    const problem = h("p", { role: "alert", class: "bad" });
    const send = async (/** @type {any} */ event) => {
      event.preventDefault();
      const { email, password } = form.elements;
      const said = await tried(email.value, password.value);
      if (said) return void replace(problem, said);
      form.remove();
      done();
    };
    const form = loginForm(send, problem);
    replace(place, form);
    form.elements.email.focus();
  });
}

/** @param {(event: any) => Promise<void>} send @param {Element} problem */
const loginForm = (send, problem) =>
  h(
    "form",
    { class: "pane login", onsubmit: (/** @type {Event} */ event) => void send(event) },
    h("h1", {}, t("loginTitle")),
    h("p", { class: "muted" }, t("loginText")),
    field("email", t("email"), "username"),
    field("password", t("password"), "current-password"),
    problem,
    h("button", { class: "main" }, t("login")),
  );

/** @param {string} name @param {string} label @param {string} autocomplete */
const field = (name, label, autocomplete) =>
  h(
    "label",
    { class: "field" },
    label,
    h("input", { name, type: name, autocomplete, required: true }),
  );

/** Why it failed; empty if it did not. @param {string} email @param {string} password */
async function tried(email, password) {
  const answer = await saleor(LOGIN, { email, password });
  const made = answer?.data?.tokenCreate;
  if (!made?.token) return answer ? t("loginWrong") : t("noConnection");
  refreshToken = made.refreshToken ?? "";
  give(made.token);
  return "";
}

/** Another token without the password, which is asked for once a login is over.
 * @param {Element} place */
export async function renew(place) {
  const answer = refreshToken && (await saleor(RENEW, { token: refreshToken }));
  const token = answer?.data?.tokenRefresh?.token;
  if (token) return give(token);
  return login(place);
}

/** The answer of the shop's own API; null if there is none.
 * @param {string} query @param {Record<string, string>} variables */
const saleor = (query, variables) =>
  fetch("/graphql/", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ query, variables }),
  })
    .then((response) => response.json())
    .catch(() => null);
