// What is typed into the form of an action, and comes back with the next one of it.
import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";

const { forgetTyped, keepTyped } = await import("../../static/js/admin/action_form.js");

function opened({ reason = "", more = "", user = 1, name = "return", attributes = "" } = {}) {
  document.body.innerHTML = `
    <form action="/admin/story/1/action/en/${name}/?seen=3" data-user="${user}" data-unused="Unused" ${attributes}>
      <input type="hidden" name="seen" value="3"><textarea name="reason">${reason}</textarea>
      <input type="radio" name="kind" value="update"><input type="radio" name="kind" value="minor">
      <input type="checkbox" name="confirmed" value="a1">${more}<div class="submit-row"></div>
    </form>`;
  const [form] = document.forms;
  keepTyped(form);
  return form;
}

function type(form, name, value) {
  const field = form.querySelector(`[name="${name}"]`);
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function choose(form, value) {
  const field = form.querySelector(`[value="${value}"]`);
  field.checked = true;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

const reasonIn = (form) => form.elements.reason.value;
const unusedIn = (form) => [...form.querySelectorAll("textarea[readonly]")].map((one) => one.value);

beforeEach(() => sessionStorage.clear());

describe("what is typed", () => {
  test("comes back, with the choices", () => {
    const form = opened();
    type(form, "reason", "Who says so?");
    choose(form, "minor");
    const next = opened();
    assert.equal(reasonIn(next), "Who says so?");
    assert.equal(next.querySelector("[value=minor]").checked, true);
  });
  test("belongs to one action and one person", () => {
    type(opened(), "reason", "Who says so?");
    assert.equal(reasonIn(opened({ name: "reopen" })), "");
    assert.equal(reasonIn(opened({ user: 2 })), "");
  });
  test("is gone once the action was taken", () => {
    const form = opened();
    type(form, "reason", "Who says so?");
    forgetTyped(form);
    assert.equal(reasonIn(opened()), "");
  });
  test("does not confirm warnings again", () => {
    choose(opened(), "a1");
    assert.equal(opened().querySelector("[value=a1]").checked, false);
  });
  test("never covers what somebody else has filled in meanwhile", () => {
    type(opened({ reason: "Old words" }), "reason", "My words");
    const form = opened({ reason: "New words" });
    assert.equal(reasonIn(form), "New words");
    assert.deepEqual(unusedIn(form), ["My words"]);
  });
  test("is shown where its field is gone", () => {
    type(opened({ more: '<textarea name="note"></textarea>' }), "note", "We said Monday.");
    assert.deepEqual(unusedIn(opened()), ["We said Monday."]);
  });
  test("does not overwrite a refused form, and is still there after it", () => {
    type(opened(), "reason", "Who says so?");
    const refused = opened({ reason: "Who says so? You?", more: '<ul class="errorlist"></ul>' });
    assert.equal(reasonIn(refused), "Who says so? You?");
    type(refused, "reason", "Who says so then?");
    assert.equal(reasonIn(opened()), "Who says so then?");
  });
  test("comes back where the action is not available anymore", () => {
    type(opened(), "reason", "Who says so?");
    const gone = opened({ more: '<ul class="errorlist"></ul>', attributes: "data-unavailable" });
    assert.equal(reasonIn(gone), "Who says so?");
  });
});
