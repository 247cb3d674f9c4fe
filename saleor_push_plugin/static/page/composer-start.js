// Step 3: when it goes out, what to look at before, and the start.
import { ask, change } from "./api.js";
import { repeating, repeats, rhythm } from "./composer-repeats.js";
import { showWarnings } from "./devices.js";
import { h, replace } from "./dom.js";
import { button, late, pane, reasonOf, sure, typing } from "./panes.js";
import { REACH, told, waterfall } from "./reach.js";
import { spoken, t } from "./words.js";

const SAID = () => `{ text(language: "${spoken()}") }`;
const PREVIEW = () => `query($id: ID!) { pushCampaignPreview(id: $id) {
  ${REACH()} smallestLift ${SAID()} warnings ${SAID()} } }`;
const SCHEDULE = `mutation($id: ID!, $input: PushCampaignScheduleInput) {
  pushCampaignSchedule(id: $id, input: $input) { errors { field message code } } }`;
const TIMINGS = ["NOW", "AT", "LOCAL"];

/** @param {import("./composer.js").Draft} draft */
export function startStep(draft) {
  const when = { timing: "NOW", at: "", leaveOut: false, unit: "", every: 1, until: "" };
  const warnings = h("div", {});
  showWarnings(warnings, draft.warnings);
  const load = async () => (await ask(PREVIEW(), { id: draft.id })).pushCampaignPreview;
  return h(
    "div",
    { class: "half" },
    h("div", {}, late(load, reached), pane({ title: t("beforeStart") }, warnings, also(draft))),
    h("div", {}, pane({ title: t("when") }, timings(draft.id, when)), starting(draft, when)),
  );
}

/** What goes out besides, and is written by the API only.
 * @param {import("./composer.js").Draft} draft */
function also({ language, image, voucher, product, buttons = [], variants = [], hasCanary }) {
  const labels = buttons.map((button) => labelOf(button, language)).join(", ");
  const names = variants.map((each) => each.name).join(", ");
  const all = [
    voucher && promised(voucher),
    product && t("alsoProduct", { variant: product.variant }),
    image && t("alsoImage", { address: image }),
    labels && t("alsoButtons", { labels }),
    names && t("alsoTexts", { names }),
    hasCanary && t("alsoCanary"),
  ].filter(Boolean);
  return all.length > 0 && [h("h3", {}, t("also")), list(all)];
}

/** @param {{ code: string | null, budget: number | null }} voucher */
const promised = ({ code, budget }) =>
  code ? t("alsoCode", { code }) : t("alsoCodes", { n: budget ?? 0 });

/** @param {{ labels: { language: string, label: string }[] }} button @param {string} language */
const labelOf = ({ labels }, language) =>
  (labels.find((each) => each.language === language) ?? labels[0])?.label;

/** @param {any[]} all */
const list = (all) =>
  h(
    "ul",
    { class: "checks" },
    all.map((each) => h("li", {}, each)),
  );

/** @param {any} found */
const reached = (found) =>
  found.errors.length
    ? h("p", { class: "bad", role: "alert" }, found.errors[0].message)
    : [
        h(
          "p",
          { class: "sentence" },
          t("reachSentence", {
            match: told(found.reach.people),
            reached: told(found.reach.reached),
          }),
        ),
        found.warnings.map((/** @type {any} */ each) => h("p", { class: "notice" }, each.text)),
        found.smallestLift && h("p", { class: "muted" }, found.smallestLift.text),
        waterfall(found.reach),
      ];

/** @typedef {{ timing: string, at: string, leaveOut: boolean, unit: string, every: number,
 *   until: string }} When */

/** @param {string} id @param {When} when */
function timings(id, when) {
  const again = repeating(id, when);
  const moment = momentField((value) => {
    when.at = value;
    again.look();
  });
  const choose = (/** @type {string} */ timing) => {
    when.timing = timing;
    moment.disabled = timing === "NOW";
    again.look();
  };
  const leaveOut = (/** @type {any} */ event) => void (when.leaveOut = event.target.checked);
  const late = h("input", { type: "checkbox", onchange: leaveOut });
  return [
    TIMINGS.map((timing) => radio(timing, timing === when.timing, () => choose(timing))),
    h("p", {}, moment),
    h("label", { class: "choice" }, late, h("span", {}, t("leaveOutPast"))),
    again.element,
  ];
}

/** @param {(value: string) => void} typed */
const momentField = (typed) =>
  h("input", {
    type: "datetime-local",
    "aria-label": t("moment"),
    disabled: true,
    oninput: typing(typed),
  });

/** @param {string} timing @param {boolean} checked @param {() => void} chosen */
const radio = (timing, checked, chosen) =>
  h(
    "label",
    { class: "choice" },
    h("input", { type: "radio", name: "timing", value: timing, checked, onchange: chosen }),
    h("b", {}, t(`timing_${timing}`)),
    h("small", {}, t(`timing_${timing}_text`)),
  );

/** @param {When} when */
function inputOf(when) {
  if (repeats(when)) return rhythm(when);
  const { timing, at, leaveOut } = when;
  if (timing === "AT") return { at: at && new Date(at).toISOString() };
  if (timing === "LOCAL") return { localAt: at, pastHour: leaveOut ? "LEAVE_OUT" : "TOMORROW" };
  return {};
}

/** The words of what is missing; empty if nothing is. @param {When} when */
function missingIn({ timing, at, unit }) {
  if (timing === "NOW") return unit && "repeatNeeds";
  return at ? "" : "momentMissing";
}

/** @param {import("./composer.js").Draft} draft
 * @param {When} when */
function starting(draft, when) {
  const said = h("p", { role: "alert", class: "bad" });
  const start = async () => {
    if (missingIn(when)) return void replace(said, t(missingIn(when)));
    if (!(await sure(t("startSure", { name: draft.name }), t("start")))) return;
    try {
      await change(SCHEDULE, { id: draft.id, input: inputOf(when) });
      location.hash = "#/campaigns";
    } catch (error) {
      replace(said, reasonOf(error));
    }
  };
  return h(
    "section",
    { class: "pane" },
    said,
    h("p", { class: "muted" }, t("canPause")),
    button(t("start"), start, "main"),
  );
}
