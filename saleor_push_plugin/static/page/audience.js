// Conditions beside the people they find: counted again a moment after each change.
import { ask } from "./api.js";
import { builder, whereOf } from "./conditions.js";
import { h, replace } from "./dom.js";
import { pane, reasonOf } from "./panes.js";
import { REACH, told, waterfall } from "./reach.js";
import { t } from "./words.js";

const PREVIEW = () => `query($where: PushAudienceWhereInput, $segment: ID, $channel: String) {
  pushSegmentPreview(where: $where, segment: $segment, channel: $channel) { ${REACH()} } }`;
const PAUSE = 500;

/**
 * @param {import("./conditions.js").Row[]} rows
 * @param {{ title: string, channel?: string }} what `channel`: reached through its browsers only
 */
export function audience(rows, { title, channel }) {
  const fields = h("div", {});
  const counted = h("p", { role: "status", class: "muted" });
  const reach = h("div", {});
  const count = counter(counted, reach, () => ({
    where: whereOf(rows),
    channel: channel || null,
  }));
  const redraw = () => {
    replace(fields, builder(rows, count, redraw));
    count();
  };
  redraw();
  return h("div", {}, pane({ title }, fields, counted), reach);
}

/**
 * Counts half a second after the last change; an answer that is overtaken is not shown.
 * @param {Element} counted @param {Element} reach @param {() => Record<string, any>} wanted
 */
export function counter(counted, reach, wanted) {
  let timer = 0;
  let turn = 0;
  const count = async () => {
    const mine = (turn += 1);
    try {
      const found = (await ask(PREVIEW(), wanted())).pushSegmentPreview;
      if (mine === turn) draw(counted, reach, found);
    } catch (error) {
      if (mine === turn) replace(counted, reasonOf(error));
    }
  };
  return () => {
    clearTimeout(timer);
    replace(counted, t("counting"));
    reach.setAttribute("aria-busy", "true");
    timer = setTimeout(() => void count(), PAUSE);
  };
}

/** @param {Element} counted @param {Element} reach @param {any} found */
function draw(counted, reach, found) {
  reach.setAttribute("aria-busy", "false");
  const [error] = found.errors;
  if (error) return void replace(counted, h("span", { class: "bad" }, error.message));
  replace(
    counted,
    h("b", {}, t("peopleMatch", { people: told(found.size) })),
    found.failed.map((/** @type {string} */ name) => ` ${t("noAnswer", { name })}`),
  );
  replace(reach, found.reach && waterfall(found.reach));
}
