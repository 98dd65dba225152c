import type { ReactNode } from "react";
import "./content.css";

/** A remark inside a card that doesn't stop the work. */
export function Notice({ children }: { children: ReactNode }) {
  return (
    <p className="prodigy-notice" role="status">
      {children}
    </p>
  );
}
