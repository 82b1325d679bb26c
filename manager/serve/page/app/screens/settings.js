import { get, patch, post } from "/page/api.js";
import { Icon } from "/page/icons.js";
import { Button, Failure, Loading, useFetched } from "/page/parts/basics.js";
import { Field } from "/page/settings/field.js";
import { at, inWords, sections } from "/page/settings/schema.js";
import { html, useState } from "/page/ui.js";

/** Forms for everything that an instance may set, made from the schema; a change shows its plan first. */
export function Settings({ id, who, ask, round, changed }) {
  const schema = useFetched(() => get("/schema"), []);
  const written = useFetched(() => get(`/projects/${id}/settings`), [id, round]);
  const [edits, setEdits] = useState({});
  const [section, setSection] = useState("general");
  const [wanted, setWanted] = useState("");
  if (schema.value === undefined || written.value === undefined)
    return html`<${Failure}
        problem=${schema.problem ?? written.problem}
        again=${() => (schema.again(), written.again())}
      />${!schema.problem && !written.problem && html`<${Loading} what="Reads the settings" />`}`;
  const all = sections(schema.value);
  const edit = (path, value) =>
    setEdits((now) => {
      const others = Object.entries(now).filter(([each]) => each !== path);
      return Object.fromEntries(value === undefined ? others : [...others, [path, value]]);
    });
  const search = wanted.trim().toLowerCase();
  const fields = search === "" ? (all[section] ?? []) : Object.values(all).flat().filter(({ path, node }) => `${path} ${node.description}`.toLowerCase().includes(search)); // prettier-ignore
  const count = Object.keys(edits).length;
  const body = { settings: edits };
  const review = (event) => {
    event.preventDefault();
    ask({
      title: count === 1 ? "Apply this change?" : `Apply these ${count} changes?`,
      yes: "Apply",
      propose: async () => (await post(`/projects/${id}/settings/plan`, body)).plan,
      start: ({ hash }) => patch(`/projects/${id}/settings`, { ...body, plan: hash }),
      onDone: () => (setEdits({}), changed()),
    });
  };
  return html`<div class="settings">
    <nav aria-label="Groups of settings">
      <label class="field search"
        ><span class="unseen">Search settings</span><${Icon} name="search" /><input
          type="search"
          placeholder="Search settings"
          value=${wanted}
          onInput=${({ target }) => setWanted(target.value)}
      /></label>
      ${Object.entries(all).map(
        ([name, own]) =>
          html`<button
            type="button"
            aria-current=${search === "" && name === section ? "true" : undefined}
            onClick=${() => (setSection(name), setWanted(""))}
          >
            ${inWords(name)}${own.some(({ path }) => path in edits) && html`<i aria-label="changed"></i>`}
          </button>`,
      )}
    </nav>
    <form class="card" onSubmit=${review}>
      <h2>${search === "" ? inWords(section) : `Settings with “${wanted}”`}</h2>
      ${fields.length === 0 && html`<p class="faint">There is no such setting. The reference is in docs/config.md.</p>`}
      ${fields.map(({ path, node }) => html`<${Field} key=${path} path=${path} node=${node} root=${schema.value} own=${at(written.value.own, path)} inherited=${at(written.value.defaults, path)} edited=${edits[path]} onEdit=${edit} disabled=${who.scope === "read"} admin=${who.scope === "admin"} />`)}
      ${
        count > 0 &&
        html`<footer class="sticky">
          <span role="status">${count === 1 ? "One change" : `${count} changes`}, not applied yet</span>
          <${Button} kind="quiet" onClick=${() => setEdits({})}>Discard<//
          ><button type="submit" class="button primary"><span>Review the plan</span></button>
        </footer>`
      }
    </form>
  </div>`;
}
