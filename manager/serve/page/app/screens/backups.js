import { get, patch, post } from "/page/api.js";
import { ago, bytes, duration, moment } from "/page/format.js";
import { Button, Failure, Loading, Notice, useFetched } from "/page/parts/basics.js";
import { AsNew, ToMoment, restoring } from "/page/screens/restores.js";
import { html, useEffect, useState } from "/page/ui.js";

/** What lies in the store, whether it was ever proven, and the ways to use it. */
export function Backups({ id, details, who, ask, round, changed }) {
  const list = useFetched(() => (details?.backup === undefined ? Promise.resolve() : get(`/projects/${id}/backups`)), [id, round, details?.backup !== undefined]); // prettier-ignore
  const silent = details !== undefined && details.backup === undefined && details.state !== "PAUSED" && details.services.some(({ service }) => service === "backup"); // prettier-ignore
  useEffect(() => {
    if (!silent) return undefined;
    const timer = setTimeout(changed, 4000);
    return () => clearTimeout(timer);
  }, [details]);
  if (details === undefined) return html`<${Loading} what="Asks about the backups" />`;
  const may = who.scope !== "read";
  const start = (title, yes, words, path) =>
    ask({ title, yes, words, start: () => post(`/projects/${id}/backups${path}`) });
  const { backup } = details;
  if (silent) return html`<${Loading} what="Waits for its backup container to answer" />`;
  if (backup === undefined)
    return html`<${Without} id=${id} ask=${ask} may=${may} paused=${details.state === "PAUSED"} />`;
  return html`${backup.alarms.map((alarm) => html`<${Notice} tone="warn">${alarm}<//>`)}
    <div class="summary">
      <div>
        <dt>Last backup</dt>
        <dd>${ago(backup.lastBackup)}</dd>
      </div>
      <div>
        <dt>Last proven restore</dt>
        <dd>
          ${ago(backup.lastProven?.at)}${backup.lastProven && html`<small> in ${duration(backup.lastProven.seconds)}</small>`}
        </dd>
      </div>
      <div>
        <dt>Backups</dt>
        <dd>${list.value?.length ?? "–"}</dd>
      </div>
    </div>
    ${
      may &&
      html`<div class="actions start">
        <${Button}
          kind="primary"
          onClick=${() => start(`Back up ${id} now?`, "Back up", "It is made while the instance serves; nobody notices.", "")}
          >Back up now<//
        >
        <${Button}
          icon="shield"
          disabled=${!list.value?.length}
          onClick=${() => start("Prove the newest backup?", "Run the drill", "It is restored into a throwaway copy that publishes nothing, compared with what was backed up, and thrown away.", "/drill")}
          >Prove that it restores<//
        >
        ${list.value?.some(({ logUntil }) => logUntil !== undefined) && html`<${Button} icon="restart" onClick=${() => ask({ dialog: (close) => html`<${ToMoment} id=${id} backups=${list.value} ask=${ask} onClose=${close} />` })}>Restore to a moment…<//>`}
      </div>`
    }
    <${Failure} problem=${list.problem} again=${list.again} />
    ${list.loading && list.value === undefined && html`<${Loading} what="Looks into the store" />`}
    ${list.value?.length === 0 && html`<p class="faint center">There is no backup yet. The first one takes a minute.</p>`}
    ${
      list.value?.length > 0 &&
      html`<div class="scroll card flush">
        <table class="table stacked">
          <thead>
            <tr>
              <th scope="col">Moment</th>
              <th scope="col">Size</th>
              <th scope="col">Postgres</th>
              <th scope="col"><span class="unseen">What to do with it</span></th>
            </tr>
          </thead>
          <tbody>
            ${list.value.map(
              (each) =>
                html`<tr key=${each.id}>
                  <td>${moment(each.at)} <span class="faint">${ago(each.at)}</span></td>
                  <td>${bytes(each.bytes)}</td>
                  <td>${each.postgres}</td>
                  <td class="end">
                    ${
                      may &&
                      html`<${Button}
                          kind="quiet"
                          icon="restart"
                          aria-label="Restore the backup of ${moment(each.at)}"
                          onClick=${() => ask(restoring(id, each.id, moment(each.at)))}
                          >Restore…<//
                        ><${Button}
                          kind="quiet"
                          icon="plus"
                          aria-label="Bring the backup of ${moment(each.at)} up as a new instance"
                          onClick=${() => ask({ dialog: (close) => html`<${AsNew} id=${id} backup=${each} ask=${ask} onClose=${close} />` })}
                          >As new…<//
                        >`
                    }
                    ${who.scope === "admin" && html`<${Download} id=${id} backup=${each} />`}
                  </td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>`
    }`;
}

/** Leads the browser to the dump in a backup. It holds everything, so an admin alone sees it. */
function Download({ id, backup }) {
  const [state, setState] = useState({});
  const fetchIt = async () => {
    setState({ busy: true });
    try {
      const { url } = await post(`/projects/${id}/backups/${backup.id}/download`);
      location.assign(url);
      setState({});
    } catch (problem) {
      setState({ problem });
    }
  };
  return html`<${Button}
      kind="quiet"
      icon="download"
      busy=${state.busy}
      aria-label="Download the dump in the backup of ${moment(backup.at)}"
      onClick=${fetchIt}
      >Download<//
    >${state.problem && html`<${Failure} problem=${state.problem} />`}`;
}

/** Teaches the first step to backups. */
function Without({ id, ask, may, paused }) {
  const [path, setPath] = useState("/srv/backups");
  if (paused)
    return html`<${Notice} title="It is paused"
      >Backups are told by a container of the instance, and it has none now. Resume it to see them.<//
    >`;
  const body = { settings: { "backup.store": { backend: "folder", path } } };
  const switchOn = (event) => {
    event.preventDefault();
    ask({
      title: `Back up ${id} every night?`,
      yes: "Switch backups on",
      propose: async () => (await post(`/projects/${id}/settings/plan`, body)).plan,
      start: ({ hash }) => patch(`/projects/${id}/settings`, { ...body, plan: hash }),
    });
  };
  return html`<section class="empty">
    <h2>No backups yet</h2>
    <p>
      Say where they shall lie, and one is made every night at three: the database, files and settings, encrypted. Best
      is a disk other than the data's.
    </p>
    ${
      may &&
      html`<form class="inline-form" onSubmit=${switchOn}>
        <label class="field"
          ><span>Folder on the host</span
          ><input name="folder" required pattern="/.*" value=${path} onInput=${({ target }) => setPath(target.value)}
        /></label>
        <button type="submit" class="button primary"><span>Switch on…</span></button>
      </form>`
    }
    <p class="faint">A bucket (S3) or another machine (SFTP) goes as well: under Settings, Backup, Store.</p>
  </section>`;
}
