/** Personal links: `?session=NAME#link=SECRET`. What is behind the # is never sent along with a request. */
import { createClient } from "../api/client";

/** Chats and mails put a full stop behind a link: the secret ends before it, and leaves the address with it. */
const LINK = /^#link=([\w-]+)/;

/**
 * Uses the link that the page was opened with. Its secret leaves the address and the history first.
 *
 * RETURNS: Whether there was one: the page has to be loaded anew then. RAISES: An ApiError if it is refused.
 */
export async function enterByLink(client = createClient()): Promise<boolean> {
  const secret = LINK.exec(location.hash)?.[1];
  const session = new URLSearchParams(location.search).get("session");
  if (!secret) return false;
  history.replaceState(history.state, "", location.pathname + location.search);
  if (!session) return false;
  await client.enter(session, secret);
  return true;
}

/**
 * Waits for links that are pasted into the address of this page. Browsers load nothing for what changes behind the #.
 *
 * RETURNS: A function that ends it.
 */
export function watchForLinks(reload = () => location.reload()): () => void {
  const look = () => {
    if (LINK.test(location.hash)) reload();
  };
  window.addEventListener("hashchange", look);
  return () => window.removeEventListener("hashchange", look);
}
