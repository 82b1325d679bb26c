import { get, post } from "/page/api.js";
import { Icon } from "/page/icons.js";
import { isAtWork, isBusy, stateOf } from "/page/format.js";
import { useFleet } from "/page/live.js";
import { Agree } from "/page/parts/agree.js";
import { Button, Failure, Loading, Notice, State, useFetched } from "/page/parts/basics.js";
import { Title } from "/page/parts/shell.js";
import { to } from "/page/route.js";
import { Trail } from "/page/screens/activity.js";
import { Backups } from "/page/screens/backups.js";
import { Connect } from "/page/screens/connect.js";
import { Logs } from "/page/screens/logs.js";
import { Overview } from "/page/screens/overview.js";
import { Settings } from "/page/screens/settings.js";
import { html, useRef, useState } from "/page/ui.js";

const tabs = {
  overview: "Overview",
  connect: "Connect",
  logs: "Logs",
  settings: "Settings",
  backups: "Backups",
  activity: "Activity",
};

/** One instance, and everything about it. */
export function Detail({ id, tab, who }) {
  const { projects, job } = useFleet();
  const live = projects?.find((project) => project.id === id);
  const [round, setRound] = useState(0);
  const [asked, setAsked] = useState();
  // While its deletion is shown to its end, it is there no more.
  const known = useRef();
  const gone = projects !== undefined && live === undefined && known.current !== undefined;
  const looking = useRef({ at: 0 });
  /** One look at a time: it takes the server some work, and a state may change again and again meanwhile. */
  const look = async () => {
    const own = (looking.current.at += 1);
    await looking.current.work;
    if (own !== looking.current.at) return known.current;
    const work = get(`/projects/${id}`);
    looking.current.work = work.catch(() => undefined);
    return (known.current = await work);
  };
  const details = useFetched(() => (gone ? Promise.resolve(known.current) : look()), [id, round, live?.state]);
  const project = { ...known.current, ...live };
  const changed = () => setRound((now) => now + 1);
  const given = { id, project, details: known.current, who, changed, round, ask: setAsked };
  if (project.id === undefined)
    return html`<${Title}>${id}<//
      ><${Failure}
        problem=${details.problem}
        again=${details.again}
      />${details.problem ? html`<p><a href="#/">All instances</a></p>` : html`<${Loading} what="Looks at ${id}" />`}`;
  const [word, tone] = isAtWork(project, job) ? ["At work", "busy"] : stateOf(project.state);
  const screen = { overview: Overview, connect: Connect, logs: Logs, settings: Settings, backups: Backups }[tab];
  const close = () => setAsked(undefined);
  // A dialog that is moved in the document is none any more, so it stands where nothing comes and goes.
  return html`<div class="plain">
      <nav class="crumbs" aria-label="Where you are">
        <a href="#/"><${Icon} name="back" />Instances</a>
      </nav>
      <div class="head">
        <div class="named">
          <${Title} of="${id}, ${tabs[tab] ?? ""}">${id}<//><${State} word=${word} tone=${tone} />
        </div>
        ${who.scope !== "read" && html`<${Actions} project=${project} ask=${setAsked} />`}
      </div>
      ${known.current === undefined && html`<${Failure} problem=${details.problem} again=${details.again} />`}
      ${(isBusy(project, job) ? [] : project.notes).map((note) => html`<${Notice} tone=${tone === "good" ? "info" : "warn"}>${note}<//>`)}
      <nav class="tabs" aria-label=${id}>
        ${Object.entries(tabs).map(([name, words]) => html`<a href=${to("projects", id, name)} aria-current=${name === tab ? "page" : undefined}>${words}</a>`)}
      </nav>
      ${screen ? html`<${screen} ...${given} />` : html`<${Trail} path="/projects/${id}/audit" round=${round} />`}
    </div>
    <div class="plain">
      ${asked && (asked.dialog?.(close) ?? html`<${Agree} key=${asked.title} ...${asked} onClose=${close} onDone=${asked.onDone ?? changed} />`)}
    </div>`;
}

/** What can be done to it as it is now. */
function Actions({ project: { id, state }, ask }) {
  const act = (action, yes, words) =>
    ask({ title: `${yes} ${id}?`, yes, words, start: () => post(`/projects/${id}/${action}`) });
  if (state === "PAUSED")
    return html`<div class="actions">
      <${Button}
        kind="primary"
        icon="play"
        onClick=${() => act("resume", "Resume", "It gets its containers again, with the data it had.")}
        >Resume<//
      >
    </div>`;
  if (state === "CREATING") return null;
  return html`<div class="actions">
    <${Button}
      icon="restart"
      onClick=${() => act("restart", "Restart", "Every container ends and starts again; requests fail meanwhile.")}
      >Restart<//
    >
    <${Button}
      icon="pause"
      onClick=${() => act("pause", "Pause", "Its containers go, and with them the memory they take. Its data stays; Resume brings it back.")}
      >Pause<//
    >
  </div>`;
}
