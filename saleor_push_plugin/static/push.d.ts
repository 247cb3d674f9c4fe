/** What this browser can do for the shopper at the moment. */
export type PushState =
  /** No Web Push here: an old browser, a private window, or a page without https. */
  | "unsupported"
  /** Safari on iOS: works once the shop is on the home screen. */
  | "needs-install"
  /** Not subscribed; may be asked. */
  | "default"
  /** The shopper said no to the browser; only the browser's settings undo that. */
  | "denied"
  | "subscribed"
  /** Subscribed, and marketing is put off until `pausedUntil`. */
  | "paused";

/** What a shopper agrees to, one by one. All but the first are marketing. */
export type PushTopic = "ORDER_UPDATES" | "CART_REMINDERS" | "ALERTS" | "OFFERS" | "SURVEYS";

/** Where a shopper was asked. */
export type PushSource =
  | "BELL"
  | "PREFERENCES"
  | "CHECKOUT"
  | "ORDER"
  | "PRODUCT"
  | "CART"
  | "ACCOUNT"
  | "NEWSLETTER"
  | "OTHER"
  /** Of push.js itself: told again, because the browser subscribed anew. */
  | "RENEWED";

/** Consent, with what the log needs to prove it later. */
export interface PushChoice {
  /** Exactly what was agreed to. */
  topics: PushTopic[];
  /** Which wording was read, such as `2026-03`. */
  textVersion?: string;
  /** Its language; that of the page unless given. */
  textLanguage?: string;
  /** Where it stood. */
  source?: PushSource;
}

export interface PushPreferences {
  topics: PushTopic[];
  /** ISO 8601; null when nothing is paused. */
  pausedUntil: string | null;
  /** The shopper's own most of marketing in seven days; null: the shop's. */
  weeklyLimit: number | null;
  /** Whether the person objects to being sorted into segments. */
  objectsToSegmentation: boolean;
  language: string;
  timeZone: string | null;
  /** Languages to choose from. */
  languages: string[];
}

/** What is left out stays as it is. */
export interface PushPreferencesChange extends Partial<PushChoice> {
  /** No marketing for so many days; 0 ends a pause. */
  pauseDays?: number;
  /** The same by its end. */
  pausedUntil?: string;
  /** No more marketing in seven days than this; 0 leaves it to the shop. */
  weeklyLimit?: number;
  /** Whether the person objects to being sorted into segments, in all browsers of a customer. */
  objectsToSegmentation?: boolean;
  language?: string;
}

/**
 * A soft ask answers no, yes (to order news only), or what exactly was agreed to. Null: the
 * question was closed without an answer.
 */
export type SoftAnswer = boolean | null | undefined | PushChoice;

export interface PushOptions {
  /** Saleor's API, such as `https://api.example.com/graphql/`. */
  apiUrl: string;
  /** Slug of the channel the shopper browses. */
  channel: string;
  /** The storefront's own worker, which imports the plugin's. `/sw.js` unless given. */
  swUrl?: string;
  /** `module` if that worker is an ES module, which not all browsers take; `classic` unless given. */
  swType?: WorkerType;
  /** The worker's scope; the folder of `swUrl` unless given. */
  scope?: string;
  /**
   * Workers of another vendor that may be replaced, such as `/OneSignalSDKWorker.js`; a query does
   * not matter. Without it a worker that is not ours stays, and `subscribe` rejects with WORKER.
   */
  replaces?: string[];
  /** For how many days nobody is asked after a no; 180 unless given. */
  quietDays?: number;
  /** Language tag such as `pl`; the page's `lang` or the browser's language unless given. */
  language?: string;
  /** The customer's access token, if somebody is logged in; failing is none. Never stored. */
  getToken?: () => string | null | undefined | Promise<string | null | undefined>;
  /** Your own question, before the browser's. Resolve it in the click on its yes. */
  softAsk?: () => SoftAnswer | Promise<SoftAnswer>;
}

/** The subscription as the shop knows it. */
export interface PushSubscriptionInfo {
  id: string;
  endpoint: string;
  channel: string;
  language: string;
  timeZone: string | null;
  createdAt: string;
  isCustomerAttached: boolean;
  topics: PushTopic[];
  pausedUntil: string | null;
}

