/** What the policy of the page keeps from running or loading, so that nothing is missing in silence. */

/** Longer addresses are cut: they may hold a whole picture. */
const MAX_LENGTH = 120;

/** Calls back once for everything that is blocked. Returns the function that ends it. */
export function watchPolicy(report: (text: string) => void): () => void {
  const told = new Set<string>();
  const onViolation = ({ effectiveDirective, blockedURI }: SecurityPolicyViolationEvent) => {
    const text = `${effectiveDirective}: ${blockedURI}`.slice(0, MAX_LENGTH);
    if (told.has(text) || told.size > MAX_LENGTH) return;
    told.add(text);
    report(text);
  };
  document.addEventListener("securitypolicyviolation", onViolation);
  return () => document.removeEventListener("securitypolicyviolation", onViolation);
}
