import { Notice } from "/page/parts/basics.js";
import { duration, serviceName } from "/page/format.js";
import { html } from "/page/ui.js";

const actions = {
  create: "will be made",
  change: "will change",
  pause: "will be paused",
  resume: "will run again",
  delete: "will be deleted with its data",
  none: "stays as it is",
};

const serviceActions = {
  create: ["plus", "is made"],
  live: ["live", "changes while it runs"],
  replace: ["replace", "is replaced"],
  delete: ["minus", "is taken away"],
};

const count = (number, one, many = `${one}s`) => `${number} ${number === 1 ? one : many}`;

/** What a plan would do, in words. */
export function Plan({ plan }) {
  const touched = plan.instances.filter(({ action }) => action !== "none");
  return html`<div class="plan">
    ${plan.refusals.map((reason) => html`<${Notice} tone="bad" title="This will not go through">${reason}<//>`)}
    ${touched.length + plan.shared.length === 0 && plan.refusals.length === 0 && html`<${Notice}>Nothing would change.<//>`}
    ${touched.map((instance) => html`<${Instance} instance=${instance} />`)}
    ${plan.shared.length > 0 && html`<p>Shared by the host: ${plan.shared.map(({ kind, name }) => `${kind} ${name}`).join(", ")}.</p>`}
    <p class="faint">
      Plan <code>${plan.hash}</code>. If anything changes before you agree, it is refused and nothing is done.
    </p>
  </div>`;
}

function Instance({ instance: { name, host, action, reasons, services, others, downtime, dataAtRisk } }) {
  const kinds = Object.entries(Object.groupBy(others, ({ kind }) => kind)).map(([kind, list]) =>
    count(list.length, kind),
  );
  return html`<section>
    <p class="lead"><strong>${name}</strong> ${actions[action]}${action === "create" && host ? ` on ${host}` : ""}.</p>
    <ul class="facts">
      <li>${down(action, downtime)}</li>
      ${dataAtRisk.length > 0 && html`<li class="bad">The data of ${count(dataAtRisk.length, "volume")} is gone for good: ${dataAtRisk.join(", ")}</li>`}
      ${dataAtRisk.length === 0 && action !== "create" && html`<li>No data is at risk.</li>`}
      ${action === "create" && kinds.length > 0 && html`<li>It gets ${kinds.join(", ")} of its own, shared with nobody, and these containers:</li>`}
    </ul>
    ${
      reasons.length > 0 &&
      html`<table class="reasons">
        <caption>
          Because
        </caption>
        <tbody>
          ${reasons.map(
            (reason) =>
              html`<tr>
                <th scope="row"><code>${reason.path ?? reason.from ?? reason.kind}</code></th>
                <td>${whatOf(reason)}</td>
              </tr>`,
          )}
        </tbody>
      </table>`
    }
    ${
      services.length > 0 &&
      html`<ul class="changes" aria-label="Containers">
        ${services.map(({ service, action: what, downtime: seconds }) => html`<li class=${serviceActions[what][0]}><strong>${serviceName(service)}</strong> ${action === "create" ? "" : serviceActions[what][1]}${seconds > 0 && what === "replace" ? html` <span class="faint">about ${duration(seconds)}</span>` : ""}</li>`)}
      </ul>`
    }
  </section>`;
}

/** What has become of the reason, where it is no value to show. */
const others = {
  secret: "has another text",
  file: "has other content",
  program: "is made otherwise by this version",
  content: "has other content",
  unknown: "was applied by an earlier version, which kept no settings",
};

const whatOf = ({ kind, old, new: now }) =>
  old === undefined && now === undefined && others[kind] !== undefined
    ? others[kind]
    : html`<del>${shown(old)}</del> → <ins>${shown(now)}</ins>`;

const shown = (value) => (value === undefined ? "default" : value.replaceAll('"[secret]"', "••••••"));

function down(action, seconds) {
  if (action === "pause") return "It does not answer until it is resumed; its data stays.";
  if (action === "delete") return "It does not answer any more.";
  if (action === "create") return "Nobody else notices.";
  if (seconds === 0) return "No request fails.";
  return action === "resume"
    ? `It answers after about ${duration(seconds)}.`
    : `Requests may fail for about ${duration(seconds)}.`;
}
