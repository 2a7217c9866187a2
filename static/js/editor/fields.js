// Tracked changes in text pasted into a headline, a summary or another field without formatting.

import { detached } from "newsroom-editor/html";
import { fromElsewhere } from "newsroom-editor/office";

const LINES = "p, h2, h3, li, th, td, caption, cite, figcaption";

/** Paste the text with the changes accepted: the plain text of the clipboard also contains deleted words. */
export function pasteAccepted(event) {
  if (!event.target.matches?.("textarea")) return;
  const text = acceptedText(event.clipboardData?.getData("text/html") ?? "");
  if (text === null) return;
  event.preventDefault();
  document.execCommand("insertText", false, text);
}

/** The lines of pasted HTML without words deleted by tracked changes; null if there are none. */
export function acceptedText(html) {
  const { html: body, hasDeletions } = fromElsewhere(html);
  if (!hasDeletions) return null;
  const source = detached(body);
  for (const one of source.querySelectorAll("br")) one.replaceWith("\n");
  const lines = [...source.querySelectorAll(LINES)];
  return lines.map((line) => line.textContent.replace(/[^\S\n]+/g, " ").trim()).join("\n");
}
