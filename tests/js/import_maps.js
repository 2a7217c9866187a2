// The names that scripts import each other by, as the import maps of the pages resolve them.
import { readdirSync } from "node:fs";

const ROOT = new URL("../../", import.meta.url);
const PYTHON = readdirSync(new URL(".venv/lib/", ROOT)).find((name) => name.startsWith("python"));
const EDITOR = `.venv/lib/${PYTHON}/site-packages/django_prose_editor/static/django_prose_editor/editor.js`;

/** The URL of a module, or null for a name that is in no import map. */
export function urlOf(name) {
  if (name === "django-prose-editor/editor") return new URL(EDITOR, ROOT).href;
  const [, alone] = /^newsroom-(notes|login|lengths)$/.exec(name) ?? [];
  if (alone) return new URL(`static/js/admin/${alone}.js`, ROOT).href;
  const [, scope, rest] = /^newsroom-(\w+)\/(\w+)$/.exec(name) ?? [];
  const folder = { editor: "editor/", translations: "translations/", story: "admin/story_", desk: "admin/" }[
    scope
  ];
  return folder ? new URL(`static/js/${folder}${rest}.js`, ROOT).href : null;
}

export async function resolve(name, context, next) {
  const url = urlOf(name);
  return url ? { url, format: "module", shortCircuit: true } : next(name, context);
}
