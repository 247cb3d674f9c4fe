// Campaigns: how far each is, and pause, resume, cancel. What is not over stands first.
import { ask, askAll, change, nodesOf } from "./api.js";
import { h, replace } from "./dom.js";
import { counted, moment } from "./formats.js";
import { button, empty, failure, pane, plain, reasonOf, sure, tag } from "./panes.js";
import { spoken, t } from "./words.js";

const LIST = () => `query($first: Int, $after: String, $where: PushCampaignWhereInput) {
  pushCampaigns(first: $first, after: $after, where: $where) {
    pageInfo { hasNextPage endCursor } edges { node {
      id name state channel timing at localAt createdAt startsAt endedAt repeats { unit }
      problem { text(language: "${spoken()}") }
      progress { exact people waiting leftOut { people } pushes { status count } shown clicked }
  } } } }`;
/** @param {string} name */
const action = (name) =>
  `mutation($id: ID!) { pushCampaign${name}(id: $id) { errors { field message code } } }`;
const UNDER_WAY = ["SCHEDULED", "FREEZING", "SENDING"];
const OPEN = [...UNDER_WAY, "REPEATING", "PAUSED"];
const OTHERS = ["DRAFT", "DONE", "CANCELLED"];
const KINDS = { DONE: "ok", SENDING: "info", FREEZING: "info", SCHEDULED: "info", REPEATING: "info", PAUSED: "warn" };
// A million rows are counted each time: only of what is under way, and not more often.
const EVERY = 20_000;
const MOST = 100;

/** @typedef {{ one: any, element: HTMLElement }} Drawn */
/** @typedef {(name: string, one: any) => Promise<void>} Act */

/** @param {Element} place */
export function show(place) {
  const list = h("div", {}, h("p", { class: "muted", role: "status" }, t("loading")));
  const said = h("p", { class: "bad", role: "alert" });
  const stale = h("p", { class: "muted", role: "status" });
  /** @type {Map<string, Drawn>} */
  const drawn = new Map();
  const clock = repeated(() => running(drawn).length > 0 && list.isConnected, again);
  async function again() {
    replace(stale, await brought(drawn, act));
  }
  const load = async () => (await drawInto(list, drawn, act), clock.wait());
  /** @type {Act} */
  const act = async (name, one) => {
    replace(said, await done(name, one));
    await load();
    focusOn(drawn.get(one.id)?.element ?? place.querySelector("h1"));
  };
  replace(place, head(), said, stale, list);
  void load();
  return clock.stop;
}

/** Work that is done again and again, while it is `due`. @param {() => boolean} due
 * @param {() => Promise<void>} work */
function repeated(due, work) {
  let timer = 0;
  const stop = () => clearTimeout(timer);
  const wait = () => {
    stop();
    if (due()) timer = setTimeout(() => void work().then(wait), EVERY);
  };
  return { wait, stop };
}

