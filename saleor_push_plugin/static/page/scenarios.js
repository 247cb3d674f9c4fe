// Scenarios: what each says in the reader's language, and a way to its texts.
import { ask, change } from "./api.js";
import { h, replace } from "./dom.js";
import { scenarioName } from "./figures.js";
import { col, late, pane, reasonOf, table, tag } from "./panes.js";
import { spoken, t } from "./words.js";

const LIST =
  "{ pushScenarios { code isOn topic delay languages { language texts { own } preview { title body } } } }";

const SWITCH = `mutation($scenario: String!, $isOn: Boolean!) {
  pushScenarioSwitch(scenario: $scenario, isOn: $isOn) { errors { field message code } } }`;

/** What is being sent of switches. */
let sending = Promise.resolve();

/** @param {Element} place */
export function show(place) {
  const said = h("p", { class: "bad", role: "alert" });
  const load = async () => (await ask(LIST)).pushScenarios;
  const head = h("div", { class: "filters" }, h("h1", {}, t("scenarios")));
  replace(
    place,
    head,
    said,
    late(load, (found) => draw(found, said)),
  );
}

/** @param {any[]} found @param {Element} said */
function draw(found, said) {
  const topics = [...new Set(found.map((one) => one.topic))];
  return topics.map((topic) => {
    const title = t(`topic_${topic}`);
    const rows = found.filter((one) => one.topic === topic);
    return pane({ title }, table(title, columns(said), rows));
  });
}

/** @param {any} one @param {Element} said */
function onOff(one, said) {
  const box = h("input", {
    type: "checkbox",
    role: "switch",
    class: "switch",
    checked: one.isOn,
    "aria-label": t("onOff", { name: scenarioName(one.code) }),
    onchange: () => void switched(one, box, said),
  });
  return box;
}

/** One after the other, as they were pressed. @param {any} one @param {any} box
 * @param {Element} said */
function switched(one, box, said) {
  const isOn = box.checked;
  sending = sending.then(() => send(one, isOn, box, said));
  return sending;
}

/** @param {any} one @param {boolean} isOn @param {any} box @param {Element} said */
async function send(one, isOn, box, said) {
  try {
    await change(SWITCH, { scenario: one.code, isOn });
    one.isOn = isOn;
    replace(said);
  } catch (error) {
    replace(said, reasonOf(error));
    // Unless it was pressed again meanwhile: as the shop has it.
    if (box.checked === isOn) box.checked = one.isOn;
  }
}

/** @param {any} one */
const inMyLanguage = (one) =>
  one.languages.find((/** @type {any} */ each) => each.language === spoken()) ?? one.languages[0];

/** @param {Element} said */
const columns = (said) => [
  col(t("sends"), (one) => onOff(one, said)),
  col(t("scenario"), (one) =>
    h("a", { href: `#/scenario/${encodeURIComponent(one.code)}` }, scenarioName(one.code)),
  ),
  col(t("title"), (one) => inMyLanguage(one).preview?.title ?? ""),
  col(t("texts"), own),
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
