// One segment: its name, its conditions, and whom a campaign to it reaches today.
import { ask, change } from "./api.js";
import { audience } from "./audience.js";
import { rowsOf, whereOf } from "./conditions.js";
import { h, replace } from "./dom.js";
import { button, late, reasonOf } from "./panes.js";
import { t } from "./words.js";

const ONE = "query($id: ID!) { pushSegment(id: $id) { id name where } }";
const SAVED = "segment { id } errors { field message code }";
const CREATE = `mutation($input: PushSegmentInput!) { pushSegmentCreate(input: $input) { ${SAVED} } }`;
const UPDATE = `mutation($id: ID!, $input: PushSegmentInput!) {
  pushSegmentUpdate(id: $id, input: $input) { ${SAVED} } }`;

/** @param {Element} place @param {string[]} rest */
export function show(place, [id]) {
  const load = async () =>
    id === "new" ? { name: "", where: {} } : (await ask(ONE, { id })).pushSegment;
  replace(
    place,
    late(load, (found) => (found ? draw(found, id) : h("p", {}, t("gone")))),
  );
}

/** @param {any} found @param {string} id */
function draw(found, id) {
  const rows = rowsOf(found.where);
  const name = h("input", { name: "name", value: found.name, maxlength: 100, required: true });
  const said = h("p", { role: "alert", class: "bad" });
  const save = async () => {
    try {
      const input = { name: name.value.trim(), where: whereOf(rows) };
      await (id === "new" ? change(CREATE, { input }) : change(UPDATE, { id, input }));
      location.hash = "#/segments";
    } catch (error) {
      replace(said, reasonOf(error));
    }
  };
  return [
    head(found.name || t("newSegment"), save),
    said,
    h("section", { class: "pane" }, h("label", { class: "field" }, t("name"), name)),
    audience(rows, { title: t("whoIsIt") }),
  ];
}

/** @param {string} title @param {() => Promise<void>} save */
const head = (title, save) =>
  h(
    "div",
    { class: "filters" },
    h("h1", {}, title),
    h("a", { class: "button", href: "#/segments" }, t("back")),
    button(t("save"), save, "main"),
  );
