// The panes of health: each with its table, or a sentence where there is nothing to show.
import { meters, rowsOfBars } from "./charts.js";
import { figure, h } from "./dom.js";
import { ago, duration, moment, number } from "./formats.js";
import { chartPane, col, long, num, pane, table, tag } from "./panes.js";
import { rich, t } from "./words.js";

// From so many marketing pushes a day on Chrome takes a permission back where nobody visits.
export const LIMIT = 4;
// A number that stands for more as well.
const MOST = 10_000;

/** @param {string} title @param {string} words */
const nothing = (title, words) => pane({ title }, h("p", { class: "muted" }, words));

/** @param {number} count */
const counted = (count) => (count >= MOST ? `${number(count)}+` : number(count));

/** @param {string} origin */
const host = (origin) => figure(origin.replace(/^https?:\/\//, ""));

/** @param {{ bulk: boolean }} lane */
const kindOf = ({ bulk }) => t(bulk ? "marketing" : "topic_ORDER_UPDATES");

/** @param {any} found */
export const tasks = ({ beat }) =>
  pane({ title: t("healthClock"), note: t("clockNote") }, table(t("healthClock"), taskColumns(), beat));

const taskColumns = () => [
  col(t("task"), (one) => [t(`task_${one.task}`), " ", figure(`(${one.task})`)]),
  col(t("lastRun"), (one) => (one.lastRunAt ? ago(one.lastRunAt) : t("never"))),
  col(t("status"), (one) =>
    tag(t(one.isAlive ? "running" : "standing"), one.isAlive ? "ok" : "warn"),
  ),
];

/** @param {any} found */
export const workers = ({ workers: all }) =>
  chartPane({
    title: t("workers"),
    note: t("workersNote"),
    said: all.map((/** @type {any} */ one) => `${kindOf(one)}: ${busyOf(one)}`).join(", "),
    chart: meters(all.map(workersMeter)),
    table: table(t("workers"), workerColumns(), all),
  });

/** @param {any} one */
const busyOf = ({ busy, most }) => `${number(busy)} / ${number(most)}`;

/** @param {any} one */
const workersMeter = (one) => ({
  label: kindOf(one),
  value: one.busy,
  most: one.most,
  told: busyOf(one),
  kind: one.bulk ? "touched" : "left",
});

const workerColumns = () => [
  col(t("kind"), kindOf),
  num(t("busy"), (one) => number(one.busy)),
  num(t("atMost"), (one) => number(one.most)),
];

/** @param {any} found */
export function queue({ lanes, events }) {
  const waiting = events.count > 0 && t("eventsWait", { n: counted(events.count) });
  if (!lanes.length) return nothing(t("healthQueue"), waiting || t("nothingWaits"));
  const rows = lanes.map((/** @type {any} */ lane) => ({
    label: [
      [kindOf(lane), " · ", host(lane.pushService), " · ", lane.channel, h("br")],
      h("small", {}, `${t("longest")}: ${duration(lane.secondsLate)}`),
    ],
    value: lane.due,
    told: counted(lane.due),
    kind: lane.bulk ? "touched" : "left",
  }));
  return chartPane({
    title: t("healthQueue"),
    note: waiting || t("queueNote"),
    said: lanes.map((/** @type {any} */ lane) => `${kindOf(lane)}: ${counted(lane.due)}`).join(", "),
    chart: rowsOfBars(rows),
    table: table(t("healthQueue"), laneColumns(), lanes),
  });
}

const laneColumns = () => [
  col(t("kind"), kindOf),
  col(t("by_CHANNEL"), (lane) => lane.channel),
  col(t("by_SERVICE"), (lane) => host(lane.pushService)),
  num(t("due"), (lane) => counted(lane.due)),
  num(t("longest"), (lane) => duration(lane.secondsLate)),
  col(t("waitsUntil"), (lane) => lane.blockedUntil && moment(lane.blockedUntil)),
];

/** @param {any} found */
export const services = ({ pushServices: all }) =>
  all.length
    ? pane(
        { title: t("healthServices"), note: t("servicesNote") },
        table(t("healthServices"), serviceColumns(), all),
      )
    : nothing(t("healthServices"), t("noService"));

const serviceColumns = () => [
  col(t("by_SERVICE"), (one) => host(one.origin)),
  col(t("status"), serviceState),
  long(t("reason"), (one) => one.reason?.text ?? ""),
  num(t("refusedPeople"), (one) => number(one.refusedPeople)),
  col(t("changed"), (one) => moment(one.changedAt)),
];

/** @param {any} one */
function serviceState({ blockedUntil, slowUntil }) {
  if (blockedUntil) return tag(t("blockedUntil", { when: moment(blockedUntil) }), "warn");
  if (slowUntil) return tag(t("slowUntil", { when: moment(slowUntil) }), "warn");
  return tag(t("worksAgain"), "ok");
}

/** @param {any} found */
export function limits({ browserLimits: { marketingADay, isHigh, throttled, resting } }) {
  const day = number(Math.round(marketingADay * 100) / 100);
  const meter = { label: t("perDay"), value: marketingADay, most: LIMIT, told: `${day} / ${LIMIT}` };
  const others = [
    { label: t("throttled"), told: number(throttled) },
    { label: t("resting"), told: number(resting) },
  ];
  const columns = [col(t("figure"), (one) => one.label), num(t("count"), (one) => one.told)];
  return chartPane({
    title: t("limits"),
    note: isHigh ? tag(t("tooMany"), "warn") : t("limitsNote"),
    said: `${meter.label}: ${meter.told}`,
    chart: h("div", {}, meters([meter]), facts(others), h("small", {}, meaning())),
    table: table(t("limits"), columns, [{ label: t("perDay"), told: day }, ...others]),
  });
}

const meaning = () => t("limitsMeaning", { limit: LIMIT });

/** @param {{ label: string, told: string }[]} all */
const facts = (all) =>
  h(
    "p",
    { class: "facts" },
    all.map(({ label, told }) => h("span", {}, `${label}: `, figure(told))),
  );

/** @param {any} found */
export function quarantine({ refusedBrowsers: all }) {
  if (!all.length) return nothing(t("quarantine"), t("noQuarantine"));
  const rows = all.map((/** @type {any} */ { reason, browsers }) => ({
    label: reason.text,
    value: browsers,
    told: number(browsers),
    kind: "lost",
  }));
  return chartPane({
    title: t("quarantine"),
    note: t("quarantineNote"),
    said: rows.map((/** @type {any} */ row) => `${row.label}: ${row.told}`).join(", "),
    chart: rowsOfBars(rows),
    table: table(
      t("quarantine"),
      [col(t("reason"), (one) => one.label), num(t("browsers"), (one) => one.told)],
      rows,
    ),
  });
}

/** @param {any} found */
export const keys = ({ keys: all }) =>
  all.length
    ? pane({ title: t("healthKeys"), note: t("keysNote") }, table(t("healthKeys"), keyColumns(), all))
    : nothing(t("healthKeys"), t("noKeys"));

const keyColumns = () => [
  col(t("publicKey"), (one) => figure(`${one.public.slice(0, 10)}…${one.public.slice(-6)}`)),
  col(t("status"), keyState),
  col(t("since"), (one) => one.since && moment(one.since)),
  num(t("browsers"), (one) => number(one.browsers)),
];

/** @param {any} one */
function keyState({ isLost, isCurrent }) {
  if (isLost) return tag(t("keyLost"), "bad");
  return isCurrent ? tag(t("keyCurrent"), "ok") : tag(t("keyFormer"));
}

/** @param {any} found */
export function about({ version, sending, clockAhead, beat }) {
  const apart = (/** @type {number} */ seconds) =>
    rich("seconds", { n: figure(number(Math.round(seconds * 10) / 10)) });
  const rows = [
    [t("version"), figure(version)],
    [t("publicUrl"), sending.publicUrl ? figure(sending.publicUrl) : t("notSet")],
    [t("clockWeb"), apart(clockAhead)],
    ...beat
      .filter((/** @type {any} */ one) => one.clockAhead != null)
      .map((/** @type {any} */ one) => [t("clockOf", { task: one.task }), apart(one.clockAhead)]),
  ];
  return pane(
    { title: t("thisShop") },
    table(t("thisShop"), [col(t("what"), (row) => row[0]), col(t("value"), (row) => row[1])], rows),
  );
}
