// The marks of pasted text: bold, emphasis, superscript, links, from elements and from their style.

import { element } from "newsroom-editor/dom";

/** The marks of text inside an element: from its name and its style. */
export function withMarks(marks, source, style) {
  const own = { ...marks };
  const name = source.localName;
  if (/^(b|strong)$/.test(name)) own.strong = true;
  if (/^(i|em|dfn|var)$/.test(name)) own.em = true;
  if (/^(sub|sup)$/.test(name)) own.raised = name;
  const weight = /(?:^|[;\s])font-weight:\s*([a-z0-9]+)/i.exec(style)?.[1];
  if (weight) own.strong = /^bold/i.test(weight) || Number(weight) >= 600;
  const slant = /(?:^|[;\s])font-style:\s*([a-z]+)/i.exec(style)?.[1];
  if (slant) own.em = /italic|oblique/i.test(slant);
  const raised = /vertical-align:\s*(sub|super)\b/i.exec(style)?.[1];
  if (raised) own.raised = raised.slice(0, 3) === "sup" ? "sup" : "sub";
  if (name === "a") own.href = linked(source.getAttribute("href") ?? "");
  return own;
}

/** The address of a link, without the redirect that Google Docs adds; "" if it cannot be followed. */
function linked(href) {
  if (!/^(https?:|mailto:)/i.test(href)) return "";
  // Browsers resolve links within a document, such as Word's #_ftn1, against the address of this page.
  if (href.replace(/#.*/, "") === location.href.replace(/#.*/, "")) return "";
  const detour = /^https:\/\/www\.google\.com\/url\?/.test(href) && new URL(href).searchParams.get("q");
  return detour && /^https?:/.test(detour) ? detour : href;
}

/** Text with its marks, as a node. */
export function marked(text, marks) {
  let node = document.createTextNode(text);
  if (!text.trim()) return node;
  const wraps = [marks.raised, marks.em && "em", marks.strong && !marks.isHeading && "strong"];
  for (const tag of wraps) if (tag) node = element(tag, {}, node);
  return marks.href ? element("a", { href: marks.href }, node) : node;
}
