/** Parts of the page that the first task does without. One file, asked for as soon as the page is drawn. */
export { Announcement } from "./Announcement";
export { EmptyState } from "./EmptyState";
export { SidebarContent } from "./SidebarContent";
export { StatusLine } from "./StatusLine";
export { Toasts } from "./Toasts";
export { watchScrolling } from "./watchScrolling";
