// Health: what needs somebody, with what to do; then keys, clock, workers, queue, services, limits.
import { ask, change } from "./api.js";
import { h, replace } from "./dom.js";
import { duration, number } from "./formats.js";
import { checks, LATE } from "./health.js";
import { about, keys, limits, LIMIT, quarantine, queue, services, tasks, workers } from "./health-panes.js";
import { button, late, plain, reasonOf, sure, tag } from "./panes.js";
import { spoken, t } from "./words.js";

const REASON = () => `reason { text(language: "${spoken()}") }`;
const HEALTH = () => `{ pushHealth { version clockAhead
  sending { enabled stoppedBecause publicUrl }
  keys { public isCurrent isLost since browsers }
  beat { task lastRunAt isAlive clockAhead }
  workers { bulk busy most } events { count oldestAt }
  lanes { bulk channel pushService due secondsLate blockedUntil }
  pushServices { origin blockedUntil slowUntil ${REASON()} refusedPeople changedAt }
  refusedBrowsers { ${REASON()} browsers }
  browserLimits { marketingADay isHigh throttled resting } } }`;
const CONFIRM = "mutation { pushSendingConfirm { errors { field message code } } }";
// Clocks that are so many seconds apart are told.
const APART = 30;

/** @param {Element} place */
export function show(place) {
  const found = h("div", {});
  const look = () => replace(found, late(load, (health) => draw(health, look)));
  const head = h("div", { class: "filters" }, h("h1", {}, t("health")), button(t("lookAgain"), look));
  replace(place, head, found);
  look();
}

const load = async () => (await ask(HEALTH())).pushHealth;

/** @param {any} found @param {() => unknown} again */
const draw = (found, again) => [
  verdict(found, again),
  h("div", { class: "pair" }, tasks(found), workers(found)),
  h("div", { class: "pair" }, queue(found), services(found)),
  h("div", { class: "pair" }, limits(found), quarantine(found)),
  h("div", { class: "pair" }, keys(found), about(found)),
];

/** @param {any} found @param {() => unknown} again */
function verdict(found, again) {
  const wrong = [...checks(found), ...others(found)].filter((each) => each.problem);
  const said = wrong.length ? t("needYou", { n: wrong.length }) : t("allWell");
  const list = wrong.map((check) => todo(check, found, again));
  return h(
    "section",
    { class: "pane" },
    h("p", { class: "sentence" }, said),
    list.length > 0 && h("ul", { class: "todo" }, list),
  );
}

/** What the overview does not show. @param {any} found @returns {import("./health.js").Check[]} */
function others({ clockAhead, events, browserLimits }) {
  const apart = Math.round(Math.abs(clockAhead));
  const waiting = events.oldestAt ? (Date.now() - new Date(events.oldestAt).getTime()) / 1000 : 0;
  const day = number(browserLimits.marketingADay);
  return [
    { name: "healthEvents", problem: waiting > LATE ? t("eventsLate", { time: duration(waiting) }) : "" },
    { name: "healthTime", problem: apart >= APART ? t("apart", { time: duration(apart) }) : "" },
    { name: "healthLimits", problem: browserLimits.isHigh ? t("limitsHigh", { day, limit: LIMIT }) : "" },
  ];
}

/** One thing that is wrong, and what helps. @param {import("./health.js").Check} check
 * @param {any} found @param {() => unknown} again */
function todo({ name, problem }, { sending }, again) {
  const isStopped = name === "healthSending" && sending.stoppedBecause;
  const help = t(isStopped ? "do_stopped" : `do_${name}`, { limit: LIMIT });
  return h(
    "li",
    {},
    tag("!", "warn"),
    h("div", {}, h("b", {}, t(name)), ": ", problem, h("br"), h("span", { class: "muted" }, help)),
    isStopped && confirming(again),
  );
}

/** A copied database does not send, until somebody says that this is the real shop.
 * @param {() => unknown} again */
function confirming(again) {
  const said = h("span", { class: "bad", role: "alert" });
  const confirm = async () => {
    if (!(await sure(t("confirmSure"), t("confirmSending")))) return;
    try {
      await change(CONFIRM);
      again();
    } catch (error) {
      replace(said, reasonOf(error));
    }
  };
  return h("span", {}, said, plain(t("confirmSending"), confirm));
}
