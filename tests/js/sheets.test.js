// Rows of a spreadsheet or of a CSV file, as a table.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { read, write } from "newsroom-editor/html";
import { sheetHtml, sheetRows } from "newsroom-editor/sheets";

const TWO = [
  ["Year", "Kelp"],
  ["2025", "12.6"],
];

describe("rows are read", () => {
  for (const [name, text, rows] of [
    ["by tabs", "Year\tKelp\n2025\t12.6\n", TWO],
    [
      "by tabs, without figures",
      "a\tb\r\nc\td",
      [
        ["a", "b"],
        ["c", "d"],
      ],
    ],
    ["by commas", "Year,Kelp\r\n2025,12.6\r\n", TWO],
    ["by semicolons", "Year;Kelp\n2025;12.6", TWO],
    [
      "with cells in quotation marks",
      'Port,Won\n"Dalmuri, ""outer""","₩1,200"',
      [
        ["Port", "Won"],
        ['Dalmuri, "outer"', "₩1,200"],
      ],
    ],
    [
      "with line breaks in cells",
      'a\tb\n"c\nd"\t1',
      [
        ["a", "b"],
        ["c d", "1"],
      ],
    ],
    [
      "with a mark that nothing closes",
      'a,"b\nc,1',
      [
        ["a", '"b'],
        ["c", "1"],
      ],
    ],
    [
      "with gaps",
      "a,b,c\nd,,2",
      [
        ["a", "b", "c"],
        ["d", "", "2"],
      ],
    ],
    [
      "in Korean",
      "달\t승객\n첫째\t2만1300명",
      [
        ["달", "승객"],
        ["첫째", "2만1300명"],
      ],
    ],
  ])
    test(name, () => assert.deepEqual(sheetRows(text), rows));
});

describe("no rows are", () => {
  for (const text of [
    "",
    "one line, two parts",
    "Ships wait, they say.\nThe harbor opens, at last.",
    "a,b\nc,d,e",
    "Year\tKelp",
    "\tThe harbor opens.\n\tShips wait.",
    "x".repeat(200_001),
  ])
    test(JSON.stringify(text.slice(0, 40)), () => assert.equal(sheetRows(text), null));
});

describe("a table of rows", () => {
  test("has a head above its figures", () => {
    const html =
      "<table><thead><tr><th>Year</th><th>Kelp</th></tr></thead><tbody><tr><th>2025</th><td>12.6</td></tr></tbody></table>";
    assert.equal(sheetHtml(TWO), html);
    assert.equal(write(read(html)), html);
  });
  test("has none where there is no figure", () => {
    assert.equal(
      sheetHtml([["a", "<b>"]]),
      "<table><tbody><tr><td>a</td><td>&lt;b&gt;</td></tr></tbody></table>",
    );
  });
});

test("a long text takes linear time", () => {
  const start = performance.now();
  for (const part of ['"', "a,", '"",', "\t", ",\n", '"""\n', '"\n', '"a" '])
    sheetRows(part.repeat(190_000 / part.length));
  assert.ok(performance.now() - start < 3000);
});
