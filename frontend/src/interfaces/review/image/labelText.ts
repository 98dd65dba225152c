/** A label as it is written; empty for a shape without one. */
export function labelText(span: unknown): string {
  const { label } = (span ?? {}) as { label?: unknown };
  return typeof label === "string" || typeof label === "number" ? String(label) : "";
}
