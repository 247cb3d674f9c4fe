// A campaign in three steps: message, audience, check and start. Each step is kept as a draft.
import { ask, change } from "./api.js";
import { rowsOf, whereOf } from "./conditions.js";
import { audienceStep } from "./composer-audience.js";
import { messageStep } from "./composer-message.js";
import { startStep } from "./composer-start.js";
import { h, replace } from "./dom.js";
import { button, late, reasonOf } from "./panes.js";
import { spoken, t } from "./words.js";

const FIELDS = `id name state channel language path expiresAfterHours segment where
  texts { language title body }`;
// What only the API writes, and what goes out all the same.
const MORE = `image hasCanary voucher { code budget } product { variant }
  buttons { labels { language label } } variants { name }`;
const ONE = `query($id: ID!) { pushCampaign(id: $id) { ${FIELDS} ${MORE} } }`;
const SAVED = `campaign { ${FIELDS} } errors { field message code }
  previews { preview { title body language } warnings { message } }`;
const CREATE = `mutation($input: PushCampaignInput!) { pushCampaignCreate(input: $input) { ${SAVED} } }`;
const UPDATE = `mutation($id: ID!, $input: PushCampaignInput!) {
  pushCampaignUpdate(id: $id, input: $input) { ${SAVED} } }`;
const STEPS = ["message", "audience", "start"];
const STEP_DRAWINGS = [messageStep, audienceStep, startStep];

/** @typedef {{ id: string, name: string, state: string, language: string, path: string,
 *   channel: string, hours: number, segment: string, rows: import("./conditions.js").Row[],
 *   texts: { language: string, title: string, body: string }[],
 *   warnings: { message: string }[], image?: string, hasCanary?: boolean,
 *   voucher?: { code: string | null, budget: number | null }, product?: { variant: string },
 *   buttons?: { labels: { language: string, label: string }[] }[],
 *   variants?: { name: string }[] }} Draft */

/** @param {Element} place @param {string[]} rest */
export function show(place, [id]) {
  const load = async () => (id === "new" ? blank() : (await ask(ONE, { id })).pushCampaign);
  replace(
    place,
    late(load, (found) => (found ? drawAll(draftOf(found)) : gone())),
  );
}

const gone = () => [h("h1", { class: "unseen" }, t("campaign")), h("p", {}, t("gone"))];

/** @param {any} one @returns {Draft} */
function draftOf(one) {
  return {
    ...one,
    path: one.path ?? "",
    channel: one.channel ?? "",
    segment: one.segment ?? "",
    hours: one.expiresAfterHours,
    rows: rowsOf(one.segment ? {} : one.where),
    warnings: [],
  };
}

/** A new campaign, in the language of who writes it. */
function blank() {
  const language = spoken();
  const texts = [{ language, title: "", body: "" }];
  return { id: "", name: "", state: "DRAFT", language, expiresAfterHours: 24, where: {}, texts };
}

/** What is sent. @param {Draft} draft */
const inputOf = (draft) => ({
  name: draft.name.trim(),
  texts: draft.texts,
  language: draft.language,
  path: draft.path.trim(),
  channel: draft.channel.trim(),
  expiresAfterHours: draft.hours,
  ...(draft.segment ? { segment: draft.segment } : { where: whereOf(draft.rows) }),
});

/** Keep the draft; throws Refused. @param {Draft} draft */
async function keep(draft) {
  const input = inputOf(draft);
  const saved = await (draft.id
    ? change(UPDATE, { id: draft.id, input })
    : change(CREATE, { input }));
  draft.id = saved.campaign.id;
  draft.warnings = saved.previews.flatMap((/** @type {any} */ each) => each.warnings);
}

/** @param {Draft} draft */
function drawAll(draft) {
  const place = h("div", {});
  const said = h("p", { role: "alert", class: "bad" });
  const go = async (/** @type {number} */ to) => {
    try {
      if (draft.state === "DRAFT") await keep(draft);
      draw(to);
    } catch (error) {
      replace(said, reasonOf(error));
    }
  };
  const draw = (/** @type {number} */ step) => {
    replace(said);
    replace(place, head(draft, step, go), said, STEP_DRAWINGS[step](draft));
    place.querySelector("h1")?.focus();
  };
  draw(0);
  return place;
}

/** @param {Draft} draft @param {number} step @param {(to: number) => Promise<void>} go */
const head = (draft, step, go) =>
  h(
    "div",
    { class: "filters" },
    h("h1", { tabindex: "-1" }, draft.name || t("newCampaign")),
    stages(step),
    step > 0
      ? button(t("back"), () => go(step - 1))
      : h("a", { class: "button", href: "#/campaigns" }, t("back")),
    step < STEPS.length - 1 &&
      button(t("next", { step: t(`step_${STEPS[step + 1]}`) }), () => go(step + 1), "main"),
  );

/** @param {number} step */
const stages = (step) =>
  h(
    "ol",
    { class: "stages" },
    STEPS.map((name, index) =>
      h(
        "li",
        { "aria-current": index === step && "step" },
        h("b", { "aria-hidden": "true" }, index < step ? "✓" : index + 1),
        t(`step_${name}`),
      ),
    ),
  );
