/** Parts of the page that the first task does without. One file, asked for as soon as the page is drawn. */
export { EmptyState } from "./EmptyState";
export { History } from "./History";
export { Stats } from "./Stats";
export { Toasts } from "./Toasts";
export { watchScrolling } from "./watchScrolling";
