/**
 * A name that nobody else has.
 *
 * `crypto.randomUUID` is missing on pages that are served without TLS from another machine.
 */
export function randomId(): string {
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
