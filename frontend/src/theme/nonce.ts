/** What scripts and styles of the project need to be allowed by the policy of the page; "" without one. */
export function pageNonce(): string {
  return document.querySelector<HTMLElement>('meta[name="nonce"]')?.nonce ?? "";
}
