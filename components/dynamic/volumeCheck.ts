import { createHash } from "node:crypto";
import type * as pulumi from "@pulumi/pulumi";
import { connect, isMissing } from "./dockerApi";

// Aliases: a captured function is written into the state, a captured module cannot be.
const connectTo = connect;
const missing = isMissing;

export const providerVersion = 1;

/** Labels of a data volume that say what it was made with. They are written once, when the volume is made. */
export const volumeLabels = {
  fingerprint: "supabase-fleet.password",
  postgres: "supabase-fleet.postgres",
  images: "supabase-fleet.images",
} as const;

export interface VolumeState {
  readonly instance: string;
  /** Docker's address. */
  readonly host: string;
  readonly volume: string;
  readonly fingerprint: string;
  readonly postgres: string;
  /** Where the images that write it come from: `upstream`, or `this machine` for locally built ones. */
  readonly images: string;
  /** Whether the operator gave the password, and so vouches for a volume that carries no label. */
  readonly passwordGiven: boolean;
  readonly providerVersion: number;
}

export const volumeProvider: pulumi.dynamic.ResourceProvider<VolumeState, VolumeState> = {
  /** Runs in a preview too: what is found here stops everything before anything starts. */
  async check(olds: Partial<VolumeState>, news) {
    const found = await lookAt(news);
    const inputs = typeof found === "object" ? asKnown(found, olds, news) : news;
    const problem = typeof found === "object" ? misfit(found, inputs) : found;
    return { inputs, failures: problem === undefined ? [] : [{ property: "volume", reason: problem }] };
  },
  async diff(_id, olds, news) {
    // Not the mark of the password: a volume keeps its own, and to whom it belongs is decided above.
    const keys = ["host", "volume", "postgres", "images", "providerVersion"] as const;
    return { changes: keys.some((key) => olds[key] !== news[key]) };
  },
  async create(state) {
    return { id: `volume:${state.volume}`, outs: state };
  },
  async update(_id, _olds, news) {
    return { outs: news };
  },
};

/** What a volume was made with, as far as its labels say. */
type Made = Partial<Pick<VolumeState, "fingerprint" | "postgres" | "images">>;

/** What the volume was made with; a reason when nobody can tell, and undefined when there is none yet. */
async function lookAt(wanted: VolumeState): Promise<Made | string | undefined> {
  try {
    const labels: Record<string, string> =
      (await connectTo(wanted.host).getVolume(wanted.volume).inspect()).Labels ?? {};
    return {
      fingerprint: labels["supabase-fleet.password"],
      postgres: labels["supabase-fleet.postgres"],
      images: labels["supabase-fleet.images"],
    };
  } catch (error) {
    if (missing(error)) return undefined;
    const reason = error instanceof Error ? error.message : String(error);
    return `Docker does not answer at ${wanted.host} (${reason}). Is the host up, and may you use its Docker? Nothing was changed.`;
  }
}

/**
 * An instance that has this volume keeps it when its password is given, changed or taken back: what is in the data is changed
 * as well, and only the volume's label stays as it is for good.
 */
function asKnown(made: Made, olds: Partial<VolumeState>, news: VolumeState): VolumeState {
  if (olds.volume !== news.volume) return news;
  const { fingerprint } = made;
  if (fingerprint === undefined) return { ...news, passwordGiven: news.passwordGiven || olds.passwordGiven === true };
  return fingerprint === olds.fingerprint ? { ...news, fingerprint } : news;
}

/** Why data that was made so does not fit; undefined when it does. */
export function misfit(made: Made, wanted: VolumeState): string | undefined {
  if (made.fingerprint === undefined && wanted.passwordGiven) return undefined;
  if (made.fingerprint !== wanted.fingerprint) return leftOver(wanted);
  if (made.postgres !== wanted.postgres) {
    const way = wanted.postgres === "17" ? ` "fleet upgrade-postgres ${wanted.instance}" brings the data there.` : "";
    return `The data of ${wanted.instance} was made by Postgres ${made.postgres}; Postgres ${wanted.postgres} would not start on it. Write "database: { major: ${made.postgres} }" for this instance.${way}`;
  }
  if (made.images !== wanted.images) {
    return `The data of ${wanted.instance} was made by images of ${made.images}; now they would be those of ${wanted.images}. Images of different makers never share a volume: use another name, or remove the instance with its data first.`;
  }
  return undefined;
}

function leftOver({ instance, volume }: VolumeState): string {
  return [
    `The volume ${volume} is left over from an earlier instance of this name, with another database password.`,
    `Postgres keeps the password it was made with, so no service could log in. Choose one:`,
    `  keep the data:  give its password:  pulumi config set --secret --path 'supabase-fleet:instances[<n>].secrets.postgresPassword' <password>`,
    `  drop the data:  docker volume rm ${volume} supabase-${instance}-db-config   (this cannot be undone)`,
    `  leave it alone: give the new instance another name`,
    `Nothing was changed.`,
  ].join("\n");
}

/** A short mark of a password: enough to tell two apart, useless to find it. */
export function fingerprint(instance: string, password: string): string {
  return createHash("sha256").update(`supabase-fleet|${instance}|${password}`).digest("hex").slice(0, 16);
}
