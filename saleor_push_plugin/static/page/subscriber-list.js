// The list of subscribed browsers: filtered, page by page, with a way to each one's story.
import { ask, nodesOf } from "./api.js";
import { h, replace } from "./dom.js";
import { ago, listed, moment } from "./formats.js";
import { browserChoices, browserName } from "./kinds.js";
import { button, choice, col, late, long, pane, reasonOf, table, tag } from "./panes.js";
import { spoken, t } from "./words.js";

/** The fields of a browser; reasons are said in the reader's language. */
export const SUBSCRIBER = () => `id customer channel language platform browser displayMode topics
  pausedUntil weeklyLimit createdAt seenAt isProven quarantinedUntil
  quarantineReason { text(language: "${spoken()}") }`;
const LIST = () => `query($first: Int, $after: String, $where: PushSubscriberWhereInput,
  $sortBy: PushSubscriberSortingInput) {
  pushSubscribers(first: $first, after: $after, where: $where, sortBy: $sortBy) {
    pageInfo { hasNextPage endCursor } edges { node { ${SUBSCRIBER()} } } } }`;
const PAGE = 20;
const chosen = { browser: "", who: "", state: "", sort: "CREATED_AT" };

/** The search, the filters and the rows. */
export function list() {
  const rows = h("div", {});
  const look = () => replace(rows, late(() => pageOf(null), drawFirst));
  look();
  return pane(
    { title: t("browsers"), class: "subscribers" },
    search(),
    h("div", { class: "row" }, filters(look)),
    rows,
  );
}

/** By e-mail or ID, to the story of a customer. */
function search() {
  const input = h("input", {
    name: "person",
    type: "search",
    "aria-label": t("findPerson"),
    placeholder: t("findPerson"),
    autocomplete: "off",
    dir: "auto",
  });
  const go = (/** @type {Event} */ event) => {
    event.preventDefault();
    const who = input.value.trim();
    if (who) location.hash = `#/person/account/${encodeURIComponent(who)}`;
  };
  return h("form", { class: "row", onsubmit: go }, input, h("button", {}, t("openStory")));
}

/** @param {() => void} look */
function filters(look) {
  /** @type {Record<keyof typeof chosen, [string, string][]>} */
  const options = {
    browser: [["", t("allBrowsers")], ...browserChoices],
    who: [["", t("allPeople")], ["true", t("customers")], ["false", t("guests")]],
    state: [["", t("anyState")], ["false", t("canBeSent")], ["true", t("quarantined")]],
    sort: [["CREATED_AT", t("newestFirst")], ["SEEN_AT", t("lastSeenFirst")]],
  };
  const keys = /** @type {(keyof typeof chosen)[]} */ (Object.keys(options));
  return keys.map((key) =>
    choice(t(`filter_${key}`), options[key], chosen[key], (value) => {
      chosen[key] = value;
      look();
    }),
  );
}

/** A condition of the API. @param {string} value "true", "false" or "" */
const truth = (value) => (value ? value === "true" : null);

/** @param {string | null} after */
async function pageOf(after) {
  const where = {
    browsers: chosen.browser ? [chosen.browser] : null,
    isCustomer: truth(chosen.who),
    isQuarantined: truth(chosen.state),
  };
  const sortBy = { field: chosen.sort, direction: "DESC" };
  return (await ask(LIST(), { first: PAGE, after, where, sortBy })).pushSubscribers;
}

/** @param {any} page */
function drawFirst(page) {
  const found = nodesOf(page);
  if (!found.length) return h("p", { class: "muted" }, t("nobodyHere"));
  const place = h("div", {});
  put(place, found, page.pageInfo);
  return place;
}

/** The rows, and a button for more of them. @param {Element} place @param {any[]} rows
 * @param {{ hasNextPage: boolean, endCursor: string }} next */
function put(place, rows, next) {
  const said = h("p", { class: "bad", role: "alert" });
  const further = button(t("more"), async () => {
    try {
      const page = await pageOf(next.endCursor);
      const added = nodesOf(page);
      put(place, [...rows, ...added], page.pageInfo);
      place.querySelectorAll("a")[rows.length]?.focus();
    } catch (error) {
      replace(said, reasonOf(error));
    }
  });
  replace(place, table(t("browsers"), columns(), rows), said, next.hasNextPage && further);
}

/** @param {any} one */
const story = (one) =>
  h("a", { href: `#/person/browser/${encodeURIComponent(one.id)}` }, browserName(one));

const columns = () => [
  col(t("browser"), (one) => [story(one), " ", isInstalled(one)]),
  col(t("who"), (one) => t(one.customer ? "customer" : "guest")),
  ...browserColumns(),
];

/** @param {any} one */
export const isInstalled = (one) => one.displayMode === "standalone" && tag(t("app"));

/** What is told of a browser, wherever it stands. */
export const browserColumns = () => [
  col(t("by_CHANNEL"), (one) => one.channel),
  col(t("language"), (one) => one.language ?? ""),
  col(t("joined"), (one) => moment(one.createdAt)),
  col(t("lastVisit"), (one) => (one.seenAt ? ago(one.seenAt) : t("unknown"))),
  long(t("status"), state),
  long(t("agreedTo"), (one) => agreed(one.topics)),
];

/** @param {string[]} topics */
const agreed = (topics) => listed(topics.map((topic) => t(`topic_${topic}`))) || t("nothing");

/** @param {any} one */
function state({ quarantinedUntil, quarantineReason, pausedUntil, isProven }) {
  if (quarantinedUntil) return [tag(t("quarantined"), "warn"), quarantineReason?.text];
  if (pausedUntil && new Date(pausedUntil) > new Date())
    return tag(t("pausedUntil", { when: moment(pausedUntil) }));
  return isProven ? tag(t("canBeSent"), "ok") : tag(t("notProvenYet"));
}