/** @param {any} element */
function focusOn(element) {
  element?.setAttribute("tabindex", "-1");
  element?.focus();
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

/** All anew, once it is there. @param {Element} list @param {Map<string, Drawn>} drawn
 * @param {Act} act */
async function drawInto(list, drawn, act) {
  list.setAttribute("aria-busy", "true");
  try {
    const open = await askAll(LIST(), { first: MOST, where: { states: OPEN } });
    const others = await pageOf(null);
    drawn.clear();
    const rows = [...open, ...nodesOf(others)].map((one) => put(drawn, one, act));
    replace(list, rows.length ? [rows, more(others, drawn, act)] : none());
  } catch (error) {
    replace(
      list,
      failure(error, () => drawInto(list, drawn, act)),
    );
  }
  list.setAttribute("aria-busy", "false");
}

const none = () => empty(t("noCampaigns"), t("noCampaignsText"), newOne());

/** Those that are over and those not begun. @param {string | null} after */
const pageOf = async (after) =>
  (await ask(LIST(), { first: 30, after, where: { states: OTHERS } })).pushCampaigns;

/** A button for the next page, in place of itself. @param {any} page
 * @param {Map<string, Drawn>} drawn @param {Act} act */
function more({ pageInfo }, drawn, act) {
  if (!pageInfo.hasNextPage) return null;
  const said = h("p", { class: "bad", role: "alert" });
  const next = button(t("more"), async () => {
    try {
      const page = await pageOf(pageInfo.endCursor);
      const rows = nodesOf(page).map((one) => put(drawn, one, act));
      place.replaceWith(...rows, more(page, drawn, act) ?? "");
      focusOn(rows[0]);
    } catch (error) {
      replace(said, reasonOf(error));
    }
  });
  const place = h("div", {}, said, next);
  return place;
}

/** @param {Map<string, Drawn>} drawn @param {any} one @param {Act} act */
function put(drawn, one, act) {
  const element = campaign(one, act);
  drawn.set(one.id, { one, element });
  return element;
}

/** The ids of what is under way. @param {Map<string, Drawn>} drawn */
const running = (drawn) =>
  [...drawn].filter(([, { one }]) => UNDER_WAY.includes(one.state)).map(([id]) => id);

/** Brings up to date what is under way; why it could not. @param {Map<string, Drawn>} drawn
 * @param {Act} act */
async function brought(drawn, act) {
  // Nobody looks at it.
  if (document.hidden) return "";
  try {
    const where = { ids: running(drawn).slice(0, MOST) };
    const found = nodesOf((await ask(LIST(), { first: MOST, where })).pushCampaigns);
    for (const one of found) renew(drawn, one, act);
    return "";
  } catch (error) {
    return reasonOf(error);
  }
}

/** Only what changed, and the keyboard stays where it is. @param {Map<string, Drawn>} drawn
 * @param {any} one @param {Act} act */
function renew(drawn, one, act) {
  const before = drawn.get(one.id);
  if (!before || JSON.stringify(before.one) === JSON.stringify(one)) return;
  const focused = document.activeElement;
  const isInside = before.element.contains(focused);
  const label = isInside && focused?.textContent;
  const element = put(drawn, one, act);
  before.element.replaceWith(element);
  if (!isInside) return;
  const same = [...element.querySelectorAll("a, button")].find((all) => all.textContent === label);
  if (same) same.focus();
  else focusOn(element);
}

/** @param {any} one @param {Act} act */
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
    one.state !== "DRAFT" && !one.repeats && progress(one.progress),
  );
}

/** @param {any} one */
function when(one) {
  if (one.endedAt) return t("endedAt", { when: moment(one.endedAt) });
  if (one.repeats) return t("nextAt", { when: planned(one) });
  if (one.at ?? one.startsAt) return planned(one);
  return t("madeAt", { when: moment(one.createdAt) });
}

/** @param {any} one */
const planned = ({ timing, localAt, at, startsAt }) =>
  timing === "LOCAL" && localAt
    ? t("atLocal", { when: localAt.slice(0, 16).replace("T", " ") })
    : moment(at ?? startsAt);

/** @param {any} one @param {Act} act */
function tools(one, act) {
  const ask = (/** @type {string} */ name, /** @type {string} */ question) => async () => {
    if (await sure(t(question, { name: one.name }), t(name.toLowerCase()))) await act(name, one);
  };
  if ([...UNDER_WAY, "REPEATING"].includes(one.state)) {
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
function progress({ exact, people, waiting, leftOut, pushes, shown, clicked }) {
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
    h("span", {}, t(`progress_${key}`, { n: counted(n, exact) })),
  );
  return [bar(people, people - waiting), h("p", { class: "facts" }, facts)];
}

/** @param {number} people @param {number} done */
function bar(people, done) {
  const said = t("progressOf", { done, people });
  return h("progress", { max: Math.max(1, people), value: done, "aria-label": said });
}
