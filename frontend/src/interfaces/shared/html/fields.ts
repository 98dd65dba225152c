/**
 * Form controls in templates: `data-prodigy-field="key"` binds a control to a key of the task, both ways.
 *
 * A number or slider gives a number, a checkbox true or false, several checkboxes of one key the list of their values,
 * a list for several choices the list of the chosen ones, everything else a string. What is empty has no key.
 */
const FIELD = "data-prodigy-field";

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;
type Values = Record<string, unknown>;

const controlsIn = (root: Element): Control[] =>
  [...root.querySelectorAll(`[${FIELD}]`)].filter(
    (element): element is Control =>
      element instanceof HTMLInputElement ||
      element instanceof HTMLSelectElement ||
      element instanceof HTMLTextAreaElement,
  );
const keyOf = (control: Control): string => control.getAttribute(FIELD) ?? "";

/** RETURNS: The control of an event, if it is bound. */
export function boundControl(target: EventTarget | null): Control | null {
  const control = target instanceof Element ? target.closest(`[${FIELD}]`) : null;
  return control ? (controlsIn(control.parentElement ?? control).find((other) => other === control) ?? null) : null;
}

/** RETURNS: The key of a control and its value; undefined if it is empty. */
export function readField(root: Element, control: Control): [key: string, value: unknown] {
  const key = keyOf(control);
  const group = controlsIn(root).filter((other) => keyOf(other) === key);
  return [key, readValue(control, group)];
}

function readValue(control: Control, group: readonly Control[]): unknown {
  if (control instanceof HTMLSelectElement && control.multiple) {
    return listOrNothing([...control.selectedOptions].map(({ value }) => value));
  }
  if (control instanceof HTMLInputElement) {
    const inputs = group.filter((other): other is HTMLInputElement => other instanceof HTMLInputElement);
    if (control.type === "radio") return inputs.find(({ checked }) => checked)?.value;
    if (control.type === "checkbox") {
      if (inputs.length < 2) return control.checked;
      return listOrNothing(inputs.filter(({ checked }) => checked).map(({ value }) => value));
    }
    if (control.type === "number" || control.type === "range") {
      return control.value === "" || Number.isNaN(control.valueAsNumber) ? undefined : control.valueAsNumber;
    }
  }
  return control.value === "" ? undefined : control.value;
}

const listOrNothing = (list: string[]) => (list.length ? list : undefined);

/** Puts the values of the task into the controls, as after undo. A control without a value gets its default. */
export function writeFields(root: Element, task: Values): void {
  for (const control of controlsIn(root)) {
    const key = keyOf(control);
    const value = Object.hasOwn(task, key) ? task[key] : undefined;
    const group = controlsIn(root).filter((other) => keyOf(other) === key);
    if (JSON.stringify(readValue(control, group)) !== JSON.stringify(value)) writeValue(control, value, group.length);
  }
}

function writeValue(control: Control, value: unknown, groupSize: number): void {
  if (control instanceof HTMLSelectElement) {
    const chosen = (Array.isArray(value) ? value : [value ?? ""]).map(String);
    for (const option of control.options) {
      option.selected = value === undefined ? option.defaultSelected : chosen.includes(option.value);
    }
    return;
  }
  if (control instanceof HTMLInputElement && (control.type === "radio" || control.type === "checkbox")) {
    if (value === undefined) control.checked = control.defaultChecked;
    else if (control.type === "radio") control.checked = control.value === String(value);
    else if (groupSize < 2) control.checked = value === true;
    else control.checked = Array.isArray(value) && value.map(String).includes(control.value);
    return;
  }
  control.value = value === undefined || value === null ? control.defaultValue : String(value);
}

/** `required`, `pattern`, `min` and so on, of bound controls. Shows the browser's message at the first that fails. */
export function checkFields(root: Element): boolean {
  const failed = controlsIn(root).filter((control) => control.getClientRects().length > 0 && !control.checkValidity());
  for (const control of controlsIn(root)) control.toggleAttribute("data-prodigy-invalid", failed.includes(control));
  failed[0]?.reportValidity();
  return failed.length === 0;
}
