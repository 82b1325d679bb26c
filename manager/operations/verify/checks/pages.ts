import { type Check, Failed } from "../check";
import { doorTo } from "../door";
import { request, said } from "../request";
import type { Subject } from "../subject";
import { needs } from "./needs";

export const studio: Check = {
  id: "studio",
  sentence: "Studio asks for the password and opens with it",
  async run(subject) {
    const { spec, keys } = subject;
    needs(spec, "studio");
    // Single sign-on in front cannot be passed by a probe; the gateway behind it can.
    const { bind, port } = spec.ports.gateway;
    const signOn = spec.config.studio.forwardAuth !== undefined;
    await page(subject, signOn ? `http://${bind}:${port}` : (keys.studioUrl ?? keys.apiUrl), true, signOn);
    return signOn ? "seen behind the single sign-on" : undefined;
  },
};

export const mail: Check = {
  id: "mail",
  sentence: "the caught mails are shown, behind the password at Caddy",
  async run(subject) {
    const { spec, keys } = subject;
    needs(spec, "mail");
    if (keys.mailUrl === undefined) throw new Failed("The mail catcher has no address.");
    await page(subject, keys.mailUrl, spec.host.edge.mode !== "none", false);
    return undefined;
  },
};

/** Asks for a page without the password and with it. @param direct past Caddy. */
async function page({ spec, dial, keys }: Subject, address: string, isLocked: boolean, direct: boolean): Promise<void> {
  const place = direct ? { ...spec, host: { ...spec.host, edge: { ...spec.host.edge, mode: "none" as const } } } : spec;
  const door = doorTo(address, place, dial);
  const basic = Buffer.from(`supabase:${keys.dashboardPassword}`).toString("base64");
  const open = await request(door, "/");
  if (isLocked && open.status !== 401)
    throw new Failed(`${address} does not ask for the password (${said(open)}): whoever reaches it may use it.`);
  const answer = isLocked ? await request(door, "/", { headers: { authorization: `Basic ${basic}` } }) : open;
  if (answer.status >= 400 || answer.status === 0) throw new Failed(`${address} does not answer (${said(answer)}).`);
}
