/** The mark: lines of a text, one passage highlighted. */
export function Logo() {
  return (
    <span className="prodigy-logo">
      <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true" focusable="false">
        <rect width="32" height="32" rx="8" fill="var(--prodigy-logo, #583fcf)" />
        <g fill="none" strokeLinecap="round">
          <path d="M9 8.5h14M9 16h14M9 23.5h7" stroke="#fff" strokeOpacity="0.5" strokeWidth="2.6" />
          <path d="M14.5 16h6" stroke="#ffe184" strokeWidth="6" />
        </g>
      </svg>
      <span className="prodigy-logo-name">Prodigy</span>
    </span>
  );
}
