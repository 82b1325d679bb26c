import { get } from "/page/api.js";
import { html, useEffect, useState } from "/page/ui.js";

/** The name of a new instance, checked as it is typed. */
export function NewName({ name, domain, onChange }) {
  const [problem, setProblem] = useState();
  useEffect(() => {
    if (name === "") return setProblem(undefined);
    let current = true;
    const timer = setTimeout(() => {
      get(`/choices?name=${encodeURIComponent(name)}`).then(
        (told) => current && setProblem(told.problem),
        () => undefined,
      );
    }, 250);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [name]);
  return html`<label class="field"
    ><span>Name</span>
    <input
      name="name"
      required
      maxlength="40"
      autocomplete="off"
      spellcheck=${false}
      pattern="[a-z]([a-z0-9\\-]{0,38}[a-z0-9])?"
      title="Small letters, digits and hyphens, a letter first"
      value=${name}
      aria-invalid=${problem !== undefined}
      aria-describedby="name-help"
      ref=${(input) => input?.setCustomValidity(problem ?? "")}
      onInput=${({ target }) => onChange(target.value)}
    />
    <small id="name-help" role="status" class=${problem ? "bad" : ""}
      >${problem ?? html`It becomes its address: <code>${name || "blog"}.${domain}</code>`}</small
    >
  </label>`;
}
