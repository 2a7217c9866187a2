// Loaded before each test: resolves the names of the import maps, and gives scripts a document.
import { register } from "node:module";
import { JSDOM } from "jsdom";

register("./import_maps.js", import.meta.url);

const { window } = new JSDOM("<!doctype html><html lang='en'><body></body></html>", {
  url: "http://localhost/admin/",
  pretendToBeVisual: true,
});
const GLOBALS = `
  window document location history navigator localStorage sessionStorage getSelection
  Node NodeFilter Element HTMLElement HTMLFormElement DOMParser FormData MutationObserver
  Event CustomEvent KeyboardEvent InputEvent
`;
for (const name of GLOBALS.trim().split(/\s+/)) {
  Object.defineProperty(globalThis, name, { value: window[name], configurable: true, writable: true });
}
for (const name of ["addEventListener", "removeEventListener", "getComputedStyle", "requestAnimationFrame"]) {
  globalThis[name] = window[name].bind(window);
}
// What jsdom does not have; text areas that grow by themselves need no script.
globalThis.CSS = { supports: () => true };
document.execCommand = () => false;
window.Element.prototype.scrollIntoView = () => {};
window.Element.prototype.checkVisibility = () => true;
