/**
 * What the components say, by language. Empty here: the server fills in `[components]` of
 * locale/*.toml (scripts.py).
 * @type {Record<string, Record<string, string>>}
 */
export const WORDS = {};
