// What pages are made of: panes, tables, notes of failure, buttons that say they work.
import { Refused } from "./api.js";
import { figure, h, replace } from "./dom.js";
import { t } from "./words.js";

/** @typedef {import("./dom.js").Children} Children */
/** @typedef {{ head: Children, cells: (row: any) => Children, kind?: "number" | "wrap" }} Column */

/**
 * A pane with a title, a note beside it and what can be done with it.
 * @param {{ title: string, note?: Children, tools?: Children, class?: string }} what
 * @param {Children[]} children
 */
export const pane = ({ title, note, tools, class: name = "" }, ...children) =>
  h(
    "section",
    { class: `pane ${name}` },
    h(
      "header",
      {},
      h("h2", {}, title),
      note && h("span", { class: "muted" }, note),
      h("span", { class: "tools" }, tools),
    ),
    children,
  );

/**
 * A pane whose chart can be replaced by its table, in place.
 * @param {{ title: string, note?: Children, chart: Element, table: Element, said?: string,
 *   tools?: Children, class?: string }} what
 */
export function chartPane({ title, note, chart, table, said = title, tools, class: name }) {
  const picture = h("div", { role: "img", "aria-label": said }, chart);
  const place = h("div", {}, picture);
  let isTable = false;
  const toggle = plain(t("table"), () => {
    isTable = !isTable;
    replace(place, isTable ? table : picture);
    toggle.setAttribute("aria-pressed", String(isTable));
  });
  toggle.setAttribute("aria-pressed", "false");
  return pane({ title, note, tools: [toggle, tools], class: name }, place);
}

/**
 * @param {string} caption for those who do not see it
 * @param {Column[]} columns
 * @param {any[]} rows
 */
export const table = (caption, columns, rows) =>
  h(
    "div",
    { class: "scroll", tabindex: "0", role: "region", "aria-label": caption },
    h(
      "table",
      {},
      h("caption", { class: "unseen" }, caption),
      h(
        "thead",
        {},
        line("th", columns, (one) => one.head),
      ),
      h(
        "tbody",
        {},
        rows.map((row) => line("td", columns, (one) => one.cells(row))),
      ),
    ),
  );

/** @param {Children} head @param {(row: any) => Children} cells @returns {Column} */
export const col = (head, cells) => ({ head, cells });

/** A column of figures. @param {Children} head @param {(row: any) => Children} cells
 * @returns {Column} */
export const num = (head, cells) => ({
  head,
  cells: (row) => figure(cells(row)),
  kind: "number",
});

/** A column of sentences, that break into lines. @param {Children} head
 * @param {(row: any) => Children} cells @returns {Column} */
export const long = (head, cells) => ({ head, cells, kind: "wrap" });

/** @param {string} name @param {Column[]} columns @param {(one: Column) => Children} content */
const line = (name, columns, content) =>
  h(
    "tr",
    {},
    columns.map((one) => cell(name, one, content(one))),
  );

/** A field with its label and a hint. @param {string} label @param {Children} hint
 * @param {Element} input */
export const labelled = (label, hint, input) =>
  h("label", { class: "field" }, label, hint && h("small", {}, hint), input);

/** Calls with what was typed. @param {(value: string) => unknown} typed */
export const typing = (typed) => (/** @type {any} */ event) => void typed(event.target.value);

/** @param {string} name @param {Column} column @param {Children} content */
const cell = (name, column, content) =>
  h(name, { class: column.kind, scope: name === "th" && "col" }, content);

/**
 * Something that is loaded: what is said meanwhile, then it or why not, with another try.
 * @template T
 * @param {() => Promise<T>} load
 * @param {(found: T) => Children} draw
 */
export function late(load, draw) {
  const place = h("div", { class: "late", "aria-busy": "true" });
  const attempt = async () => {
    replace(place, h("p", { class: "muted", role: "status" }, t("loading")));
    place.setAttribute("aria-busy", "true");
    try {
      replace(place, draw(await load()));
    } catch (error) {
      replace(place, failure(error, attempt));
    }
    place.setAttribute("aria-busy", "false");
  };
  void attempt();
  return place;
}

/** @param {unknown} error @param {() => unknown} again */
export const failure = (error, again) =>
  h(
    "div",
    { class: "pane", role: "alert" },
    h("p", {}, reasonOf(error)),
    button(t("again"), again),
  );

/** Why something failed, as staff read it. @param {unknown} error */
export function reasonOf(error) {
  if (!(error instanceof Refused)) throw error;
  if (error.code === "NETWORK") return t("noConnection");
  if (error.code === "PermissionDenied") return `${t("noPermission")} ${error.message}`;
  return error.message;
}

/** A button; while its work is done it cannot be pressed. @param {Children} label
 * @param {() => unknown} work @param {string} [kind] */
export function button(label, work, kind = "") {
  const made = h("button", { type: "button", class: kind, onclick: () => void run() }, label);
  const run = async () => {
    made.disabled = true;
    try {
      await work();
    } finally {
      made.disabled = false;
    }
  };
  return made;
}

/** @param {Children} label @param {() => unknown} work */
export const plain = (label, work) => button(label, work, "plain");

/** @param {Children} label @param {string} [kind] ok, warn, bad or nothing */
export const tag = (label, kind = "") => h("span", { class: `tag ${kind}` }, label);

/**
 * A choice among a few. @param {string} label
 * @param {[string, string][]} options values and words @param {string} value
 * @param {(value: string) => unknown} chosen
 */
export const choice = (label, options, value, chosen) =>
  h(
    "select",
    {
      "aria-label": label,
      value,
      onchange: (/** @type {any} */ event) => void chosen(event.target.value),
    },
    options.map(([name, words]) => h("option", { value: name }, words)),
  );

/** A question in the page itself: a frame has no `confirm`. @param {string} question
 * @param {string} yes @returns {Promise<boolean>} */
export function sure(question, yes) {
  return new Promise((done) => {
    const box = h("dialog", {
      "aria-label": question,
      onclose: () => (box.remove(), done(box.returnValue === "yes")),
    });
    const close = (/** @type {string} */ answer) => () => box.close(answer);
    box.append(
      h("p", {}, question),
      h("div", { class: "row" }, button(t("no"), close("")), button(yes, close("yes"), "main")),
    );
    document.body.append(box);
    box.showModal();
  });
}

/** What an empty page says: what to do first. @param {string} title @param {Children} text
 * @param {Children} action */
export const empty = (title, text, action) =>
  h("section", { class: "pane empty" }, h("h2", {}, title), h("p", {}, text), action);
