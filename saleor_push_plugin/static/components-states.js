/** States of a browser, as both components see them. */

/** @import { PushState } from "./push.js" */

/** States of which nothing can be made here; each has a sentence that says what to do. */
export const EXPLAINED = ["denied", "needs-install", "unsupported"];

/** @param {PushState | undefined} state */
export const isOn = (state) => state === "subscribed" || state === "paused";
