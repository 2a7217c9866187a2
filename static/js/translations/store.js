// Stores unsaved text in this browser, per user, story and place: it outlives a crash, an expired login and an
// unreachable server, and is offered again until the user decides.

import { screenRoot, button, paragraph, words } from "newsroom-translations/rows";

const { user, story, language } = screenRoot.dataset;

function write(key, texts) {
  try {
    if (texts.some((text) => text.trim())) localStorage.setItem(key, JSON.stringify({ texts }));
    else localStorage.removeItem(key);
  } catch {
    // storage is switched off or full: the text is still sent
  }
}

/** The stored texts of the places of one kind, each by its name. A Kept is {name, key, texts}. */
export function storeOf(kind) {
  const prefix = `${kind} ${user} ${story} ${language} `;
  const undecided = new Map(); // name → the Kept that is offered there, and is still in storage

  /** Further typing does not overwrite an offered text. */
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
    /** Texts stored by earlier pages. */
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
    /** A box that offers it: `take` restores it, null if it has no place; `leave` moves the focus on. */
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
    /** The Kept of a place that no longer exists. */
    of: (name, texts) => ({ name, key: prefix + name, texts }),
  };
}
