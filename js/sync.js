// npm packs only what lies beside package.json: the files themselves live in the Python package,
// which fills in the words of all languages. Needs Python 3.11, nothing installed.
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** @param {string} name */
const path = (name) => fileURLToPath(new URL(name, import.meta.url));
const python = existsSync(path("../.venv/bin/python")) ? path("../.venv/bin/python") : "python3";

execFileSync(python, ["-m", "saleor_push_plugin.scripts", path(".")], { cwd: path("..") });
