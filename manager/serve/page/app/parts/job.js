import { del } from "/page/api.js";
import { Button, Notice } from "/page/parts/basics.js";
import { ago } from "/page/format.js";
import { useJob } from "/page/live.js";
import { html, useEffect, useRef } from "/page/ui.js";

const words = {
  waiting: "Waits for another job to end",
  running: "At work",
  done: "Done",
  failed: "It failed",
  cancelled: "Cancelled; what was done stays, and the next run goes on from there",
};

/** How a job goes, step by step. @param onDone called once when it has come to its end well. */
export function Progress({ id, onDone, onEnd, compact = false }) {
  const job = useJob(id);
  const state = job?.state;
  useEffect(() => {
    if (state === "done") onDone?.(job);
    if (job?.ended !== undefined) onEnd?.(job);
  }, [state]);
  const list = useRef();
  useEffect(() => {
    // What it came to is said last.
    if (list.current) list.current.scrollTop = list.current.scrollHeight;
  }, [job?.progress?.length, state]);
  if (state === undefined) return html`<p class="loading" role="status"><i></i>Begins…</p>`;
  const steps = settled(job.progress);
  return html`<section class="job ${state}" aria-live="polite" data-job=${state}>
    <p class="job-state">
      <i></i><strong>${words[state]}</strong>
      <span class="faint">${job.name}${job.created ? `, ${ago(job.created)}` : ""}</span>
    </p>
    <ol class="steps" ref=${list} tabindex="0" aria-label="Steps">
      ${steps.slice(compact ? -4 : -400).map(({ message, over }) => html`<li class=${over || job.ended ? "over" : "now"}>${message}</li>`)}
    </ol>
    ${job.error && html`<${Notice} tone="bad" title="Why">${job.error.message}<//>`}
    ${!job.ended && html`<${Button} kind="quiet" icon="close" onClick=${() => void del(`/jobs/${id}`).catch(() => undefined)}>Stop where nothing is half done<//>`}
  </section>`;
}

/** Steps in their order; the end of one strikes its beginning off. */
function settled(progress) {
  const steps = [];
  for (const { state, message, instance } of progress) {
    const open = steps.findLast((step) => !step.over && step.instance === instance && step.state === "begin");
    if (state === "end" && open !== undefined) open.over = true;
    steps.push({ state, message, instance, over: state !== "begin" });
  }
  return steps;
}
