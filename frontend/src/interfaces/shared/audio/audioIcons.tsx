/** Icons of the player, on the grid of our other ones. */
import type { ReactNode } from "react";

const SHAPES = {
  play: <path d="M7.5 4.8v14.4L19 12 7.5 4.8Z" fill="currentColor" />,
  pause: <path d="M8.5 5v14M15.5 5v14" strokeWidth="3.4" />,
  back: <path d="M12.5 6 6.5 12l6 6M18.5 6l-6 6 6 6" />,
  forward: <path d="m11.5 6 6 6-6 6M5.5 6l6 6-6 6" />,
  loop: (
    <path d="M5 12.5V11a4.5 4.5 0 0 1 4.5-4.5H18M15 3.5l3 3-3 3M19 11.5V13a4.5 4.5 0 0 1-4.5 4.5H6M9 20.5l-3-3 3-3" />
  ),
  region: <path d="M5 4.5v15M19 4.5v15M9.8 8.4v7.2l5.6-3.6-5.6-3.6Z" />,
  start: <path d="M6 4.5v15M10 12h9M15.5 8.5 19 12l-3.5 3.5" />,
  end: <path d="M18 4.5v15M5 12h9M10.5 8.5 14 12l-3.5 3.5" />,
  accept: <path d="m5 12.5 4.5 4.5L19 7.5" />,
} satisfies Record<string, ReactNode>;

export function AudioIcon({ name }: { name: keyof typeof SHAPES }) {
  return (
    <svg
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {SHAPES[name]}
    </svg>
  );
}
