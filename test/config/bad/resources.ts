import { serviceNames } from "../../../components/config/services";
import { instances } from "../given";
import { type Row, fleet, instance } from "./row";

const image = "should be an image such as supabase/gotrue:v2.196.0";
const memory = "should be an amount of memory such as 512m or 2g";

const limits = (mistake: string, service: string, settings: unknown, ...problems: string[]): Row =>
  instance(
    mistake,
    { resources: { [service]: settings } },
    ...problems.map((problem) => `resources/${service}${problem}`),
  );

export const resourceRows: readonly Row[] = [
  instance("images as a list", { images: ["supabase/gotrue"] }, "images: should be a group of settings"),
  ...serviceNames.map((name) =>
    instance(`an image with a space for ${name}`, { images: { [name]: "my image" } }, `images/${name}: ${image}`),
  ),
  instance("an image with a capital", { images: { auth: "Supabase/gotrue" } }, `images/auth: ${image}`),
  instance("an image with a scheme", { images: { auth: "docker://supabase/gotrue" } }, `images/auth: ${image}`),
  instance("an image with an empty part", { images: { auth: "supabase//gotrue" } }, `images/auth: ${image}`),
  instance("an image with half a digest", { images: { auth: "supabase/gotrue@sha256:abc" } }, `images/auth: ${image}`),
  instance("an image that is a number", { images: { auth: 2 } }, `images/auth: ${image}`),

  instance("resources as text", { resources: "1g" }, "resources: should be a group of settings"),
  ...serviceNames.map((name) =>
    limits(
      `limits of the wrong type for ${name}`,
      name,
      { memory: 512, memoryReservation: true, cpuShares: 1, pids: "500", ...(name === "db" ? { shmSize: "64k" } : {}) },
      `/memory: ${memory}`,
      `/memoryReservation: ${memory}`,
      "/cpuShares: should be a whole number from 2 to 262144",
      "/pids: should be a whole number from 10 to 100000",
      ...(name === "db" ? [`/shmSize: ${memory}`] : []),
    ),
  ),
  limits("limits that are text", "db", "1g", ": should be a group of settings"),
  limits(
    "shared memory for a service without",
    "rest",
    { shmSize: "64m" },
    "/shmSize: is no setting; known are cpuShares, memory, memoryReservation, pids",
  ),
  limits(
    "memory for less than a service",
    "rest",
    { memory: "8m" },
    "/memory: should be 16m or more: Docker refuses less than 6m and no service runs in it",
  ),
  limits("memory in capitals", "rest", { memory: "512M" }, `/memory: ${memory}`),
  limits("nine processes", "rest", { pids: 9 }, "/pids: should be a whole number from 10 to 100000"),
  limits(
    "a reservation beyond its limit",
    "db",
    { memory: "512m", memoryReservation: "1g" },
    "/memoryReservation: is more than memory (512m)",
  ),
  limits(
    "a reservation beyond the size's limit",
    "db",
    { memoryReservation: "1g" },
    "/memoryReservation: is more than memory (768m)",
  ),

  fleet(
    "one instance too large for its host",
    { ...instances({ name: "blog", size: "large" }), hosts: { local: { memory: "4g" } } },
    "hosts/local/memory: is 4096m, but its active instances (1) reserve 7088m: pause one, or lower its size or resources",
  ),
  fleet(
    "more instances than fit a host",
    { ...instances({ name: "a" }, { name: "b" }, { name: "c", state: "paused" }), hosts: { local: { memory: "4g" } } },
    "hosts/local/memory: is 4096m, but its active instances (2) reserve 4192m: pause one, or lower its size or resources",
  ),
  fleet(
    "a service that takes all of a host",
    {
      ...instances({ name: "blog", resources: { db: { memory: "16g", memoryReservation: "16g" } } }),
      hosts: { local: { memory: "16g" } },
    },
    "hosts/local/memory: is 16384m, but its active instances (1) reserve 18096m: pause one, or lower its size or resources",
  ),
];
