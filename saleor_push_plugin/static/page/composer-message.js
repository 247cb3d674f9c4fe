// Step 1: name, texts by language with their previews, and the page that a click opens.
import { devices } from "./devices.js";
import { h, replace } from "./dom.js";
import { choice, labelled, pane, plain, typing } from "./panes.js";
import { languageNames, languageTags, t } from "./words.js";

const MOST_TITLE = 200;
const MOST_BODY = 1000;

/** @typedef {import("./composer.js").Draft} Draft */

/** @param {Draft} draft */
export function messageStep(draft) {
  const texts = h("div", {});
  const preview = h("div", { "aria-live": "polite" });
  const draw = (/** @type {string} */ language) => {
    const text = draft.texts.find((each) => each.language === language) ?? draft.texts[0];
    const look = () => replace(preview, devices({ ...text, shop: location.host }));
    replace(texts, languages(draft, language, draw), fields(text, look));
    look();
  };
  draw(draft.texts[0].language);
  const note = t("wordShop", { shop: "{shop}" });
  return h(
    "div",
    { class: "half" },
    h("div", {}, basics(draft), pane({ title: t("texts"), note }, texts)),
    pane({ title: t("howItLooks"), note: t("cutNote") }, preview),
  );
}

/** @param {Draft} draft */
function basics(draft) {
  const input = (/** @type {"name" | "path" | "channel"} */ key, /** @type {any} */ more) =>
    h("input", {
      name: key,
      value: draft[key],
      oninput: typing((value) => (draft[key] = value)),
      ...more,
    });
  return pane(
    { title: t("campaign") },
    labelled(t("nameForStaff"), "", input("name", { maxlength: 100, required: true })),
    labelled(t("by_CHANNEL"), t("channelHint"), input("channel", { dir: "ltr" })),
    labelled(
      t("path"),
      t("pathHint"),
      input("path", { placeholder: "/{channel}/sale", dir: "ltr" }),
    ),
  );
}

/** @param {Draft} draft @param {string} language @param {(to: string) => void} go */
function languages(draft, language, go) {
  const written = draft.texts.map((each) => each.language);
  const missing = languageTags().filter((tag) => !written.includes(tag));
  const add = (/** @type {string} */ tag) => {
    draft.texts.push({ language: tag, title: "", body: "" });
    go(tag);
  };
  return h(
    "div",
    { class: "row" },
    choice(t("language"), languageNames(written), language, go),
    missing.length > 0 && choice(t("addLanguage"), withHead(missing), "", (tag) => tag && add(tag)),
    written.length > 1 && plain(t("removeLanguage"), () => go(removed(draft, language))),
  );
}

/** @param {string[]} missing @returns {[string, string][]} */
const withHead = (missing) => [["", t("addLanguage")], ...languageNames(missing)];

/** The language that is shown instead. @param {Draft} draft @param {string} language */
function removed(draft, language) {
  draft.texts = draft.texts.filter((each) => each.language !== language);
  const [first] = draft.texts;
  if (draft.language === language) draft.language = first.language;
  return first.language;
}

/** @param {{ language: string, title: string, body: string }} text @param {() => void} look */
function fields(text, look) {
  const common = (/** @type {"title" | "body"} */ key) => ({
    name: key,
    value: text[key],
    lang: text.language,
    dir: "auto",
    oninput: typing((value) => {
      text[key] = value;
      look();
    }),
  });
  return [
    labelled(t("title"), "", h("input", { ...common("title"), maxlength: MOST_TITLE })),
    labelled(t("body"), "", h("textarea", { ...common("body"), rows: 3, maxlength: MOST_BODY })),
  ];
}
