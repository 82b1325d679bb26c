import { html } from "/page/ui.js";

/** Which host a new instance goes to; with one there is nothing to choose. */
export const Host = ({ hosts, host, onChange }) =>
  hosts.length > 1 &&
  html`<label class="field"
    ><span>Host</span
    ><select name="host" value=${host ?? hosts[0]} onChange=${({ target }) => onChange(target.value)}>
      ${hosts.map((each) => html`<option>${each}</option>`)}
    </select></label
  >`;
