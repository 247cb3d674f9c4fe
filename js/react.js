/** For React: one push object, made in the browser when it is first needed, and what ties it. */

import { createElement, useEffect, useRef, useState } from "react";
import { createPush } from "./push.js";

/** @import { Push, PushState } from "./push.js" */
/** @import { PushForReact } from "./react.js" */

/** @type {typeof import("./react.js").connectPush} */
export const connectPush = (options) => {
  /** @type {Push | undefined} */
  let made;
  const push = () => (made ??= createPush(options));
  const { usePushCheckout, usePushCustomer } = hooksOfWho(push);
  const forgetCustomer = () => push().logout().catch(console.warn);
  const [PushBell, usePushState] = [bellOf(push), stateOf(push)];
  return { push, PushBell, usePushState, usePushCheckout, usePushCustomer, forgetCustomer };
};

/** @type {(push: () => Push) => PushForReact["PushBell"]} */
const bellOf = (push) => (props) => {
  const bell = useRef(null);
  useEffect(() => {
    Object.assign(bell.current || {}, { push: push() });
    import("./components.js").catch(console.warn);
  }, []);
  return createElement("push-bell", { ref: bell, ...props });
};

/** @type {(push: () => Push) => PushForReact["usePushState"]} */
const stateOf = (push) => () => {
  const [state, setState] = useState(/** @type {PushState | null} */ (null));
  useEffect(() => {
    push().state().then(setState, console.warn);
    return push().on("change", setState);
  }, []);
  return state;
};

/** @type {(push: () => Push) => Pick<PushForReact, "usePushCheckout" | "usePushCustomer">} */
const hooksOfWho = (push) => ({
  usePushCheckout(id) {
    useEffect(() => {
      if (id) push().checkout(id).catch(console.warn);
    }, [id]);
  },
  usePushCustomer(id) {
    useEffect(() => {
      if (id) push().login().catch(console.warn);
    }, [id]);
  },
});
