import { listen } from "/page/api.js";
import { serviceName } from "/page/format.js";
import { Notice } from "/page/parts/basics.js";
import { Switch } from "/page/settings/fields.js";
import { html, useEffect, useRef, useState } from "/page/ui.js";

/** Lines that are kept on the screen. */
const most = 1500;

/** Logs as they are written, of all services or one, with a search. */
export function Logs({ id, project }) {
  const [service, setService] = useState("");
  const [wanted, setWanted] = useState("");
  const [follow, setFollow] = useState(true);
  const [lines, setLines] = useState([]);
  const [problem, setProblem] = useState();
  const end = useRef();
  useEffect(() => {
    setLines([]);
    setProblem(undefined);
    let waiting = [];
    // Lines come one by one; the screen is drawn anew a few times a second.
    const timer = setInterval(() => {
      if (waiting.length === 0) return;
      const fresh = waiting;
      waiting = [];
      setLines((now) => [...now, ...fresh].slice(-most));
    }, 250);
    const stop = listen(`/projects/${id}/logs/stream?tail=200${service && `&service=${service}`}`, {
      open: () => setLines([]),
      line: (line) => waiting.push(line),
      problem: ({ message }) => (setProblem(message), stop()),
    });
    return () => {
      clearInterval(timer);
      stop();
    };
  }, [id, service]);
  const shown = wanted === "" ? lines : lines.filter(({ text }) => text.toLowerCase().includes(wanted.toLowerCase()));
  useEffect(() => {
    if (follow && end.current) end.current.scrollTop = end.current.scrollHeight;
  }, [shown.length, lines, follow]);
  return html`<section class="card flush logs">
    <div class="bar">
      <label class="field inline"
        ><span class="unseen">Service</span
        ><select value=${service} onChange=${({ target }) => setService(target.value)}>
          <option value="">All services</option>
          ${project.services.map((each) => html`<option value=${each.service}>${serviceName(each.service)}</option>`)}
        </select></label
      >
      <label class="field inline grow"
        ><span class="unseen">Search</span
        ><input
          type="search"
          placeholder="Search these lines"
          value=${wanted}
          onInput=${({ target }) => setWanted(target.value)}
      /></label>
      <${Switch} name="follow" label="Follow" on=${follow} onChange=${setFollow} />
    </div>
    ${problem && html`<${Notice} tone="bad" title="The logs cannot be read">${problem}<//>`}
    <div
      class="lines"
      ref=${end}
      tabindex="0"
      role="log"
      aria-live="off"
      aria-label="Log lines"
      onWheel=${({ deltaY }) => deltaY < 0 && setFollow(false)}
    >
      ${shown.map(({ service: from, at, text }) => html`<p class=${toneOf(text)}><time>${at.slice(11, 19)}</time><b>${from}</b><span>${text}</span></p>`)}
      ${shown.length === 0 && !problem && html`<p class="faint">${lines.length > 0 ? `No line has “${wanted}”.` : "Waits for lines…"}</p>`}
    </div>
  </section>`;
}

const toneOf = (text) =>
  /\b(error|fatal|panic|ERR)\b/i.test(text) ? "bad" : /\b(warn|warning)\b/i.test(text) ? "warn" : "";
