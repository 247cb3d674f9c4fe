/** What sw.js reads, and its functions. The payload is described in docs/payload.md. */

import type { PushNews } from "../push.js";
import type { Me } from "./types.js";

export type { Me };
export type Scope = ServiceWorkerGlobalScope & { saleorPush?: boolean };

/** A button as the payload has it. */
export interface Button {
  action: string;
  title: string;
  /** A survey's answer has none. */
  navigate?: string;
}

/** `notification` of the payload. */
export interface Payload {
  title: string;
  navigate?: string;
  require_interaction?: boolean;
  tag?: string;
  actions?: Button[];
  data: { v: number; id: string; receipt?: Receipt };
  /** body, lang, dir, icon … as showNotification() takes them. */
  [option: string]: any;
}

export interface Receipt {
  url: string;
  token: string;
  /** The token that the answer to a question needs as well. */
  answer?: string;
}

/** What a notification of ours carries in `data`. */
export interface Notice {
  web_push: number;
  id: string;
  receipt?: Receipt;
  /** Where to go, by the action's name; the empty name is the notification itself. */
  links: Record<string, string | undefined>;
}

/** What showNotification() is given. */
export interface Options {
  data: Notice;
  body?: string;
  tag?: string;
  /** Where the browser goes by itself. It demands it in return for what was declared. */
  navigate?: string;
  [option: string]: any;
}

/** An event as Declarative Web Push has it: `data` is null if there is a notification. */
export type Pushed = PushEvent & { notification?: Payload | null };

/** Reads a value shared with push.js and, with `change`, writes it; gives what was there before. */
export type Keep<Value> = (
  change?: (before: Value | undefined) => Value,
) => Promise<Value | undefined>;

export interface Parts {
  /** Calls `handle` for notifications of ours, and keeps other listeners from them. */
  whenOurs(
    type: "notificationclick" | "notificationclose",
    handle: (event: NotificationEvent, data: Notice) => Promise<unknown>,
  ): void;
  /** Rejects with what `work` throws or rejects with, or after so many milliseconds. */
  inTime<Value>(time: number, work: () => Value | Promise<Value>): Promise<Value>;
  /** Undefined: `work` failed, or has not answered within SOON. */
  soon<Value>(work: () => Value | Promise<Value>): Promise<Value | void>;
  /** As `soon`, within PATIENCE. */
  later<Value>(work: () => Value | Promise<Value>): Promise<Value | void>;
  isOurs(data: any): boolean;
  /** Null: not ours, or broken. */
  read(push: { data: PushMessageData | null; declared?: Payload | null }): Payload | null;
  /** `declared`: what the browser has read, if it knows Declarative Web Push. */
  show(notification: Payload, declared?: Payload | null): Promise<unknown>;
  /** A push that was seen before disturbs nobody: replaced in place, or shown and closed. */
  showAgain(title: string, options: Options): Promise<unknown>;
  optionsOf(notification: Payload): Options;
  /** Closes what has this tag, which is no dismissal. */
  closeOlder(tag: string): Promise<void>;
  display(title: string, options: Omit<Options, "data"> & { data: unknown }): Promise<void>;
  /** “There is something new for you”, in the language of the subscription or the browser. */
  showSomething(me?: Me | void): Promise<void>;
  /** Takes the shopper to `link`: a page that is there, one that can go there, or a new one. */
  visit(link: string): Promise<unknown>;
  /** The page that was taken there, or nothing: none is there, or none can go. */
  reuse(href: string): Promise<unknown>;
  /**
   * The address of a page now; with `go`, whether it is on its way to `href`. Never settles where
   * there is no push.js to answer.
   */
  ask(page: Client, href: string, go?: boolean): Promise<string | boolean>;
  /** Tells open pages and the shop. */
  report(
    data: Pick<Notice, "id" | "receipt">,
    event: PushNews["event"],
    action?: string,
    title?: string,
  ): Promise<unknown>;
  tellPages(news: PushNews): void;
  tellShop(receipt: Receipt, event: PushNews["event"], action?: string): Promise<Response>;
  post(url: string, rest: RequestInit): Promise<Response>;
  /** The browser changed the subscription: the shop hears of it. */
  renew(event: PushSubscriptionChangeEvent): Promise<void>;
  /** Tells the shop of the new subscription. `secret`: one that was made for it now. */
  tell(
    me: Me,
    subscription: PushSubscription,
  ): Promise<{ errors: object[]; secret: string | null }>;
  alone(work: () => Promise<void>): Promise<void>;
  keep(key: string, change?: (before: any) => any): Promise<any>;
}
