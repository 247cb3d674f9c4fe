import type { ReactElement } from "react";
import type { Push, PushOptions, PushState } from "./push.js";

export interface PushForReact {
  /** push.js's object, the same at every call. In the browser only: in effects and handlers. */
  push(): Push;
  /** `<push-bell>`; takes its attributes, such as `offer`. */
  PushBell(props: Record<string, string>): ReactElement;
  /** The state, kept up to date; null until it is known. */
  usePushState(): PushState | null;
  /** News of the guest with this checkout come to this browser, of the cart and of the order. */
  usePushCheckout(id: string | null | undefined): void;
  /** As long as somebody is logged in: who. The token comes from `getToken`. */
  usePushCustomer(id: string | null | undefined): void;
  /** In the click that logs out, before the session ends. Never rejects. */
  forgetCustomer(): Promise<void>;
}

/** Call it once, in a module with "use client". */
export function connectPush(options: PushOptions): PushForReact;
