import { Icon } from "/page/icons.js";
import { bytes, isAtWork, percent, stateOf } from "/page/format.js";
import { useFleet } from "/page/live.js";
import { Loading, State } from "/page/parts/basics.js";
import { Meter, Spark } from "/page/parts/chart.js";
import { Title } from "/page/parts/shell.js";
import { to } from "/page/route.js";
import { html, useState } from "/page/ui.js";

/** All instances with their states and figures, as they change. */
export function List({ who }) {
  const { projects, hosts = [], history, problem, job } = useFleet();
  const [wanted, setWanted] = useState("");
  if (projects === undefined)
    return problem ? null : html`<${Title}>Instances<//><${Loading} what="Looks at your fleet" />`;
  const shown = projects.filter(({ id, host, state }) =>
    `${id} ${host} ${stateOf(state)[0]}`.toLowerCase().includes(wanted.toLowerCase()),
  );
  const silent = hosts.filter(({ answers }) => !answers);
  return html`<div class="head">
      <${Title}>Instances<//>
      ${who.scope !== "read" && projects.length > 0 && html`<a class="button primary" href=${to("new")}><${Icon} name="plus" /><span>New instance</span></a>`}
    </div>
    ${silent.map(
      ({ name, notes }) =>
        html`<p class="notice warn">
          <${Icon} name="warn" /><span><strong>${name}</strong> ${notes[0]}</span>
        </p>`,
    )}
    ${
      projects.length === 0
        ? html`<${Empty} who=${who} />`
        : html`<${Summary} projects=${projects} job=${job} />
            ${projects.length > 5 && html`<label class="field search"><span class="unseen">Search instances</span><${Icon} name="search" /><input type="search" placeholder="Name, host or state" value=${wanted} onInput=${({ target }) => setWanted(target.value)} /></label>`}
            <ul class="instances">
              ${shown.map((project) => html`<${Row} key=${project.id} project=${project} atWork=${isAtWork(project, job)} samples=${history[project.id] ?? []} />`)}
            </ul>
            ${shown.length === 0 && html`<p class="faint center">Nothing is called “${wanted}”.</p>`}`
    }`;
}

function Summary({ projects, job }) {
  const sum = (of) => projects.reduce((total, { usage }) => total + (of(usage) ?? 0), 0);
  const count = (...states) => projects.filter(({ state }) => states.includes(state)).length;
  const sick = count("ACTIVE_UNHEALTHY", "FAILED", "UNKNOWN") - projects.filter((each) => isAtWork(each, job)).length;
  return html`<dl class="summary">
    <div>
      <dt>Healthy</dt>
      <dd>${count("ACTIVE_HEALTHY")}<small> of ${projects.length}</small></dd>
    </div>
    <div class=${sick > 0 ? "alarm" : ""}>
      <dt>Need a look</dt>
      <dd>${sick}</dd>
    </div>
    <div>
      <dt>Processor</dt>
      <dd>${percent(sum(({ cpu }) => cpu))}</dd>
    </div>
    <div>
      <dt>Memory</dt>
      <dd>${bytes(sum(({ memory }) => memory))}</dd>
    </div>
  </dl>`;
}

function Row({ project: { id, host, state, notes, endpoints, usage, services }, atWork, samples }) {
  const [word, tone] = atWork ? ["At work", "busy"] : stateOf(state);
  return html`<li>
    <a class="row" href=${to("projects", id)} aria-label="${id}, ${word}">
      <span class="which"
        ><strong>${id}</strong><span class="faint">${endpoints.api.replace(/^https?:\/\//, "")}</span></span
      >
      <${State} word=${word} tone=${tone} />
      <span class="figure"
        ><span class="faint">CPU</span><b>${percent(usage.cpu)}</b
        ><${Spark} samples=${samples} of=${({ cpu }) => cpu} most=${20}
      /></span>
      <span class="figure"
        ><span class="faint">Memory</span><b>${bytes(usage.memory)}</b
        ><${Meter} value=${usage.memory} most=${usage.memoryLimit} label="Memory"
      /></span>
      <span class="place faint">${host} · ${services.length} services</span>
      <${Icon} name="next" />
    </a>
    ${notes[0] && state !== "UNKNOWN" && !atWork && html`<p class="row-note">${notes[0]}</p>`}
  </li>`;
}

/** Teaches the first step. */
const Empty = ({ who }) =>
  html`<section class="empty">
    <img src="/page/mark.svg" alt="" width="56" height="56" />
    <h2>Your first Supabase</h2>
    <p>
      An instance is a whole Supabase of its own: Postgres, Auth, REST, Realtime, Storage and Functions, with keys and a
      network shared with nobody. Give it a name, look at the plan, and it runs in about a minute.
    </p>
    ${
      who.scope === "read"
        ? html`<p class="faint">
            Your login may look, and not make one. A token with the scope operate may:
            <code>fleet tokens create me --scope operate</code>
          </p>`
        : html`<a class="button primary big" href=${to("new")}
            ><${Icon} name="plus" /><span>Make the first instance</span></a
          >`
    }
    <p class="faint">Or from a terminal: <code>fleet create blog</code></p>
  </section>`;
