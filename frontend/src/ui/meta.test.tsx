import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { Meta } from "./Meta";

afterEach(cleanup);

describe("Meta", () => {
  it("shows keys and values, nested ones as JSON", () => {
    const { container } = render(<Meta meta={{ source: "NYT", score: 0.5, by: { a: [1] } }} config={{}} />);
    const entries = [...container.querySelectorAll(".prodigy-meta-entry")].map((entry) => entry.textContent);
    expect(entries).toEqual(["source: NYT", "score: 0.5", 'by: {"a":[1]}']);
  });

  it("links web addresses only", () => {
    render(<Meta meta={{ page: "https://example.com/a", bad: "javascript:alert(1)" }} config={{}} />);
    expect(screen.getAllByRole("link").map((link) => link.getAttribute("href"))).toEqual(["https://example.com/a"]);
  });

  it("never interprets markup", () => {
    const { container } = render(<Meta meta={{ x: "<img src=x>" }} config={{}} />);
    expect(container.querySelector("img")).toBeNull();
  });

  it.each([
    [{ meta: { a: 1 }, config: { hide_meta: true } }],
    [{ meta: {}, config: {} }],
    [{ meta: undefined, config: {} }],
  ])("is not there when hidden or empty", (props) => {
    const { container } = render(<Meta {...props} />);
    expect(container.innerHTML).toBe("");
  });
});
