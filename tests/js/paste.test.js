// Pasted HTML of word processors and pages, as the elements of a body.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { acceptedText } from "newsroom-editor/fields";
import { quiet } from "newsroom-editor/html";
import { fromElsewhere } from "newsroom-editor/office";
import { leftOut, pictureAddresses } from "newsroom-editor/pasted";

const item = (level, marker, words) =>
  `<p class=MsoListParagraph style='mso-list:l${level} level1 lfo1'><span style='mso-list:Ignore'>${marker}</span>${words}</p>`;

describe("pasted HTML", () => {
  for (const [name, html, expected] of [
    ["keeps paragraphs", "<p>one</p><div>two<div>three</div></div>", "<p>one</p><p>two</p><p>three</p>"],
    ["makes a paragraph of loose text", "one <i>two</i>", "<p>one <em>two</em></p>"],
    ["has two levels of headings", "<h1>a</h1><h3>b</h3><h6>c</h6>", "<h2>a</h2><h3>b</h3><h3>c</h3>"],
    ["knows the title of Word", '<p class="MsoTitle">Tides</p>', "<h2>Tides</h2>"],
    ["takes headings for bold already", "<h2><b>Tides</b></h2>", "<h2>Tides</h2>"],
    [
      "reads bold and slant from styles",
      '<p><span style="font-weight:700;font-style:italic">x</span></p>',
      "<p><strong><em>x</em></strong></p>",
    ],
    [
      "reads that Google Docs wraps all in <b>",
      '<b style="font-weight:normal"><p>plain</p></b>',
      "<p>plain</p>",
    ],
    [
      "keeps raised figures",
      "<p>km<sup>2</sup> H<span style='vertical-align:sub'>2</span>O</p>",
      "<p>km<sup>2</sup> H<sub>2</sub>O</p>",
    ],
    ["parts paragraphs at two breaks", "<p>one<br>two<br><br>three</p>", "<p>one<br>two</p><p>three</p>"],
    [
      "accepts the tracked changes of Word",
      '<p>Fares rise <span class=MsoDel><del cite="mailto:Han" datetime="2026-11-30T09:00">3</del></span>' +
        '<span class=msoIns><ins cite="mailto:Han" datetime="2026-11-30T09:00">4 <b>percent</b></ins></span>.</p>',
      "<p>Fares rise 4 <strong>percent</strong>.</p>",
    ],
    ["accepts tracked paragraphs", "<del><p>old</p></del><ins><p>a</p><p>b</p></ins>", "<p>a</p><p>b</p>"],
    [
      "knows deletions of Word by class",
      "<p>a <span class=MsoDel>b</span><span class=msoIns>c</span></p>",
      "<p>a c</p>",
    ],
    [
      "accepts tracked items",
      "<ul><del><li>old</li></del><ins><li>new</li></ins></ul>",
      "<ul><li>new</li></ul>",
    ],
    ["keeps words that are struck by hand", "<p>a <s>b</s> <strike>c</strike></p>", "<p>a b c</p>"],
    ["drops what is hidden", "<p>seen<span style='display:none'>hidden</span></p>", "<p>seen</p>"],
    [
      "drops forms, scripts and frames",
      "<p>a</p><script>x</script><button>b</button><iframe></iframe>",
      "<p>a</p>",
    ],
    [
      "flattens lists in lists",
      "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>",
      "<ul><li>a</li><li>b</li><li>c</li></ul>",
    ],
    ["drops empty items", "<ol><li> </li><li>a</li></ol>", "<ol><li>a</li></ol>"],
    [
      "takes a table of one cell for a box",
      "<table><tr><td><p>in a box</p></td></tr></table>",
      "<p>in a box</p>",
    ],
    [
      "names the speaker of a quote",
      "<blockquote><p>It rose.</p><footer>Han</footer></blockquote>",
      "<blockquote><p>It rose.</p><cite>Han</cite></blockquote>",
    ],
    [
      "knows pull quotes of WordPress",
      '<figure class="wp-block-pullquote"><blockquote><p>It rose.</p><cite>Han</cite></blockquote></figure>',
      '<blockquote data-kind="pull-quote"><p>It rose.</p><cite>Han</cite></blockquote>',
    ],
    [
      "keeps words that somebody took for a speaker",
      "<blockquote><cite>Han</cite></blockquote>",
      "<blockquote><p>Han</p></blockquote>",
    ],
    [
      "draws lines at the top level alone",
      "<hr><blockquote><p>a</p><hr></blockquote>",
      "<hr><blockquote><p>a</p></blockquote>",
    ],
  ]) {
    test(name, () => assert.equal(fromElsewhere(html).html, expected));
  }

  test("joins the items of Word's lists, each kind by itself", () => {
    const { html } = fromElsewhere(
      item(0, "·", "a") + item(0, "·", "b") + item(1, "1.", "c") + item(1, "가.", "d"),
    );
    const clean = html.replaceAll(' data-word="1"', "");
    assert.equal(clean, "<ul><li>a</li><li>b</li></ul><ol><li>c</li><li>d</li></ol>");
  });

  test("keeps a table with its head, caption and spans", () => {
    const { html } = fromElsewhere(
      "<table><caption>Tides</caption><thead><tr><th colspan=2><b>Port</b></th></tr></thead>" +
        "<tr><td>Mokpo</td><td><p>3</p><p>m</p></td></tr></table>",
    );
    assert.equal(
      html,
      '<table><caption>Tides</caption><thead><tr><th colspan="2">Port</th></tr></thead>' +
        "<tbody><tr><td>Mokpo</td><td>3<br>m</td></tr></tbody></table>",
    );
  });

  test("leaves pictures out and reports them", () => {
    const { html, left, hasPictures } = fromElsewhere("<p>a<img src=x></p>");
    assert.deepEqual([html, left, hasPictures], ["<p>a</p>", [""], true]);
    assert.equal(fromElsewhere("<p>a</p>").hasPictures, false);
  });
});

