import { Choice, Json, Lines, Numeric, Secret, Switch, Text } from "/page/settings/fields.js";
import { isSecret, resolved, titleOf } from "/page/settings/schema.js";
import { html } from "/page/ui.js";

/** The form for one part of the schema. */
function formFor(raw, node) {
  if (isSecret(raw)) return Secret;
  if (node.enum) return Choice;
  if (node.type === "integer" || node.type === "number") return Numeric;
  if (node.type === "string") return Text;
  if (node.type === "array" && node.items?.type === "string") return Lines;
  return Json;
}

/**
 * One setting. @param own what the entry says, @param inherited what the defaults of the list say, @param edited what is to
 * become of it: null takes it out, undefined leaves it.
 */
export function Field({ path, node: raw, root, own, inherited, edited, onEdit, disabled }) {
  const node = resolved(root, raw);
  const value = edited === null ? undefined : (edited ?? own);
  const usual = inherited ?? node.default;
  const id = `set-${path}`;
  const change = (next) => onEdit(path, same(next, own) || (next === null && own === undefined) ? undefined : next);
  const reset = own !== undefined && edited !== null && !disabled;
  const note = html`<small id="${id}-help"
    >${node.description}${usual !== undefined && typeof usual !== "object" ? html` <span class="usual">Default: ${String(usual)}</span>` : ""}
    ${reset && html` <button type="button" class="as-link" onClick=${() => onEdit(path, null)}>Back to the default</button>`}</small
  >`;
  const state = edited === undefined ? "" : "edited";
  if (node.type === "boolean")
    return html`<div class="field ${state}" data-path=${path}>
      <${Switch}
        name=${path}
        label=${titleOf(path)}
        on=${value ?? usual ?? false}
        disabled=${disabled}
        onChange=${change}
      />${note}
    </div>`;
  const input = { id, name: path, disabled, "aria-describedby": `${id}-help` };
  return html`<div class="field ${state}" data-path=${path}>
    <label for=${id}>${titleOf(path)}</label>
    <${formFor(raw, node)}
      key=${own === undefined}
      input=${input}
      node=${{ ...node, default: usual }}
      value=${value}
      onChange=${change}
    />${note}
  </div>`;
}

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
