/** Where a panel opens: beside its button, on the side with more room, inside the window. */

// Pixels between panel, button and window.
const GAP = 8;

/**
 * Tells the panel's style sheet the place and the room, in pixels.
 * @param {HTMLElement} panel
 * @param {HTMLElement} button
 */
export function place(panel, button) {
  const { clientWidth: width, clientHeight: height } = document.documentElement;
  const at = button.getBoundingClientRect();
  const isBelow = height - at.bottom >= at.top;
  const room = Math.max(isBelow ? height - at.bottom : at.top, height / 2) - 2 * GAP;
  const edge = within((isBelow ? at.bottom : height - at.top) + GAP, height - room - GAP) + "px";
  const isRtl = getComputedStyle(panel).direction === "rtl";
  const wanted = isRtl ? at.left : at.right - panel.offsetWidth;
  const left = within(wanted, width - panel.offsetWidth - GAP) + "px";
  const vertical = isBelow ? [edge, "auto"] : ["auto", edge];
  panel.style.setProperty("--push-place", `${vertical[0]} auto ${vertical[1]} ${left}`);
  panel.style.setProperty("--push-room", `${room}px`);
}

/**
 * @param {number} wanted
 * @param {number} most
 */
const within = (wanted, most) => Math.max(GAP, Math.min(wanted, most));
