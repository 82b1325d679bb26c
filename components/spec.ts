import type * as pulumi from "@pulumi/pulumi";
import type { HostConfig } from "./config/hosts";
import type { Binding } from "./config/binding";
import type { InstanceConfig } from "./config/instance";
import type { Resources } from "./config/resources";
import type { ServiceName } from "./config/services";

/** A Docker host of the fleet. */
export interface HostSpec extends HostConfig {
  readonly name: string;
}

/** A file of the operator's machine that is copied into a container. */
export interface LocalFile {
  /** Path below the folder it was found in, with `/` between its parts. */
  readonly path: string;
  readonly contentBase64: string;
}

/** An instance with nothing left open: defaults applied, ports and subnet chosen, files read. Plain data. */
export interface InstanceSpec {
  readonly name: string;
  readonly host: HostSpec;
  readonly domain: string;
  readonly subdomain: string;
  /** In the order in which they are declared. */
  readonly services: readonly ServiceName[];
  readonly images: Record<ServiceName, string>;
  readonly registry: string | undefined;
  /** Major version of Postgres. */
  readonly postgres: string;
  readonly resources: Record<ServiceName, Resources>;
  readonly ports: Ports;
  /** CIDR of its network. */
  readonly subnet: string;
  readonly mailTemplates: Readonly<Record<string, string>>;
  readonly initSql: string | undefined;
  readonly functionFiles: readonly LocalFile[];
  /** What the entry in the list says, defaults applied. */
  readonly config: InstanceConfig;
}

/** Published ports; one that is undefined is not published. */
export interface Ports {
  readonly gateway: Binding;
  readonly studio: Binding | undefined;
  readonly mail: Binding | undefined;
  readonly poolerSession: Binding | undefined;
  readonly poolerTransaction: Binding | undefined;
  readonly database: Binding | undefined;
}

/** Which instances and hosts there are: the plain, validated answer to a stack config. */
export interface Fleet {
  readonly hosts: readonly HostSpec[];
  readonly instances: readonly InstanceSpec[];
  /** Full name of the image of the managed Caddy. */
  readonly edgeImage: string;
}

/** A volume of an instance, by its role. */
export type VolumeRole =
  "db-data" | "db-config" | "storage" | "functions" | "deno-cache" | "snippets" | "wal" | "backup";

export interface Healthcheck {
  readonly test: readonly ["CMD" | "CMD-SHELL", ...string[]];
  /** Seconds between two probes. */
  readonly interval: number;
  /** Seconds a probe may take. */
  readonly timeout: number;
  /** Failed probes in a row before the container counts as unhealthy. */
  readonly retries: number;
  /** Seconds after the start in which failed probes do not count. */
  readonly startPeriod: number;
}

export interface UploadedFile {
  readonly path: string;
  readonly content: pulumi.Input<string>;
  readonly encoding?: "base64";
}

/** What a service wants of Docker, as data. Only `container.ts` knows how to say it. */
export interface ContainerSpec {
  /** Names it answers to on the instance's network, besides the service's own. */
  readonly aliases?: readonly string[];
  readonly entrypoint?: readonly string[];
  readonly command?: readonly string[];
  readonly env: Readonly<Record<string, pulumi.Input<string>>>;
  readonly healthcheck?: Healthcheck;
  readonly files?: readonly UploadedFile[];
  /** Whether a changed file replaces the container; false where files matter on an empty volume alone. */
  readonly filesReplace?: boolean;
  readonly volumes?: readonly { readonly role: VolumeRole; readonly path: string; readonly readOnly?: boolean }[];
  /** Paths of the host, for what Docker cannot hand over otherwise. */
  readonly hostPaths?: readonly { readonly host: string; readonly path: string; readonly writable?: boolean }[];
  readonly ports?: readonly { readonly binding: Binding; readonly container: number }[];
  /** Starting before the database answers does harm: migrations fail and the container ends. */
  readonly needsDatabase?: boolean;
  /** Services whose containers are started before. */
  readonly after?: readonly ServiceName[];
  readonly stopSignal?: "SIGINT" | "SIGTERM";
  /** Seconds between the stop signal and the kill. */
  readonly stopGrace?: number;
  readonly securityOptions?: readonly string[];
}

/** One file per service: from the instance, its secrets and its addresses to a container. */
export type Service = (instance: InstanceSpec, secrets: Secrets, urls: Urls) => ContainerSpec;

type SecretOutput = pulumi.Output<string>;

/** Every secret of an instance in the generation that is in use. */
export interface Secrets {
  readonly postgresPassword: SecretOutput;
  /** Password the data directory was made with: generation 1. */
  readonly initialPostgresPassword: SecretOutput;
  readonly jwtSecret: SecretOutput;
  readonly anonKey: SecretOutput;
  readonly serviceRoleKey: SecretOutput;
  readonly publishableKey: SecretOutput;
  readonly secretKey: SecretOutput;
  readonly jwtKeys: SecretOutput;
  readonly jwtJwks: SecretOutput;
  readonly anonKeyAsymmetric: SecretOutput;
  readonly serviceRoleKeyAsymmetric: SecretOutput;
  readonly dashboardPassword: SecretOutput;
  /** bcrypt form of the dashboard password, for Caddy. */
  readonly dashboardPasswordHash: SecretOutput;
  readonly secretKeyBase: SecretOutput;
  readonly realtimeDbEncKey: SecretOutput;
  readonly vaultEncKey: SecretOutput;
  readonly pgMetaCryptoKey: SecretOutput;
  readonly logflarePublicToken: SecretOutput;
  readonly logflarePrivateToken: SecretOutput;
  readonly s3ProtocolKeyId: SecretOutput;
  readonly s3ProtocolKeySecret: SecretOutput;
  readonly backupPassword: SecretOutput;
}

/** Addresses of an instance; plain. */
export interface Urls {
  /** As browsers see the gateway, without a slash at the end. */
  readonly api: string;
  /** Auth as browsers see it. */
  readonly auth: string;
  readonly studio: string | undefined;
  readonly mail: string | undefined;
  readonly site: string;
}
