import { Icon } from "/page/icons.js";
import { ago, bytes, healthOf, milliseconds, moment, percent, rate, serviceName } from "/page/format.js";
import { useFleet, useTraffic } from "/page/live.js";
import { State } from "/page/parts/basics.js";
import { Chart, Meter } from "/page/parts/chart.js";
import { Danger } from "/page/parts/danger.js";
import { html } from "/page/ui.js";

/** How it is: figures as they come, its containers, and where it lies. */
export function Overview({ id, project, details, who, ask }) {
  const samples = useFleet().history[id] ?? [];
  const running = project.state !== "PAUSED" && project.state !== "CREATING";
  return html`${
      running &&
      html`<div class="charts">
          <${Chart} label="Processor" samples=${samples} of=${({ cpu }) => cpu} most=${10} words=${percent} />
          <${Chart}
            label="Memory"
            samples=${samples}
            of=${({ memory }) => memory}
            words=${bytes}
            most=${(project.usage.memory ?? 0) * 1.4}
          />
        </div>
        <${Traffic} id=${id} />`
    }
    <div class="two">
      <section class="card flush">
        <h2>Containers</h2>
        <${Containers} services=${project.services} known=${details?.services} />
      </section>
      <aside><${Facts} project=${project} details=${details} /></aside>
    </div>
    ${who.scope !== "read" && html`<${Danger} id=${id} ask=${ask} />`}`;
}

/** What goes through the gateway, in the words of its log and of its own counts. */
function Traffic({ id }) {
  const { points, problem } = useTraffic(id);
  const quiet = problem ? "The gateway does not tell." : "Figures gather while this page is open.";
  const given = { samples: points, quiet };
  return html`<div class="charts">
    <${Chart} label="Requests" ...${given} of=${({ requests }) => requests} most=${1} words=${rate} />
    <${Chart} label="Errors" ...${given} of=${({ errors }) => errors} most=${5} words=${percent} />
    <${Chart} label="Latency of 95 %" ...${given} of=${({ latency }) => latency} most=${20} words=${milliseconds} />
  </div>`;
}

function Containers({ services, known = [] }) {
  return html`<ul class="containers">
    ${services.map(({ service, health, usage, lastLog, restarts, image }) => {
      const [word, tone] = healthOf(health);
      const { startedAt } = known.find((each) => each.service === service) ?? {};
      return html`<li key=${service}>
        <span class="which"
          ><strong>${serviceName(service)}</strong
          ><span class="faint" title=${image}>${image.split("/").at(-1)}</span></span
        >
        <${State} word=${word} tone=${tone} />
        <span class="figure"><span class="faint">CPU</span><b>${percent(usage.cpu)}</b></span>
        <span class="figure"
          ><span class="faint">Memory</span><b>${bytes(usage.memory)}</b
          ><${Meter} value=${usage.memory} most=${usage.memoryLimit} label="Memory of its limit"
        /></span>
        <span class="faint since"
          >${startedAt ? `up since ${ago(startedAt)}` : ""}${restarts ? `, ${restarts} restarts` : ""}</span
        >
        ${lastLog && html`<code class="last-log">${lastLog}</code>`}
      </li>`;
    })}
  </ul>`;
}

function Facts({ project, details }) {
  const sizes = details?.volumes.flatMap(({ size }) => size ?? []) ?? [];
  const disk = sizes.length === 0 ? undefined : sizes.reduce((sum, size) => sum + size, 0);
  const makes = project.services.some(({ service }) => service === "backup");
  const pair = (what, value) =>
    html`<div>
      <dt>${what}</dt>
      <dd>${value}</dd>
    </div>`;
  const link = (url) =>
    html`<a href=${url} target="_blank" rel="noreferrer">${url.replace(/^https?:\/\//, "")}<${Icon} name="link" /></a>`;
  return html`<section class="card">
      <h2>Where it is</h2>
      <dl class="pairs">
        ${pair("API", link(project.endpoints.api))}
        ${project.endpoints.studio && pair("Studio", link(project.endpoints.studio))}
        ${project.endpoints.mail && pair("Mails", link(project.endpoints.mail))} ${pair("Host", project.host)}
        ${pair("Release", project.release)} ${pair("Postgres", project.postgres)}
        ${details && pair("Disk", bytes(disk))}
      </dl>
    </section>
    ${
      details &&
      html`<section class="card">
        <h2>Safety</h2>
        <dl class="pairs">
          ${pair("Last backup", details.backup ? ago(details.backup.lastBackup) : makes ? "Not told yet" : html`<span class="warn-word">It makes none</span>`)}
          ${details.backup && pair("Proven restore", ago(details.backup.lastProven?.at))}
          ${details.certificates.map(({ name, validTo, problem }) => pair("Certificate", problem ?? html`<span title="${name}, ${validTo ? moment(validTo) : ""}">until ${validTo?.slice(0, 10) ?? "unknown"}</span>`))}
        </dl>
      </section>`
    }`;
}
