import { get, post } from "/page/api.js";
import { moment } from "/page/format.js";
import { Button, Dialog, Failure, useFetched } from "/page/parts/basics.js";
import { Host } from "/page/parts/host.js";
import { NewName } from "/page/parts/newName.js";
import { Plan } from "/page/parts/plan.js";
import { go } from "/page/route.js";
import { html, useState } from "/page/ui.js";

const count = (number, one) => `${number.toLocaleString()} ${number === 1 ? one : `${one}s`}`;

const Brings = ({ of: { tables, rows, objects, otherImages } }) =>
  html`<li>It brings ${count(tables, "table")} with ${count(rows, "row")}, and ${count(objects, "file")}.</li>
    ${otherImages.length > 0 && html`<li>Made under other images: ${otherImages.map(({ service }) => service).join(", ")}.</li>`}`;

/**
 * A backup, or a moment, in the place of what the instance has now.
 * @param to as the platform API takes it, @param when the same in words.
 */
export const restoring = (id, to, when) => ({
  title: `Restore ${id} to ${when}?`,
  yes: "Put it in place",
  danger: true,
  repeat: id,
  propose: () => post(`/projects/${id}/restore/plan`, { to }),
  start: () => post(`/projects/${id}/restore`, { to }),
  show: (preview) =>
    html`<ul class="facts">
      <${Brings} of=${preview} />
      <li>
        It is fetched and compared while the instance serves; only then it stops, for as long as its data takes to be
        copied.
      </li>
      <li>What is there now stays as a snapshot on the host.</li>
    </ul>`,
});

const bringing = (id, { id: to, at }, name, host) => ({
  title: `Bring the backup of ${moment(at)} up as ${name}?`,
  yes: "Bring it up",
  propose: () => post(`/projects/${id}/restore/as/plan`, { to, name, host }),
  start: ({ plan }) => post(`/projects/${id}/restore/as`, { to, name, host, plan: plan.hash }),
  refusals: ({ plan }) => plan.refusals,
  show: ({ plan, preview }) =>
    html`<ul class="facts">
        <${Brings} of=${preview} />
        <li>${id} is left as it is; the new one has keys, passwords and addresses of its own.</li>
      </ul>
      <${Plan} plan=${plan} />`,
  next: { words: `Open ${name}`, go: () => go("projects", name) },
});

/** A moment as a field of the browser takes it, in its own time zone. */
const local = (at) => {
  const date = new Date(at);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
};

/** Asks for a moment that the log reaches; then for a yes. */
export function ToMoment({ id, backups, ask, onClose }) {
  const reached = backups.filter(({ logUntil }) => logUntil !== undefined);
  const last = reached[0].logUntil;
  const [when, setWhen] = useState(local(last));
  const show = (event) => {
    event.preventDefault();
    onClose();
    const to = new Date(when).toISOString();
    ask(restoring(id, to, moment(to)));
  };
  return html`<${Dialog} title="Restore ${id} to a moment" onClose=${onClose}>
    <form onSubmit=${show}>
      <div class="dialog-body">
        <p>The log is saved until ${moment(last)}. Whatever was written after the moment is not there any more then.</p>
        <label class="field"
          ><span>Moment, in your time zone</span>
          <input
            type="datetime-local"
            name="moment"
            required
            step="1"
            min=${local(reached.at(-1).at)}
            max=${local(last)}
            value=${when}
            onInput=${({ target }) => setWhen(target.value)}
        /></label>
      </div>
      <footer>
        <${Button} kind="quiet" onClick=${onClose}>Not now<//>
        <button type="submit" class="button primary"><span>Look at it</span></button>
      </footer>
    </form>
  <//>`;
}

/** Asks for the name under which a backup comes up beside its instance; then for a yes to the plan. */
export function AsNew({ id, backup, ask, onClose }) {
  const [name, setName] = useState("");
  const [host, setHost] = useState();
  const choices = useFetched(() => get("/choices"), []);
  const hosts = choices.value?.hosts ?? [];
  const show = (event) => {
    event.preventDefault();
    onClose();
    ask(bringing(id, backup, name, host ?? hosts[0]));
  };
  return html`<${Dialog} title="Bring the backup of ${moment(backup.at)} up as a new instance" onClose=${onClose}>
    <form onSubmit=${show}>
      <div class="dialog-body">
        <p>It gets the settings of ${id} and the data of this backup. ${id} itself is not touched.</p>
        <${Failure} problem=${choices.problem} again=${choices.again} />
        <${NewName} name=${name} domain=${choices.value?.domain ?? "…"} onChange=${setName} />
        <${Host} hosts=${hosts} host=${host} onChange=${setHost} />
      </div>
      <footer>
        <${Button} kind="quiet" onClick=${onClose}>Not now<//>
        <button type="submit" class="button primary"><span>Show the plan</span></button>
      </footer>
    </form>
  <//>`;
}
