import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { runInNewContext } from "node:vm";

const source = readFileSync(new URL("../../static/js/story.js", import.meta.url), "utf8");

/** Run the script of a story's page until it reports the view; return the report. */
function report(referrer, userAgent = "Mozilla/5.0") {
  const sent = [];
  runInNewContext(source, {
    URL,
    document: {
      currentScript: { dataset: { read: "17:en:1:x", to: "/en/read/" } },
      hidden: false,
      querySelector: () => null,
      referrer,
    },
    location: { host: "news.example:8000" },
    navigator: { userAgent, webdriver: false },
    performance: { getEntriesByType: () => [] },
    addEventListener() {},
    removeEventListener() {},
    clearTimeout() {},
    setTimeout: (work) => work(),
    fetch: (_to, options) => Promise.resolve(sent.push(options.body)),
  });
  return sent.join();
}

const TYPES = {
  direct: [""],
  own: ["http://news.example:8000/en/"],
  search: [
    "https://www.google.com/",
    "https://www.google.co.kr/",
    "https://search.naver.com/search.naver?query=fog",
    "https://m.search.daum.net/",
    "https://duckduckgo.com/",
    "android-app://com.google.android.googlequicksearchbox/",
  ],
  social: [
    "https://l.facebook.com/",
    "https://t.co/abc",
    "https://x.com/",
    "https://lnkd.in/",
    "https://m.blog.naver.com/somebody",
    "https://story.kakao.com/",
  ],
  messenger: ["https://t.me/", "android-app://com.kakao.talk/", "https://pf.kakao.com/"],
  mail: [
    "https://mail.naver.com/",
    "https://outlook.live.com/",
    "https://feedly.com/",
    "https://mail.google.com/",
  ],
  other: [
    "https://example.org/google.com",
    "https://google.com.example.org/",
    "https://notgoogle.com/",
    "https://netflix.com/",
    "http://news.example:9000/",
  ],
};

for (const [type, referrers] of Object.entries(TYPES)) {
  for (const referrer of referrers) {
    test(`a reader from ${referrer || "nowhere"} is reported as ${type}, and nothing else`, () => {
      assert.equal(report(referrer), `17:en:1:x ${type}`);
    });
  }
}

test("the browser of an app that names no page is known by its own name", () => {
  assert.equal(report("", "Mozilla/5.0 (iPhone) KAKAOTALK 11.5.0"), "17:en:1:x messenger");
  assert.equal(report("", "Mozilla/5.0 (iPhone) NAVER(inapp; search; 2000)"), "17:en:1:x search");
  assert.equal(report("https://example.org/", "Mozilla/5.0 KAKAOTALK 11"), "17:en:1:x other");
});
