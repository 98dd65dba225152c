/** Roles as they are named and marked. */
import type { MessageKey, Translate } from "../../../i18n/translate";

export type RoleKind = "system" | "user" | "assistant" | "tool" | "other";

const KINDS: Readonly<Record<string, RoleKind>> = {
  system: "system",
  developer: "system",
  user: "user",
  assistant: "assistant",
  tool: "tool",
  function: "tool",
};

export function roleKind(role: string): RoleKind {
  return Object.hasOwn(KINDS, role) ? (KINDS[role] as RoleKind) : "other";
}

/** Known roles in the language of the page, others as the data have them. */
export function roleName(role: string, t: Translate): string {
  const isKnown = Object.hasOwn(KINDS, role) && role !== "function";
  return isKnown ? t(`role_${role}` as MessageKey) : role || t("role_unknown");
}

const PATHS: Readonly<Record<RoleKind | "call", string>> = {
  system: "M4 7h10m4 0h2M4 17h2m4 0h10M16 5v4M8 15v4",
  user: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zm-7.5 8c.6-4 3.6-6 7.5-6s6.9 2 7.5 6",
  assistant: "m12 3 2.2 6.8L21 12l-6.8 2.2L12 21l-2.2-6.8L3 12l6.8-2.2z",
  tool: "m5 7 5 5-5 5m7 1h7",
  other: "M5 5h14v11h-8l-4 4v-4H5z",
  call: "M9 4c-2 0-2.5 1-2.5 2.5V9c0 2-1 3-2.5 3 1.5 0 2.5 1 2.5 3v2.5C6.5 19 7 20 9 20m6-16c2 0 2.5 1 2.5 2.5V9c0 2 1 3 2.5 3-1.5 0-2.5 1-2.5 3v2.5c0 1.5-.5 2.5-2.5 2.5",
};

export function RoleIcon({ kind }: { kind: RoleKind | "call" }) {
  return (
    <svg className="prodigy-turn-icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[kind]} />
    </svg>
  );
}
