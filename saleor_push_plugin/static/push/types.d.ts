/** What the parts of push.js hand to each other. The public types are in push.d.ts. */

import type {
  Push,
  PushChoice,
  PushError,
  PushNews,
  PushOffer,
  PushOptions,
  PushPreferences,
  PushPreferencesChange,
  PushState,
  PushSubscriptionInfo,
  PushTopic,
} from "../push.js";

declare global {
  interface Navigator {
    /** Safari on iOS: whether the page runs from the home screen. */
    readonly standalone?: boolean;
  }
}

/** What createPush() was given, and what changes while the page is open. */
export interface Shop {
  readonly options: PushOptions;
  /** The token login() was given. It is never written anywhere. */
  session: string | null;
  /** Tells this page and all other tabs that the state may be another one. */
  changed(): void;
}

/** The record "me" in IndexedDB: this browser as the shop knows it. sw.js reads and renews it. */
export interface Me {
  /** Of the subscription the shop knows. Absent: never subscribed, or unsubscribed. */
  endpoint?: string;
  /** Proves to the shop that this browser is the one of `endpoint`. */
  secret?: string;
  /** Global id of that subscription. */
  id?: string;
  /** The VAPID public key it was made with. */
  key?: string;
  /** URL of the shop's push API. */
  api?: string;
  channel?: string;
  language?: string;
  timeZone?: string;
  topics?: PushTopic[];
  pausedUntil?: string | null;
  /** When browser and shop last agreed, in milliseconds since 1970. */
  at?: number;
  /** When the shop sent nothing, or another tool had the browser's subscription. */
  idleAt?: number;
  /** Id of the customer it is attached to. */
  user?: string | null;
  /** A guest's checkout. */
  checkout?: string | null;
  /** Whether the shop knows that the checkout belongs to this browser. */
  checkoutBound?: boolean;
  /** The shop has not heard of a logout yet. */
  detach?: boolean;
  /** The shop was told that it was opened as an installed app. */
  app?: boolean;
  /** Was subscribed once and left. */
  returning?: boolean;
  /** When the shopper said no, in milliseconds since 1970. */
  refusedAt?: number | null;
  /** When the shopper closed a question without an answer. */
  closedAt?: number;
  /** The browser took the permission back by itself. */
  lapsed?: boolean;
  /** URL of the worker that was installed here. */
  worker?: string;
}

/** What the shop should know of this browser, apart from the subscription itself. */
export interface Facts {
  channel: string;
  language: string;
  timeZone: string;
}

/** GraphQL's `PushSubscribeInput`. */
export interface SubscribeInput extends Partial<Facts>, Partial<PushChoice> {
  subscription: PushSubscription;
  displayMode: "BROWSER" | "STANDALONE";
  returning?: boolean;
  checkoutId?: string;
}

/** All that our documents select. Each of them selects a part of it. */
export interface Payload extends PushPreferences {
  enabled: boolean;
  offers: PushOffer[];
  vapidPublicKey: string;
  subscription: PushSubscriptionInfo;
  /** Null: the one we have stays. */
  secret: string | null;
  preferences: PushPreferences;
}

/** An answer of GraphQL over HTTP. */
export interface Answer {
  data: Record<string, Payload & { errors?: Problem[] }>;
  errors?: { message: string; extensions?: { exception?: { code?: string } } }[];
}

/** A browser as the shop is told of it, and the proof of possession. */
export interface Proven {
  endpoint?: string;
  proof?: string;
}

/** The shop's answer to an introduction; `secret`: one that was made for this browser now. */
export interface Introduced {
  subscription: PushSubscriptionInfo;
  secret: string | null;
  token?: string | null;
}

/** How a browser is enrolled. */
export interface How {
  /** The VAPID public key. */
  key: string;
  choice?: PushChoice;
  /** Nobody asked for it just now: only a browser that has not left meanwhile. */
  isSync?: boolean;
  /** The shop refused the subscription that was there before this one. */
  again?: boolean;
}

/** What makes a PushError. */
export type Problem = ConstructorParameters<typeof PushError>[0];

/** A public method before createPush() binds it to its shop. */
export type Method<Name extends Exclude<keyof Push, "ready" | "on">> = (
  shop: Shop,
  ...values: Parameters<Push[Name]>
) => Promise<Awaited<ReturnType<Push[Name]>>>;

