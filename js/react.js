/** For React: one push object, made in the browser when it is first needed, and what ties it. */

import { createElement, useEffect, useRef, useState } from "react";
import { createPush } from "./push.js";

export function connectPush(options) {
  let made;
  const push = () => (made ??= createPush(options));

  function PushBell(props) {
    const bell = useRef(null);
    useEffect(() => {
      bell.current.push = push();
      import("./components.js");
    }, []);
    return createElement("push-bell", { ref: bell, ...props });
  }

  /** The state, kept up to date; null until it is known. */
  function usePushState() {
    const [state, setState] = useState(null);
    useEffect(() => {
      push().state().then(setState);
      return push().on("change", setState);
    }, []);
    return state;
  }

  function usePushCheckout(id) {
    useEffect(() => {
      if (id) push().checkout(id).catch(console.warn);
    }, [id]);
  }

  function usePushCustomer(id) {
    useEffect(() => {
      if (id) push().login().catch(console.warn);
    }, [id]);
  }

  const forgetCustomer = () => push().logout().catch(console.warn);

  return { push, PushBell, usePushState, usePushCheckout, usePushCustomer, forgetCustomer };
}
