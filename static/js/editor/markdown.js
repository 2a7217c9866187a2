// Pasted plain text as a body: paragraphs, or Markdown if there are clear signs of it.

const SIGNS = [
  /^#{1,6}\s+\S/m,
  /^\s*[-*+]\s+\S/m,
  /^\s*1[.)]\s+\S/m,
  /^>\s?\S/m,
  /\*\*[^\s*][^*\n]*\*\*/,
  /\[[^\]\n]+\]\((https?:|mailto:)[^)\s]+\)/,
];
const FULL_LINE = 60;

/** Whether a text contains marks that are meant as Markdown. */
export function isMarkdown(text) {
  return SIGNS.some((sign) => sign.test(text));
}

/** Each line as a paragraph. */
export function plainHtml(text) {
  const lines = text.split(/\r\n?|\n/).filter((line) => line.trim());
  return lines.map((line) => `<p>${escaped(line.trim())}</p>`).join("");
}

/** {html, hasPictures} of Markdown: headings, lists, quotes, tables, rules, bold, emphasis and links. */
export function fromMarkdown(text) {
  const reader = new Markdown(text);
  return { html: reader.read(), hasPictures: /!\[[^\]\n]*\]\([^)\n]*\)/.test(text) };
}

class Markdown {
  constructor(text) {
    this.lines = text.split(/\r\n?|\n/).filter((line) => !/^\s*(```|~~~)/.test(line));
    this.at = 0;
    // A line may continue on the next one only if blank lines separate the paragraphs.
    this.isWrapped = /\n[ \t]*\n/.test(text.replace(/\r\n?/g, "\n"));
  }

  read() {
    const blocks = [];
    while (this.at < this.lines.length) blocks.push(this.block());
    return blocks.join("");
  }

  /** Take lines as long as they match, each as the captured group of the pattern. */
  while(pattern) {
    const taken = [];
    while (this.at < this.lines.length) {
      const match = pattern.exec(this.lines[this.at]);
      if (!match) break;
      taken.push(match[1]);
      this.at += 1;
    }
    return taken;
  }

  block() {
    const line = this.lines[this.at];
    const heading = /^\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*$/.exec(line);
    if (heading) {
      this.at += 1;
      return wrapped(heading[1].length < 3 ? "h2" : "h3", inline(heading[2]));
    }
    if (/^\s{0,3}([-*_])(\s*\1){2,}\s*$/.test(line)) {
      this.at += 1;
      return "<hr>";
    }
    if (/^\s*[-*+]\s+\S/.test(line)) return list("ul", this.while(/^\s*[-*+]\s+(\S.*)$/));
    if (/^\s*1[.)]\s+\S/.test(line)) return list("ol", this.while(/^\s*\d{1,3}[.)]\s+(\S.*)$/));
    if (/^\s{0,3}>/.test(line)) return quote(this.while(/^\s{0,3}>\s?(.*)$/));
    if (/^\s*\|.*\|\s*$/.test(line) && isRuler(this.lines[this.at + 1])) {
      return table(this.while(/^\s*\|(.*)\|\s*$/));
    }
    return this.paragraph();
  }

  paragraph() {
    let text = this.lines[this.at].trim();
    this.at += 1;
    while (this.isWrapped && this.goesOn()) {
      text += ` ${this.lines[this.at].trim()}`;
      this.at += 1;
    }
    return text && wrapped("p", inline(text));
  }

  goesOn() {
    const [before, line] = [this.lines[this.at - 1], this.lines[this.at]];
    return before.length >= FULL_LINE && line?.trim() && !/^\s*([-*+>#|]|1[.)]\s)/.test(line);
  }
}

function list(tag, items) {
  return wrapped(tag, items.map((item) => wrapped("li", inline(item))).join(""));
}

/** A quote whose last line begins with a dash names its speaker. */
function quote(lines) {
  const said = lines.filter((line) => line.trim());
  const speaker = said.length > 1 && /^\s*(—|–|--)\s*(\S.*)$/.exec(said.at(-1));
  if (speaker) said.pop();
  const paragraphs = said.map((line) => wrapped("p", inline(line.trim()))).join("");
  return (
    paragraphs && wrapped("blockquote", paragraphs + (speaker ? wrapped("cite", inline(speaker[2])) : ""))
  );
}

const isRuler = (line) => /^\s*\|(\s*:?-+:?\s*\|)+\s*$/.test(line ?? "");

function table([head, , ...rows]) {
  const row = (line, tag) =>
    wrapped(
      "tr",
      line
        .split("|")
        .map((cell) => wrapped(tag, inline(cell.trim())))
        .join(""),
    );
  const body = rows.map((line) => row(line, "td")).join("");
  return wrapped("table", wrapped("thead", row(head, "th")) + wrapped("tbody", body));
}

function wrapped(tag, content) {
  return `<${tag}>${content}</${tag}>`;
}

function escaped(text) {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
}

/** Bold, emphasis, links; a backslash removes the meaning of a sign. */
function inline(text) {
  const kept = [];
  const keep = (html) => `\ue000${kept.push(html) - 1}\ue001`;
  return escaped(text.replace(/[\ue000\ue001]/g, ""))
    .replace(/\\([\\`*_{}[\]()#+\-.!|])/g, (_whole, sign) => keep(sign))
    .replace(/!\[([^\]]*)\]\([^)]*\)/g, "")
    .replace(/`([^`]+)`/g, (_whole, code) => keep(code))
    .replace(
      /\[([^\]]+)\]\(((?:https?:|mailto:)[^\s)]+)(?:\s+&quot;.*?&quot;)?\)/g,
      (_whole, words, href) => `${keep(`<a href="${href}">`)}${words}${keep("</a>")}`,
    )
    .replace(/&lt;((?:https?:\/\/|mailto:)[^\s&]+)&gt;/g, (_whole, href) =>
      keep(`<a href="${href}">${href}</a>`),
    )
    .replace(/(\*\*|__)(?=\S)(.+?)(?<=\S)\1/g, "<strong>$2</strong>")
    .replace(/(?<![\w*])\*(?=[^\s*])([^*]+?)(?<=[^\s*])\*(?![\w*])/g, "<em>$1</em>")
    .replace(/(?<![\p{L}\p{N}_])_(?=[^\s_])([^_]+?)(?<=[^\s_])_(?![\p{L}\p{N}_])/gu, "<em>$1</em>")
    .replace(/\ue000(\d+)\ue001/g, (_whole, place) => kept[place]);
}