test("deleted words are reported where there are any", () => {
  assert.equal(fromElsewhere("<p>a<del>b</del></p>").hasDeletions, true);
  assert.equal(fromElsewhere("<p>a<del> </del></p>").hasDeletions, false);
});

test("tracked changes have their lines for a field without formatting", () => {
  const html = "<p>Fares  <del>3</del><b>4</b><br>won</p><ul><li>a</li></ul><table><tr><th>b<td>c</table>";
  assert.equal(acceptedText(html), "Fares 4\nwon\na\nb\nc");
  assert.equal(acceptedText("<del>all</del>"), "");
  assert.equal(acceptedText("<p>Fares <ins>4</ins> <s>3</s></p>"), null);
});

describe("pasted pictures", () => {
  const at = (name) => `https://old.example/u/${name}.jpg`;
  const pictures = new Map([
    [at("ferry"), 7],
    [at("crane"), 8],
  ]);
  const read = (html) => fromElsewhere(html, [], pictures);
  const figure = (number, caption = "") =>
    `<figure data-image="${number}"><figcaption>${caption}</figcaption></figure>`;
  const gallery = (...parts) => `<div data-kind="gallery">${parts.join("")}</div>`;
  const nested = (name, caption = "") =>
    `<figure class="wp-block-image"><a href="/x"><img src="${at(name)}" alt="A ${name}"></a>${caption}</figure>`;

  for (const [name, html, expected] of [
    ["of the library stay", `<p>a<img src="${at("ferry")}">b</p>`, `<p>a</p>${figure(7)}<p>b</p>`],
    [
      "keep their captions",
      nested("ferry", "<figcaption>At <b>sea</b></figcaption>"),
      figure(7, "At <strong>sea</strong>"),
    ],
    [
      "of a gallery of WordPress",
      `<p>a</p><figure class="wp-block-gallery">${nested("ferry", "<figcaption>At sea</figcaption>")}` +
        `${nested("crane")}<figcaption>The <i>harbor</i></figcaption></figure>`,
      `<p>a</p>${gallery("<h3>The <em>harbor</em></h3>", figure(7, "At sea"), figure(8))}`,
    ],
    [
      "of the classic gallery",
      `<div class="gallery"><dl class="gallery-item"><dt><img src="${at("ferry")}"></dt>` +
        `<dd class="gallery-caption">At sea</dd></dl><dl class="gallery-item"><dt>` +
        `<img data-src="${at("crane")}" src="data:image/gif;base64,"></dt></dl></div>`,
      gallery(figure(7, "At sea"), figure(8)),
    ],
    [
      "of a gallery of our pages, without their credits",
      `<h3 class="gallery__title">Harbor</h3><div class="insert insert--gallery"><figure><img src="${at("ferry")}">` +
        `<figcaption><span class="picture__caption">At sea</span> <span class="picture__credit">Han</span>` +
        `</figcaption></figure><figure><img src="${at("crane")}"></figure></div>`,
      gallery("<h3>Harbor</h3>", figure(7, "At sea"), figure(8)),
    ],
    [
      "of a gallery of which one is known",
      `<div class="gallery">${nested("ferry")}${nested("gone", "<figcaption>Gone</figcaption>")}</div>`,
      `${figure(7)}<p>Gone</p>`,
    ],
    [
      "of a gallery of which none is known leave their words",
      `<div class="gallery">${nested("gone", "<figcaption>Gone</figcaption>")} By Han</div>`,
      "<p>Gone</p><p> By Han</p>",
    ],
  ]) {
    test(name, () => assert.equal(read(html).html, expected));
  }

  test("that are left out have the names by which people know them", () => {
    const { left } = read(`${nested("gone")}<img src="${at("lost")}"><img src="data:,">${nested("ferry")}`);
    assert.deepEqual(left, ["A gone", "lost.jpg", ""]);
    const words = { picturesDropped: "Images were left out.", leftOut: "Left out:" };
    assert.equal(leftOut(words, left), "Images were left out. Left out: A gone, lost.jpg");
    assert.equal(leftOut(words, [""]), "Images were left out.");
    assert.equal(
      leftOut(words, ["1", "2", "3", "4", "5", "6"]),
      "Images were left out. Left out: 1, 2, 3, 4, 5 …",
    );
  });
  test("that stand in a quote are left out", () => {
    const { html, left } = read(`<blockquote><p>a</p><img src="${at("ferry")}"></blockquote>`);
    assert.deepEqual([html, left], ["<blockquote><p>a</p></blockquote>", ["ferry.jpg"]]);
  });
  test("of a code for a gallery are told, and the code goes", () => {
    const { html, left } = read("<p>a</p><p>[gallery ids=&quot;3,5&quot; link=“file”]</p><p>[sic] b</p>");
    assert.equal(html, "<p>a</p><p>[sic] b</p>");
    assert.deepEqual(left, ['[gallery ids="3,5" link="file"]']);
  });
  test("are asked for by all their addresses, once", () => {
    const lazy = `<img data-orig-file="${at("whole")}" src="${at("ferry")}"><img src="${at("ferry")}"><img src="x">`;
    assert.deepEqual(pictureAddresses(lazy), [at("whole"), at("ferry")]);
  });
});

