// The CSRF token of a new login in another window.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { takeToken } from "newsroom-login";

const FORM = '<form><input type="hidden" name="csrfmiddlewaretoken" value="old"></form>';
const tokens = () => [...document.querySelectorAll("input")].map(({ value }) => value);
const answer = (body, status = 200) => new Response(body, { status });

beforeEach(() => {
  document.body.innerHTML = FORM + FORM;
});

test("is put into all forms of the page", async () => {
  assert.equal(await takeToken(answer('{"user": 7, "token": "new"}'), "7"), "new");
  assert.deepEqual(tokens(), ["new", "new"]);
});

for (const [who, one] of [
  ["somebody else", answer('{"user": 8, "token": "new"}')],
  ["nobody", answer('{"error": "You are logged out."}', 401)],
  ["nobody, and another page is sent", answer("<!doctype html><h1>Log in</h1>")],
]) {
  test(`is not taken while ${who} is logged in`, async () => {
    assert.equal(await takeToken(one, "7"), "");
    assert.deepEqual(tokens(), ["old", "old"]);
  });
}
