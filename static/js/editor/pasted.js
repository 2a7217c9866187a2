// Parts of pasted HTML: deletions of tracked changes; pictures with their addresses and names, captions and galleries,
// in WordPress, Ghost and our own pages.

import { detached } from "newsroom-editor/html";

const GALLERIES = ".wp-block-gallery, .gallery, .kg-gallery-card, .insert--gallery, [data-kind='gallery']";
const CAPTIONS = "figcaption, .wp-caption-text, .gallery-caption";
const FRAMES = "figure, dl, li, .gallery-item, .kg-gallery-image, .wp-caption";
const CODE = /\[gallery\b([^\][<]*)\]/gi;
const SHOWN_NAMES = 5;

/** Remove words deleted by tracked changes. Return whether there were any. Word also marks them by a class. */
export function removeDeletions(source) {
  let hasWords = false;
  for (const one of source.querySelectorAll("del, [class~=msodel i]")) {
    hasWords ||= Boolean(one.textContent.trim());
    one.remove();
  }
  return hasWords;
}

/** The possible addresses of the file of a picture, the full-size file first. */
export function addresses(image) {
  const { origFile, fullUrl, largeFile, src, lazySrc } = image.dataset ?? {};
  const given = [origFile, fullUrl, largeFile, image.getAttribute("src"), src, lazySrc];
  return given.filter((address) => /^https?:\/\//i.test(address ?? ""));
}

/** The addresses of all pictures in HTML, each once. */
export function pictureAddresses(html) {
  return [...new Set([...detached(html).querySelectorAll("img")].flatMap(addresses))];
}

/** A recognisable name of an omitted picture: its alternative text, or its file name. */
export function pictureName(image) {
  const alt = image.getAttribute("alt")?.trim();
  const [address] = addresses(image);
  return alt || (address ? new URL(address).pathname.split("/").at(-1) : "");
}

/** The id of a picture in the library, from a Map of addresses, or undefined. */
export function knownNumber(image, pictures) {
  return addresses(image)
    .map((address) => pictures.get(address))
    .find(Boolean);
}

const isGallery = (source) => source.matches(GALLERIES);
const isFrame = (source) =>
  source.matches("figure, .wp-caption") && source.querySelectorAll("img").length === 1;

/** Whether an element is a gallery, or the frame of one picture and its caption, with known pictures. */
export function framesKnown(source, pictures) {
  if (!isGallery(source) && !isFrame(source)) return false;
  return [...source.querySelectorAll("img")].some((image) => knownNumber(image, pictures));
}

/** The caption of a picture, within the gallery or frame around it, or null; without a credit, as on our pages. */
export function captionOf(image, source) {
  const frame = image.closest(FRAMES);
  const caption = frame && source.contains(frame) ? frame.querySelector(CAPTIONS) : null;
  return caption?.querySelector(".picture__credit") ? caption.querySelector(".picture__caption") : caption;
}

/** The title of a gallery, or null: a caption of the whole, or the heading before it on our pages. */
export function titleOf(source) {
  if (!isGallery(source)) return null;
  const before = source.previousElementSibling;
  if (before?.matches(".gallery__title")) return before;
  return [...source.children].find((child) => child.matches("h3, figcaption")) ?? null;
}

/** {text, galleries}: a text without WordPress's codes for galleries, and these codes in readable form. */
export function withoutCodes(text) {
  const galleries = [];
  const left = text.replace(CODE, (code) => {
    galleries.push(code.replace(/&quot;|[“”″]/g, '"'));
    return "";
  });
  return { text: left, galleries };
}

/** The message about omitted pictures, with their known names. */
export function leftOut(words, left) {
  const names = [...new Set(left.filter(Boolean))];
  if (!names.length) return words.picturesDropped;
  const shown = names.slice(0, SHOWN_NAMES).join(", ");
  return `${words.picturesDropped} ${words.leftOut} ${shown}${names.length > SHOWN_NAMES ? " …" : ""}`;
}
