import type { InstanceSpec } from "../../components/spec";
import { acme } from "./fixtures";

/** Instances whose gateways differ, by the name of their golden file. */
export const gateways: Readonly<Record<string, InstanceSpec>> = {
  active: acme(),
  "no-caddy": acme({}, { edge: { mode: "none" } }),
  "least-services": acme({
    services: { realtime: false, storage: false, imgproxy: false, functions: false, studio: false, meta: false },
  }),
};
