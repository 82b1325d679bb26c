import { serviceName } from "/page/format.js";
import { Host } from "/page/parts/host.js";
import { NewName } from "/page/parts/newName.js";
import { Switch } from "/page/settings/fields.js";
import { html } from "/page/ui.js";

const sizes = {
  small: ["Small", "For side projects and tests"],
  medium: ["Medium", "For an app with users"],
  large: ["Large", "For a busy one"],
};

/** Name, host and size. */
export const Name = ({ wish, change, choices }) =>
  html`<${NewName} name=${wish.name} domain=${choices.domain} onChange=${(name) => change({ name })} />
    <${Host} hosts=${choices.hosts} host=${wish.host} onChange=${(host) => change({ host })} />
    <fieldset class="cards">
      <legend>Size</legend>
      ${choices.sizes.map(
        (size) =>
          html`<label
            ><input
              type="radio"
              name="size"
              checked=${(wish.size ?? "small") === size}
              onChange=${() => change({ size })}
            /><span><strong>${sizes[size]?.[0] ?? size}</strong><small>${sizes[size]?.[1]}</small></span></label
          >`,
      )}
    </fieldset>`;

const uses = {
  realtime: "Changes and messages to clients as they happen",
  storage: "Files, with rules of their own",
  imgproxy: "Images in other sizes; needs Storage",
  functions: "Your code at the edge, in Deno",
  studio: "The dashboard for tables, users and SQL",
  meta: "What Studio asks the database by",
  pooler: "Many short connections to Postgres",
  mail: "Shows caught mails until you have a mail server",
  analytics: "Logs and their analysis in Studio; takes memory",
};

/** Which of the optional services it gets. */
export function Services({ wish, change, choices }) {
  const flip = (service, on) => {
    const others = Object.entries(wish.services).filter(([name]) => name !== service);
    change({ services: Object.fromEntries(on === choices.services[service] ? others : [...others, [service, on]]) });
  };
  return html`<p class="faint">Postgres, the gateway, Auth and REST are always there.</p>
    <ul class="switches">
      ${Object.entries(choices.services).map(([service, usual]) => html`<li><${Switch} name="services.${service}" label=${serviceName(service)} help=${uses[service]} on=${wish.services[service] ?? usual} onChange=${(on) => flip(service, on)} /></li>`)}
    </ul>`;
}

/** What the application behind it needs; all of it can be changed later. */
export const Application = ({ wish, change, choices }) =>
  html`<p class="faint">Everything here can be left as it is and changed later.</p>
    <label class="field"
      ><span>Address of your app</span>
      <input
        type="url"
        name="siteUrl"
        placeholder="https://app.example.com"
        value=${wish.siteUrl}
        onInput=${({ target }) => change({ siteUrl: target.value })}
      />
      <small>Where users land after a link in a mail.</small>
    </label>
    <ul class="switches">
      <li>
        <${Switch}
          name="enableSignup"
          label="Users may sign up"
          help="Off: you make the users"
          on=${wish.enableSignup}
          onChange=${(enableSignup) => change({ enableSignup })}
        />
      </li>
      <li>
        <${Switch}
          name="autoconfirm"
          label="Believe mail addresses"
          help="Users need not follow a link first; for tests"
          on=${wish.autoconfirm}
          onChange=${(autoconfirm) => change({ autoconfirm })}
        />
      </li>
    </ul>
    <label class="field"
      ><span>Folder for backups</span>
      <input
        name="backups"
        placeholder="/srv/backups"
        value=${wish.backups}
        onInput=${({ target }) => change({ backups: target.value })}
      />
      <small>On the host, best on another disk. Empty: no backups for now.</small>
    </label>
    <p class="faint">
      It gets ${choices.secrets.length} secrets of its own, made at random: passwords, keys and tokens. You see the keys
      once it runs.
    </p>`;
