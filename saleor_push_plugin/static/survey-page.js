/**
 * The survey page: sends an answer without leaving the page, so that nothing that was written is
 * lost where the line or the shop fails. Without this script the form is posted as usual.
 */

// Milliseconds after which an answer that hangs is told as not sent.
const PATIENCE = 20000;

const survey = /** @type {HTMLFormElement} */ (document.querySelector("form"));
const comment = /** @type {HTMLTextAreaElement} */ (survey.elements.namedItem("text"));
// A phone may discard a page in the background. The draft lives as long as the tab.
const draft = `saleor-push-answer${location.search}`;

/** @param {(storage: Storage) => string | null | void} use */
const stored = (use) => {
  try {
    return use(sessionStorage) || "";
  } catch {
    return ""; // Storage is switched off.
  }
};

/**
 * @param {string} text
 * @param {boolean} [busy]
 */
const say = (text, busy = false) => {
  survey.setAttribute("aria-busy", String(busy));
  /** @type {HTMLElement} */ (document.querySelector("#said")).textContent = text;
};

/**
 * Shows what the shop answered: a page with a form names a problem, one without is the end.
 * @param {Document} page
 */
const show = (page) => {
  const answered = page.querySelector("main");
  if (!answered) throw new Error("not a page of the shop's");
  if (answered.querySelector("form")) {
    say(answered.querySelector("#said")?.textContent ?? "");
    return;
  }
  stored((storage) => storage.removeItem(draft));
  document.title = page.title;
  document.querySelector("main")?.replaceWith(answered);
  answered.querySelector("h1")?.focus();
};

/** @param {URLSearchParams} body */
const send = async (body) => {
  const signal = AbortSignal.timeout?.(PATIENCE);
  const response = await fetch(location.href, { method: "POST", body, signal });
  show(new DOMParser().parseFromString(await response.text(), "text/html"));
};

comment.value = stored((storage) => storage.getItem(draft)) || comment.value;
comment.addEventListener("input", () => {
  stored((storage) => storage.setItem(draft, comment.value));
});
survey.addEventListener("submit", (event) => {
  event.preventDefault();
  if (survey.getAttribute("aria-busy") === "true") return;
  const { name, value } = /** @type {HTMLButtonElement} */ (event.submitter);
  say(survey.dataset.busy ?? "", true);
  send(new URLSearchParams({ [name]: value, text: comment.value })).catch(() => {
    say(survey.dataset.lost ?? "");
  });
});
