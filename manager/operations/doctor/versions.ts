/** Whether a version such as `2.10.2` or `v2.8.4 h1:…` is a given one or newer. */
export function atLeast(version: string, wanted: string): boolean {
  const numbers = (text: string) => (/\d+(\.\d+)*/.exec(text)?.[0] ?? "0").split(".").map(Number);
  const [has, needs] = [numbers(version), numbers(wanted)];
  for (const [index, need] of needs.entries()) {
    const own = has[index] ?? 0;
    if (own !== need) return own > need;
  }
  return true;
}
