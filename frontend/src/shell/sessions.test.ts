import { beforeEach, describe, expect, it } from "vitest";
import { knownSessions, rememberSession, sessionUrl } from "./sessions";

beforeEach(() => localStorage.clear());

describe("sessions", () => {
  it("are remembered, the latest first and each once", () => {
    for (const name of ["alex", "jo", "alex"]) rememberSession(name);
    expect(knownSessions()).toEqual(["alex", "jo"]);
  });

  it("are not more than fit on the screen", () => {
    for (let i = 0; i < 20; i += 1) rememberSession(`name ${i}`);
    expect(knownSessions()).toHaveLength(8);
  });

  it("are forgotten when the storage holds something else", () => {
    localStorage.setItem("prodigy sessions", '{"a": 1');
    expect(knownSessions()).toEqual([]);
  });

  it("are opened with everything else in the address", () => {
    expect(sessionUrl("jo & co", "http://localhost:8080/sub/?x=1&session=zoe")).toBe(
      "http://localhost:8080/sub/?x=1&session=jo+%26+co",
    );
  });
});
