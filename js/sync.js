// npm packs only what lies beside package.json: the files themselves live in the Python package.
import { cpSync } from "node:fs";

const STATIC = new URL("../saleor_push_plugin/static/", import.meta.url);

cpSync(STATIC, new URL(".", import.meta.url), {
  recursive: true,
  filter: (source) => !source.endsWith(".html"),
});
