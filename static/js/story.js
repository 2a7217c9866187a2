// Sharing of a story, copying for republication, and counting its page views. Nothing depends on it.
(() => {
  "use strict";
  const SECONDS = 8; // visible before it counts as read
  const { read, to } = document.currentScript.dataset;
  const status = document.querySelector("[data-copied]"); // screen readers announce it

  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      return false; // not permitted, or the page was not loaded over HTTPS
    }
  }

  async function copyAddress({ url }) {
    if (await copy(url)) {
      status.textContent = status.dataset.copied;
    } else {
      status.textContent = url; // to be copied by hand
      getSelection().selectAllChildren(status);
    }
  }

  // Readers who ask not to be tracked are not counted, although the count contains no names. Going back to the page
  // or reloading it is not another view.
  function counts() {
    const [arrival] = performance.getEntriesByType("navigation");
    const isNew = !arrival || ["navigate", "prerender"].includes(arrival.type);
    const minds = navigator.globalPrivacyControl || navigator.doNotTrack === "1";
    return read && isNew && !minds && !navigator.webdriver;
  }

  // Only the type of the referring page is sent, never its address. The first match counts.
  const TYPES = [
    ["mail", /^(mail|outlook)\.|\.mail\.|^com\.google\.android\.gm$|(^|\.)(feedly|inoreader)\.com$/],
    ["messenger", /(^|\.)(t\.me|whatsapp\.com|line\.me|kakao\.talk|telegram\.(org|messenger))$/],
    ["messenger", /^(open|pf|talk)\.kakao\.com$/],
    ["social", /(^|\.)(facebook|instagram|threads|twitter|x|linkedin|lnkd|youtube|reddit|tiktok)\.(com|in)$/],
    ["social", /(^|\.)(t\.co|threads\.net|bsky\.app|(blog|cafe|band)\.(naver|daum)\.(com|net)|band\.us)$/],
    ["social", /(^|\.)story\.kakao\.com$/],
    [
      "search",
      /(^|\.)(google|bing|naver|daum|zum|nate|yahoo|duckduckgo|ecosia|baidu|yandex)(\.[a-z]{2,3}){1,2}$/,
    ],
    ["search", /^com\.google\.android\.googlequicksearchbox$/],
  ];
  // The browsers inside apps that mostly do not name the page.
  const APPS = [
    ["messenger", /KAKAOTALK|\bLine\//],
    ["social", /FBAN|FBAV|Instagram/],
    ["search", /NAVER\(inapp|DaumApps/],
  ];

  function referrerType() {
    const match = (types, text) => types.find(([, pattern]) => pattern.test(text))?.[0];
    if (!document.referrer) return match(APPS, navigator.userAgent) ?? "direct";
    try {
      const { host, hostname } = new URL(document.referrer);
      return host === location.host ? "own" : (match(TYPES, hostname) ?? "other");
    } catch {
      return "other";
    }
  }

  // Without cookies, which navigator.sendBeacon would send.
  function sendView() {
    removeEventListener("visibilitychange", watch);
    const options = {
      method: "POST",
      body: `${read} ${referrerType()}`,
      credentials: "omit",
      referrerPolicy: "no-referrer",
      keepalive: true,
    };
    fetch(to, options).catch(() => {});
  }

  let waiting;
  function watch() {
    clearTimeout(waiting);
    if (!document.hidden) waiting = setTimeout(sendView, SECONDS * 1000);
  }

  if (counts()) {
    addEventListener("visibilitychange", watch);
    watch();
  }

  document.querySelector(".copy")?.addEventListener("click", async ({ target }) => {
    status.textContent = "";
    const text = document.getElementById(target.dataset.copies);
    if (await copy(text.value)) status.textContent = status.dataset.copied;
    else text.select();
  });

  const share = document.querySelector(".share");
  share?.querySelector(".share__copy").addEventListener("click", () => copyAddress(share.dataset));
  if (share && navigator.share) {
    const { title, url } = share.dataset;
    const button = share.querySelector(".share__system");
    button.hidden = false;
    button.addEventListener("click", () => navigator.share({ title, url }).catch(() => {})); // it may be closed
  }
})();
