// The shop's push worker, imported by the storefront's own: see docs/storefront.md.
(() => {
  if (self.saleorPush) return; // Imported twice.
  self.saleorPush = true;

  const MARK = 8030; // Declarative Web Push starts with it too.
  const OPTIONS = "body lang dir tag icon badge image silent renotify timestamp actions".split(" ");
  const SOMETHING_NEW = {
    en: "There is something new for you.",
    pl: "Czeka na Ciebie coś nowego.",
    ar: "هناك جديد بانتظارك.",
  };
  const { clients, location, registration } = self;
  const { pushManager } = registration;
  const ignore = () => {};

  self.addEventListener("push", (event) => {
    const notification = read(event.data);
    if (notification) event.stopImmediatePropagation();
    // iOS takes the permission back after three pushes that showed nothing.
    event.waitUntil(show(notification).catch(showSomething));
  });

  const whenOurs = (type, handle) =>
    self.addEventListener(type, (event) => {
      const { data } = event.notification;
      if (!isOurs(data)) return;
      event.stopImmediatePropagation();
      event.waitUntil(handle(event, data));
    });

  // Firefox also says "close" of what was clicked, or replaced by news with the same tag.
  let clicked;
  whenOurs("notificationclose", async ({ notification }, data) => {
    const news = await registration.getNotifications({ tag: notification.tag });
    if (!news.length && data.id !== clicked) await report(data, "dismissed");
  });

  whenOurs("notificationclick", ({ notification, action }, data) => {
    clicked = data.id;
    notification.close();
    const link = data.links[action || ""]; // A survey's answer has none.
    return Promise.all([link && visit(link).catch(ignore), report(data, "clicked", action)]);
  });

  self.addEventListener("pushsubscriptionchange", (event) => {
    // push.js makes good on the next visit what fails here.
    event.waitUntil(alone(() => renew(event)).catch(ignore));
  });

  const isOurs = (data) => data && data.web_push === MARK;

  function read(data) {
    try {
      const { web_push: mark, notification } = data.json();
      return mark === MARK && notification.data.v ? notification : null;
    } catch {
      return null;
    }
  }

  async function show(notification) {
    const { title, tag } = notification; // Throws when there is none.
    const options = optionsOf(notification);
    const { data } = options;
    const known = ((await keep("seen").catch(ignore)) || []).includes(data.id);
    if (!known) {
      await display(title, options);
      await keep("seen", (ids = []) => [...ids, data.id].slice(-50)).catch(ignore);
      return report(data, "shown", "", title);
    }
    Object.assign(options, { silent: true, renotify: false });
    const shown = await registration.getNotifications({ tag });
    if (shown.some((other) => isOurs(other.data) && other.data.id === data.id)) {
      return display(title, options);
    }
    // Dealt with already: shown, as browsers demand, and gone. Newer news may have its tag now.
    await display(title, { ...options, tag: data.id, data: null });
    const copies = await registration.getNotifications({ tag: data.id });
    copies.forEach((copy) => copy.close());
  }

  function optionsOf({ navigate, require_interaction: requireInteraction, ...rest }) {
    const links = { "": navigate || registration.scope };
    for (const button of rest.actions || []) links[button.action] = button.navigate;
    const options = { requireInteraction, data: { ...rest.data, web_push: MARK, links } };
    for (const name of OPTIONS) if (rest[name] != null) options[name] = rest[name];
    return options;
  }

  /** Plainly, when the browser refuses the rest: a broken icon's address, renotify without tag. */
  const display = (title, { body, tag, data, ...rest }) => {
    const plain = { body: body || "", tag: tag || "", data };
    const heading = `${title || location.hostname}`;
    return registration
      .showNotification(heading, { ...rest, ...plain })
      .catch(() => registration.showNotification(heading, plain));
  };

  /** For an empty or broken push, unless the subscription is another tool's. */
  async function showSomething() {
    const { endpoint, language } = (await keep("me").catch(ignore)) || {};
    const subscription = await pushManager.getSubscription().catch(ignore);
    if (subscription && subscription.endpoint !== endpoint) return;
    const code = `${language || navigator.language}`.slice(0, 2).toLowerCase();
    const body = SOMETHING_NEW[code] || SOMETHING_NEW.en;
    const data = { web_push: MARK, links: { "": registration.scope } };
    await display("", { body, data, tag: "saleor-push" });
  }

  async function visit(link) {
    const { href, origin } = new URL(link, registration.scope);
    const pages = await clients.matchAll({ type: "window", includeUncontrolled: true });
    const there = pages.find((page) => page.url === href);
    if (there) return there.focus();
    const [page] = await clients.matchAll(); // The one used last, of those that can be navigated.
    if (!page || origin !== location.origin) return clients.openWindow(href);
    await page.focus(); // First: allowed only for a moment after the click.
    return page.navigate(href);
  }

  async function report({ id, receipt }, event, action, title) {
    const pages = new BroadcastChannel("saleor-push"); // Heard by push.on("shown", …).
    pages.postMessage({ event, id, action, title, at: Date.now() });
    pages.close();
    if (receipt) {
      const body = JSON.stringify({ token: receipt.token, event, action: action || undefined });
      await post(receipt.url, { body, mode: "no-cors", keepalive: true }).catch(ignore);
    }
  }

  const post = (url, rest) => fetch(url, { method: "POST", credentials: "omit", ...rest });

  async function renew({ oldSubscription, newSubscription }) {
    const { api, endpoint, key, channel, language, timeZone } = (await keep("me")) || {};
    if (!endpoint || (oldSubscription && oldSubscription.endpoint !== endpoint)) return;
    const subscription =
      newSubscription ||
      (await pushManager.getSubscription()) ||
      (await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key }));
    const query = `mutation($oldEndpoint: String!, $input: PushSubscribeInput!) {
      pushSubscriptionRenew(oldEndpoint: $oldEndpoint, input: $input) { errors { code } } }`;
    const input = { subscription, channel, language, timeZone, vapidPublicKey: key };
    const body = JSON.stringify({ query, variables: { oldEndpoint: endpoint, input } });
    const headers = { "Content-Type": "application/json" };
    const { data } = await (await post(api, { body, headers })).json();
    if (data.pushSubscriptionRenew.errors.length) return;
    await keep("me", (now) => ({ ...now, endpoint: subscription.endpoint }));
  }

  // push.js takes the same lock.
  const alone = (work) => navigator.locks.request("saleor-push", work);

  /** A value shared with push.js, before `change`. */
  const keep = (key, change) =>
    new Promise((resolve, reject) => {
      const opening = indexedDB.open("saleor-push", 1);
      opening.onupgradeneeded = () => opening.result.createObjectStore("values");
      opening.onerror = reject;
      opening.onsuccess = () => {
        const work = opening.result.transaction("values", change ? "readwrite" : "readonly");
        const values = work.objectStore("values");
        const reading = values.get(key);
        reading.onsuccess = () => change && values.put(change(reading.result), key);
        work.oncomplete = () => resolve(reading.result);
        work.onabort = reject;
        opening.result.close(); // Takes effect when the transaction is done.
      };
    });
})();
