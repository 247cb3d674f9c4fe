/** States of a browser, as both components see them. */

/** @import { PushState } from "./push.js" */

/** States of which nothing can be made here; each has a sentence that says what to do. */
export const EXPLAINED = ["denied", "needs-install", "unsupported"];

// Apps that show web pages themselves, by what they add to the browser's name. In none of them can
// a page be put on the home screen or be sent a push.
const APPS = new RegExp(
  "\\b(?:FBA[NV]|FB_IAB|Instagram|Line|MicroMessenger|musical_ly|BytedanceWebview|TikTok|" +
    "Snapchat|Pinterest|LinkedInApp|Twitter|GSA)\\b|; wv\\)",
);
// Major and minor number: 16.4.
const OLDEST_IOS = 1604;

/**
 * The key of the sentence that says what to do about a state. Where push is missing, it tells an
 * app that shows pages itself, and an iOS that is too old, from other browsers.
 * @param {string} state
 */
export function explanation(state) {
  if (state !== "needs-install" && state !== "unsupported") return state;
  const ios = iosVersion();
  if (ios && ios < OLDEST_IOS) return "tooOld";
  return isInsideApp(!!ios) ? "elsewhere" : state;
}

/** Undefined elsewhere. An iPad calls itself a Mac; Safari's version is that of its system. */
function iosVersion() {
  const { userAgent, platform, maxTouchPoints } = navigator;
  const iPad = platform === "MacIntel" && maxTouchPoints > 1;
  const named = iPad ? /Version\/(\d+)\.(\d+)/ : /(?:iPhone|iPad|iPod).* OS (\d+)_(\d+)/;
  const found = named.exec(userAgent);
  return found ? Number(found[1]) * 100 + Number(found[2]) : undefined;
}

/**
 * Every browser of iOS calls itself Safari too; a page on the home screen and apps do not.
 * @param {boolean} onIos
 */
function isInsideApp(onIos) {
  const { userAgent, standalone } = /** @type {Navigator & { standalone?: boolean }} */ (navigator);
  if (standalone) return false;
  return APPS.test(userAgent) || (onIos && !userAgent.includes("Safari/"));
}

/** @param {PushState | undefined} state */
export const isOn = (state) => state === "subscribed" || state === "paused";
