import { del, get } from "/page/api.js";
import { Button } from "/page/parts/basics.js";
import { go } from "/page/route.js";
import { html } from "/page/ui.js";

/** Deletes it: with the plan, and with its name typed. */
export const Danger = ({ id, ask }) =>
  html`<section class="card danger-zone">
    <div>
      <h2>Delete this instance</h2>
      <p class="faint">
        Its containers, its volumes and everything in them. Backups in a store of their own stay there.
      </p>
    </div>
    <${Button}
      kind="danger"
      icon="trash"
      onClick=${() =>
        ask({
          title: `Delete ${id} and its data?`,
          yes: "Delete for good",
          danger: true,
          repeat: id,
          propose: () => get(`/projects/${id}/removal`),
          start: () => del(`/projects/${id}?confirm=${id}`),
          onDone: () => go(),
        })}
      >Delete…<//
    >
  </section>`;
