/** Events for custom code, dispatched on `document`. */
export type ProdigyEvent =
  | "prodigymount"
  | "prodigyupdate"
  | "prodigyanswer"
  | "prodigyspanselected"
  | "prodigyundo"
  | "prodigyend"
  | "prodigysave"
  | "prodigyerror"
  | "prodigyinput";

/** Listeners run at once. What they throw goes to the console and stops nothing here. */
export function emit(name: ProdigyEvent, detail: Record<string, unknown> = {}): void {
  document.dispatchEvent(new CustomEvent(name, { detail }));
}
