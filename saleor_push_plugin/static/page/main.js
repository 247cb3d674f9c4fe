// The page's frame: language, theme, who is asking, and which part of it is shown.
import { isFramed, listen } from "./bridge.js";
import { h, replace } from "./dom.js";
import { failure } from "./panes.js";
import { Refused } from "./api.js";
import { current, renewBy } from "./session.js";
import { speak, t } from "./words.js";

const TABS = ["overview", "results", "campaigns", "segments", "scenarios", "subscribers", "health", "settings"];
/** @type {Record<string, () => Promise<{ show: (place: Element, rest: string[]) => any }>>} */
const PARTS = {
  overview: () => import("./overview.js"),
  results: () => import("./results.js"),
  campaigns: () => import("./campaigns.js"),
  campaign: () => import("./composer.js"),
  segments: () => import("./segments.js"),
  segment: () => import("./segment.js"),
  scenarios: () => import("./scenarios.js"),
  scenario: () => import("./scenario.js"),
  subscribers: () => import("./subscribers.js"),
  person: () => import("./person.js"),
  health: () => import("./health-page.js"),
  settings: () => import("./settings.js"),
  story: () => import("./story.js"),
  tile: () => import("./tile.js"),
};
const asked = new URLSearchParams(location.search);
const place = h("main", { id: "place", tabindex: "-1" });
/** @type {(() => void) | void} */
let leave;
let turn = 0;
/** @type {Promise<void>} */
let words;

/** @param {string} theme as the Dashboard names it */
function setTheme(theme) {
  if (theme)
    document.documentElement.dataset.theme = theme.toLowerCase().includes("dark")
      ? "dark"
      : "light";
}

/** The part of the page and what it is about, such as ["campaign", "UHVz…"]. */
function wanted() {
  const [part, ...rest] = location.hash.replace(/^#\/?/, "").split("/").map(decoded);
  const first = asked.get("view") ?? "";
  if (!part && Object.hasOwn(PARTS, first))
    return [first, asked.get("orderId") ?? asked.get("customerId") ?? ""];
  return Object.hasOwn(PARTS, part) ? [part, ...rest] : ["overview"];
}

/** As it is where it is no encoded text. @param {string} text */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

async function show() {
  const mine = (turn += 1);
  const [part, ...rest] = wanted();
  leave?.();
  leave = undefined;
  drawTabs(part);
  place.setAttribute("aria-busy", "true");
  replace(place, h("p", { class: "muted", role: "status" }, t("loading")));
  const module = await PARTS[part]().catch(() => null);
  // Another part was asked for while this one was loaded.
  if (mine !== turn) return;
  leave = module ? module.show(place, rest) : void replace(place, notLoaded());
  place.setAttribute("aria-busy", "false");
  document.title = `Web Push: ${t(part)}`;
}

/** A browser remembers that a module failed, so another try is a new page. */
const notLoaded = () => failure(new Refused("NETWORK", ""), () => location.reload());

/** @param {string} part */
function drawTabs(part) {
  const list = part.replace(/^(campaign|segment|scenario)$/, "$1s");
  const current = list === "person" ? "subscribers" : list;
  const links = TABS.map((name) =>
    h("a", { href: `#/${name}`, "aria-current": name === current && "page" }, t(name)),
  );
  const bar = h("nav", { class: "tabs", "aria-label": "Web Push" }, h("b", {}, "Web Push"), links);
  const old = document.querySelector("nav.tabs");
  // The tile and the story stand in a small frame of another page.
  if (part === "story" || part === "tile") old?.remove();
  else if (old) old.replaceWith(bar);
  else place.before(bar);
  bar.querySelector("[aria-current]")?.scrollIntoView?.({ block: "nearest", inline: "center" });
}

/** What is said where a frame's parent gives no token. */
const noHandshake = () =>
  h("div", { class: "pane" }, h("h1", {}, t("noHandshake")), h("p", {}, t("noHandshakeDo")));

async function enter() {
  if (isFramed()) {
    const late = setTimeout(() => replace(place, noHandshake()), 6000);
    await current();
    clearTimeout(late);
    return;
  }
  const { login, renew } = await import("./login.js");
  // A login that is over asks for another one over the page, which stays as it is.
  const again = h("div", {});
  renewBy(() => (place.before(again), renew(again)));
  await login(place);
}

/** In the language that was named last. @param {string} tag */
async function speakAnew(tag) {
  words = speak(tag);
  await words;
  if (place.isConnected) await show();
}

async function start() {
  setTheme(asked.get("theme") ?? "");
  words = speak(asked.get("locale") ?? navigator.language);
  // At once: what the Dashboard says as its frame has loaded it does not say again.
  if (isFramed()) listen({ onTheme: setTheme, onLocale: (tag) => void speakAnew(tag) });
  for (let heard; heard !== words; ) await (heard = words);
  replace(document.querySelector("#app") ?? document.body, place);
  await enter();
  window.addEventListener("hashchange", () => void show());
  await show();
}

void start();
