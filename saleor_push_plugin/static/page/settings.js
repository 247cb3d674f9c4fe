// Settings: the plugin's form, explained field by field; what is wrong stands at its field.
import { ask } from "./api.js";
import { h, replace } from "./dom.js";
import { fieldOf, GROUPS } from "./setting-fields.js";
import { late, pane, reasonOf } from "./panes.js";
import { savingBar, uses } from "./saving-bar.js";
import { t } from "./words.js";

const SETTINGS = "{ pushSettings { name kind value default label help } }";
const UPDATE = `mutation($settings: [PushSettingInput!]!) { pushSettingsUpdate(settings: $settings) {
  settings { name value } errors { field message code } } }`;

/** What was typed and not saved; it stays while the page is open. @type {Map<string, string>} */
const drafts = new Map();

/** @typedef {import("./setting-fields.js").Setting} Setting */
/** @typedef {import("./setting-fields.js").Field} Field */
/** @typedef {import("./saving-bar.js").Bar} Bar */

/** @param {Element} place */
export function show(place) {
  const head = h("div", { class: "filters" }, h("h1", {}, t("settings")));
  replace(place, head, late(load, draw));
}

// The scenarios' switches stand on their own page.
const load = async () =>
  (await ask(SETTINGS)).pushSettings.filter(
    (/** @type {Setting} */ one) => !one.name.startsWith("scenario_"),
  );

/** @param {Setting[]} settings */
function draw(settings) {
  const bar = savingBar(() => drafts.size);
  const changed = (/** @type {Setting} */ one, /** @type {string} */ value) => {
    if (value === one.value) drafts.delete(one.name);
    else drafts.set(one.name, value);
    bar.count();
  };
  /** @type {Map<string, Field>} */
  const fields = new Map(
    settings.map((one) => [one.name, fieldOf(one, drafts.get(one.name) ?? one.value, changed)]),
  );
  uses(
    bar,
    () => save(settings, fields, bar),
    () => reset(settings, fields, bar),
  );
  bar.count();
  return [...panes(fields), bar.element];
}

/** A pane for each group, and one for what a newer shop has besides.
 * @param {Map<string, Field>} fields */
function panes(fields) {
  const grouped = new Set(Object.values(GROUPS).flat());
  const others = [...fields.keys()].filter((name) => !grouped.has(name));
  return Object.entries({ ...GROUPS, others }).map(([group, names]) => {
    const found = names.map((name) => fields.get(name)?.element).filter(Boolean);
    if (!found.length) return null;
    const note = group === "sending" ? "" : t(`group_${group}_note`);
    return pane({ title: t(`group_${group}`), note, class: "settings" }, found);
  });
}

/** @param {Setting[]} settings @param {Map<string, Field>} fields
 * @param {Bar} bar */
async function save(settings, fields, bar) {
  for (const each of fields.values()) each.tell("");
  const given = [...drafts].map(([name, value]) => ({ name, value }));
  try {
    const { pushSettingsUpdate: answer } = await ask(UPDATE, { settings: given });
    if (answer.errors.length) return refused(answer.errors, settings, fields, bar);
    taken(answer.settings, settings, fields);
    // The button's own work is not over yet.
    setTimeout(() => bar.tell(t("saved")));
  } catch (error) {
    bar.tell("", reasonOf(error));
  }
}

/** What the shop has now: it may write a value in its own way.
 * @param {{ name: string, value: string }[]} now @param {Setting[]} settings
 * @param {Map<string, Field>} fields */
function taken(now, settings, fields) {
  const values = new Map(now.map(({ name, value }) => [name, value]));
  for (const one of settings) {
    one.value = values.get(one.name) ?? one.value;
    fields.get(one.name)?.set(one.value);
  }
  drafts.clear();
}

/** Each error at its field; the first one is gone to.
 * @param {{ field: string | null, message: string }[]} errors @param {Setting[]} settings
 * @param {Map<string, Field>} fields @param {Bar} bar */
function refused(errors, settings, fields, bar) {
  const others = [];
  for (const { field, message } of errors) {
    const known = fields.get(field ?? "");
    // The form has no marks at its fields, so its messages name them.
    const label = settings.find((one) => one.name === field)?.label;
    if (known) known.tell(message.replace(`${label}: `, ""));
    else others.push(message);
  }
  bar.tell("", [t("notSaved"), ...others].join(" "));
  const [first] = errors.map(({ field }) => fields.get(field ?? "")).filter(Boolean);
  if (first) setTimeout(() => first.focus());
}

/** @param {Setting[]} settings @param {Map<string, Field>} fields
 * @param {Bar} bar */
function reset(settings, fields, bar) {
  drafts.clear();
  for (const one of settings) {
    fields.get(one.name)?.set(one.value);
    fields.get(one.name)?.tell("");
  }
  // The button's own work is not over yet.
  setTimeout(() => bar.clear());
}