describe("a pasted link", () => {
  const linked = (href) => fromElsewhere(`<p><a href="${href}">x</a></p>`).html;

  test("is kept", () =>
    assert.equal(linked("https://a.example/b?c=1"), '<p><a href="https://a.example/b?c=1">x</a></p>'));
  for (const href of [
    "javascript:alert(1)",
    "file:///C:/a.doc",
    "#_ftn1",
    "/admin/",
    `${location.href}#_ftn1`,
  ]) {
    test(`is dropped when it leads to ${href}`, () => assert.equal(linked(href), "<p>x</p>"));
  }
  test("is freed from the detour of Google Docs", () => {
    assert.equal(
      linked("https://www.google.com/url?q=https://a.example/b&amp;sa=D"),
      '<p><a href="https://a.example/b">x</a></p>',
    );
    const other = "https://www.google.com/url?q=javascript:x";
    assert.equal(linked(other), `<p><a href="${other}">x</a></p>`);
  });
});

describe("HTML that is only parsed", () => {
  test("has no styles, scripts and handlers that a policy would report", () => {
    const html = `<style>p {}</style><p style="color: red" onclick='a > b' class="x">a<script>x</script></p>`;
    assert.equal(quiet(html), `<p data-style="color: red" data-onclick='a > b' class="x">a</p>`);
  });
  test("keeps text that looks like an attribute", () => {
    assert.equal(quiet("<p>the style = plain</p>"), "<p>the style = plain</p>");
  });
});
