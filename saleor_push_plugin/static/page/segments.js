// Segments: the list, and a way to a new one.
import { askAll, change } from "./api.js";
import { h, replace } from "./dom.js";
import { moment } from "./formats.js";
import { col, empty, late, num, pane, plain, reasonOf, sure, table } from "./panes.js";
import { t } from "./words.js";

const LIST = `query($after: String) { pushSegments(first: 100, after: $after) {
  edges { node { id name updatedAt } } pageInfo { hasNextPage endCursor } } }`;
const DELETE =
  "mutation($id: ID!) { pushSegmentDelete(id: $id) { errors { field message code } } }";

/** @param {Element} place */
export function show(place) {
  const said = h("p", { class: "bad", role: "alert" });
  const remove = async (/** @type {any} */ one) => {
    if (!(await sure(t("deleteSure", { name: one.name }), t("delete")))) return;
    try {
      await change(DELETE, { id: one.id });
      show(place);
    } catch (error) {
      replace(said, reasonOf(error));
    }
  };
  const head = h("div", { class: "filters" }, h("h1", {}, t("segments")), newOne());
  replace(
    place,
    head,
    said,
    late(load, (found) => drawList(found, remove)),
  );
}

const load = () => askAll(LIST);

const newOne = () => h("a", { class: "button main", href: "#/segment/new" }, t("newSegment"));

/** @param {any[]} found @param {(one: any) => Promise<void>} remove */
const drawList = (found, remove) =>
  found.length
    ? pane({ title: t("segments") }, table(t("segments"), columns(remove), found))
    : empty(t("noSegments"), t("noSegmentsText"), newOne());

/** @param {(one: any) => Promise<void>} remove */
const columns = (remove) => [
  col(t("name"), (one) => h("a", { href: `#/segment/${encodeURIComponent(one.id)}` }, one.name)),
  col(t("changed"), (one) => moment(one.updatedAt)),
  num(h("span", { class: "unseen" }, t("delete")), (one) => plain(t("delete"), () => remove(one))),
];
