import * as pulumi from "@pulumi/pulumi";

const providerVersion = 1;

/** What is remembered of an instance after its entry has gone from the list. */
export interface LedgerEntry {
  readonly protect: boolean;
  readonly host: string;
  readonly postgres: string;
  /** Major version that the data was of before an upgrade, which may be changed to the one above. */
  readonly changedFrom?: string;
  /** Whether a change of its host is on purpose: its data is there already. */
  readonly moving?: true;
  /** What its config said beyond the defaults, by path; a state of an earlier version lacks it. */
  readonly settings?: Readonly<Record<string, string>>;
}

interface LedgerState {
  readonly instances: Readonly<Record<string, LedgerEntry>>;
  readonly providerVersion: number;
}

export const ledgerProvider: pulumi.dynamic.ResourceProvider<LedgerState, LedgerState> = {
  /**
   * Compares the list with the one of the last run, in a preview too, before anything else happens. Pulumi's own
   * protection comes later: it would have deleted what is not protected before it refuses the rest.
   */
  async check(olds, news) {
    const before: Record<string, LedgerEntry> = olds.instances ?? {};
    const failures = Object.entries(before).flatMap(([name, old]) => {
      const now = news.instances[name];
      const reason = now === undefined ? removed(name, old) : changed(name, old, now);
      return reason === undefined ? [] : [{ property: "instances", reason }];
    });
    return { inputs: news, failures };
  },
  async diff(_id, olds, news) {
    const same = JSON.stringify(olds.instances) === JSON.stringify(news.instances);
    return { changes: !same || olds.providerVersion !== news.providerVersion };
  },
  async create(state) {
    return { id: "fleet", outs: state };
  },
  async update(_id, _olds, news) {
    return { outs: news };
  },
};

function removed(name: string, old: LedgerEntry): string | undefined {
  if (!old.protect) return undefined;
  return [
    `${name} is gone from the list, and its data is protected. To delete it on purpose:`,
    `  1. put the entry back with "protect: false" and run pulumi up`,
    `  2. take the entry out again and run pulumi up: containers, network, volumes and secrets are deleted for good`,
    `To stop it and keep everything, put the entry back with "state: paused". Nothing was changed.`,
  ].join("\n");
}

function changed(name: string, old: LedgerEntry, now: LedgerEntry): string | undefined {
  if (old.host !== now.host && !(old.moving && now.moving)) {
    return `${name} lies on host ${old.host}, and its data does not move to ${now.host} by itself. Write "host: ${old.host}" again; "fleet move ${name} --host ${now.host}" takes it there with its data. Nothing was changed.`;
  }
  // A change that is not settled may be taken back: the volume itself is looked at besides.
  if (old.postgres !== now.postgres && old.postgres !== now.changedFrom && old.changedFrom !== now.postgres) {
    const way = now.postgres === "17" ? ` "fleet upgrade-postgres ${name}" brings the data there.` : "";
    return `${name} has data of Postgres ${old.postgres}, on which ${now.postgres} would not start. Write "database: { major: ${old.postgres} }".${way} Nothing was changed.`;
  }
  return undefined;
}

/** Remembers which instances there are, so that one that is taken out by mistake is noticed before anything is deleted. */
export class Ledger extends pulumi.dynamic.Resource {
  constructor(name: string, instances: Readonly<Record<string, LedgerEntry>>, opts?: pulumi.CustomResourceOptions) {
    super(ledgerProvider, name, { instances, providerVersion }, opts, "supabase", "Ledger");
  }
}
