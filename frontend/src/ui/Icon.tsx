/** Our icons: one stroke width, one grid of 24, the colour of the text around them. */
import type { ReactNode } from "react";

const SHAPES = {
  accept: <path d="M4.5 12.8 9.6 18 19.5 6.8" />,
  reject: <path d="m6 6 12 12M18 6 6 18" />,
  ignore: (
    <>
      <circle cx="12" cy="12" r="8.2" />
      <path d="m6.3 6.3 11.4 11.4" />
    </>
  ),
  undo: <path d="M8.8 5 4.5 9.3l4.3 4.3M5 9.3h8.6a5.3 5.3 0 0 1 0 10.6H9" />,
  save: (
    <>
      <path d="M5.5 3.8h10.6l4.1 4.1v10.6a1.7 1.7 0 0 1-1.7 1.7h-13a1.7 1.7 0 0 1-1.7-1.7v-13a1.7 1.7 0 0 1 1.7-1.7Z" />
      <path d="M7.6 3.8v4.8h7.6V3.8M7.2 20.2v-6.4h9.6v6.4" />
    </>
  ),
  saved: <path d="m5 12.6 4.6 4.6L19 7.4" />,
  warning: <path d="M12 4 2.8 19.8h18.4L12 4Zm0 6v4.6m0 2.4v.1" />,
  flag: <path d="M6.8 4.2h10.4v16.3L12 16.4l-5.2 4.1V4.2Z" />,
  help: (
    <>
      <circle cx="12" cy="12" r="9" />
      <path d="M9.4 9.6a2.7 2.7 0 1 1 4 2.3c-.9.5-1.4 1-1.4 2.1m0 2.9v.1" />
    </>
  ),
  person: (
    <>
      <circle cx="12" cy="8.4" r="4" />
      <path d="M4.5 20a7.5 7.5 0 0 1 15 0" />
    </>
  ),
  note: <path d="M4.5 5h15v11h-8l-4.5 4v-4h-2.5V5Zm4 4h7m-7 3.2h4.5" />,
  pin: <path d="M14.5 4h5.5v16H4V4h10.5Zm0 0v16" />,
  keyboard: (
    <>
      <rect x="2.5" y="6" width="19" height="12.5" rx="2" />
      <path d="M6.2 10h.1m3.8 0h.1m3.8 0h.1m3.8 0h.1M8 14.4h8" />
    </>
  ),
  menu: <path d="M4 7h16M4 12h16M4 17h16" />,
  close: <path d="m6 6 12 12M18 6 6 18" />,
  retry: <path d="M19.5 12a7.5 7.5 0 1 1-2.3-5.4M19.8 3.6v4h-4" />,
  done: (
    <>
      <circle cx="12" cy="12" r="9" />
      <path d="m8 12.4 2.8 2.8L16.2 9.4" />
    </>
  ),
  tabs: <path d="M8 8h12v12H8zM4 16V4h12" />,
} satisfies Record<string, ReactNode>;

export type IconName = keyof typeof SHAPES;

export interface IconProps {
  name: IconName;
  /** Pixels. Default: the size that the style sheet gives. */
  size?: number;
  isFilled?: boolean;
}

export function Icon({ name, size, isFilled = false }: IconProps) {
  return (
    <svg
      className="prodigy-icon"
      viewBox="0 0 24 24"
      width={size}
      height={size}
      fill={isFilled ? "currentColor" : "none"}
      stroke="currentColor"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {SHAPES[name]}
    </svg>
  );
}
