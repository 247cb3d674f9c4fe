/** What is said while something is being done, from the first moment on. */

// Milliseconds. A wait is called long, and is given up.
const STEP = 500;
const LONG = 5000;
const GIVE_UP = 60 * 1000;

/** Whether the browser is asking its own question. */
const isAsking = () => globalThis.Notification?.permission === "default";

export class Progress {
  #tell;
  #waited = 0;
  #isPaused = false;
  #isSubscribing = false;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer;

  /** @param {(word: string) => void} tell Is given "busy", "slow" or "answer" now and again. */
  constructor(tell) {
    this.#tell = tell;
  }

  /**
   * Rejects when the wait is given up, with the code of a shop that does not answer.
   * @returns {Promise<never>}
   */
  start() {
    return new Promise((_, reject) => {
      this.#timer = setInterval(() => this.#step(reject), STEP);
      this.#tell("busy");
    });
  }

  /** A person is asked, and takes their time. */
  pause() {
    this.#isPaused = true;
  }

  /** The person has said yes, so the browser may ask its own question now. */
  subscribe() {
    this.#isPaused = false;
    this.#isSubscribing = true;
    this.#waited = 0;
    this.#tell("busy");
  }

  stop() {
    clearInterval(this.#timer);
  }

  #step(/** @type {(error: Error) => void} */ reject) {
    if (this.#isPaused) return;
    if (this.#isSubscribing && isAsking()) return this.#tell("answer");
    this.#waited += STEP;
    this.#tell(this.#waited > LONG ? "slow" : "busy");
    if (this.#waited > GIVE_UP) reject(Object.assign(new Error("no answer"), { code: "NETWORK" }));
  }
}
