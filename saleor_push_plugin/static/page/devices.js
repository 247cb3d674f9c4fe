// A push as systems show it: so many lines of title and text, the rest cut.
import { h, replace } from "./dom.js";
import { t } from "./words.js";

/** Lines of title and text that each system shows of a folded push. */
const DEVICES = [
  { name: "iOS", title: 1, body: 4 },
  { name: "Android", title: 1, body: 1 },
  { name: "Windows", title: 2, body: 4 },
  { name: "macOS", title: 1, body: 2 },
];

/** @param {{ title: string, body: string, language: string, shop?: string }} what */
export const devices = ({ title, body, language, shop = "shop.example" }) =>
  DEVICES.map((device) => {
    const lines = { "--title": device.title, "--body": device.body };
    const icon = h(
      "span",
      { class: "icon", "aria-hidden": "true" },
      (shop[0] ?? "S").toUpperCase(),
    );
    const texts = [h("b", {}, title || t("noTitle")), h("p", {}, body), h("small", {}, shop)];
    const card = { class: "card", lang: language, dir: "auto", ...lines };
    return h(
      "div",
      { class: `device ${device.name.toLowerCase()}` },
      h("b", {}, device.name),
      h("div", { class: "back" }, h("div", card, icon, h("div", {}, texts))),
    );
  });

/**
 * Warnings of the shop about lengths, each once. @param {Element} place
 * @param {{ message: string }[]} warnings
 */
export function showWarnings(place, warnings) {
  const said = [...new Set(warnings.map((one) => one.message))];
  replace(
    place,
    said.length
      ? h(
          "ul",
          { class: "checks" },
          said.map((words) => h("li", {}, h("span", { class: "tag warn" }, "!"), words)),
        )
      : h("p", {}, h("span", { class: "tag ok" }, "✓"), t("fits")),
  );
}