/** The methods of push/preferences.js, which is loaded when one of them is first called. */
export type Late =
  | "enabled"
  | "offers"
  | "preferences"
  | "setPreferences"
  | "viewed"
  | "watchPrice"
  | "watchStock"
  | "unwatch";
export type LateMethods = { [Name in Late]: Method<Name> };
export type Methods = { [Name in Exclude<keyof Push, Late | "ready" | "on">]: Method<Name> };

/** What open tabs and the worker say on the BroadcastChannel "saleor-push". */
export type Message = PushNews | { event: "change" };

/** The parts of push.js. */
export interface Parts {
  /** Whether the shop's own question may be asked: not after a no, not in vain. */
  mayAsk(shop: Shop, quietDays?: number): Promise<boolean>;
  /** Whether a moment is so many days ago; one that is not known is. */
  isPast(at: number | null | undefined, days: number): boolean;
  /** Remembers a no, or that there was no answer; gives the state it leads to. */
  refuse(shop: Shop, isExplicit: boolean): Promise<PushState>;
  /** Calls a method of push/preferences.js. Null: not in this browser. */
  late(shop: Shop, name: string, ...values: unknown[]): Promise<unknown>;
  /** Reports the push whose click led here, and takes its mark out of the address. */
  land(shop: Shop): void;
  /** Tells the shop of this click. */
  report(click: string, shop: Shop): void;
  /** Takes the mark off the end of the address, with this state of the router's. */
  unmark(mark: string, state: unknown): void;
  /** A message of the worker to this page. */
  guided(message: MessageEvent): void;
  /** Goes to `href` and tells the worker whether it will. */
  go(href: string, port: MessagePort): void;
  /** What happens here, in other tabs and in the worker. `state`: what "change" hands over. */
  makeEvents(state: () => Promise<PushState>): Pick<Parts, "on" | "changed">;
  on(event: string, listener: (detail: any) => void): () => void;
  /** Tells this page and all other tabs that the state may be another one. */
  changed(): void;
  /** Calls this page's listeners. */
  hear(message: Message): Promise<void>;
}

/** The parts of push/browser.js. */
export interface Browser {
  /** An absolute URL; relative to the page unless `base` is given. */
  absolute(path: string, base?: string): string;
  /** For `catch`: throws a PushError as it is, else one of `code`, with `subject` in its message. */
  failure(code: string, subject: string): (error: Error) => never;
  currentSubscription(options: PushOptions): Promise<PushSubscription | null | undefined>;
  /** The browser's subscription made with the key `key`, by a worker that is active. */
  ensureSubscription(options: PushOptions, key: string): Promise<PushSubscription>;
  /** The worker's registration. Throws WORKER when another worker is in its place. */
  install(options: PushOptions): Promise<ServiceWorkerRegistration>;
  /** Lets `url` be installed in place of another worker, or throws WORKER. */
  makeRoom(present: ServiceWorkerRegistration, url: string, replaces?: string[]): Promise<void>;
  /** The address as pages with Trusted Types want it, by the policy "saleor-push". */
  trusted(url: string): string;
  /** Waits until the registration's worker is active. */
  activation(registration: ServiceWorkerRegistration): Promise<ServiceWorkerRegistration>;
  /** The present subscription with this key, or a new one. */
  subscribed(manager: PushManager, key: string): Promise<PushSubscription>;
  /** Ends a subscription in the browser; throws PUSH_SERVICE if that fails or takes long. */
  discard(subscription: PushSubscription): Promise<boolean>;
  /** Rejects when `work` takes longer than `time`: PATIENCE, in milliseconds. */
  inTime<T>(work: Promise<T>, time?: number): Promise<T>;
  /** Aborts after PATIENCE. */
  within(): AbortSignal;
  /** push/preferences.js, loaded when it is first needed. */
  lateParts(): Promise<LateMethods & Pick<Preferences, "update"> & Record<string, any>>;
  /** Whether it was made with one of these keys, which are in base64url without padding. */
  hasKey(subscription: PushSubscription, ...keys: (string | undefined)[]): boolean;
  /**
   * Runs `work` while nobody else has the lock of this name, for `time` milliseconds at most. Throws
   * NETWORK if that was too short, STORAGE if the lock is not free within PATIENCE.
   */
  lock<T>(name: string, time: number, work: () => Promise<T>): Promise<T>;
  /** Runs in one tab or worker at a time what only storage and shop are asked for. */
  alone<T>(work: () => Promise<T>): Promise<T>;
  /** Runs in one tab at a time what may make a subscription. */
  inTurn<T>(work: () => Promise<T>): Promise<T>;
  remember(values: Me): Promise<unknown>;
  /** The id of a token's customer. */
  subject(token: string): string | undefined;
  /** How a browser is named to the shop: with its proof. */
  proven(me: Me): Proven;
  /**
   * Reads "me" and, with `change`, writes it; gives what was there before. Throws STORAGE if that
   * is forbidden, or does not answer in time.
   */
  memory(change?: (me: Me) => Me): Promise<Me>;
  stored(change?: (me: Me) => Me): Promise<Me>;
}

