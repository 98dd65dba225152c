/** What floats beside tokens that are selected: loaded after the card is there. */
export { PendingSelection } from "./PendingSelection";
export { SelectedSpan } from "./SelectedSpan";
export { SpanMap } from "./SpanMap";
