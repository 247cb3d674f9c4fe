/**
 * <push-bell> asks gently; <push-preferences> lets the shopper choose. Plain custom elements that
 * take their looks from the shop: parts and --push-* properties, see docs/components.md.
 */

import { PushBell } from "./components-bell.js";
import { PushPreferences } from "./components-preferences.js";

/** @type {typeof import("./components.js")} */
const ELEMENTS = { PushBell, PushPreferences };

if (globalThis.customElements && !customElements.get("push-bell")) {
  customElements.define("push-bell", ELEMENTS.PushBell);
  customElements.define("push-preferences", ELEMENTS.PushPreferences);
}

export { PushBell, PushPreferences };
