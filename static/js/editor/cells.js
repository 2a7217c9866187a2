// Tables as parts of the schema: a frame with caption and rows, which a text may show as a chart.

import { pm } from "django-prose-editor/editor";

const { DOMParser, Fragment } = pm.model;

export const CHARTS = ["bars", "columns", "lines", "stacked"]; // the ways to show a table as a chart: ChartKind

const chartOf = (dom) => ({ chart: CHARTS.includes(dom.dataset.chart) ? dom.dataset.chart : "" });

function cell(tag, role) {
  const span = (dom, name) => Math.min(50, Math.max(1, Number(dom.getAttribute(name)) || 1));
  return {
    content: "inline*",
    attrs: { colspan: { default: 1 }, rowspan: { default: 1 }, colwidth: { default: null } },
    tableRole: role,
    isolating: true,
    parseDOM: [
      { tag, getAttrs: (dom) => ({ colspan: span(dom, "colspan"), rowspan: span(dom, "rowspan") }) },
    ],
    toDOM: ({ attrs }) => [
      tag,
      {
        colspan: attrs.colspan > 1 ? attrs.colspan : null,
        rowspan: attrs.rowspan > 1 ? attrs.rowspan : null,
      },
      0,
    ],
  };
}

/** A caption and rows from a <table> of another program or of the sanitiser. */
function tableContent(dom, schema) {
  const parser = DOMParser.fromSchema(schema);
  const { caption, table } = schema.nodes;
  const copy = dom.cloneNode(true);
  const captionDom = copy.querySelector("caption");
  captionDom?.remove();
  const line = captionDom ? parser.parse(captionDom, { topNode: caption.create() }) : caption.create();
  const rows = parser.parse(copy, { topNode: table.create() });
  return Fragment.from([line, rows]);
}

export const TABLE_NODES = {
  table_frame: {
    group: "block",
    content: "caption table",
    attrs: { chart: { default: "" } },
    isolating: true,
    parseDOM: [
      { tag: "div[data-table]", getAttrs: chartOf },
      { tag: "table", getAttrs: chartOf, getContent: tableContent, priority: 40 },
    ],
    toDOM: ({ attrs }) => ["div", { "data-table": "", "data-chart": attrs.chart || null }, 0],
  },
  caption: {
    content: "inline*",
    isolating: true,
    parseDOM: [{ tag: "p[data-caption]", priority: 60 }],
    toDOM: () => ["p", { "data-caption": "" }, 0],
  },
  table: {
    content: "table_row+",
    tableRole: "table",
    isolating: true,
    parseDOM: [{ tag: "table", context: "table_frame/" }],
    toDOM: () => ["table", ["tbody", 0]],
  },
  table_row: {
    content: "(table_cell | table_header)*",
    attrs: { head: { default: false } },
    tableRole: "row",
    parseDOM: [
      {
        tag: "tr",
        getAttrs: (dom) => ({ head: dom.parentNode?.nodeName === "THEAD" || dom.hasAttribute("data-head") }),
      },
    ],
    toDOM: ({ attrs }) => ["tr", { "data-head": attrs.head ? "" : null }, 0],
  },
  table_cell: cell("td", "cell"),
  table_header: cell("th", "header_cell"),
};
