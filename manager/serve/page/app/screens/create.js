import { get, post } from "/page/api.js";
import { Icon } from "/page/icons.js";
import { Button, Failure, Loading, useCall, useFetched } from "/page/parts/basics.js";
import { Progress } from "/page/parts/job.js";
import { Plan } from "/page/parts/plan.js";
import { Title } from "/page/parts/shell.js";
import { go } from "/page/route.js";
import { Application, Name, Services } from "/page/screens/createSteps.js";
import { html, useEffect, useRef, useState } from "/page/ui.js";

const steps = ["Name", "Services", "Application", "Plan", "Progress"];

/** Makes an instance, step by step: the plan is shown before anything is done. */
export function Create() {
  const choices = useFetched(() => get("/choices"), []);
  const [step, setStep] = useState(0);
  const [wish, setWish] = useState({
    name: "",
    services: {},
    siteUrl: "",
    autoconfirm: false,
    enableSignup: true,
    backups: "",
  });
  const [job, setJob] = useState();
  const heading = useRef();
  const change = (part) => setWish((now) => ({ ...now, ...part }));
  const plan = useCall(() => post("/projects/plan", body(wish)));
  const [proposal, setProposal] = useState();
  const begin = useCall(async () => {
    setJob(await post("/projects", { ...body(wish), plan: proposal.plan.hash }));
    setStep(4);
  });
  useEffect(() => heading.current?.focus(), [step]);
  const look = async () => {
    setProposal(undefined);
    setStep(3);
    setProposal(await plan.run());
  };
  if (choices.value === undefined)
    return html`<${Title}>New instance<//
      ><${Failure}
        problem=${choices.problem}
        again=${choices.again}
      />${choices.loading && html`<${Loading} what="Looks at what there is to choose" />`}`;
  const given = { wish, change, choices: choices.value };
  const forward = () => (step === 2 ? look() : setStep(step + 1));
  return html`<div class="head"><${Title}>New instance<//></div>
    <div class="wizard">
      <ol class="way" aria-label="Steps">
        ${steps.map((name, index) => html`<li class=${index < step ? "over" : ""} aria-current=${index === step ? "step" : undefined}><i>${index < step ? html`<${Icon} name="check" />` : index + 1}</i><span>${name}</span></li>`)}
      </ol>
      <form class="card" onSubmit=${(event) => (event.preventDefault(), forward())}>
        <h2 tabindex="-1" ref=${heading}>
          ${["Name and place", "Services", "Your application", "The plan", job && `${wish.name} is on its way`][step]}
        </h2>
        ${step === 0 && html`<${Name} ...${given} />`} ${step === 1 && html`<${Services} ...${given} />`}
        ${step === 2 && html`<${Application} ...${given} />`}
        ${
          step === 3 &&
          html`${plan.busy && html`<${Loading} what="Works out what has to be made" />`}<${Failure}
              problem=${plan.problem}
              again=${look}
            />
            ${proposal && html`<${Addresses} of=${proposal.addresses} /><${Plan} plan=${proposal.plan} />`}<${Failure}
              problem=${begin.problem}
            />`
        }
        ${step === 4 && html`<${Progress} id=${job.id} onDone=${() => go("projects", wish.name)} />`}
        ${
          step < 4 &&
          html`<footer>
            ${step > 0 && html`<${Button} kind="quiet" icon="back" onClick=${() => setStep(step - 1)}>Back<//>`}
            ${
              step < 3
                ? html`<button type="submit" class="button primary">
                    <span>${step === 2 ? "Show the plan" : "Next"}</span>
                  </button>`
                : html`<${Button}
                    kind="primary"
                    busy=${begin.busy}
                    disabled=${proposal === undefined || proposal.plan.refusals.length > 0}
                    onClick=${begin.run}
                    >Make it<//
                  >`
            }
          </footer>`
        }
      </form>
    </div>`;
}

const Addresses = ({ of }) =>
  html`<dl class="pairs">
    ${Object.entries(of).map(
      ([what, url]) =>
        html`<div>
          <dt>${what}</dt>
          <dd><code>${url}</code></dd>
        </div>`,
    )}
  </dl>`;

/** The request that a wish comes to; what is at its default is left to the default. */
function body({ name, host, size, services, siteUrl, autoconfirm, enableSignup, backups }) {
  const settings = {
    ...Object.fromEntries(Object.entries(services).map(([service, on]) => [`services.${service}`, on])),
  };
  if (siteUrl !== "") settings["auth.siteUrl"] = siteUrl;
  if (autoconfirm) settings["auth.email.autoconfirm"] = true;
  if (!enableSignup) settings["auth.enableSignup"] = false;
  if (backups !== "") settings["backup.store"] = { backend: "folder", path: backups };
  return { name, ...(host && { host }), ...(size && { size }), settings };
}
