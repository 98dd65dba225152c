/** What the bar of labels and its search box are given. */
import type { ReactNode } from "react";
import type { Translate } from "../i18n/translate";

export interface LabelBarProps {
  labels: readonly string[];
  active: string | null;
  onSelect(label: string): void;
  /** Colour per label; labels without one are drawn without a swatch. */
  colors?: Readonly<Record<string, string>>;
  /** Key combination per label, in the order of the labels; "" for none. */
  keys: readonly string[];
  style: "list" | "dropdown";
  t: Translate;
  /** Writing direction of the data: the bar is mirrored with it. */
  dir?: "rtl" | undefined;
  /** Tooltip per label. */
  descriptions?: Readonly<Record<string, string>>;
  /** Group name per list of labels; labels in no group come first. */
  groups?: Readonly<Record<string, readonly string[]>>;
  /** The filter box; opened and closed by the view, because its key is a shortcut of the view. */
  isFiltering?: boolean;
  onFilter?(isOpen: boolean): void;
  /** A control at the start of the bar, such as a switch between two sets of labels. */
  lead?: ReactNode;
  /** Further controls at the end of the bar. */
  children?: ReactNode;
}
