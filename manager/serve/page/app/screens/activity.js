import { get } from "/page/api.js";
import { ago, moment } from "/page/format.js";
import { Failure, Loading, State, useFetched } from "/page/parts/basics.js";
import { Title } from "/page/parts/shell.js";
import { html } from "/page/ui.js";

const results = { done: ["Done", "good"], failed: ["Failed", "bad"], cancelled: ["Cancelled", "calm"] };

/** Who did what to the fleet. */
export const Activity = () =>
  html`<div class="head"><${Title}>Activity<//></div>
    <p class="faint">
      Every change of the fleet, by whichever face it came. <code>fleet audit</code> checks that no line is missing.
    </p>
    <${Trail} path="/audit" />`;

export function Trail({ path, round = 0 }) {
  const trail = useFetched(() => get(`${path}?limit=200`), [path, round]);
  if (trail.problem) return html`<${Failure} problem=${trail.problem} again=${trail.again} />`;
  if (trail.value === undefined) return html`<${Loading} what="Reads the log" />`;
  if (trail.value.length === 0) return html`<p class="faint center">Nothing was done yet.</p>`;
  return html`<div class="scroll card flush" tabindex="0" role="region" aria-label="Audit log">
    <table class="table">
      <thead>
        <tr>
          <th scope="col">When</th>
          <th scope="col">Who</th>
          <th scope="col">What</th>
          <th scope="col">How it went</th>
        </tr>
      </thead>
      <tbody>
        ${trail.value.map(
          ({ number, at, user, job, result }) =>
            html`<tr key=${number}>
              <td title=${moment(at)}>${ago(at)}</td>
              <td>${user}</td>
              <td><code>${job}</code></td>
              <td>
                <${State} word=${(results[result] ?? [result])[0]} tone=${(results[result] ?? ["", "calm"])[1]} />
              </td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
