import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { FakeChannel } from "../../testing/fakeTabs";
import { openTabChannel, type TabChannel } from "./tabChannel";
import { waitFor } from "../../testing/waitFor";

const opened: TabChannel[] = [];
function open(id: string, name = "session") {
  const heard: string[] = [];
  const channel = openTabChannel(name, id, (kind, from) => heard.push(`${kind} ${from}`));
  opened.push(channel);
  return { channel, heard };
}

beforeEach(() => vi.stubGlobal("BroadcastChannel", FakeChannel));
afterEach(() => {
  for (const channel of opened.splice(0)) channel.close();
  FakeChannel.all = [];
  vi.unstubAllGlobals();
});

it("tells the other tabs of the session, and not the page itself", async () => {
  const [one, two, other] = [open("1"), open("2"), open("3", "another session")];
  one.channel.send("claim");
  await waitFor(() => expect(two.heard).toEqual(["claim 1"]));
  expect([one.heard, other.heard]).toEqual([[], []]);
});

it("waits for one kind of message, and not for ever", async () => {
  const [one, two] = [open("1"), open("2")];
  const isHeld = one.channel.isTold("held", 2000);
  const isGiven = one.channel.isTold("given", 30);
  two.channel.send("held");
  expect(await isHeld).toBe(true);
  expect(await isGiven).toBe(false);
});

it("is told nothing where tabs can't talk", async () => {
  vi.stubGlobal("BroadcastChannel", undefined);
  const { channel } = open("1");
  channel.send("claim");
  expect(await channel.isTold("held", 10)).toBe(false);
});
