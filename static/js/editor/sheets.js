// Rows of a spreadsheet or of a CSV file, copied as plain text, as a table.

const MOST_LETTERS = 200_000;
const LONGEST_CELL = 5_000;
const MOST_ROWS = 1_000;
const FIGURE = /^[+\-−–]?\s?[₩$€£¥]?\s?[+\-−–]?\d[\d.,]*\s?[^\d\s]{0,12}$/;
const SPREADSHEET = /google-sheets-html-origin|schemas-microsoft-com:office:excel|content="?LibreOffice/i;

/** Whether HTML of the clipboard comes from a spreadsheet. */
export const isSpreadsheet = (html) => SPREADSHEET.test(html);

/** The rows of a text with equal numbers of cells, or null: split by tabs, or by commas if a cell has figures. */
export function sheetRows(text) {
  if (text.length > MOST_LETTERS) return null;
  for (const separator of ["\t", ",", ";"]) {
    const rows = text.includes(separator) ? parsed(text, separator) : [];
    const width = rows[0]?.length ?? 0;
    if (rows.length < 2 || rows.length > MOST_ROWS || width < 2 || rows.some((row) => row.length !== width))
      continue;
    if (separator === "\t" || hasFigures(rows)) return rows;
  }
  return null;
}

/** Rows of text; a quoted cell may contain separators and line breaks; empty lines are left out. */
function parsed(text, separator) {
  const rows = [[]];
  const end = new RegExp(`[${separator}\r\n]`, "g");
  for (let at = 0; at <= text.length; ) {
    const cell = text[at] === '"' ? quoted(text, at, separator) : null;
    end.lastIndex = at;
    const stop = cell?.stop ?? end.exec(text)?.index ?? text.length;
    rows.at(-1).push((cell?.words ?? text.slice(at, stop)).replace(/\s+/g, " ").trim());
    if (text[stop] !== separator) rows.push([]);
    at = stop + (text.startsWith("\r\n", stop) ? 2 : 1);
  }
  return withoutEmptyColumns(rows.filter((row) => row.some(Boolean)));
}

/** The same rows without empty columns, such as before lines that begin with a tab. */
function withoutEmptyColumns(rows) {
  const used = new Set(rows.flatMap((row) => row.flatMap((cell, at) => (cell ? [at] : []))));
  return rows.map((row) => row.filter((_, at) => used.has(at)));
}

/** {words, stop} of a quoted cell, or null if the quotation marks do not enclose the whole cell. */
function quoted(text, start, separator) {
  for (
    let at = text.indexOf('"', start + 1);
    at > 0 && at < start + LONGEST_CELL;
    at = text.indexOf('"', at + 2)
  ) {
    if (text[at + 1] === '"') continue;
    const isWhole = at + 1 === text.length || [separator, "\r", "\n"].includes(text[at + 1]);
    return isWhole ? { words: text.slice(start + 1, at).replaceAll('""', '"'), stop: at + 1 } : null;
  }
  return null;
}

const isFigure = (cell) => FIGURE.test(cell);

/** Whether a column behind the first has figures, and no words except in its first row. */
function hasFigures(rows) {
  const below = rows.slice(1);
  return rows[0].some(
    (_, at) =>
      at > 0 && below.some((row) => isFigure(row[at])) && below.every((row) => !row[at] || isFigure(row[at])),
  );
}

/** A table of rows: the first row is its head if it has no figures, and so is each first cell beside figures. */
export function sheetHtml(rows) {
  const hasHead = hasFigures(rows) && !rows[0].slice(1).some(isFigure);
  const line = (row, first, other) =>
    `<tr>${row.map((cell, at) => wrapped(at ? other : first, cell)).join("")}</tr>`;
  const head = hasHead ? `<thead>${line(rows[0], "th", "th")}</thead>` : "";
  const first = hasFigures(rows) ? "th" : "td";
  const body = rows.slice(hasHead ? 1 : 0).map((row) => line(row, first, "td"));
  return `<table>${head}<tbody>${body.join("")}</tbody></table>`;
}

function wrapped(tag, text) {
  const escaped = text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  return `<${tag}>${escaped}</${tag}>`;
}
