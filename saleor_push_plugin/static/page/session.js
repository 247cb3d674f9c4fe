// Who is asking: a token in memory, never stored.

// How long a question waits for a token in a frame, in milliseconds.
const PATIENCE = 30_000;

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
 * The token, as soon as there is one; empty if the Dashboard sends none. Who logs in again may take
 * as long as they like.
 * @returns {Promise<string>}
 */
export const inTime = () =>
  token || renewal
    ? current()
    : Promise.race([current(), new Promise((done) => setTimeout(done, PATIENCE, ""))]);

/**
 * Another token in the place of one that was refused; empty if there is none. In a frame the
 * Dashboard sends one every 270 seconds, and tokens live for 300.
 * @param {string} refused
 */
export async function another(refused) {
  if (token === refused) {
    token = "";
    if (renewal) void renewal();
  }
  return inTime();
}
