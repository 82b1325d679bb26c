import { Choice, Json, Lines, Numeric, Switch, Text } from "/page/settings/fields.js";
import { Kinds, Named } from "/page/settings/groups.js";
import { formOf, resolved, titleOf } from "/page/settings/schema.js";
import { Secret, Words } from "/page/settings/sourced.js";
import { html } from "/page/ui.js";

const forms = { choice: Choice, json: Json, lines: Lines, number: Numeric, text: Text, secret: Secret, words: Words }; // prettier-ignore

/**
 * One setting. @param own what the entry says, @param inherited what the defaults of the list say, @param edited what is to
 * become of it: null takes it out, undefined leaves it. @param admin whether the server's own files and variables may be named.
 * @param quiet leaves its description out, where that of the group says it.
 */
export function Field({
  path,
  title = titleOf(path),
  node: raw,
  root,
  own,
  inherited,
  edited,
  onEdit,
  disabled,
  admin = false,
  required = false,
  quiet = false,
}) {
  const node = resolved(root, raw);
  const value = edited === null ? undefined : (edited ?? own);
  const usual = inherited ?? node.default;
  const id = `set-${path}`;
  const change = (next) => onEdit(path, same(next, own) || (next === null && own === undefined) ? undefined : next);
  const reset = own !== undefined && edited !== null && !disabled;
  const out = usual === undefined ? "Take it out" : "Back to the default";
  const note =
    !quiet &&
    html`<small id="${id}-help"
      >${node.description}${usual !== undefined && typeof usual !== "object" ? html` <span class="usual">Default: ${String(usual)}</span>` : ""}
      ${reset && html` <button type="button" class="as-link" aria-label="${title}: ${out}" onClick=${() => onEdit(path, null)}>${out}</button>`}</small
    >`;
  const state = edited === undefined ? "" : "edited";
  if (node.type === "boolean")
    return html`<div class="field ${state}" data-path=${path}>
      <${Switch}
        name=${path}
        label=${title}
        on=${value ?? usual ?? false}
        disabled=${disabled}
        onChange=${change}
      />${note}
    </div>`;
  const input = {
    id,
    name: path,
    disabled,
    "aria-describedby": quiet ? undefined : `${id}-help`,
    required: required && value === undefined,
  };
  return html`<div class="field ${state}" data-path=${path}>
    <label for=${id}>${title}</label>
    <${formFor(raw, node)}
      key=${own === undefined}
      ...${{ input, root, value, own, inherited, admin }}
      node=${{ ...node, default: usual }}
      onChange=${change}
    />${note}
  </div>`;
}

/** These two are made of fields themselves, and so are not there yet when this module begins. */
function formFor(raw, node) {
  const form = formOf(raw, node);
  return form === "kinds" ? Kinds : form === "named" ? Named : forms[form];
}

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
