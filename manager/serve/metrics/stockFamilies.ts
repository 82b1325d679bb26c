import type { Figures } from "../../operations/metrics/meter";
import type { Family, Point } from "./exposition";
import { type May, prefix } from "./prefix";
import { pointOf } from "./stateFamilies";

/** Disk, and ages of keys, secrets and certificates. Times are in seconds since 1970, as Prometheus counts them. */
export function stockFamilies({ stock, disks }: Figures, may: May): Family[] {
  const { hosts = [], instances: all = [] } = stock.value ?? {};
  const instances = all.filter(({ name }) => may(name));
  const seen = hosts.filter(({ name }) => instances.some(({ host }) => host === name));
  const onHosts = (value: "size" | "free") => seen.flatMap(({ name }) => pointOf({ host: name }, disks.value?.get(name)?.[value])); // prettier-ignore
  const secrets = instances.flatMap(({ name, secrets: own }) => own.map((secret) => ({ name, secret })));
  const certificates = instances.flatMap(({ name, certificates: own }) => own.map((certificate) => ({ labels: { name, domain: certificate.name }, certificate }))); // prettier-ignore
  const gauge = (name: string, help: string, samples: Point[]): Family => ({ name: `${prefix}${name}`, help, type: "gauge", samples }); // prettier-ignore
  return [
    gauge("host_disk_size_bytes", "Size of the disk that a host's volumes lie on.", onHosts("size")),
    gauge("host_disk_free_bytes", "What is free of it.", onHosts("free")),
    gauge("service_disk_bytes", "What a service's container wrote beside its volumes.", instances.flatMap(({ name, services }) => services.flatMap(({ service, usage }) => pointOf({ name, service }, usage.disk)))), // prettier-ignore
    gauge("volume_bytes", "Size of a volume.", instances.flatMap(({ name, volumes }) => volumes.flatMap(({ name: volume, size }) => pointOf({ name, volume }, size)))), // prettier-ignore
    gauge("api_keys_issued_timestamp_seconds", "When the anon and service_role keys were issued.", instances.flatMap(({ name, keys }) => pointOf({ name }, seconds(keys.issuedAt)))), // prettier-ignore
    gauge("api_keys_expiry_timestamp_seconds", "When they expire.", instances.flatMap(({ name, keys }) => pointOf({ name }, seconds(keys.expiresAt)))), // prettier-ignore
    gauge("secret_created_timestamp_seconds", "Since when a secret is what it is.", secrets.flatMap(({ name, secret }) => pointOf({ name, secret: secret.name }, seconds(secret.since)))), // prettier-ignore
    gauge("certificate_up", "Whether the edge shows a certificate for a name.", certificates.map(({ labels, certificate: { validTo } }) => ({ labels, value: Number(validTo !== undefined) }))), // prettier-ignore
    gauge("certificate_issued_timestamp_seconds", "From when a certificate is valid.", certificates.flatMap(({ labels, certificate: { validFrom } }) => pointOf(labels, seconds(validFrom)))), // prettier-ignore
    gauge("certificate_expiry_timestamp_seconds", "Until when it is.", certificates.flatMap(({ labels, certificate: { validTo } }) => pointOf(labels, seconds(validTo)))), // prettier-ignore
  ];
}

const seconds = (at: string | undefined): number | undefined => (at === undefined ? undefined : Date.parse(at) / 1000);
