// Whether everything runs, at a glance: what is wrong in words, or that nothing is.
import { ask } from "./api.js";
import { h } from "./dom.js";
import { t } from "./words.js";

const HEALTH = `{ pushHealth {
  sending { enabled stoppedBecause } keys { isLost } beat { task isAlive }
  lanes { secondsLate } pushServices { origin blockedUntil } } }`;
// A push that waits so many seconds is told: beat looks every ten.
export const LATE = 120;

/** @typedef {{ name: string, problem: string }} Check an empty problem: it is well */

export const healthOf = async () => (await ask(HEALTH)).pushHealth;

/** @param {any} found */
export const healthStrip = (found) =>
  h("section", { class: "pane health", "aria-label": t("health") }, checks(found).map(cell));

/** @param {Check} check */
const cell = ({ name, problem }) =>
  h(
    "div",
    {},
    h(
      "span",
      { class: `tag ${problem ? "warn" : "ok"}`, "aria-hidden": "true" },
      problem ? "!" : "✓",
    ),
    h("b", {}, problem ? h("a", { href: "#/health" }, t(name)) : t(name)),
    h("small", {}, problem || t("fine")),
  );

/** @param {any} found @returns {Check[]} */
export function checks({ sending, keys, beat, lanes, pushServices }) {
  const lost = keys.filter((/** @type {any} */ key) => key.isLost).length;
  const dead = beat.filter((/** @type {any} */ each) => !each.isAlive);
  const late = Math.max(0, ...lanes.map((/** @type {any} */ lane) => lane.secondsLate));
  const blocked = pushServices.filter(isBlocked);
  return [
    {
      name: "healthSending",
      problem: sending.stoppedBecause ?? (sending.enabled ? "" : t("healthOff")),
    },
    { name: "healthKeys", problem: lost > 0 ? t("lostKeys", { n: lost }) : "" },
    { name: "healthClock", problem: named("stoppedTasks", "tasks", dead, "task") },
    { name: "healthQueue", problem: late > LATE ? t("late", { n: late }) : "" },
    { name: "healthServices", problem: named("blocked", "services", blocked, "origin") },
  ];
}

/** Whether nothing is sent there for a while. @param {any} service */
const isBlocked = ({ blockedUntil }) => blockedUntil && new Date(blockedUntil) > new Date();

/** A sentence with the names, empty without any. @param {string} key @param {string} slot
 * @param {any[]} all @param {string} field */
const named = (key, slot, all, field) =>
  all.length ? t(key, { [slot]: all.map((each) => each[field]).join(", ") }) : "";
