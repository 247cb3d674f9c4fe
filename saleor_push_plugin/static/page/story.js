// What one person was sent, and what not, and why: on the page of an order or a customer.
import { ask } from "./api.js";
import { h, replace } from "./dom.js";
import { moment } from "./formats.js";
import { scenarioName } from "./figures.js";
import { late, long, pane, table, tag } from "./panes.js";
import { spoken, t } from "./words.js";

const STORY =
  () => `query($person: String) { pushDeliveryLog(person: $person, first: 50) { edges { node {
  ${DELIVERY()} } } } }`;
const KINDS = { SENT: "ok", FAILED: "bad", PENDING: "info", SENDING: "info" };

/** @param {Element} place @param {string[]} rest ID of an order or a user */
export function show(place, [person]) {
  const load = async () =>
    (await ask(STORY(), { person })).pushDeliveryLog.edges.map(
      (/** @type {any} */ edge) => edge.node,
    );
  replace(place, h("h1", { class: "unseen" }, t("story")), late(load, draw));
}

/** @param {any[]} found */
const draw = (found) =>
  pane(
    { title: t("whatWasSent") },
    found.length ? deliveries(found) : h("p", { class: "muted" }, t("nothingSent")),
  );

/** Fields of a delivery; the reasons are said in the reader's language. */
export const DELIVERY = () => `scenario status plannedAt dueAt sentAt shownAt clickedAt
  reason { text(language: "${spoken()}") }`;

/** @param {any[]} found */
export const deliveries = (found) => table(t("whatWasSent"), columns(), found);

const columns = () => [
  { head: t("scenario"), cells: (/** @type {any} */ one) => scenarioName(one.scenario) },
  {
    head: t("status"),
    cells: (/** @type {any} */ one) =>
      tag(t(`status_${one.status}`), KINDS[/** @type {keyof typeof KINDS} */ (one.status)] ?? ""),
  },
  long(t("reason"), (one) => one.reason.text),
  { head: t("day"), cells: (/** @type {any} */ one) => when(one) },
];

/** @param {any} one */
const when = (one) => {
  const at = one.clickedAt ?? one.shownAt ?? one.sentAt ?? one.dueAt ?? one.plannedAt;
  return at ? moment(at) : "";
};
