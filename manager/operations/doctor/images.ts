import { messageOf } from "../errors";
import { type Examination, type Patient, ok, problem, warning } from "./finding";
import type { Finding } from "./types";

/** Whether each image is on the host or its registry has it, and for the host's processor. */
export const images: Examination = async (patient) => {
  const names = imagesOf(patient);
  const found = await Promise.all(names.map(async (name) => await lookFor(patient, name)));
  const wrong = found.flatMap((one) => (typeof one === "object" ? [one] : []));
  const there = found.filter((one) => one === "present").length;
  const text = `${there} of ${names.length} are on the host, ${names.length - there - wrong.length} can be pulled`;
  return wrong.length > 0 ? wrong : [ok("images", `${text}, all for ${platformOf(patient)}`)];
};

function imagesOf({ instances, host, edgeImage }: Patient): string[] {
  const own = instances.flatMap((spec) => spec.services.map((service) => spec.images[service]));
  return [...new Set([...own, ...(host.spec.edge.mode === "managed" ? [edgeImage] : [])])].sort();
}

/** Processors as the kernel and as registries name them. */
const architectures: Readonly<Record<string, string>> = { x86_64: "amd64", aarch64: "arm64", armv7l: "arm" };
const architectureOf = ({ info }: Patient) => architectures[info.Architecture] ?? info.Architecture;
const platformOf = (patient: Patient) => `${patient.info.OSType}/${architectureOf(patient)}`;

async function lookFor(patient: Patient, name: string): Promise<"present" | "pullable" | Finding> {
  const image = patient.host.docker.getImage(name);
  const present = await image.inspect().catch(() => undefined);
  if (present !== undefined) return judge(patient, name, [`${present.Os}/${present.Architecture}`]) ?? "present";
  try {
    const { Platforms: platforms } = await image.distribution();
    return judge(patient, name, platforms.map(({ os, architecture }) => `${os}/${architecture}`)) ?? "pullable"; // prettier-ignore
  } catch (error) {
    return refused(name, error);
  }
}

/** A registry that does not say for which processors an image is has nothing to be judged by. */
function judge(patient: Patient, name: string, platforms: readonly string[]): Finding | undefined {
  const known = platforms.filter((platform) => !/^\/|\/$|unknown/.test(platform));
  if (known.length === 0 || known.includes(platformOf(patient))) return undefined;
  return problem("images", `${name} is for ${known.join(", ")}, and the host is ${platformOf(patient)}`, "Name an image for it under images, or use another host."); // prettier-ignore
}

function refused(name: string, error: unknown): Finding {
  const why = messageOf(error).replace(/^\(HTTP code \d+\) [^-]*- /, "").trim(); // prettier-ignore
  if (/unauthorized|denied|authentication/i.test(why))
    return warning("images", `${name} is not on the host, and its registry wants a login: ${why}`, `Sign in where the fleet is applied (docker login), and look: docker pull ${name}`); // prettier-ignore
  return problem("images", `${name} is not on the host, and its registry does not give it: ${why}`, `Look at the name in images, release and registry, and whether the host reaches it: docker pull ${name}`); // prettier-ignore
}
