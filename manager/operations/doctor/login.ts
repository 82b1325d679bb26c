import { type Examination, ok, problem, warning } from "./finding";
import { atLeast } from "./versions";

/** Who may speak to Docker on the host: root, or its group. */
export const user: Examination = ({ facts, host }) => {
  if (facts === undefined || host.spec.docker.startsWith("tcp://")) return [];
  if (facts.user === "root") return [ok("user", "root")];
  if (facts.groups.includes("docker")) return [ok("user", `${facts.user}, in group docker`)];
  return [warning("user", `${facts.user} is not in group docker, and reaches it all the same`, `If that is not meant for all (rootless Docker, an open socket): usermod -aG docker ${facts.user}`)]; // prettier-ignore
};

/** Sessions on one connection, and connections that are about to sign in: what Pulumi's provider needs at a time. */
const needed = 10;

export const sshLimits: Examination = ({ facts, host }) => {
  if (!host.spec.docker.startsWith("ssh://") || facts === undefined) return [];
  const [sessions, startups] = [facts.sshd.get("maxsessions"), facts.sshd.get("maxstartups")];
  if (sessions === undefined || startups === undefined)
    return [ok("ssh", `limits unknown: ${facts.user} may not run "sshd -T" there; its defaults (10 sessions, 10 start-ups) are enough`)]; // prettier-ignore
  const found = `MaxSessions ${sessions}, MaxStartups ${startups}`;
  // MaxStartups is "start:rate:full"; refusals begin at the first.
  if (Number(sessions) >= needed && Number(startups.split(":")[0]) >= needed) return [ok("ssh", found)];
  return [warning("ssh", found, `Each call to Docker is a session of its own. In its sshd_config: MaxSessions ${needed} and MaxStartups 10:30:100, or more; then reload sshd.`)]; // prettier-ignore
};

export const folder: Examination = ({ facts, host }) => {
  if (host.spec.edge.mode === "none" || facts === undefined) return [];
  if (facts.folder === "") return [ok("folder", "the folder for snippets can be written")];
  return [problem("folder", `the folder for snippets cannot be written: ${facts.folder}`, `Give it to the user who signs in there (install -d -o USER FOLDER), or write hosts.${host.name}.edge.folder.`)]; // prettier-ignore
};

/** Oldest Caddy that knows every word of the snippets. */
const oldestCaddy = "2.8";

export const caddy: Examination = ({ facts, host }) => {
  const { edge } = host.spec;
  if (edge.mode !== "existing" || facts === undefined) return [];
  const own = edge.validate !== undefined && edge.reload !== undefined;
  if (facts.caddy === "")
    return own
      ? [ok("caddy", "reached by the commands that the config writes; its version was not asked")]
      : [problem("caddy", `no program "caddy" on the host, and hosts.${host.name}.edge.mode is existing`, `Install Caddy ${oldestCaddy} or newer, write validate and reload for a Caddy in a container, or use mode: managed.`)]; // prettier-ignore
  const found = `Caddy ${facts.caddy.split(" ")[0]}`;
  if (atLeast(facts.caddy, oldestCaddy)) return [ok("caddy", found)];
  return [problem("caddy", found, `Install Caddy ${oldestCaddy} or newer: older ones do not know basic_auth.`)];
};