/** The parts of push/shop.js. */
export interface ShopSide {
  /** URL of the push API. */
  apiUrl(shop: Shop): string;
  /** Whether the shop sends anything in this channel, and the key it signs with. */
  config(shop: Shop): Promise<Payload>;
  /** Asks the shop. Gives the one field asked for; throws a PushError for whatever went wrong. */
  call(shop: Shop, document: string, variables: object, token?: string | null): Promise<Payload>;
  post(url: string, body: object, token?: string | null): Promise<Answer>;
  /** For `catch`: swallows the error that the shop does not know this browser. */
  unlessGone(error: PushError): void;
  /** The customer's token, if somebody is logged in. */
  currentToken(shop: Shop): Promise<string | null>;
  facts(shop: Shop): Facts;
  /** Once a day, or when something changed: browser and shop agree. */
  agree(shop: Shop, force: boolean): Promise<void>;
  /** What is remembered once the shop has heard of a logout; nothing without the permission. */
  settled(shop: Shop): Promise<Me>;
  /**
   * Runs `work`, which binds this browser; if the shop forgot it, introduces it anew. False: it is
   * not subscribed.
   */
  bind(shop: Shop, work: (me: Me) => Promise<void>): Promise<boolean>;
  isFresh(
    shop: Shop,
    me: Record<string, any>,
    subscription: PushSubscription | null | undefined,
  ): boolean;
  /** The permission was taken back in the browser's settings: the shop may forget us too. */
  forget(shop: Shop, me: Me): Promise<void>;
  /** Subscribes, or renews, in browser and shop. */
  enroll(shop: Shop, how: How): Promise<PushSubscriptionInfo>;
  /** Introduces this browser to the shop and remembers what is answered; throws GONE if it left. */
  met(
    shop: Shop,
    how: How,
    subscription: PushSubscription,
    token: string | null,
  ): Promise<PushSubscriptionInfo>;
  /** Remembers what the shop answers, with `mine`, which is known without it. */
  note(me: Me, mine: Me, answer: Introduced): Promise<void>;
  /** What the shop is told of this browser. */
  introduction(
    shop: Shop,
    me: Me,
    subscription: PushSubscription,
    choice?: PushChoice,
  ): SubscribeInput;
  /** Introduces this browser to the shop, with as much of `input` as the shop takes. */
  introduce(
    shop: Shop,
    me: Me,
    input: SubscribeInput,
    token?: string | null,
  ): Promise<Introduced>;
  /** Tells a shop that had forgotten this browser what its shopper agreed to. */
  retold(shop: Shop, me: Me): Promise<PushPreferences | null>;
  /** Tells the shop of a logout it has not heard of, because we were offline. */
  settleLogout(shop: Shop, me: Me): Promise<void>;
  /** Attaches this browser to the token's customer, or to a guest's checkout. */
  attach(
    shop: Shop,
    variables: Proven & { checkoutId?: string },
    token?: string,
  ): Promise<void>;
}

/** The parts of push/preferences.js. */
export interface Preferences {
  /** Null: this browser is not subscribed. */
  update(shop: Shop, input: PushPreferencesChange): Promise<PushPreferences | null>;
  /** Asks the shop; throws NOT_SUBSCRIBED when there is nobody to tell yet. */
  tell(shop: Shop, document: string, values: object): Promise<boolean>;
  note(known: Pick<PushPreferences, "topics" | "pausedUntil">): Promise<unknown>;
}
