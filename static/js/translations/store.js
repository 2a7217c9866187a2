// Stores unsaved text in this browser, per person, story and place: it outlives a crash, an
// expired login and a server that is away, and is offered again until somebody decides.

import { screenRoot, button, paragraph, words } from "newsroom-translations/rows";

const { user, story, language } = screenRoot.dataset;

function write(key, texts) {
  try {
    if (texts.some((text) => text.trim())) localStorage.setItem(key, JSON.stringify({ texts }));
    else localStorage.removeItem(key);
  } catch {
    // storage is switched off or full: what is typed is still sent
  }
}

/** What is kept of the places of one kind, each by its name. A Kept is {name, key, texts}. */
export function storeOf(kind) {
  const prefix = `${kind} ${user} ${story} ${language} `;
  const undecided = new Map(); // name → the Kept that is offered there, and still lies where typing is kept

  /** Typing on does not write over what is offered. */
  function setAside(name) {
    const kept = undecided.get(name);
    if (!kept) return;
    undecided.delete(name);
    kept.key += ` @${Date.now()}`;
    write(kept.key, kept.texts);
  }

  return {
    keep(name, texts) {
      setAside(name);
      write(prefix + name, texts);
    },
    forget(name) {
      if (!undecided.has(name)) write(prefix + name, []);
    },
    /** What earlier pages kept. */
    recall() {
      try {
        const keys = Object.keys(localStorage).filter((key) => key.startsWith(prefix));
        return keys.map((key) => ({
          name: key.slice(prefix.length).replace(/ @\d+$/, ""),
          key,
          ...JSON.parse(localStorage.getItem(key)),
        }));
      } catch {
        return [];
      }
    },
    drop(kept) {
      if (undecided.get(kept.name) === kept) undecided.delete(kept.name);
      write(kept.key, []);
    },
    /** A box that offers it: `take` puts it back, null where there is no place for it; `leave` moves the focus on. */
    offer(kept, told, { take, leave }) {
      if (kept.key === prefix + kept.name) undecided.set(kept.name, kept);
      const box = Object.assign(document.createElement("div"), { className: "translation-unsaved" });
      const way = (label, act) =>
        button(label, () => {
          box.remove();
          this.drop(kept);
          act();
        });
      const ways = paragraph("", { className: "seg-choices" });
      ways.append(...(take ? [way(words.take, take)] : []), way(words.drop, leave));
      box.setAttribute("role", "alert");
      box.append(
        paragraph(told),
        ...kept.texts.map((text) => paragraph(text, { className: "seg-version", lang: language })),
        ways,
      );
      return box;
    },
    /** The Kept of a place that is no more. */
    of: (name, texts) => ({ name, key: prefix + name, texts }),
  };
}
