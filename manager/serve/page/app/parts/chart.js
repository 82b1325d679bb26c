import { html } from "/page/ui.js";

const width = 600;

/**
 * A line over time. @param samples values by `of`, oldest first; those that nobody knows leave a gap.
 * @param most value at the top; the highest when it is higher. @param quiet what is said while there is nothing to draw.
 */
export function Chart({
  samples,
  of,
  most,
  words,
  label,
  quiet = "Figures gather while this page is open.",
  height = 120,
}) {
  const values = samples.map(of);
  const known = values.filter((value) => value !== undefined);
  const top = Math.max(most ?? 0, ...known) || 1;
  const step = width / Math.max(1, values.length - 1);
  const place = (value, index) =>
    `${(index * step).toFixed(1)} ${(height - 4 - (value / top) * (height - 12)).toFixed(1)}`;
  const last = values.at(-1);
  return html`<figure class="chart" data-chart=${label}>
    <figcaption><span>${label}</span><strong>${last === undefined ? "–" : words(last)}</strong></figcaption>
    <svg
      viewBox="0 0 ${width} ${height}"
      preserveAspectRatio="none"
      role="img"
      aria-label="${label}: now ${last === undefined ? "unknown" : words(last)}, at most ${known.length === 0 ? "unknown" : words(Math.max(...known))}"
    >
      ${[0.25, 0.5, 0.75].map((at) => html`<path class="grid" d="M0 ${height * at}H${width}" />`)}
      ${runs(values).map(({ from, run }) => {
        // One value alone would be a line without a length.
        const [own, first] = run.length > 1 ? [run, from] : [[...run, ...run], from - 0.5];
        const line = own.map((value, index) => place(value, first + index)).join("L");
        const [begin, end] = [first * step, (first + own.length - 1) * step];
        return html`<path class="area" d="M${line}L${end.toFixed(1)} ${height}L${begin.toFixed(1)} ${height}Z" /><path
            class="line"
            d="M${line}"
          />`;
      })}
    </svg>
    <p class="faint">${known.length === 0 ? quiet : `Top of the graph: ${words(top)}`}</p>
  </figure>`;
}

/** Values that follow each other, without those that nobody knows. */
function runs(values) {
  const found = [];
  for (const [index, value] of values.entries())
    if (value !== undefined && values[index - 1] !== undefined) found.at(-1).run.push(value);
    else if (value !== undefined) found.push({ from: index, run: [value] });
  return found;
}

/** The same, small, for a row of a list. */
export function Spark({ samples, of, most }) {
  const values = samples.map(of).filter((value) => value !== undefined);
  if (values.length < 2) return html`<svg class="spark" viewBox="0 0 80 24" aria-hidden="true"></svg>`;
  const top = Math.max(most, ...values) || 1;
  const line = values.map((value, index) => `${((index * 80) / (values.length - 1)).toFixed(1)} ${(22 - (value / top) * 20).toFixed(1)}`).join("L"); // prettier-ignore
  return html`<svg class="spark" viewBox="0 0 80 24" preserveAspectRatio="none" aria-hidden="true">
    <path class="area" d="M${line}L80 24L0 24Z" />
    <path class="line" d="M${line}" />
  </svg>`;
}

/** A share of something that is limited. */
export function Meter({ value, most, label }) {
  const share = value === undefined || !most ? 0 : Math.min(100, (value / most) * 100);
  return html`<svg
    class="meter ${share > 90 ? "full" : ""}"
    viewBox="0 0 100 4"
    preserveAspectRatio="none"
    role="img"
    aria-label="${label}: ${Math.round(share)} percent"
  >
    <rect class="rest" width="100" height="4" rx="2" />
    <rect class="used" width=${share} height="4" rx="2" />
  </svg>`;
}
