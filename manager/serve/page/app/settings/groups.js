import { Icon } from "/page/icons.js";
import { Field } from "/page/settings/field.js";
import { inWords, kindKey } from "/page/settings/schema.js";
import { html, useState } from "/page/ui.js";

const without = (group, name) => Object.fromEntries(Object.entries(group ?? {}).filter(([key]) => key !== name));

/** A group with one of its values changed: null takes it out, undefined puts back what was written. */
function changed(group, name, next, own) {
  const value = next === undefined ? own?.[name] : next;
  return value === undefined || value === null ? without(group, name) : { ...group, [name]: value };
}

const edited = (group, name, own) =>
  JSON.stringify(group?.[name]) === JSON.stringify(own?.[name]) ? undefined : (group?.[name] ?? null);

/** A group of one of several kinds, such as a store: which one, and the fields of that kind. */
export function Kinds({ input, node, root, value, own, inherited, admin, onChange }) {
  const key = kindKey(node);
  const usual = inherited ?? node.default;
  const kind = (value ?? usual)?.[key];
  const branch = node.anyOf.find(({ properties }) => properties[key].const === value?.[key]);
  const base = own?.[key] === value?.[key] ? own : undefined;
  // Two of one kind are laid over each other; of another kind nothing is taken over.
  const below = usual?.[key] === value?.[key] ? usual : undefined;
  const choose = (next) => onChange(next === "" ? null : next === own?.[key] ? own : { [key]: next });
  return html`<div class="nested">
    <select ...${input} value=${value?.[key] ?? ""} onChange=${({ target }) => choose(target.value)}>
      <option value="">${usual === undefined ? "None" : `As usual: ${inWords(kind)}`}</option>
      ${node.anyOf.map(({ properties }) => html`<option value=${properties[key].const}>${inWords(properties[key].const)}</option>`)}
    </select>
    ${
      branch &&
      html`<div role="group" aria-label="${inWords(input.name.split(".").at(-1))}, ${inWords(value[key])}">
        ${Object.entries(branch.properties)
          .filter(([name]) => name !== key)
          .map(
            ([name, raw]) =>
              html`<${Field}
                key=${`${value[key]}.${name}`}
                path="${input.name}.${name}"
                title=${inWords(name)}
                node=${raw}
                root=${root}
                own=${base?.[name]}
                edited=${edited(value, name, base)}
                inherited=${below?.[name]}
                required=${/Required\.$/.test(raw.description ?? "") && below?.[name] === undefined}
                admin=${admin}
                disabled=${input.disabled}
                onEdit=${(_path, next) => onChange(changed(value, name, next, base))}
              />`,
          )}
      </div>`
    }
  </div>`;
}

/** Values by name, such as the variables of functions. */
export function Named({ input, node, root, value, own, admin, onChange }) {
  const [fresh, setFresh] = useState([]);
  const [name, setName] = useState("");
  const names = [...new Set([...Object.keys(own ?? {}), ...Object.keys(value ?? {}), ...fresh])];
  const kept = names.filter((each) => value?.[each] !== undefined || fresh.includes(each));
  const change = (group) => onChange(Object.keys(group).length === 0 ? null : group);
  const { pattern = "", errorMessage } = node.propertyNames ?? {};
  const isName = name !== "" && !kept.includes(name) && new RegExp(pattern, "u").test(name);
  const add = () => {
    if (!isName) return;
    setFresh([...fresh, name]);
    setName("");
  };
  const take = (each) => {
    setFresh(fresh.filter((other) => other !== each));
    change(without(value, each));
  };
  return html`<div class="nested">
    ${kept.map(
      (each) =>
        html`<div class="variable" key=${each}>
          <${Field}
            path="${input.name}.${each}"
            title=${each}
            node=${node.additionalProperties}
            root=${root}
            own=${own?.[each]}
            edited=${edited(value, each, own) ?? undefined}
            quiet
            admin=${admin}
            disabled=${input.disabled}
            onEdit=${(_path, next) => change(changed(value, each, next, own))}
          />
          <button
            type="button"
            class="bare"
            aria-label="Take out ${each}"
            disabled=${input.disabled}
            onClick=${() => take(each)}
          >
            <${Icon} name="close" />
          </button>
        </div>`,
    )}
    <div class="adding">
      <input
        ...${input}
        type="text"
        spellcheck=${false}
        autocomplete="off"
        placeholder=${kept.length === 0 ? "Name" : "Name of another one"}
        title=${errorMessage}
        value=${name}
        onInput=${({ target }) => setName(target.value.trim())}
        onKeyDown=${(event) => event.key === "Enter" && (event.preventDefault(), add())}
      />
      <button type="button" class="button" disabled=${!isName || input.disabled} onClick=${add}>
        <${Icon} name="plus" /><span>Add</span>
      </button>
    </div>
  </div>`;
}
