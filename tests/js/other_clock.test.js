import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { instantsOnClock } from "../../static/js/admin/other_clock.js";

const instants = (shown, zone) =>
  instantsOnClock(Date.parse(`${shown}Z`), zone).map((one) => new Date(one).toISOString());

describe("a clock shows a time", () => {
  test("once on most days", () => {
    assert.deepEqual(instants("2026-03-12T08:30", "Asia/Seoul"), ["2026-03-11T23:30:00.000Z"]);
    assert.deepEqual(instants("2026-07-01T00:00", "Europe/Berlin"), ["2026-06-30T22:00:00.000Z"]);
  });
  test("never in the hour that spring leaves out", () => {
    assert.deepEqual(instants("2026-03-29T02:30", "Europe/Berlin"), []);
  });
  test("twice in the hour that autumn repeats, the earlier first", () => {
    const expected = ["2026-10-25T00:30:00.000Z", "2026-10-25T01:30:00.000Z"];
    assert.deepEqual(instants("2026-10-25T02:30", "Europe/Berlin"), expected);
  });
  test("in zones of half hours", () => {
    assert.deepEqual(instants("2026-01-01T05:45", "Asia/Kathmandu"), ["2026-01-01T00:00:00.000Z"]);
  });
});
