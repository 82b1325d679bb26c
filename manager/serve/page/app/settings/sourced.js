import { Icon } from "/page/icons.js";
import { html, useState } from "/page/ui.js";

/** What the server tells in place of a secret; sent back, it leaves the secret as it is. */
const hidden = "[secret]";

const sources = { text: "Typed here", env: "Variable of the server", file: "File of the server" };

/** What says where a text is. Whoever may not reach the server's files can only type it. */
function Sourced({ input, label, value, kinds, admin, onChange, typing }) {
  const [kind, setKind] = useState(value?.file !== undefined ? "file" : value?.env !== undefined ? "env" : "text");
  const given = typeof value === "object" && value !== null ? (value[kind] ?? "") : "";
  const open = kinds.filter((each) => each === "text" || each === kind || admin);
  return html`<div class="pair ${open.length > 1 ? "" : "whole"}">
    ${
      open.length > 1 &&
      html`<select
        name="${input.name}.source"
        aria-label=${label}
        disabled=${input.disabled}
        value=${kind}
        onChange=${({ target }) => (setKind(target.value), onChange(undefined))}
      >
        ${open.map((each) => html`<option value=${each}>${sources[each]}</option>`)}
      </select>`
    }
    ${
      kind === "text"
        ? typing
        : html`<input
            ...${input}
            type="text"
            spellcheck=${false}
            autocomplete="off"
            placeholder=${kind === "env" ? "NAME" : "/run/secrets/name"}
            value=${given}
            onInput=${({ target }) => onChange(target.value === "" ? undefined : { [kind]: target.value })}
          />`
    }
  </div>`;
}

/** A secret: typed out of sight, or where the server finds it. One that is set is never shown. */
export function Secret({ input, value, admin, onChange }) {
  const [shown, show] = useState(false);
  const text = typeof value === "string" && value !== hidden ? value : "";
  const field = {
    ...input,
    autocomplete: "off",
    spellcheck: false,
    placeholder: value === undefined ? "not set" : "set, hidden",
    value: text,
    onInput: ({ target }) => onChange(target.value === "" ? undefined : target.value),
  };
  // A key has several lines, which a field of one line would join.
  const typing = html`<div class="secret">
    ${
      /privateKey$/.test(input.name)
        ? html`<textarea ...${field} rows="4" class=${shown ? "" : "discs"}></textarea>`
        : html`<input ...${field} type=${shown ? "text" : "password"} />`
    }
    <button
      type="button"
      class="bare"
      aria-label="Show what is typed"
      aria-pressed=${shown}
      disabled=${input.disabled}
      onClick=${() => show(!shown)}
    >
      <${Icon} name=${shown ? "hidden" : "eye"} />
    </button>
  </div>`;
  return html`<${Sourced}
    ...${{ input, value, admin, onChange, typing }}
    kinds=${["text", "env", "file"]}
    label="Where the secret is"
  />`;
}

/** A longer text, or the file that holds it. */
export const Words = ({ input, value, admin, onChange }) =>
  html`<${Sourced}
    ...${{ input, value, admin, onChange }}
    kinds=${["text", "file"]}
    label="Where the text is"
    typing=${html`<textarea
      ...${input}
      rows="4"
      spellcheck=${false}
      value=${typeof value === "string" ? value : ""}
      onInput=${({ target }) => onChange(target.value === "" ? null : target.value)}
    ></textarea>`}
  />`;
