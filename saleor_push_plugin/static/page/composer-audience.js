// Step 2: everybody, a segment, or conditions of the campaign's own; whom it reaches today.
import { askAll } from "./api.js";
import { audience, counter } from "./audience.js";
import { h, replace } from "./dom.js";
import { choice, late, pane } from "./panes.js";
import { t } from "./words.js";

const SEGMENTS = `query($after: String) { pushSegments(first: 100, after: $after) {
  edges { node { id name } } pageInfo { hasNextPage endCursor } } }`;

/** @param {import("./composer.js").Draft} draft */
export function audienceStep(draft) {
  const below = h("div", {});
  const draw = () => replace(below, draft.segment ? ofSegment(draft) : ofConditions(draft));
  draw();
  const load = () => askAll(SEGMENTS);
  return h(
    "div",
    {},
    late(load, (found) => pick(draft, found, draw)),
    below,
  );
}

/** @param {import("./composer.js").Draft} draft @param {any[]} segments @param {() => void} draw */
const pick = (draft, segments, draw) =>
  pane(
    { title: t("segment") },
    choice(
      t("segment"),
      [
        ["", t("ownConditions")],
        ...segments.map((one) => /** @type {[string, string]} */ ([one.id, one.name])),
      ],
      draft.segment,
      (id) => {
        draft.segment = id;
        draw();
      },
    ),
  );

/** @param {import("./composer.js").Draft} draft */
const ofConditions = (draft) =>
  audience(draft.rows, { title: t("whoGetsIt"), channel: draft.channel });

/** @param {import("./composer.js").Draft} draft */
function ofSegment(draft) {
  const counted = h("p", { role: "status", class: "muted" });
  const reach = h("div", {});
  counter(counted, reach, () => ({ segment: draft.segment, channel: draft.channel || null }))();
  return h("div", {}, counted, reach);
}
