// Campaigns: how far each is, and pause, resume, cancel.
import { ask, change } from "./api.js";
import { h, replace } from "./dom.js";
import { moment } from "./formats.js";
import { button, empty, failure, pane, plain, reasonOf, sure, tag } from "./panes.js";
import { spoken, t } from "./words.js";

const LIST = () => `{ pushCampaigns(first: 30) { edges { node {
  id name state channel timing at localAt createdAt startsAt endedAt
  problem { text(language: "${spoken()}") }
  progress { people waiting leftOut { people } pushes { status count } shown clicked } } } } }`;
/** @param {string} name */
const action = (name) =>
  `mutation($id: ID!) { pushCampaign${name}(id: $id) { errors { field message code } } }`;
const UNDER_WAY = ["SCHEDULED", "FREEZING", "SENDING"];
const KINDS = { DONE: "ok", SENDING: "info", FREEZING: "info", SCHEDULED: "info", PAUSED: "warn" };
const EVERY = 5000;

/** @param {Element} place */
export function show(place) {
  const list = h("div", {});
  const said = h("p", { class: "bad", role: "alert" });
  replace(place, head(), said, list);
  let timer = 0;
  const refresh = async () => {
    clearTimeout(timer);
    const isUnderWay = await drawInto(list, act, refresh);
    if (isUnderWay && list.isConnected) timer = setTimeout(() => void refresh(), EVERY);
  };
  const act = async (/** @type {string} */ name, /** @type {any} */ one) => {
    replace(said, await done(name, one));
    await refresh();
  };
  void refresh();
  return () => clearTimeout(timer);
}

const head = () => h("div", { class: "filters" }, h("h1", {}, t("campaigns")), newOne());

const newOne = () => h("a", { class: "button main", href: "#/campaign/new" }, t("newCampaign"));

/** Why it was refused; empty if it was done. @param {string} name @param {any} one */
async function done(name, one) {
  try {
    await change(action(name), { id: one.id });
    return "";
  } catch (error) {
    return reasonOf(error);
  }
}

/** Whether one of them is under way. @param {Element} list
 * @param {(name: string, one: any) => Promise<void>} act @param {() => Promise<void>} again */
async function drawInto(list, act, again) {
  try {
    const { edges } = (await ask(LIST())).pushCampaigns;
    const found = edges.map((/** @type {any} */ edge) => edge.node);
    replace(list, drawList(found, act));
    return found.some((/** @type {any} */ one) => UNDER_WAY.includes(one.state));
  } catch (error) {
    replace(list, failure(error, again));
    return false;
  }
}

/** @param {any[]} found @param {(name: string, one: any) => Promise<void>} act */
const drawList = (found, act) =>
  found.length
    ? found.map((one) => campaign(one, act))
    : empty(t("noCampaigns"), t("noCampaignsText"), newOne());

/** @param {any} one @param {(name: string, one: any) => Promise<void>} act */
function campaign(one, act) {
  const state = tag(
    t(`state_${one.state}`),
    KINDS[/** @type {keyof typeof KINDS} */ (one.state)] ?? "",
  );
  // What is scheduled cannot be changed any more.
  const address = one.state === "DRAFT" && `#/campaign/${encodeURIComponent(one.id)}`;
  const name = address ? h("a", { href: address }, one.name) : one.name;
  return pane(
    {
      title: "",
      note: [h("b", {}, name), " ", state, " ", when(one)],
      tools: tools(one, act),
      class: "campaign",
    },
    one.problem && h("p", { class: "notice" }, one.problem.text),
    one.state !== "DRAFT" && progress(one.progress),
  );
}

/** @param {any} one */
function when(one) {
  if (one.endedAt) return t("endedAt", { when: moment(one.endedAt) });
  if (one.timing === "LOCAL" && one.localAt)
    return t("atLocal", { when: one.localAt.replace("T", " ") });
  if (one.at ?? one.startsAt) return moment(one.at ?? one.startsAt);
  return t("madeAt", { when: moment(one.createdAt) });
}

/** @param {any} one @param {(name: string, one: any) => Promise<void>} act */
function tools(one, act) {
  const ask = (/** @type {string} */ name, /** @type {string} */ question) => async () => {
    if (await sure(t(question, { name: one.name }), t(name.toLowerCase()))) await act(name, one);
  };
  if (UNDER_WAY.includes(one.state)) {
    return [
      button(t("pause"), () => act("Pause", one)),
      plain(t("cancel"), ask("Cancel", "cancelSure")),
    ];
  }
  if (one.state === "PAUSED") {
    return [
      button(t("resume"), () => act("Resume", one), "main"),
      plain(t("cancel"), ask("Cancel", "cancelSure")),
    ];
  }
  const copy = plain(t("duplicate"), () => act("Duplicate", one));
  return one.state === "DRAFT" ? [copy, plain(t("delete"), ask("Delete", "deleteSure"))] : [copy];
}

/** @param {any[]} all @param {string} key */
const sum = (all, key) => all.reduce((total, one) => total + one[key], 0);

/** @param {any} found */
function progress({ people, waiting, leftOut, pushes, shown, clicked }) {
  const sent = pushes.filter((/** @type {any} */ one) => one.status === "SENT");
  const counts = {
    people,
    waiting,
    leftOut: sum(leftOut, "people"),
    sent: sum(sent, "count"),
    shown,
    clicked,
  };
  const facts = Object.entries(counts).map(([key, n]) =>
    h("span", {}, t(`progress_${key}`, { n })),
  );
  return [bar(people, people - waiting), h("p", { class: "facts" }, facts)];
}

/** @param {number} people @param {number} done */
function bar(people, done) {
  const said = t("progressOf", { done, people });
  return h("progress", { max: Math.max(1, people), value: done, "aria-label": said });
}
