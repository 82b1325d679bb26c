import { html, useState } from "/page/ui.js";

/** A switch, with its words. */
export const Switch = ({ name, label, help, on, disabled, onChange }) =>
  html`<label class="switch"
    ><input
      type="checkbox"
      role="switch"
      name=${name}
      checked=${on}
      disabled=${disabled}
      onChange=${({ target }) => onChange(target.checked)}
    /><i></i><span><strong>${label}</strong>${help && html`<small>${help}</small>`}</span></label
  >`;

/** One value of a list of few. */
export const Choice = ({ input, node, value, onChange }) =>
  html`<select
    ...${input}
    value=${String(value ?? node.default ?? "")}
    onChange=${({ target }) => onChange(choices(node).find((each) => String(each) === target.value))}
  >
    ${(value ?? node.default) === undefined && html`<option value=""></option>`}${choices(node).map((each) => html`<option value=${String(each)}>${String(each)}</option>`)}
  </select>`;

const choices = (node) => node.enum ?? node.anyOf[0].enum;

export const Numeric = ({ input, node, value, onChange }) =>
  html`<input
    ...${input}
    type="number"
    inputmode="numeric"
    step="1"
    min=${node.minimum}
    max=${node.maximum}
    value=${value ?? ""}
    placeholder=${node.default ?? ""}
    onInput=${({ target }) => onChange(target.value === "" ? null : Number(target.value))}
  />`;

export const Text = ({ input, node, value, onChange }) =>
  html`<input
    ...${input}
    type="text"
    spellcheck=${false}
    pattern=${patternOf(node)}
    title=${node.errorMessage}
    minlength=${node.minLength}
    maxlength=${node.maxLength}
    value=${value ?? ""}
    placeholder=${node.default ?? ""}
    onInput=${({ target }) => onChange(target.value === "" ? null : typed(node, target.value))}
  />`;

/** A port is a number, or text with an address in front. */
const typed = ({ anyOf }, text) =>
  anyOf?.some(({ type }) => type === "integer") && /^\d+$/.test(text) ? Number(text) : text;

/** A browser takes patterns of its own dialect and anchors them; one that it cannot read is left to the server. */
function patternOf({ pattern }) {
  if (pattern === undefined) return undefined;
  try {
    new RegExp(pattern, "v");
    return pattern.replace(/^\^/, "").replace(/\$$/, "");
  } catch {
    return undefined;
  }
}

/** Several texts, one on a line. */
export const Lines = ({ input, value, node, onChange }) =>
  html`<textarea
    ...${input}
    rows="3"
    spellcheck=${false}
    placeholder=${(node.default ?? []).join("\n") || "One on each line"}
    value=${(value ?? []).join("\n")}
    onInput=${({ target }) =>
      onChange(
        target.value.trim() === ""
          ? null
          : target.value
              .split("\n")
              .map((line) => line.trim())
              .filter(Boolean),
      )}
  ></textarea>`;

/** Whatever has no form of its own, as JSON. */
export function Json({ input, value, onChange }) {
  const [text, setText] = useState(value === undefined || value === null ? "" : JSON.stringify(value, null, 2));
  const change = ({ target }) => {
    setText(target.value);
    try {
      target.setCustomValidity("");
      onChange(target.value.trim() === "" ? null : JSON.parse(target.value));
    } catch {
      target.setCustomValidity('This should be JSON, such as {"backend": "folder"}.');
    }
  };
  return html`<textarea
    ...${input}
    rows="4"
    spellcheck=${false}
    placeholder="JSON"
    value=${text}
    onInput=${change}
  ></textarea>`;
}
