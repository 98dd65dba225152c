import { afterEach, expect, test, vi } from "vitest";
import { createClient } from "../api/client";
import { ApiError } from "../api/errors";
import { enterByLink, watchForLinks } from "./entrance";

/** Opens an address. RETURNS: A client that notes where the page is when the secret is sent. */
const open = (address: string, refusal?: Error) => {
  history.replaceState({ kept: 1 }, "", address);
  const seen: string[] = [];
  const enter = vi.fn(() => {
    seen.push(location.href);
    return refusal ? Promise.reject(refusal) : Promise.resolve();
  });
  return { client: { ...createClient(), enter }, enter, seen };
};
const here = () => location.pathname + location.search + location.hash;

afterEach(() => history.replaceState(null, "", "/"));

test("a link is used with its name, after the secret has left the address", async () => {
  const { client, enter, seen } = open("/team/?session=jo%20l&x=1#link=a-B_9");
  const length = history.length;
  expect(await enterByLink(client)).toBe(true);
  expect(enter.mock.calls).toEqual([["jo l", "a-B_9"]]);
  expect(seen).toHaveLength(1);
  expect(seen[0]).not.toContain("a-B_9");
  expect(here()).toBe("/team/?session=jo%20l&x=1");
  expect(history.length).toBe(length);
  expect(history.state).toEqual({ kept: 1 });
});

test("a link that is refused is an error, and its secret is gone all the same", async () => {
  const refusal = new ApiError("server", "This link doesn't work any more", 403);
  const { client } = open("/?session=jo#link=abc", refusal);
  await expect(enterByLink(client)).rejects.toBe(refusal);
  expect(here()).toBe("/?session=jo");
});

test("a secret without a name is not sent, and doesn't stay in the address", async () => {
  for (const address of ["/#link=abc", "/?session=#link=abc"]) {
    const { client, enter } = open(address);
    expect(await enterByLink(client)).toBe(false);
    expect(enter).not.toHaveBeenCalled();
    expect(location.hash).toBe("");
  }
});

test.each(["", "#", "#link=", "#link", "#Link=abc", "#links=abc", "#a&link=abc", "#link=<b>", "#/link=a"])(
  "%j is no link, and stays",
  async (hash) => {
    const { client, enter } = open(`/?session=jo${hash}`);
    const before = here();
    expect(await enterByLink(client)).toBe(false);
    expect(enter).not.toHaveBeenCalled();
    expect(here()).toBe(before);
  },
);

test("the secret goes into the body of a request, not into its address", async () => {
  const sent = vi.spyOn(globalThis, "fetch").mockResolvedValue(new Response("{}"));
  open("/?session=jo#link=abc");
  expect(await enterByLink()).toBe(true);
  const [address, init] = sent.mock.calls[0]!;
  expect(JSON.stringify(address)).not.toContain("abc");
  expect(JSON.parse(String(init?.body))).toEqual({ session_id: "jo", link: "abc" });
  sent.mockRestore();
});

test.each(["#link=a-B_9.", "#link=a-B_9%20", "#link=a-B_9)"])(
  "%s is the link with what stood behind it",
  async (hash) => {
    const { client, enter } = open(`/?session=jo${hash}`);
    expect(await enterByLink(client)).toBe(true);
    expect(enter.mock.calls).toEqual([["jo", "a-B_9"]]);
    expect(here()).toBe("/?session=jo");
  },
);

test("a link that is pasted into the address of the page loads it anew", () => {
  const reload = vi.fn();
  const stop = watchForLinks(reload);
  open("/?session=jo#part");
  window.dispatchEvent(new HashChangeEvent("hashchange"));
  expect(reload).not.toHaveBeenCalled();
  open("/?session=jo#link=a-B_9");
  window.dispatchEvent(new HashChangeEvent("hashchange"));
  expect(reload).toHaveBeenCalledOnce();
  stop();
  window.dispatchEvent(new HashChangeEvent("hashchange"));
  expect(reload).toHaveBeenCalledOnce();
});
