// Reads {name: [source, served]} and says where the two are not the same program.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const load = createRequire(new URL("../../.cache/javascript/package.json", import.meta.url));
const ts = load("typescript");

/** @type {Record<string, [string, string]>} */
const pairs = JSON.parse(readFileSync(0, "utf8"));

for (const [name, texts] of Object.entries(pairs)) {
  const [source, served] = texts.map(tokens);
  const place = source.findIndex((token, index) => token !== served[index]);
  if (place < 0 && source.length === served.length) continue;
  console.error(`${name} is served with other tokens than it has: from ${source[place]}`);
  process.exitCode = 1;
}

/**
 * Kind, line and text of every leaf of the syntax tree.
 * @param {string} text
 */
function tokens(text) {
  const file = ts.createSourceFile("a.js", text, ts.ScriptTarget.Latest, false, ts.ScriptKind.JS);
  /** @type {string[]} */
  const found = [];
  /** @param {any} node */
  const visit = (node) => {
    const start = node.getStart(file);
    const { line } = file.getLineAndCharacterOfPosition(start);
    if (ts.isToken(node)) found.push(`line ${line + 1}: ${node.getText(file)}`);
    else found.push(`${node.kind}`);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}
