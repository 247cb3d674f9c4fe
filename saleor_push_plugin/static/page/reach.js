// Whom a campaign reaches today and whom not, step by step.
import { rowsOfBars } from "./charts.js";
import { figure, h } from "./dom.js";
import { number } from "./formats.js";
import { chartPane, table } from "./panes.js";
import { spoken, t } from "./words.js";

const SIZE = "{ people exact label }";
/** The fields of a preview; the reasons are said in the reader's language. */
export const REACH = () => `size ${SIZE} failed errors { field message code }
  reach { people ${SIZE} reached ${SIZE}
    steps { reason { code text(language: "${spoken()}") } lost ${SIZE} left ${SIZE} waits } }`;

/** How many, as far as it may be told. @param {any} size */
export const told = (size) => (size.exact ? number(size.people) : size.label);

/** @param {any} reach */
export function waterfall(reach) {
  const rows = rowsOf(reach);
  return chartPane({
    title: t("whoIsReached"),
    note: t("today"),
    said: t("reachSentence", { match: told(reach.people), reached: told(reach.reached) }),
    chart: rowsOfBars(rows),
    table: table(
      t("whoIsReached"),
      [
        { head: t("reason"), cells: (row) => row.label.cloneNode?.(true) ?? row.label },
        { head: t("people"), cells: (row) => figure(row.told), kind: "number" },
      ],
      rows,
    ),
  });
}

/** @param {any} reach */
function rowsOf({ people, steps, reached }) {
  const lost = steps.filter((/** @type {any} */ step) => step.lost.people > 0);
  return [
    { label: h("b", {}, t("match")), value: people.people, told: told(people) },
    ...lost.map((/** @type {any} */ step) => ({
      label: `− ${step.reason.text}${step.waits ? ` (${t("waits")})` : ""}`,
      value: step.lost.people,
      from: step.left.people,
      told: `−${told(step.lost)}`,
      kind: "lost",
    })),
    { label: h("b", {}, t("reachable")), value: reached.people, told: told(reached) },
  ];
}
