import * as pulumi from "@pulumi/pulumi";
import { connect } from "./dockerApi";
import { waitUntilHealthy } from "./wait";

// Aliases: a captured function is written into the state, a captured module cannot be.
const connectTo = connect;
const untilHealthy = waitUntilHealthy;

/** Raised when the code below changes what it does, so that stored state runs the new code once. */
const providerVersion = 1;

interface ReadyState {
  /** Docker's address. */
  readonly host: string;
  /** Containers to wait for, by name, and the most processes each may have. */
  readonly containers: Readonly<Record<string, number>>;
  /** Ids of the containers: a new one is waited for again. */
  readonly ids: readonly string[];
  /** Seconds. */
  readonly timeout: number;
  readonly providerVersion: number;
}

export const readyProvider: pulumi.dynamic.ResourceProvider<ReadyState, ReadyState> = {
  async diff(_id, olds, news) {
    const same = JSON.stringify([olds.host, olds.containers, olds.ids, olds.providerVersion]);
    return { changes: same !== JSON.stringify([news.host, news.containers, news.ids, news.providerVersion]) };
  },
  async create(state) {
    await becomeReady(state);
    return { id: `ready:${Object.keys(state.containers)[0] ?? ""}`, outs: state };
  },
  async update(_id, _olds, news) {
    await becomeReady(news);
    return { outs: news };
  },
};

async function becomeReady({ host, containers, timeout }: ReadyState): Promise<void> {
  const docker = connectTo(host);
  const deadline = Date.now() + timeout * 1000;
  const results = await Promise.allSettled(
    Object.entries(containers).map(async ([name, pids]) => {
      // The provider has no word for it, and it can be changed while the container runs.
      const limit = async () => void (await docker.getContainer(name).update({ PidsLimit: pids }));
      // One that has just ended takes none: the wait says why it ends, or it gets its limit when it is up again.
      const refused = await limit().then(
        () => false,
        () => true,
      );
      await untilHealthy(docker, name, deadline);
      if (refused) await limit();
    }),
  );
  const failures = results.flatMap((result) =>
    result.status === "rejected" ? [String(result.reason?.message ?? result.reason)] : [],
  );
  if (failures.length > 0) throw new Error(failures.join("\n\n"));
}

export interface ReadyArgs {
  readonly host: pulumi.Input<string>;
  readonly containers: Readonly<Record<string, number>>;
  readonly ids: pulumi.Input<pulumi.Input<string>[]>;
  readonly timeout: number;
}

/** Ends when every container of an instance is healthy, or with the last lines of the one that is not. */
export class Ready extends pulumi.dynamic.Resource {
  constructor(name: string, args: ReadyArgs, opts?: pulumi.CustomResourceOptions) {
    super(readyProvider, name, { ...args, providerVersion }, opts, "supabase", "Ready");
  }
}
