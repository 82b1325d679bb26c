import { get } from "/page/api.js";
import { Icon } from "/page/icons.js";
import { Button, Copy, Failure, Loading, Notice, useCall, useFetched } from "/page/parts/basics.js";
import { html, useEffect, useState } from "/page/ui.js";

const titles = {
  publishableKey: "Publishable key",
  secretKey: "Secret key",
  anonKey: "Anon key",
  serviceRoleKey: "Service role key",
  dashboardPassword: "Dashboard password",
  postgresPassword: "Database password",
  jwtSecret: "JWT secret",
  poolerUrl: "Pooler address",
  databaseUrl: "Database address",
};

/** How an application connects: snippets to copy, and the keys behind them. */
export function Connect({ id, project, who }) {
  const keys = useFetched(() => get(`/projects/${id}/keys`), [id]);
  if (keys.value === undefined)
    return keys.problem
      ? html`<${Failure} problem=${keys.problem} again=${keys.again} />`
      : html`<${Loading} what="Fetches the keys" />`;
  return html`<${Snippets} api=${project.endpoints.api} keys=${keys.value} /><${Keys}
      id=${id}
      keys=${keys.value}
      who=${who}
    />`;
}

function Snippets({ api, keys }) {
  const [chosen, setChosen] = useState("supabase-js");
  const of = (name) => keys.find((key) => key.name === name)?.value;
  const key = of("publishableKey") ?? of("anonKey") ?? "<made with the instance>";
  const address = of("databaseUrl") ?? of("poolerUrl");
  const snippets = {
    "supabase-js": `import { createClient } from "@supabase/supabase-js";\n\nconst supabase = createClient(\n  "${api}",\n  "${key}",\n);`,
    ".env": `SUPABASE_URL=${api}\nSUPABASE_PUBLISHABLE_KEY=${key}`,
    curl: `curl "${api}/rest/v1/" \\\n  -H "apikey: ${key}"`,
    ...(address && { psql: `psql "${address}"` }),
  };
  return html`<section class="card">
    <h2>Connect</h2>
    <div class="segments" role="group" aria-label="Way to connect">
      ${Object.keys(snippets).map((name) => html`<button type="button" aria-pressed=${name === chosen} onClick=${() => setChosen(name)}>${name}</button>`)}
    </div>
    <div class="snippet">
      <pre><code data-snippet=${chosen}>${snippets[chosen]}</code></pre>
      <${Copy} value=${snippets[chosen]} label="the snippet for ${chosen}" />
    </div>
    ${chosen === "psql" && html`<p class="faint">The password is hidden here; it is the database password below. From the server itself: <code>fleet psql</code></p>`}
  </section>`;
}

function Keys({ id, keys, who }) {
  const [plain, setPlain] = useState();
  const [shown, setShown] = useState([]);
  const reveal = useCall(async () => {
    const all =
      plain ??
      Object.fromEntries((await get(`/projects/${id}/keys?reveal=true`)).map(({ name, value }) => [name, value]));
    setPlain(all);
    return all;
  });
  // A screen that is left open shows no secret for ever.
  useEffect(() => {
    if (shown.length === 0) return undefined;
    const timer = setTimeout(() => (setShown([]), setPlain(undefined)), 60_000);
    return () => clearTimeout(timer);
  }, [shown]);
  const flip = async (name) => {
    if (shown.includes(name)) return setShown(shown.filter((each) => each !== name));
    if ((await reveal.run()) !== undefined) setShown([...shown, name]);
    return undefined;
  };
  const secretOf = async (name) =>
    (plain ?? Object.fromEntries((await get(`/projects/${id}/keys?reveal=true`)).map((key) => [key.name, key.value])))[
      name
    ];
  return html`<section class="card flush">
    <h2>Keys</h2>
    ${who.scope !== "admin" && html`<${Notice}>Secrets are shown to who has the scope admin; yours is ${who.scope}.<//>`}
    <${Failure} problem=${reveal.problem} />
    <ul class="keys">
      ${keys.map(({ name, use, public: open, value, mark }) => {
        const visible = open || shown.includes(name);
        const made = value !== undefined || mark !== undefined;
        const text = !made
          ? "Not made yet"
          : open
            ? value
            : shown.includes(name)
              ? plain?.[name]
              : (value ?? `••••••••••••  ${mark ?? ""}`);
        return html`<li key=${name} data-key=${name}>
          <span class="which"><strong>${titles[name] ?? name}</strong><span class="faint">${use}</span></span>
          <code class=${visible ? "" : "masked"}>${text}</code>
          <span class="actions">
            ${made && !open && who.scope === "admin" && html`<${Button} kind="quiet" icon=${visible ? "hidden" : "eye"} aria-label="${visible ? "Hide" : "Reveal"} ${titles[name]}" onClick=${() => flip(name)}>${visible ? "Hide" : "Reveal"}<//>`}
            ${made && (open || who.scope === "admin") && html`<${Copy} label=${titles[name]} value=${open ? value : () => secretOf(name)} />`}
          </span>
        </li>`;
      })}
    </ul>
    <p class="faint foot">
      <${Icon} name="shield" /> Whoever sees or copies a secret is noted in the activity of this instance.
    </p>
  </section>`;
}
