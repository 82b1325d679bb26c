import type { Page } from "puppeteer-core";

/**
 * Runs in the browser, whose types are not those of this program. Text has 4.5 times the contrast of what it lies on, large text
 * three times, as WCAG 2 has it for level AA.
 */
const faintWords = `(() => {
  const channels = (colour) => {
    const [red, green, blue, alpha = 1] = (colour.match(/[\\d.]+/g) ?? []).map(Number);
    return colour.startsWith("color(") ? [red * 255, green * 255, blue * 255, alpha] : [red, green, blue, alpha];
  };
  const over = ([r, g, b, alpha], [R, G, B]) => [r, g, b].map((part, at) => part * alpha + [R, G, B][at] * (1 - alpha));
  const light = (colour) => {
    const [r, g, b] = colour.map((part) => part / 255).map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    if (element === null) return [255, 255, 255];
    const own = channels(getComputedStyle(element).backgroundColor);
    return own[3] === 1 ? own.slice(0, 3) : over(own, ground(element.parentElement));
  };
  const found = [];
  const walker = document.createTreeWalker(document.querySelector("dialog") ?? document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (node.data.trim() === "" || !element.checkVisibility({ opacityProperty: true }) || element.closest(":disabled, .unseen, .skip, option")) continue;
    const style = getComputedStyle(element);
    const behind = ground(element);
    const [one, other] = [light(over(channels(style.color), behind)), light(behind)];
    const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    const size = parseFloat(style.fontSize);
    const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (contrast < (isLarge ? 3 : 4.5)) found.push(node.data.trim().slice(0, 40) + ": contrast " + contrast.toFixed(2));
  }
  return found;
})()`;

const asked = new Set(["button", "link", "textbox", "searchbox", "combobox", "checkbox", "switch", "radio", "spinbutton", "dialog", "image"]); // prettier-ignore

/** What somebody who sees badly, or not at all, would miss on the screen as it is now: in the light look and in the dark one. */
export async function missedOn(page: Page): Promise<string[]> {
  const tree = await page.accessibility.snapshot();
  const nameless: string[] = [];
  const visit = ({ role, name, children = [] }: NonNullable<typeof tree>): void => {
    if (asked.has(role) && (name ?? "").trim() === "") nameless.push(`a ${role} without a name`);
    children.forEach(visit);
  };
  if (tree !== null) visit(tree);
  if (await page.evaluate(`document.querySelector("dialog:not(:modal)") !== null`))
    nameless.push("a dialog that does not keep the keyboard inside");
  const faint: string[] = [];
  for (const look of ["dark", "light"]) {
    await page.evaluate(`document.documentElement.dataset.look = "${look}"`);
    faint.push(...((await page.evaluate(faintWords)) as string[]).map((words) => `${look}: ${words}`)); // see above
  }
  return [...nameless, ...faint];
}
