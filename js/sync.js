// npm packs only what lies beside package.json: the files themselves live in the Python package.
import { copyFileSync, readdirSync } from "node:fs";

const STATIC = new URL("../saleor_push_plugin/static/", import.meta.url);

for (const name of readdirSync(STATIC).filter((each) => /\.(js|ts)$/.test(each))) {
  copyFileSync(new URL(name, STATIC), new URL(name, import.meta.url));
}
