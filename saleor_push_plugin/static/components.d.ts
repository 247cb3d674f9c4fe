import type { Push, PushState } from "./push.js";

// Without this line TypeScript takes every declaration here for an export.
export {};

declare class PushElement extends HTMLElement {
  /** push.js's object. Without it the attributes `api-url` and `channel` make one. */
  push: Push | null;
  /** Sentences of the shop's own, by the keys of `[components]` in locale/en.toml. Set `text-version` as well. */
  words?: Record<string, string>;
}

/** Asks softly; for who is subscribed it opens the preferences. Attribute `offer`: topics. */
export class PushBell extends PushElement {
  readonly isOpen: boolean;
  /** For the right moment, after a purchase say: asks who did not say no for `quietDays` (180). */
  ask(options?: { quietDays?: number }): Promise<PushState | undefined>;
  close(): void;
}

/** Topics, a pause, the language, and the way out. Attribute `topics`: which ones are offered. */
export class PushPreferences extends PushElement {}

declare global {
  interface HTMLElementTagNameMap {
    "push-bell": PushBell;
    "push-preferences": PushPreferences;
  }
}
