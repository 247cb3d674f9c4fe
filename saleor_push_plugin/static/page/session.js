// Who is asking: a token in memory, never stored.

/** @type {string} */
let token = "";
/** @type {((token: string) => void)[]} */
let waiting = [];
/** @type {(() => Promise<unknown>) | null} */
let renewal = null;

/** A token from the Dashboard or a login. @param {string} given */
export function give(given) {
  token = given;
  for (const resolve of waiting) resolve(given);
  waiting = [];
}

/** How an expired token is replaced where no Dashboard sends one.
 * @param {() => Promise<any>} how */
export function renewBy(how) {
  renewal = how;
}

/** The token, as soon as there is one. @returns {Promise<string>} */
export const current = () =>
  token ? Promise.resolve(token) : new Promise((resolve) => waiting.push(resolve));

/**
 * Another token in the place of one that was refused. In a frame the Dashboard sends one every
 * 270 seconds, and tokens live for 300.
 * @param {string} refused
 */
export async function another(refused) {
  if (token === refused) {
    token = "";
    if (renewal) void renewal();
  }
  return current();
}
