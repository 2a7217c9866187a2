// From a stored body to a document and back. The output contains only the body vocabulary.

import { pm } from "django-prose-editor/editor";
import { embedAttributes, FACT_BOX, GALLERY, schema } from "newsroom-editor/schema";

const { DOMParser, DOMSerializer } = pm.model;
const parser = DOMParser.fromSchema(schema);
const serializer = DOMSerializer.fromSchema(schema);
// Nodes never change, so each block is serialised only once.
const written = new WeakMap();

const BLOCKED = /<(style|script)\b[\s\S]*?<\/\1\s*>/gi;
const TAG = /<[a-z](?:"[^"]*"|'[^']*'|[^"'<>])*>/gi;
const STYLE_OR_HANDLER = /([\s"'/])(style|on[a-z]+)(?=\s*=)/gi;

/**
 * The same HTML without attributes that a strict policy blocks. The browser reports styles and handlers that it
 * parses, also in detached documents, so these attributes are renamed: data-style can still be read.
 */
export function quiet(html) {
  return html.replace(BLOCKED, "").replace(TAG, (tag) => tag.replace(STYLE_OR_HANDLER, "$1data-$2"));
}

/** HTML as elements of an inert document that loads and runs nothing. */
export function detached(html) {
  const { body } = document.implementation.createHTMLDocument("");
  body.innerHTML = quiet(html);
  return body;
}

/** The document of a stored body, with an empty paragraph behind the last block for further text. */
export function read(html) {
  const doc = parser.parse(detached(html));
  return doc.lastChild.type === schema.nodes.paragraph
    ? doc
    : doc.copy(doc.content.addToEnd(emptyParagraph()));
}

export function emptyParagraph() {
  return schema.nodes.paragraph.create();
}

/** Parsed external HTML, as a slice that adapts to the place where it is pasted. */
export function slice(html, $context) {
  return parser.parseSlice(detached(html), { context: $context });
}

/** The document in its stored form: a string, empty for an empty body. */
export function write(doc) {
  return children(doc, (block) => {
    if (!written.has(block)) written.set(block, blockHtml(block));
    return written.get(block);
  });
}

function children(node, html) {
  const parts = [];
  node.forEach((child) => {
    parts.push(html(child));
  });
  return parts.join("");
}

/** Text and marks of a line. */
function inline(node) {
  const holder = document.createElement("div");
  serializer.serializeFragment(node.content, { document }, holder);
  return holder.innerHTML;
}

function wrapped(opening, content) {
  return `<${opening}>${content}</${opening.split(" ")[0]}>`;
}

const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;" };

/** Attributes as Python escapes them, so that a stored body stays as it is. */
function attributes(values) {
  const given = Object.entries(values).filter(([, value]) => value);
  return given
    .map(([name, value]) => ` ${name}="${value.replace(/[&<>"']/g, (sign) => ESCAPES[sign])}"`)
    .join("");
}

function line(opening, node) {
  const text = inline(node);
  return text.trim() && wrapped(opening, text);
}

function group(opening, content) {
  return content && wrapped(opening, content);
}

function blockHtml(node) {
  const { attrs } = node;
  switch (node.type.name) {
    case "heading":
      return line(attrs.label ? `h2 data-label="${attrs.label}"` : "h2", node);
    case "subheading":
      return line("h3", node);
    case "rule":
      return "<hr>";
    case "bullet_list":
      return group("ul", children(node, blockHtml));
    case "ordered_list":
      return group("ol", children(node, blockHtml));
    case "item":
      return group("li", line("p", node));
    case "blockquote":
      return group(
        attrs.kind ? `blockquote data-kind="${attrs.kind}"` : "blockquote",
        children(node, blockHtml),
      );
    case "cite":
      return line("cite", node);
    case "passage":
      return group(`aside data-kind="${attrs.kind}"`, children(node, blockHtml));
    case "fact_box":
      return group(`aside data-kind="${FACT_BOX}"`, children(node, blockHtml));
    case "box_title":
      return line("h3", node);
    case "figure":
      return wrapped(`figure data-image="${attrs.image}"`, wrapped("figcaption", inline(node)));
    case "gallery":
      return group(`div data-kind="${GALLERY}"`, children(node, blockHtml));
    case "embed":
      return wrapped(`figure${attributes(embedAttributes(attrs))}`, wrapped("figcaption", inline(node)));
    case "table_frame":
      return tableHtml(node);
    default:
      return line("p", node);
  }
}

function tableHtml(frame) {
  const rows = frame.lastChild.children;
  const isHead = rows.map((row) => row.attrs.head);
  const heads = isHead.lastIndexOf(true) + 1;
  const html = (some) => some.map((row) => wrapped("tr", children(row, cellHtml))).join("");
  const caption = line("caption", frame.firstChild);
  const { chart } = frame.attrs;
  return wrapped(
    chart ? `table data-chart="${chart}"` : "table",
    caption + group("thead", html(rows.slice(0, heads))) + wrapped("tbody", html(rows.slice(heads))),
  );
}

function cellHtml(cell) {
  const { colspan, rowspan } = cell.attrs;
  const columns = colspan > 1 ? ` colspan="${colspan}"` : "";
  const rows = rowspan > 1 ? ` rowspan="${rowspan}"` : "";
  return wrapped(`${cell.type.spec.tableRole === "cell" ? "td" : "th"}${columns}${rows}`, inline(cell));
}
