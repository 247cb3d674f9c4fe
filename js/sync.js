// npm packs only what lies beside package.json: the files themselves live in the Python package.
import { copyFileSync } from "node:fs";

const STATIC = new URL("../saleor_push_plugin/static/", import.meta.url);

for (const name of ["push.js", "push.d.ts", "sw.js"]) {
  copyFileSync(new URL(name, STATIC), new URL(name, import.meta.url));
}
