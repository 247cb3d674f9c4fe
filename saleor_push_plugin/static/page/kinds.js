// Names of browsers and systems: proper names, alike in every language.
import { t } from "./words.js";

/** @type {Record<string, string>} */
const BROWSERS = { chromium: "Chrome", firefox: "Firefox", safari: "Safari", edge: "Edge" };
/** @type {Record<string, string>} */
const SYSTEMS = {
  android: "Android",
  ios: "iOS",
  windows: "Windows",
  macos: "macOS",
  linux: "Linux",
  chromeos: "ChromeOS",
};

/** @param {Record<string, string>} names @param {string | null} code */
const named = (names, code) =>
  code ? (Object.hasOwn(names, code) ? names[code] : code) : t("unknown");

/** "Chrome · Android". @param {{ browser: string | null, platform: string | null }} kind */
export const browserName = ({ browser, platform }) =>
  browser || platform
    ? `${named(BROWSERS, browser)} · ${named(SYSTEMS, platform)}`
    : t("unknown");

/** The browsers that a list can be asked for, with their names. @type {[string, string][]} */
export const browserChoices = Object.entries(BROWSERS).map(([code, name]) => [
  code.toUpperCase(),
  name,
]);
