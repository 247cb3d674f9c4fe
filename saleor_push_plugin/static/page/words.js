// What the page says, in the reader's language: whole sentences with plural forms.
import { number } from "./formats.js";

/** @type {Record<string, string>} */
let words = {};
let language = "en";

/** The language that is spoken: one of the shipped ones. */
export const spoken = () => language;

/**
 * The shipped language for a tag such as `pt-BR` or Saleor's `PL`; English if there is none.
 * @param {string} tag
 */
export function shipped(tag) {
  const base = tag.toLowerCase().split(/[-_]/)[0];
  return languageTags().includes(base) ? base : "en";
}

/** The languages that the plugin is shipped in. */
export const languageTags = () => (document.documentElement.dataset.languages || "en").split(" ");

/** Tags with their names in the language of the page. @param {string[]} tags */
export function languageNames(tags) {
  const names = new Intl.DisplayNames([language], { type: "language" });
  return tags.map((tag) => /** @type {[string, string]} */ ([tag, names.of(tag) ?? tag]));
}

/** @param {string} tag */
export async function speak(tag) {
  const wanted = shipped(tag);
  language = wanted;
  const answer = await fetch(`words-${wanted}.json`);
  const found = await answer.json();
  // Another language was asked for meanwhile.
  if (wanted !== language) return;
  words = found;
  const root = document.documentElement;
  root.lang = language;
  root.dir = language === "ar" ? "rtl" : "ltr";
}

/** Whether there are words of this name. @param {string} key */
export const has = (key) => key in words;

/**
 * A text with its values: `{name}` and `{n, plural, one {# day} other {# days}}`.
 * @param {string} key
 * @param {Record<string, any>} [values]
 * @returns {string}
 */
export const t = (key, values = {}) => pieces(words[key] ?? key, values).join("");

/**
 * The same in pieces, where values are elements.
 * @param {string} key
 * @param {Record<string, any>} values
 */
export const rich = (key, values) => pieces(words[key] ?? key, values);

/**
 * @param {string} template
 * @param {Record<string, any>} values
 * @param {string} [count] what `#` stands for
 * @returns {any[]}
 */
export function pieces(template, values, count = "") {
  const found = [];
  let from = 0;
  for (let at = template.indexOf("{"); at >= 0; at = template.indexOf("{", from)) {
    found.push(plain(template.slice(from, at), count));
    from = closing(template, at) + 1;
    found.push(...slot(template.slice(at + 1, from - 1), values));
  }
  return [...found, plain(template.slice(from), count)];
}

/** @param {string} text @param {string} count */
const plain = (text, count) => (count ? text.replaceAll("#", count) : text);

/** @param {string} template @param {number} opening */
function closing(template, opening) {
  let depth = 0;
  for (let at = opening; at < template.length; at += 1) {
    if (template[at] === "{") depth += 1;
    if (template[at] === "}") depth -= 1;
    if (depth === 0) return at;
  }
  return template.length;
}

/** @param {string} inside @param {Record<string, any>} values */
function slot(inside, values) {
  const [name, kind, ...cases] = inside.split(",");
  const value = values[name.trim()];
  if (kind == null) return [typeof value === "number" ? number(value) : value];
  return pieces(chosen(cases.join(","), value), values, number(value));
}

/** @param {string} cases @param {number} count */
function chosen(cases, count) {
  const forms = new Map();
  for (let at = cases.indexOf("{"); at >= 0; at = cases.indexOf("{")) {
    const end = closing(cases, at);
    forms.set(cases.slice(0, at).trim(), cases.slice(at + 1, end));
    cases = cases.slice(end + 1);
  }
  const form = new Intl.PluralRules(language).select(count);
  return forms.get(`=${count}`) ?? forms.get(form) ?? forms.get("other") ?? "";
}
