// The bell: shows whether this device gets order news, and asks gently.

import { $, h, replace, say, svg } from "./dom.js";
import { BELL } from "./pictures.js";
import { t } from "./words.js";

const EXPLAINED = { denied: "denied", "needs-install": "needsInstall", unsupported: "unsupported" };

export function startBell(push) {
  let state = "default";
  const draw = (now) => {
    state = now;
    $("#bell")?.setAttribute("aria-pressed", String(state === "subscribed"));
  };
  push.ready.then(draw);
  push.on("change", draw);
  const press = async () => {
    const now = await push.state();
    return now === "subscribed" ? offerToStop(push) : offer(push, now);
  };
  const button = () => {
    const props = { id: "bell", class: "icon", "aria-pressed": String(state === "subscribed") };
    return h("button", { ...props, "aria-label": t("bell"), onclick: press }, svg(BELL));
  };
  return { button };
}

async function offer(push, state) {
  if (EXPLAINED[state]) return popUp([h("p", {}, t(EXPLAINED[state]))], []);
  try {
    // The shopper pressed the bell, so an earlier "not now" does not count.
    const now = await push.ask({ soft: softAsk, quietDays: 0 });
    if (now === "subscribed") say(t("on"));
    if (now === "denied") say(t("denied"));
  } catch ({ message }) {
    say(t("problem", { message }));
  }
}

/** Our own question first. Resolves in the click itself: the browser's prompt needs that. */
const softAsk = () =>
  popUp(
    [h("h2", { id: "soft-title" }, t("softTitle")), h("p", {}, t("softText"))],
    [
      ["yes", true, "main"],
      ["no", false, ""],
    ],
  );

async function offerToStop(push) {
  const stops = await popUp([h("p", { id: "soft-title" }, t("on"))], [["stop", true, "main"]]);
  if (!stops) return;
  await push.unsubscribe();
  say(t("off"));
}

/** A small window below the bell; false when it is closed without an answer. */
function popUp(text, answers) {
  const box = $("#soft-ask");
  return new Promise((resolve) => {
    const done = (answer) => {
      box.hidden = true;
      document.removeEventListener("keydown", onKey);
      $("#bell").focus();
      resolve(answer);
    };
    const onKey = ({ key }) => key === "Escape" && done(false);
    const buttons = [...answers, ...(answers.length > 1 ? [] : [["close", false, ""]])].map(
      ([name, answer, look]) =>
        h("button", { class: look, "data-answer": name, onclick: () => done(answer) }, t(name)),
    );
    document.addEventListener("keydown", onKey);
    replace(box, text, h("div", { class: "row" }, buttons));
    box.hidden = false;
    $("button", box).focus();
  });
}
