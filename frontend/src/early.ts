/**
 * What happens before the app is there, in a file of a few hundred bytes that depends on nothing else.
 *
 * The page may come with its first text on it, drawn by the server (prodigy/app/first_page.py). It is painted before the
 * app begins, whose scripts would keep it waiting. Nothing on it can be used yet: keys that are pressed are noted, and the
 * app applies them to that very task, or says that it didn't (shell/drawn.ts). The settings and the first tasks are asked
 * for here, and not by the page itself: a visit that runs no scripts gets no tasks, and neither does a page that the
 * browser opens in advance.
 */
import { findDrawn, noteKeys } from "./model/drawn";

/** Frames don't come to a page that nobody sees, and maybe not soon. */
const PAINTED_MS = 200;

export async function beginPage(load = (address: string) => import(/* @vite-ignore */ address)): Promise<void> {
  const drawn = findDrawn();
  if (drawn) noteKeys(drawn);
  await untilShown();
  askEarly();
  if (drawn) await untilPainted();
  const app = document.querySelector<HTMLLinkElement>("link#app");
  try {
    if (app) await load(app.href);
  } catch (error) {
    console.error(error);
    if (drawn) sayItFailed(drawn);
  }
}

function isPrerendering(): boolean {
  return Boolean((document as { prerendering?: boolean }).prerendering);
}

/** A page that is loaded in advance may never be looked at. */
function untilShown(): Promise<void> | void {
  if (!isPrerendering()) return;
  return new Promise((resolve) => document.addEventListener("prerenderingchange", () => resolve(), { once: true }));
}

/** Lets the browser load what the app will ask for, while its scripts come. Not for a page that nobody looks at yet. */
export function askEarly(): void {
  if (isPrerendering()) return;
  for (const link of document.querySelectorAll<HTMLLinkElement>('link[rel="early"]')) link.rel = "preload";
}

function untilPainted(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, PAINTED_MS);
    requestAnimationFrame(() => setTimeout(resolve));
  });
}

/** The text stands there, and would wait for ever. */
function sayItFailed(drawn: HTMLElement): void {
  const message = document.createElement("p");
  message.className = "prodigy-drawn-problem";
  message.setAttribute("role", "alert");
  message.textContent = "The page could not be loaded completely. Reload it to answer.";
  drawn.removeAttribute("aria-busy");
  drawn.append(message);
}
