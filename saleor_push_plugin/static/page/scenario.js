// The texts of one scenario: own words by language, with previews and warnings while one types.
import { ask, change, Refused } from "./api.js";
import { devices, showWarnings } from "./devices.js";
import { h, replace } from "./dom.js";
import { scenarioName } from "./figures.js";
import { button, choice, late, pane, reasonOf } from "./panes.js";
import { languageNames, spoken, t } from "./words.js";

const ONE = `query($code: String) { pushScenarios(code: $code) { code words { name example }
  languages { language texts { name shipped own used problem } preview { title body } } } }`;
const WRITE = `mutation($scenario: String!, $language: String!, $texts: [PushTextInput!]!, $dryRun: Boolean) {
  pushTemplateUpdate(scenario: $scenario, language: $language, texts: $texts, dryRun: $dryRun) {
    preview { title body language } warnings { message } errors { field message code } } }`;
const RESET = `mutation($scenario: String!, $language: String!) {
  pushTemplateReset(scenario: $scenario, language: $language) { errors { field message code } } }`;
const PAUSE = 400;

/** @param {Element} place @param {string[]} rest */
export function show(place, [code, language = spoken()]) {
  const load = async () => (await ask(ONE, { code })).pushScenarios[0];
  replace(
    place,
    late(load, (found) =>
      found ? draw(found, language, () => show(place, [code, language])) : h("p", {}, t("gone")),
    ),
  );
}

/** @param {any} found @param {string} wanted @param {() => void} again */
function draw(found, wanted, again) {
  const named = (/** @type {any} */ each) => each.language === wanted;
  const one = found.languages.find(named) ?? found.languages[0];
  const tags = found.languages.map((/** @type {any} */ each) => each.language);
  const pick = choice(t("language"), languageNames(tags), one.language, (language) => {
    location.hash = `#/scenario/${encodeURIComponent(found.code)}/${encodeURIComponent(language)}`;
  });
  const back = h("a", { class: "button", href: "#/scenarios" }, t("back"));
  return [
    h("div", { class: "filters" }, h("h1", {}, scenarioName(found.code)), pick, back),
    editor(found, one, again),
  ];
}

/** @param {any} found @param {any} one @param {() => void} again */
function editor(found, one, again) {
  const own = new Map(one.texts.map((/** @type {any} */ text) => [text.name, text.own ?? ""]));
  const place = { scenario: found.code, language: one.language };
  const said = h("p", { role: "alert", class: "bad" });
  const { look, boxes } = previews(place, own, said);
  const buttons = ways(place, own, (work) => told(said, () => work().then(again)));
  const texts = { title: t("texts"), note: words(found) };
  const left = pane(texts, fields(one, own, later(look)), said, buttons);
  return h("div", { class: "half" }, left, boxes);
}

/** Back to the shipped texts, or keep these. @param {any} place @param {Map<any, any>} own
 * @param {(work: () => Promise<any>) => unknown} run */
function ways(place, own, run) {
  const reset = () => run(() => change(RESET, place));
  const keep = () => run(() => change(WRITE, { ...place, texts: written(own), dryRun: false }));
  const buttons = [button(t("asShippedAgain"), reset), button(t("save"), keep, "main")];
  return h("div", { class: "row end" }, buttons);
}

/** What the shop makes of the texts, without keeping them. @param {any} place
 * @param {Map<any, any>} own @param {Element} said */
function previews(place, own, said) {
  const preview = h("div", {});
  const warnings = h("div", {});
  const look = () =>
    told(said, async () => {
      const answer = await change(WRITE, { ...place, texts: written(own), dryRun: true });
      if (answer.preview) replace(preview, devices({ ...answer.preview, shop: location.host }));
      showWarnings(warnings, answer.warnings);
    });
  void look();
  const boxes = [
    pane({ title: t("howItLooks") }, preview),
    pane({ title: t("lengths") }, warnings),
  ];
  return { look, boxes: h("div", {}, boxes) };
}

/** @param {Map<any, any>} own */
const written = (own) =>
  [...own].filter(([, text]) => text.trim()).map(([name, text]) => ({ name, text }));

/** Do it, and say why it failed. @param {Element} said @param {() => Promise<void>} work */
async function told(said, work) {
  replace(said);
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    replace(said, reasonOf(error));
  }
}

/** A while after the last call. @param {() => unknown} work */
function later(work) {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(() => void work(), PAUSE);
  };
}

/** @param {any} found */
const words = (found) =>
  t("wordsToUse", {
    words: found.words.map((/** @type {any} */ word) => `{${word.name}}`).join(" "),
  });

/** @param {any} one @param {Map<any, any>} own @param {() => void} changed */
const fields = (one, own, changed) =>
  one.texts.map((/** @type {any} */ text) =>
    h(
      "label",
      { class: "field" },
      has(text.name),
      h("small", { lang: one.language, dir: "auto" }, text.shipped ?? ""),
      text.problem && h("small", { class: "bad" }, text.problem),
      h("textarea", {
        rows: 2,
        lang: one.language,
        dir: "auto",
        value: own.get(text.name),
        oninput: (/** @type {any} */ event) => {
          own.set(text.name, event.target.value);
          changed();
        },
      }),
    ),
  );

/** @param {string} name */
const has = (name) => (name === "title" || name === "body" ? t(name) : name);