/** A voucher code that the shop promises, each once a person. */
export interface PushOffer {
  /** For who agrees to OFFERS for the first time; or who also opens the shop as an installed app. */
  kind: "SUBSCRIBE" | "INSTALL";
  /** What the code takes off and what it needs, in the language. */
  text: string;
  /** Only customers with a confirmed account get a code. */
  needsAccount: boolean;
  endsAt: string;
}

/** Something that happened to a notification, told by the worker to every open page. */
export interface PushNews {
  event: "shown" | "clicked" | "dismissed";
  id: string;
  /** Of the button pressed; empty for the notification itself. */
  action?: string;
  title?: string;
  /** Milliseconds since 1970. */
  at: number;
}

export interface Push {
  /** The state once this visit's `sync` is done. Never rejects because of the network. */
  readonly ready: Promise<PushState>;

  state(): Promise<PushState>;

  /**
   * The soft ask, and only after its yes the browser's prompt. A no is remembered: nobody is
   * asked again for `quietDays` (createPush's, 180). A question that was closed without an answer
   * is not asked again for 30 days. For a bell the shopper pressed give `quietDays: 0`.
   * While the shop has notifications switched off nobody is asked at all.
   */
  ask(options?: {
    soft?: () => SoftAnswer | Promise<SoftAnswer>;
    quietDays?: number;
  }): Promise<PushState>;

  /**
   * Permission, worker, subscription and shop, in one call. Call it from a click. Without `choice`
   * a new browser agrees to order news only, and a known one keeps what it agreed to.
   */
  subscribe(choice?: PushChoice): Promise<PushSubscriptionInfo>;

  /** Takes effect at once, also offline. */
  unsubscribe(): Promise<void>;

  /** Binds this browser to the customer. False: not subscribed yet, `subscribe` will do it. */
  login(token?: string): Promise<boolean>;

  /** Forgets customer and checkouts. Rejects offline, and is then made good on the next visit. */
  logout(): Promise<void>;

  /** Binds a guest's checkout (`checkout.id`). False: not subscribed yet, `subscribe` will do it. */
  checkout(id: string | null): Promise<boolean>;

  /** Agrees with the shop on endpoint, key, channel, language, time zone. At most daily by itself. */
  sync(options?: { force?: boolean }): Promise<PushState>;

  /** Whether the shop sends anything: before a question of your own. Null: not in this browser. */
  enabled(): Promise<boolean | null>;

  /** What the shop promises at the moment; `language`: of the texts, the page's unless given. */
  offers(language?: string): Promise<PushOffer[]>;

  /** What was agreed to in this browser; null while it is not subscribed. */
  preferences(): Promise<PushPreferences | null>;

  /** Changes what is given. Null: this browser is not subscribed. */
  setPreferences(change: PushPreferencesChange): Promise<PushPreferences | null>;

  /** A product page was opened. Says nothing about visitors who are not subscribed. */
  viewed(productId: string): Promise<boolean>;

  /** Tell the shopper when the variant costs less, or no more than `target`. Agrees to ALERTS. */
  watchPrice(variantId: string, options?: { target?: number | string }): Promise<boolean>;

  /** Tell the shopper when the variant can be bought again. Agrees to ALERTS. */
  watchStock(variantId: string): Promise<boolean>;

  /** Stop watching a variant, its price and its stock. */
  unwatch(variantId: string): Promise<boolean>;

  /** Calls back until the returned function is called. */
  on(event: "change", listener: (state: PushState) => void): () => void;
  on(event: PushNews["event"], listener: (news: PushNews) => void): () => void;
}

/**
 * Why something did not work. Its codes are the shop's (`PushErrorCode`), Saleor's for tokens
 * (`ExpiredSignatureError` …), and our own.
 */
export class PushError extends Error {
  readonly code:
    | "NOT_SUBSCRIBED"
    | "UNSUPPORTED"
    | "NEEDS_INSTALL"
    | "NO_GESTURE"
    | "DENIED"
    | "DISMISSED"
    | "DISABLED"
    | "WORKER"
    | "STORAGE"
    | "PUSH_SERVICE"
    | "NETWORK"
    | (string & {});
  /** The input field the shop refused, in the shop's own spelling. */
  readonly field: string | null;
  constructor(problem: { code: string; message: string; field?: string | null });
}

/** Start it on every page: what is subscribed is kept alive, and nobody is asked anything. */
export function createPush(options: PushOptions): Push;
