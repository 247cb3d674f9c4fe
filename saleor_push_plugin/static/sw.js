// The shop's push worker, imported by the storefront's own: see docs/storefront.md.

/** @import { Keep, Me, Notice, Options, Parts, Pushed, Scope } from "./push/worker-types.js" */

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
  // Milliseconds. What is asked before a notification is shown or a page is opened:
  const SOON = 300;
  // A page comes to the front, or goes elsewhere. Firefox allows it for a second after a click.
  const MOVE = 450;
  // A notification is shown: browsers load its pictures first.
  const DISPLAY = 5000;
  const PATIENCE = 15 * 1000;

  worker.addEventListener("push", (event) => {
    // Safari 18.4 has read the push already, and hands over no data.
    const { data, notification: declared } = /** @type {Pushed} */ (event);
    const notification = read({ data, declared });
    if (notification) event.stopImmediatePropagation();
    // Another tool's, which the browser shows.
    else if (declared) return;
    // iOS takes the permission back after three pushes that showed nothing. It shows by itself what
    // is declared, where the worker fails.
    const shown = notification ? show(notification, declared) : answerUnknown();
    event.waitUntil(shown.catch(declared ? ignore : showSomething).catch(ignore));
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

  // Tags replace nothing in WebKit.
  const isWebKit = /AppleWebKit(?!.*Chrom)/.test(navigator.userAgent);

  // Firefox also says "close" of what was clicked, or replaced by news with the same tag.
  const closed = new Set();
  whenOurs("notificationclose", async ({ notification }, data) => {
    const news = await soon(() => registration.getNotifications({ tag: notification.tag }));
    if (news && !news.length && !closed.has(data.id)) await report(data, "dismissed");
  });

  whenOurs("notificationclick", ({ notification, action }, data) => {
    closed.add(data.id);
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
  const read = ({ data, declared }) => {
    try {
      const { web_push: mark, notification } = declared
        ? { web_push: MARK, notification: declared }
        : /** @type {any} */ (data).json();
      return mark === MARK && notification.data.v ? notification : null;
    } catch {
      return null;
    }
  };

  // Of this worker's life: for when nothing else is remembered, or a push comes twice at once.
  const shown = new Set();

  /** @type {Parts["show"]} */
  const show = async (notification, declared) => {
    const { title, navigate } = notification;
    const options = optionsOf(notification);
    if (declared) options.navigate = navigate;
    const { tag, data } = options;
    const isRepeated = shown.has(data.id);
    shown.add(data.id);
    const isKnown = isRepeated || ((await soon(seen)) || []).includes(data.id);
    if (isKnown) return showAgain(title, options);
    // Newer news make themselves heard.
    await display(title, { renotify: Boolean(tag), ...options });
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
  const optionsOf = (notification) => {
    const { navigate, actions, data, require_interaction: requireInteraction } = notification;
    /** @type {Notice["links"]} */
    const links = { "": navigate || registration.scope };
    for (const button of actions || []) links[button.action] = button.navigate;
    /** @type {Options} */
    const options = { requireInteraction, data: { ...data, web_push: MARK, links } };
    // By name: a browser's own notification has getters only, and gives empty texts.
    const given = OPTIONS.filter((name) => ![undefined, null, ""].includes(notification[name]));
    for (const name of given) options[name] = notification[name];
    return options;
  };

  // Plainly, when the browser refuses the rest (a broken icon's address, renotify without tag), or
  // waits for a picture that does not come.
  /** @type {Parts["display"]} */
  const display = async (title, { body, tag, data, navigate, ...rest }) => {
    const plain = { body: body || "", tag: tag || "", data, navigate };
    const heading = `${title || location.hostname}`;
    if (isWebKit && tag) await closeOlder(tag);
    /** @param {object} options */
    const attempt = (options) =>
      inTime(DISPLAY, () => registration.showNotification(heading, options));
    return attempt({ ...rest, ...plain }).catch(() => attempt(plain));
  };

  /** @type {Parts["closeOlder"]} */
  const closeOlder = async (tag) => {
    for (const one of (await soon(() => registration.getNotifications({ tag }))) || []) {
      closed.add((one.data || {}).id);
      one.close();
    }
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
    const isTaken = origin === location.origin && (await reuse(href).catch(ignore));
    return isTaken || clients.openWindow(href);
  };

  // Chromium opens or focuses one page for each click, so what may fail comes before focus().
  /** @type {Parts["reuse"]} */
  const reuse = async (href) => {
    const withoutClick = href.replace(/[#&]push_click=[\w-]+$/, "");
    const found = await soon(() => clients.matchAll({ type: "window", includeUncontrolled: true }));
    // A frame is a client too, first if it has the focus; a window that a page opened, "auxiliary".
    const pages = (found || []).filter(({ frameType }) => frameType !== "nested");
    const places = await Promise.all(pages.map((page) => soon(() => ask(page, href))));
    const there = pages[places.indexOf(withoutClick)];
    if (there) return inTime(MOVE, () => there.focus());
    const awake = pages.find((_, index) => places[index]);
    if (awake) {
      await inTime(MOVE, () => awake.focus());
      const isOnItsWay = await soon(() => ask(awake, href, true));
      // Chromium opens no window any more, but takes the page there whatever its app does.
      return isOnItsWay || clients.openWindow(href).catch(() => awake.navigate(href));
    }
    const page = pages.find(({ url }) => url === withoutClick) || pages[0];
    const moved = page && (await inTime(MOVE, () => page.navigate(href)));
    return moved && inTime(MOVE, () => moved.focus());
  };

  // push.js answers. page.url is where it was loaded: a single-page app is elsewhere by now.
  /** @type {Parts["ask"]} */
  const ask = (page, href, go) =>
    new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = ({ data }) => resolve(data);
      page.postMessage({ saleorPush: href, go }, [port2]);
    });

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
