// The end of a login, and the CSRF token of a new one in another window.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { isLoginPage, takeToken } from "newsroom-login";

const FORM = '<form><input type="hidden" name="csrfmiddlewaretoken" value="old"></form>';
const tokens = () => [...document.querySelectorAll("input")].map(({ value }) => value);
const answer = (body, status = 200) => new Response(body, { status });

beforeEach(() => {
  document.body.innerHTML = FORM + FORM;
});

test("a new token is put into all forms of the page", async () => {
  assert.equal(await takeToken(answer('{"user": 7, "token": "new"}'), "7"), "new");
  assert.deepEqual(tokens(), ["new", "new"]);
});

for (const [who, one] of [
  ["somebody else", answer('{"user": 8, "token": "new"}')],
  ["nobody", answer('{"error": "You are logged out."}', 401)],
  ["nobody, and another page is sent", answer("<!doctype html><h1>Log in</h1>")],
]) {
  test(`a token is not taken while ${who} is logged in`, async () => {
    assert.equal(await takeToken(one, "7"), "");
    assert.deepEqual(tokens(), ["old", "old"]);
  });
}

test("a login page is told from other refusals", () => {
  const page = (html) => new DOMParser().parseFromString(html, "text/html");
  const link = page('<a href="/admin/login/?next=/admin/">Log in</a>');
  const at = (status, path = "/admin/") => ({ status, url: `http://localhost${path}` });
  assert.equal(isLoginPage(at(200, "/accounts/login/?next=/admin/"), page("")), true);
  assert.equal(isLoginPage(at(403), link), true);
  assert.equal(isLoginPage(at(403), page("<p>No.</p>")), false);
  assert.equal(isLoginPage(at(200), link), false);
});
