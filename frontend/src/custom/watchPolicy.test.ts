import { afterEach, expect, test, vi } from "vitest";
import { watchPolicy } from "./watchPolicy";

const stops: (() => void)[] = [];
const watch = () => {
  const report = vi.fn();
  const stop = watchPolicy(report);
  stops.push(stop);
  return { stop, report, told: () => report.mock.calls.map(([text]) => text as string) };
};
/** What browsers dispatch on the element, from which it bubbles. */
const violate = (effectiveDirective: string, blockedURI: string, where: EventTarget = document.body) => {
  const event = new Event("securitypolicyviolation", { bubbles: true });
  where.dispatchEvent(Object.assign(event, { effectiveDirective, blockedURI }));
};

afterEach(() => stops.splice(0).forEach((stop) => stop()));

test("what is blocked is told, with what was tried, wherever it stands", () => {
  const { told } = watch();
  violate("script-src-elem", "https://cdn.example/a.js", document);
  violate("script-src-attr", "inline");
  expect(told()).toEqual(["script-src-elem: https://cdn.example/a.js", "script-src-attr: inline"]);
});

test("each thing is told once, however often it is tried", () => {
  const { told } = watch();
  for (let i = 0; i < 3; i += 1) violate("img-src", "https://a.example/1.png");
  violate("media-src", "https://a.example/1.png");
  expect(told()).toHaveLength(2);
});

test("addresses that hold whole pictures are cut", () => {
  const { told } = watch();
  violate("img-src", `https://a.example/?${"x".repeat(1e6)}`);
  expect(told()[0]).toMatch(/^img-src: https:\/\/a\.example\/\?x{50,200}$/);
});

test("a page that tries again and again doesn't fill the memory", () => {
  const { told } = watch();
  for (let i = 0; i < 5000; i += 1) violate("img-src", `https://a.example/${i}.png`);
  expect(told().length).toBeGreaterThan(20);
  expect(told().length).toBeLessThan(500);
});

test("nothing is told after the end, and another watch begins anew", () => {
  const first = watch();
  violate("img-src", "https://a.example");
  first.stop();
  violate("img-src", "https://b.example");
  const second = watch();
  violate("img-src", "https://a.example");
  expect(first.told()).toEqual(["img-src: https://a.example"]);
  expect(second.told()).toEqual(["img-src: https://a.example"]);
});
