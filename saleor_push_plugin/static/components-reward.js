/** What the shop promises for subscribing, or for its app, in sentences. */

/** @import { PushOffer } from "./push.js" */
/** @import { PushElement } from "./components-base.js" */

/**
 * Each promise with its terms; empty if there is none.
 * @param {PushOffer[]} offers
 * @param {PushElement} element Whose words they are.
 */
export const promised = (offers, element) =>
  offers.flatMap((offer) => sentences(offer, element)).join(" ");

/**
 * @param {PushOffer} offer
 * @param {PushElement} element
 */
function sentences({ kind, text, needsAccount, endsAt }, element) {
  const values = { topic: element.t("OFFERS"), reward: text };
  const promise = element.t(kind === "INSTALL" ? "rewardApp" : "reward", values);
  const account = needsAccount ? [element.t("rewardAccount")] : [];
  const until = lastDay(endsAt, element.language);
  return [promise, ...account, element.t("rewardTerms", { until })];
}

/**
 * The day of the last moment before the end.
 * @param {string} end
 * @param {string} language
 */
const lastDay = (end, language) =>
  new Intl.DateTimeFormat(language, { dateStyle: "long" }).format(Date.parse(end) - 1);
