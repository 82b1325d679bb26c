import { Button, Dialog, Failure, Loading, useCall, useFetched } from "/page/parts/basics.js";
import { Progress } from "/page/parts/job.js";
import { Plan } from "/page/parts/plan.js";
import { html, useState } from "/page/ui.js";

/**
 * Shows what would be done, asks, and follows it to its end.
 * @param propose fetches the plan; none is shown when unset.
 * @param start begins it with that plan. @returns the job.
 * @param show draws what came, @param refusals finds in it why it will not go through.
 * @param next where to go from its good end: `words` and `go`.
 * @param repeat a name that has to be typed first, where data would be gone.
 */
export function Agree({
  title,
  propose,
  start,
  yes,
  words,
  repeat,
  danger = false,
  show = (plan) => html`<${Plan} plan=${plan} />`,
  refusals = (plan) => plan.refusals,
  onClose,
  onDone,
  next,
}) {
  const proposal = useFetched(async () => await propose?.(), []);
  const [job, setJob] = useState();
  const [over, setOver] = useState(false);
  const [done, setDone] = useState(false);
  const [typed, setTyped] = useState("");
  const begin = useCall(async () => setJob(await start(proposal.value)));
  const ready = propose === undefined || proposal.value !== undefined;
  const refused = ((proposal.value && refusals(proposal.value))?.length ?? 0) > 0;
  return html`<${Dialog} title=${title} wide onClose=${onClose}>
    <div class="dialog-body">
      ${
        job === undefined &&
        html`${words && html`<p>${words}</p>`}
          ${!ready && proposal.problem === undefined && html`<${Loading} what="Looks at what this would do" />`}
          <${Failure} problem=${proposal.problem} again=${proposal.again} /> ${proposal.value && show(proposal.value)}
          ${
            repeat &&
            ready &&
            html`<label class="field"
              ><span>Type <strong>${repeat}</strong> to go on</span
              ><input name="repeat" autocomplete="off" value=${typed} onInput=${({ target }) => setTyped(target.value)}
            /></label>`
          } <${Failure} problem=${begin.problem} />`
      }
      ${job !== undefined && html`<${Progress} id=${job.id} onDone=${(ended) => (setDone(true), onDone?.(ended))} onEnd=${() => setOver(true)} />`}
    </div>
    <footer>
      ${
        job === undefined
          ? html`<${Button} kind="quiet" onClick=${onClose}>Not now<//>
              <${Button}
                kind=${danger ? "danger" : "primary"}
                busy=${begin.busy}
                disabled=${!ready || refused || (repeat !== undefined && typed !== repeat)}
                onClick=${begin.run}
                >${yes}<//
              >`
          : html`<${Button} kind=${over && !(done && next) ? "primary" : "quiet"} onClick=${onClose}
                >${over ? "Close" : "Go on in the background"}<//
              >${done && next && html`<${Button} kind="primary" onClick=${() => (onClose(), next.go())}>${next.words}<//>`}`
      }
    </footer>
  <//>`;
}
