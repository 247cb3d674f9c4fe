// Scenarios: what each says in the reader's language, and a way to its texts.
import { ask } from "./api.js";
import { h, replace } from "./dom.js";
import { scenarioName } from "./figures.js";
import { late, pane, table, tag } from "./panes.js";
import { spoken, t } from "./words.js";

const LIST =
  "{ pushScenarios { code topic delay languages { language texts { own } preview { title body } } } }";

/** @param {Element} place */
export function show(place) {
  const load = async () => (await ask(LIST)).pushScenarios;
  replace(place, h("div", { class: "filters" }, h("h1", {}, t("scenarios"))), late(load, draw));
}

/** @param {any[]} found */
function draw(found) {
  const topics = [...new Set(found.map((one) => one.topic))];
  return topics.map((topic) =>
    pane(
      { title: t(`topic_${topic}`) },
      table(
        t(`topic_${topic}`),
        columns(),
        found.filter((one) => one.topic === topic),
      ),
    ),
  );
}

/** @param {any} one */
const inMyLanguage = (one) =>
  one.languages.find((/** @type {any} */ each) => each.language === spoken()) ?? one.languages[0];

const columns = () => [
  {
    head: t("scenario"),
    cells: (/** @type {any} */ one) =>
      h("a", { href: `#/scenario/${encodeURIComponent(one.code)}` }, scenarioName(one.code)),
  },
  { head: t("title"), cells: (/** @type {any} */ one) => inMyLanguage(one).preview?.title ?? "" },
  { head: t("texts"), cells: (/** @type {any} */ one) => own(one) },
];

/** The languages with texts of the shop's own. @param {any} one */
function own(one) {
  const written = one.languages.filter((/** @type {any} */ each) =>
    each.texts.some((/** @type {any} */ text) => text.own),
  );
  return written.length
    ? tag(
        t("ownTexts", {
          languages: written.map((/** @type {any} */ each) => each.language).join(", "),
        }),
        "info",
      )
    : t("asShipped");
}
