// The shop's push worker, imported by the storefront's own: see docs/storefront.md.

/** @import { Keep, Me, Notice, Options, Parts, Scope } from "./push/worker-types.js" */

(() => {
  /** @type {Scope} */
  const worker = /** @type {any} */ (self);
  // Imported twice.
  if (worker.saleorPush) return;
  worker.saleorPush = true;

  // Declarative Web Push starts with it too.
  const MARK = 8030;
  const OPTIONS = "body lang dir tag icon badge image silent renotify timestamp actions".split(" ");
  // The server fills in `[worker]` of locale/*.toml (scripts.py).
  /** @type {Record<string, string>} */
  const SOMETHING_NEW = {};
  const { clients, location, registration } = worker;
  const { pushManager } = registration;
  const ignore = () => {};
  // Milliseconds that something may take before a notification is shown or a page is opened: what
  // is remembered (IndexedDB), and what the browser says of notifications and pages. Any of them
  // may never answer.
  const SOON = 300;
  // Milliseconds that the display of a notification may take: browsers load its pictures first.
  const DISPLAY = 5000;
  const PATIENCE = 15 * 1000;

  worker.addEventListener("push", (event) => {
    const notification = read(event.data);
    if (notification) event.stopImmediatePropagation();
    // iOS takes the permission back after three pushes that showed nothing.
    const shown = notification ? show(notification).catch(showSomething) : answerUnknown();
    event.waitUntil(shown.catch(ignore));
  });

  /** @type {Parts["inTime"]} */
  const inTime = (time, work) =>
    Promise.race([
      new Promise((resolve) => resolve(work())),
      new Promise((_, fail) => setTimeout(fail, time, new Error("no answer"))),
    ]);

  /** @type {Parts["soon"]} */
  const soon = (work) => inTime(SOON, work).catch(ignore);

  /** @type {Parts["later"]} */
  const later = (work) => inTime(PATIENCE, work).catch(ignore);

  /** @type {Parts["whenOurs"]} */
  const whenOurs = (type, handle) =>
    worker.addEventListener(type, (event) => {
      const { data } = event.notification;
      if (!isOurs(data)) return;
      event.stopImmediatePropagation();
      event.waitUntil(later(() => handle(event, data)));
    });

  // Firefox also says "close" of what was clicked, or replaced by news with the same tag.
  /** @type {string | undefined} */
  let clicked;
  whenOurs("notificationclose", async ({ notification }, data) => {
    const news = await soon(() => registration.getNotifications({ tag: notification.tag }));
    if (news && !news.length && data.id !== clicked) await report(data, "dismissed");
  });

  whenOurs("notificationclick", ({ notification, action }, data) => {
    clicked = data.id;
    notification.close();
    // A survey's answer has none.
    const link = data.links[action || ""];
    return Promise.all([link && visit(link).catch(ignore), report(data, "clicked", action)]);
  });

  worker.addEventListener("pushsubscriptionchange", (event) => {
    // push.js makes good on the next visit what fails here.
    event.waitUntil(alone(() => renew(event)).catch(ignore));
  });

  /** @type {Parts["isOurs"]} */
  const isOurs = (data) => data && data.web_push === MARK;

  /** @type {Parts["read"]} */
  const read = (data) => {
    try {
      const { web_push: mark, notification } = /** @type {any} */ (data).json();
      return mark === MARK && notification.data.v ? notification : null;
    } catch {
      return null;
    }
  };

  // Of this worker's life, for when nothing else is remembered.
  const shown = new Set();

  /** @type {Parts["show"]} */
  const show = async (notification) => {
    const { title } = notification;
    const options = optionsOf(notification);
    const { data } = options;
    const known = shown.has(data.id) || ((await soon(seen)) || []).includes(data.id);
    if (known) return showAgain(title, options);
    await display(title, options);
    shown.add(data.id);
    await Promise.all([
      later(() => seen((ids = []) => [...ids, data.id].slice(-50))),
      report(data, "shown", "", title),
    ]);
  };

  /** @type {Parts["showAgain"]} */
  const showAgain = async (title, { tag, ...rest }) => {
    const options = { ...rest, tag, silent: true, renotify: false };
    const news = (await soon(() => registration.getNotifications({ tag }))) || [];
    if (news.some(({ data }) => isOurs(data) && data.id === rest.data.id)) {
      return display(title, options);
    }
    // Dealt with already: shown, as browsers demand, and gone. Newer news may have its tag now.
    const own = rest.data.id;
    await display(title, { ...options, tag: own, data: null });
    const copies = (await soon(() => registration.getNotifications({ tag: own }))) || [];
    copies.forEach((copy) => copy.close());
  };

  /** @type {Parts["optionsOf"]} */
  const optionsOf = ({ navigate, require_interaction: requireInteraction, ...rest }) => {
    /** @type {Notice["links"]} */
    const links = { "": navigate || registration.scope };
    for (const button of rest.actions || []) links[button.action] = button.navigate;
    /** @type {Options} */
    const options = { requireInteraction, data: { ...rest.data, web_push: MARK, links } };
    for (const name of OPTIONS) if (rest[name] != null) options[name] = rest[name];
    return options;
  };

  // Plainly, when the browser refuses the rest (a broken icon's address, renotify without tag), or
  // waits for a picture that does not come.
  /** @type {Parts["display"]} */
  const display = (title, { body, tag, data, ...rest }) => {
    const plain = { body: body || "", tag: tag || "", data };
    const heading = `${title || location.hostname}`;
    const whole = () => registration.showNotification(heading, { ...rest, ...plain });
    return inTime(DISPLAY, whole).catch(() =>
      inTime(DISPLAY, () => registration.showNotification(heading, plain)),
    );
  };

  /** An empty or broken push. What cannot be told from ours is ours. */
  async function answerUnknown() {
    const [me, subscription] = await Promise.all([
      soon(async () => (await memory()) || {}),
      soon(() => pushManager.getSubscription()),
    ]);
    // Another tool's.
    if (me && subscription && subscription.endpoint !== me.endpoint) return;
    await showSomething(me);
  }

  /** @type {Parts["showSomething"]} */
  async function showSomething({ language } = {}) {
    const code = `${language || navigator.language}`.slice(0, 2).toLowerCase();
    const body = SOMETHING_NEW[code] || SOMETHING_NEW.en;
    const data = { web_push: MARK, links: { "": registration.scope } };
    await display("", { body, data, tag: "saleor-push" });
  }

  /** @type {Parts["visit"]} */
  const visit = async (link) => {
    const { href, origin } = new URL(link, registration.scope);
    const pages = await clients.matchAll({ type: "window", includeUncontrolled: true });
    const there = pages.find((page) => page.url === href);
    if (there) return there.focus();
    // The one used last, of those that can be navigated.
    const [page] = await clients.matchAll({ type: "window" });
    if (!page || origin !== location.origin) return clients.openWindow(href);
    // First: allowed only for a moment after the click.
    await page.focus();
    return page.navigate(href);
  };

  /** @type {Parts["report"]} */
  const report = ({ id, receipt }, event, action, title) =>
    Promise.all([
      later(() => tellPages({ event, id, action, title, at: Date.now() })),
      later(() => receipt && tellShop(receipt, event, action)),
    ]);

  // Heard by push.on("shown", …).
  /** @type {Parts["tellPages"]} */
  const tellPages = (news) => {
    const pages = new BroadcastChannel("saleor-push");
    pages.postMessage(news);
    pages.close();
  };

  /** @type {Parts["tellShop"]} */
  const tellShop = ({ url, token, answer }, event, action) => {
    const pressed = action ? { action, answer } : {};
    const body = JSON.stringify({ token, event, ...pressed });
    return post(url, { body, mode: "no-cors", keepalive: true });
  };

  /** @type {Parts["post"]} */
  const post = (url, rest) => fetch(url, { method: "POST", credentials: "omit", ...rest });

  /** @type {Parts["renew"]} */
  const renew = async ({ oldSubscription, newSubscription }) => {
    const me = (await memory()) || {};
    if (!me.endpoint || (oldSubscription && oldSubscription.endpoint !== me.endpoint)) return;
    const subscription =
      newSubscription ||
      (await pushManager.getSubscription()) ||
      (await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: me.key }));
    const { errors, secret } = await tell(me, subscription);
    if (errors.length) return;
    // The shop may have taken it for a new one: the page asks at the next visit.
    const anew = { secret: secret || me.secret, checkoutBound: false, at: 0 };
    const { endpoint } = subscription;
    // Unless the page was faster, when this took too long.
    const isStill = (/** @type {Me} */ now) => now.endpoint === me.endpoint;
    await memory((now = {}) => (isStill(now) ? { ...now, ...anew, endpoint } : now));
  };

  /** @type {Parts["tell"]} */
  const tell = async (me, subscription) => {
    const query = `mutation($oldEndpoint: String!, $proof: String, $input: PushSubscribeInput!) {
      pushSubscriptionRenew(oldEndpoint: $oldEndpoint, proof: $proof, input: $input) {
        secret errors { code } } }`;
    const { api, key, channel, language, timeZone } = me;
    const input = { subscription, channel, language, timeZone, vapidPublicKey: key };
    const variables = { oldEndpoint: me.endpoint, proof: me.secret, input };
    const body = JSON.stringify({ query, variables });
    const headers = { "Content-Type": "application/json" };
    const { data } = await (await post(`${api}`, { body, headers })).json();
    return data.pushSubscriptionRenew;
  };

  // push.js takes the same lock. It is given back in time, whatever the work waits for.
  /** @type {Parts["alone"]} */
  const alone = async (work) => {
    const waiting = { signal: AbortSignal.timeout(PATIENCE) };
    return navigator.locks.request("saleor-push", waiting, () => inTime(PATIENCE, work));
  };

  /** @type {Keep<string[]>} */
  const seen = (change) => keep("seen", change);

  /** @type {Keep<Me>} */
  const memory = (change) => keep("me", change);

  /** @type {Parts["keep"]} */
  const keep = (key, change) =>
    new Promise((resolve, reject) => {
      const opening = indexedDB.open("saleor-push", 1);
      opening.onupgradeneeded = () => opening.result.createObjectStore("values");
      opening.onerror = reject;
      opening.onsuccess = () => {
        try {
          const work = opening.result.transaction("values", change ? "readwrite" : "readonly");
          const values = work.objectStore("values");
          const reading = values.get(key);
          reading.onsuccess = () => change && values.put(change(reading.result), key);
          work.oncomplete = () => resolve(reading.result);
          work.onabort = reject;
        } catch (error) {
          reject(error);
        }
        // Takes effect when the transaction is done.
        opening.result.close();
      };
    });
})();
