// A browser refuses a module that imports what another does not export, and with it the whole screen.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { urlOf } from "./import_maps.js";

const SCRIPTS = new URL("../../static/js/", import.meta.url);
const IMPORT = /^import (?:\{([^}]*)\} from )?"([^"]+)"/gm;
const EXPORT = /^export (?:async )?(?:function|class|const|let) (?:(\w+)|\{([^}]*)\})/gm;

const namesIn = (list) =>
  list
    .split(",")
    .map((name) => name.trim().split(/\s/)[0])
    .filter(Boolean);
const exportsOf = (text) => [...text.matchAll(EXPORT)].flatMap(([, name, names]) => name ?? namesIn(names));

for (const path of readdirSync(SCRIPTS, { recursive: true }).filter((name) => name.endsWith(".js"))) {
  test(`${path} imports what is exported`, () => {
    const own = new URL(path, SCRIPTS);
    for (const [, names = "", from] of readFileSync(own, "utf8").matchAll(IMPORT)) {
      if (from.startsWith("django-prose-editor/")) continue;
      const url = from.startsWith("./") ? new URL(from, own) : urlOf(from);
      assert.ok(url, `${from} is in no import map`);
      const exported = exportsOf(readFileSync(new URL(url), "utf8"));
      assert.deepEqual(
        namesIn(names).filter((name) => !exported.includes(name)),
        [],
        from,
      );
    }
  });
}
