// One person: what is known, what was sent and what not and why; what they may ask for by law.
import { ask, change, keep, nodesOf } from "./api.js";
import { figure, h, replace } from "./dom.js";
import { scenarioName } from "./figures.js";
import { day, moment, money, number } from "./formats.js";
import { browserName } from "./kinds.js";
import { button, col, empty, late, long, pane, plain, reasonOf, sure, table, tag } from "./panes.js";
import { deliveries, DELIVERY } from "./story.js";
import { browserColumns, isInstalled, SUBSCRIBER } from "./subscriber-list.js";
import { spoken, t } from "./words.js";

const NAMED = "$person: String, $subscription: ID";
const WHO = "person: $person, subscription: $subscription";
const STORY = () => `deliveries(first: 20, after: $after) {
  pageInfo { hasNextPage endCursor } edges { node { ${DELIVERY()} } } }`;
const PERSON = () => `query(${NAMED}, $after: String) { pushPerson(${WHO}) {
  customer objectsToSegmentationSince browsers { ${SUBSCRIBER()} }
  facts { orders net firstOrderAt lastOrderAt country city }
  assignments { scenario name arm assignedAt }
  campaigns { campaign name plannedAt reason { text(language: "${spoken()}") } } ${STORY()} } }`;
const MORE = () => `query(${NAMED}, $after: String) { pushPerson(${WHO}) { ${STORY()} } }`;
const EXPORT = `mutation(${NAMED}) { pushPersonExport(${WHO}) {
  export errors { field message code } } }`;
const ERASE = `mutation(${NAMED}) { pushPersonErase(${WHO}) {
  browsers errors { field message code } } }`;

/** @typedef {{ person?: string, subscription?: string }} Who */

/** @param {Element} place @param {string[]} rest "browser" or "account", and which */
export function show(place, [kind, id = ""]) {
  /** @type {Who} */
  const who = kind === "browser" ? { subscription: id } : { person: id };
  const load = async () => (await ask(PERSON(), who)).pushPerson;
  const title = h("h1", { class: "unseen" }, t("person"));
  replace(
    place,
    late(load, (found) => (found ? draw(place, found, who) : [title, none()])),
  );
}

const back = () => h("a", { class: "button", href: "#/subscribers" }, t("back"));

const none = () => empty(t("noPerson"), t("noPersonText"), back());

/** @param {Element} place @param {any} found @param {Who} who */
function draw(place, found, who) {
  // A browser may be shared: of whoever is logged in there, the account is named.
  const named = found.customer ? { person: found.customer } : who;
  const title = who.person?.includes("@") ? who.person : t(found.customer ? "customer" : "guest");
  const said = h("p", { class: "bad", role: "alert" });
  const rights = [
    button(t("exportPerson"), () => told(said, () => exported(named))),
    button(t("erase"), () => told(said, () => erased(place, named)), "danger"),
  ];
  return [
    h("div", { class: "filters" }, h("h1", { dir: "auto" }, title), back(), rights),
    said,
    summary(found),
    story(found.deliveries, who),
    browsers(found.browsers),
    campaigns(found.campaigns),
    experiments(found.assignments),
  ];
}

/** @param {Element} said @param {() => Promise<void>} work */
async function told(said, work) {
  replace(said);
  try {
    await work();
  } catch (error) {
    replace(said, reasonOf(error));
  }
}

/** @param {Who} who */
async function exported(who) {
  const { export: text } = await change(EXPORT, who);
  keep(new Blob([text], { type: "application/json" }), "person.json");
}

/** @param {Element} place @param {Who} who */
async function erased(place, who) {
  if (!(await sure(t("eraseSure"), t("erase")))) return;
  const { browsers: count } = await change(ERASE, who);
  const done = empty(t("erased"), t("erasedText", { n: count }), back());
  replace(place, h("h1", { class: "unseen", tabindex: "-1" }, t("person")), done);
  place.querySelector("h1")?.focus();
}

/** @param {any} found */
function summary(found) {
  const rows = factsOf(found).filter(([, value]) => value);
  const list = rows.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value)));
  const note = found.facts ? "" : t("noFacts");
  return pane({ title: t("known"), note }, h("dl", { class: "known" }, list));
}

/** Names and values; without a value it is not known. @param {any} found */
function factsOf({ facts, objectsToSegmentationSince: objection, browsers: all }) {
  const sums = Object.entries(facts?.net ?? {});
  const net = sums.map(([currency, sum]) => money(Number(sum), currency));
  const place = [facts?.city, facts?.country].filter(Boolean).join(", ");
  return [
    [t("browsers"), figure(number(all.length))],
    [t("orders"), facts && figure(number(facts.orders))],
    [t("spent"), net.length > 0 && figure(net.join(" · "))],
    [t("lastOrder"), facts?.lastOrderAt && day(facts.lastOrderAt)],
    [t("livesIn"), place],
    [t("objection"), objection && tag(t("objectsSince", { when: day(objection) }), "warn")],
  ];
}

/** What was sent, page by page. @param {any} first @param {Who} who */
function story(first, who) {
  const rows = nodesOf(first);
  if (!rows.length)
    return pane({ title: t("whatWasSent") }, h("p", { class: "muted" }, t("nothingSent")));
  const place = h("div", {});
  drawStory(place, rows, first.pageInfo, who);
  return pane({ title: t("whatWasSent"), note: t("withReasons") }, place);
}

/** @param {Element} place @param {any[]} rows
 * @param {{ hasNextPage: boolean, endCursor: string }} next @param {Who} who */
function drawStory(place, rows, next, who) {
  const said = h("p", { class: "bad", role: "alert" });
  const further = plain(t("more"), () =>
    told(said, async () => {
      const page = (await ask(MORE(), { ...who, after: next.endCursor })).pushPerson.deliveries;
      drawStory(place, [...rows, ...nodesOf(page)], page.pageInfo, who);
      /** @type {HTMLElement | null} */ (place.querySelector(".scroll"))?.focus();
    }),
  );
  replace(place, deliveries(rows), said, next.hasNextPage && further);
}

/** @param {any[]} all */
const browsers = (all) =>
  all.length
    ? pane({ title: t("browsers") }, table(t("browsers"), columns(), all))
    : pane({ title: t("browsers") }, h("p", { class: "muted" }, t("noBrowsers")));

const columns = () => [
  col(t("browser"), (one) => [browserName(one), " ", isInstalled(one)]),
  ...browserColumns(),
];

/** @param {any[]} all */
const campaigns = (all) =>
  all.length > 0 && pane({ title: t("campaigns") }, table(t("campaigns"), campaignColumns(), all));

const campaignColumns = () => [
  col(t("campaign"), (one) => h("bdi", {}, one.name)),
  col(t("when"), (one) => one.plannedAt && moment(one.plannedAt)),
  long(t("reason"), (one) => one.reason?.text ?? t("planned")),
];

/** @param {any[]} all */
const experiments = (all) =>
  all.length > 0 &&
  pane({ title: t("experiments") }, table(t("experiments"), experimentColumns(), all));

const experimentColumns = () => [
  col(t("name"), (one) => h("bdi", {}, one.name)),
  col(t("scenario"), (one) => (one.scenario ? scenarioName(one.scenario) : t("holdOut"))),
  col(t("arm"), armOf),
  col(t("since"), (one) => moment(one.assignedAt)),
];

/** Texts are named as in results; of a hold-out, whether one is held out. @param {any} one */
function armOf({ scenario, arm }) {
  if (scenario) return "ABCDE"[arm] ?? number(arm);
  return t(arm === 0 ? "heldOut" : "toldToo");
}
