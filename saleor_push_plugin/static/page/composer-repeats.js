// How often a campaign goes out: once, or every so many days, weeks or months; and the next three.
import { ask } from "./api.js";
import { h, replace } from "./dom.js";
import { moment } from "./formats.js";
import { choice, labelled, reasonOf, typing } from "./panes.js";
import { t } from "./words.js";

const NEXT = `query($id: ID!, $schedule: PushCampaignScheduleInput) {
  pushCampaignPreview(id: $id, schedule: $schedule) {
    occurrences { localAt } errors { message } } }`;
const UNITS = ["DAY", "WEEK", "MONTH"];
// Milliseconds after the last change.
const PAUSE = 400;

/** @typedef {import("./composer-start.js").When} When */

/** Whether it goes out again and again. @param {When} when */
export const repeats = ({ unit, timing }) => unit !== "" && timing !== "NOW";

/** The rhythm that is sent. @param {When} when */
export const rhythm = ({ unit, every, until, timing, at, leaveOut }) => ({
  localAt: at,
  pastHour: leaveOut ? "LEAVE_OUT" : "LATE",
  repeats: {
    unit,
    every,
    until: until || null,
    timeZone: timing === "AT" ? Intl.DateTimeFormat().resolvedOptions().timeZone : null,
  },
});

/** Fields of the rhythm; `look` says the next ones anew. @param {string} id @param {When} when */
export function repeating(id, when) {
  const said = h("p", { class: "muted", role: "status" });
  const more = h("div", { hidden: true }, everyField(when, look), untilField(when, look));
  let timer = 0;
  function look() {
    more.hidden = !repeats(when);
    clearTimeout(timer);
    replace(said);
    if (repeats(when) && when.at) timer = setTimeout(() => void tell(said, id, when), PAUSE);
  }
  const options = UNITS.map((unit) => /** @type {[string, string]} */ ([unit, t(`every_${unit}`)]));
  const chosen = (/** @type {string} */ unit) => {
    when.unit = unit;
    look();
  };
  const select = choice(t("repeat"), [["", t("repeatNot")], ...options], "", chosen);
  return { look, element: h("div", {}, labelled(t("repeat"), "", select), more, said) };
}

/** @param {When} when @param {() => void} look */
const everyField = (when, look) =>
  labelled(
    t("repeatEvery"),
    "",
    h("input", {
      type: "number",
      name: "every",
      min: 1,
      max: 365,
      value: when.every,
      oninput: typing((value) => {
        when.every = Number(value) || 1;
        look();
      }),
    }),
  );

/** @param {When} when @param {() => void} look */
const untilField = (when, look) =>
  labelled(
    t("repeatUntil"),
    "",
    h("input", {
      type: "date",
      name: "until",
      oninput: typing((value) => {
        when.until = value;
        look();
      }),
    }),
  );

/** @param {Element} said @param {string} id @param {When} when */
async function tell(said, id, when) {
  const schedule = rhythm(when);
  try {
    const { occurrences, errors } = (await ask(NEXT, { id, schedule })).pushCampaignPreview;
    // A local hour has no offset: it is read and said as one of here.
    const days = occurrences.map((/** @type {any} */ each) => moment(each.localAt)).join(" · ");
    replace(said, errors.length ? errors[0].message : t("nextOnes", { days }));
  } catch (error) {
    replace(said, reasonOf(error));
  }
}
