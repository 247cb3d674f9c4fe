// The staff's GraphQL API of the plugin.
import { another, inTime } from "./session.js";
import { t } from "./words.js";

const PATH = new URL("../graphql/", location.href).pathname;
const RENEWABLE = new Set(["ExpiredSignatureError", "InvalidTokenError"]);

/** The API refused a request, or did not answer. `code`: Saleor's, NETWORK or an input's error. */
export class Refused extends Error {
  /** @param {string} code @param {string} message @param {string | null} [field] */
  constructor(code, message, field = null) {
    super(message);
    this.code = code;
    this.field = field;
  }
}

/**
 * The data of a query; throws Refused.
 * @param {string} document
 * @param {Record<string, any>} [variables]
 * @returns {Promise<any>}
 */
export async function ask(document, variables = {}) {
  const token = present(await inTime());
  const answer = await post(document, variables, token);
  const code = codeOf(answer);
  if (!code) return answer.data;
  if (!RENEWABLE.has(code)) throw new Refused(code, answer.errors[0].message);
  const retried = await post(document, variables, present(await another(token)));
  if (codeOf(retried)) throw new Refused(codeOf(retried), retried.errors[0].message);
  return retried.data;
}

/**
 * The payload of one mutation; throws Refused for the first of its errors.
 * @param {string} document
 * @param {Record<string, any>} [variables]
 * @returns {Promise<any>}
 */
export async function change(document, variables = {}) {
  const [payload] = Object.values(await ask(document, variables));
  const [error] = payload.errors;
  if (error) throw new Refused(error.code, error.message, error.field);
  return payload;
}

/**
 * All items of a list that comes in pages; throws Refused.
 * @param {string} document takes `$after`, and asks for `pageInfo { hasNextPage endCursor }`
 * @param {Record<string, any>} [variables]
 * @returns {Promise<any[]>}
 */
export async function askAll(document, variables = {}) {
  const found = [];
  let next = { hasNextPage: true, endCursor: null };
  while (next.hasNextPage) {
    const answer = await ask(document, { ...variables, after: next.endCursor });
    const [page] = /** @type {any[]} */ (Object.values(answer));
    found.push(...nodesOf(page));
    next = page.pageInfo;
  }
  return found;
}

/** @param {any} page @returns {any[]} */
export const nodesOf = (page) => page.edges.map((/** @type {any} */ edge) => edge.node);

/** A file of the plugin that needs the token, given to the reader; throws Refused.
 * @param {string} path */
export async function download(path) {
  const token = present(await inTime());
  const first = await file(path, token);
  const answer = first.status === 401 ? await file(path, present(await another(token))) : first;
  if (!answer.ok) throw new Refused("DOWNLOAD", (await answer.text()) || t("noConnection"));
  keep(await answer.blob(), path.split("?")[0]);
}

/** Gives the reader a file. @param {Blob} content @param {string} name */
export function keep(content, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** @param {string} path @param {string} token */
async function file(path, token) {
  const headers = { Authorization: `Bearer ${token}` };
  try {
    return await fetch(new URL(`../${path}`, location.href), { headers });
  } catch (error) {
    throw new Refused("NETWORK", String(error));
  }
}

/** @param {string} token */
function present(token) {
  if (!token) throw new Refused("SESSION", t("sessionOver"));
  return token;
}

/** @param {string} query @param {Record<string, any>} variables @param {string} token */
async function post(query, variables, token) {
  const headers = { "Content-Type": "application/json", Authorization: `Bearer ${token}` };
  try {
    const answer = await fetch(PATH, {
      method: "POST",
      headers,
      body: JSON.stringify({ query, variables }),
    });
    return await answer.json();
  } catch (error) {
    throw new Refused("NETWORK", String(error));
  }
}

/** @param {any} answer */
const codeOf = (answer) => {
  const [error] = answer.errors ?? [];
  return error && String(error.extensions?.exception?.code ?? "UNKNOWN");
};
