// Requests to the newsroom: searches, objects that a body refers to, and the upload of a picture.

/** A refusal or failure with a message for the user. */
export class Refusal extends Error {}

const LONGEST_WAIT = 5000; // milliseconds; a paste waits no longer

export class Library {
  constructor({ urls, words }, token) {
    this.urls = urls;
    this.words = words;
    this.token = token;
    this.known = { image: new Map(), article: new Map(), topic: new Map(), term: new Map() };
    this.waiting = { image: null, article: null, topic: null, term: null };
  }

  /** One page of results: {results, more}. */
  async search(kind, { words, page = 1, signal, filters = [] }) {
    const answer = await this.ask(this.address(kind, [["q", words], ["page", page], ...filters]), { signal });
    for (const item of answer.results) this.known[kind].set(String(item.id), Promise.resolve(item));
    return answer;
  }

  /** The object of an id, or null if it does not exist. Ids requested together are one request. */
  find(kind, id) {
    if (!this.known[kind].has(id)) {
      this.waiting[kind] ??= this.gather(kind);
      const request = this.waiting[kind];
      request.ids.push(id);
      const item = request.items.then((items) => items.get(id) ?? null);
      item.catch(() => this.known[kind].delete(id));
      this.known[kind].set(id, item);
    }
    return this.known[kind].get(id);
  }

  gather(kind) {
    const ids = [];
    const items = new Promise((resolve) => setTimeout(resolve, 20)).then(async () => {
      this.waiting[kind] = null;
      const { results } = await this.ask(
        this.address(
          kind,
          ids.map((id) => ["id", id]),
        ),
      );
      return new Map(results.map((item) => [String(item.id), item]));
    });
    return { ids, items };
  }

  /** The pictures of the library for web addresses, as a Map to their ids; empty if in doubt. */
  async pictures(addresses) {
    const body = new FormData();
    for (const address of addresses) body.append("address", address);
    try {
      const headers = { "X-CSRFToken": this.token() };
      const options = { method: "POST", body, headers, signal: AbortSignal.timeout(LONGEST_WAIT) };
      return new Map((await this.ask(this.urls.pasted, options)).found);
    } catch {
      return new Map();
    }
  }

  /** Add a picture to the library; the form data are its columns: {picture, read}. Throw a Refusal. */
  async upload(data) {
    const { picture, read } = await this.ask(this.urls.upload, {
      method: "POST",
      body: data,
      headers: { "X-CSRFToken": this.token() },
    });
    this.known.image.set(String(picture.id), Promise.resolve(picture));
    return { picture, read };
  }

  /** The facts of an embed from its provider: {title, author, picture or null, problem}. Throw a Refusal. */
  async embedFacts(name) {
    const body = new FormData();
    body.set("name", name);
    const headers = { "X-CSRFToken": this.token() };
    const facts = await this.ask(this.urls.embed, { method: "POST", body, headers });
    if (facts.picture) this.known.image.set(String(facts.picture.id), Promise.resolve(facts.picture));
    return facts;
  }

  address(kind, pairs) {
    return `${this.urls[kind]}?${new URLSearchParams(pairs)}`;
  }

  async ask(address, options = {}) {
    const { words } = this;
    let response;
    try {
      response = await fetch(address, { credentials: "same-origin", ...options });
    } catch (error) {
      if (error.name === "AbortError") throw error;
      throw new Refusal(words.failed);
    }
    if (response.redirected) throw new Refusal(words.loggedOut);
    if (response.status === 403) throw new Refusal(words.refused);
    const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
    const answer = isJson ? await response.json() : null;
    if (!response.ok || !answer) throw new Refusal(answer?.errors?.join(" ") ?? words.failed);
    return answer;
  }
}

/** The text of an object in the wanted language, otherwise in the other: {text, lang}. */
export function inLanguage(texts, language) {
  const lang = texts[language] ? language : Object.keys(texts)[0];
  return lang ? { text: texts[lang], lang } : { text: "", lang: language };
}

/** The text in the language of the screen, which may differ from the language of the edited text. */
export const inScreenLanguage = (texts) => inLanguage(texts, document.documentElement.lang.slice(0, 2));
