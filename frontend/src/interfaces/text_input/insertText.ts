/** Puts text into a field as if it was typed: whoever listens for `input` hears it. */

/** isWhole: in place of everything; otherwise where the cursor is, in place of what is selected. */
export function insertText(element: HTMLInputElement | HTMLTextAreaElement, text: string, isWhole: boolean): void {
  if (isWhole) element.select();
  const { length } = element.value;
  element.setRangeText(text, element.selectionStart ?? length, element.selectionEnd ?? length, "end");
  element.dispatchEvent(new Event("input", { bubbles: true }));
}
