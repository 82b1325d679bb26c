import { describe, expect, it } from "vitest";
import { serviceNames } from "../../components/config/services";
import { fleetOf, instances, specOf } from "./given";

const memory = (settings: object) =>
  Object.fromEntries(
    Object.entries(specOf({ ...settings }).resources).map(([service, limits]) => [service, limits.memory]),
  );

describe("a size", () => {
  it("budgets all containers of a small instance with about 4 GB as limit and half of it as reservation", () => {
    const { services, resources } = specOf();
    expect(services.reduce((sum, service) => sum + resources[service].memory, 0)).toBe(4192);
    expect(services.reduce((sum, service) => sum + resources[service].memoryReservation, 0)).toBe(2096);
  });

  it.each([
    ["medium", 2],
    ["large", 4],
  ])("%s lets grow what carries load, and nothing else", (size, factor) => {
    const [small, grown] = [memory({}), memory({ size })];
    for (const service of serviceNames) {
      const stays = ["mail", "templates", "studio", "meta"].includes(service);
      expect(grown[service]).toBe((small[service] ?? 0) * (stays ? 1 : factor));
    }
  });

  it("gives the database a quarter as shared memory, and nobody else any", () => {
    const { resources } = specOf({ size: "large" });
    expect(resources.db.shmSize).toBe(768);
    expect(serviceNames.filter((service) => resources[service].shmSize !== undefined)).toEqual(["db"]);
  });
});

describe("the resources of one service", () => {
  it("replace the size's, value by value", () => {
    const resources = { rest: { memory: "1g", pids: 99 }, db: { shmSize: "512m", cpuShares: 2048 } };
    expect(specOf({ resources }).resources.rest).toEqual({
      memory: 1024,
      memoryReservation: 96,
      cpuShares: 512,
      pids: 99,
    });
    expect(specOf({ resources }).resources.db).toMatchObject({ memory: 768, cpuShares: 2048, shmSize: 512 });
    expect(specOf({ resources }).resources.auth).toEqual(specOf().resources.auth);
  });

  it("lower the reservation with the limit", () => {
    expect(specOf({ resources: { db: { memory: "128m" } } }).resources.db).toMatchObject({
      memory: 128,
      memoryReservation: 128,
    });
  });
});

describe("the memory of a host", () => {
  const onHost = (memory: string, ...entries: object[]) => ({ ...instances(...entries), hosts: { local: { memory } } });

  it("may be reserved to its last megabyte", () => {
    expect(fleetOf(onHost("4192m", { name: "blog" }, { name: "shop" })).instances).toHaveLength(2);
  });

  it("is not needed by an instance that is paused", () => {
    const config = onHost("3g", { name: "blog" }, { name: "shop", state: "paused" });
    expect(fleetOf(config).instances).toHaveLength(2);
  });

  it("is not needed by services that are off", () => {
    const services = { realtime: false, storage: false, imgproxy: false, functions: false, studio: false, meta: false };
    expect(fleetOf(onHost("1g", { name: "blog", services })).instances).toHaveLength(1);
  });

  it("is each host's own", () => {
    const hosts = { berlin: { memory: "3g" }, cologne: { docker: "ssh://me@cologne", memory: "3g" } };
    const entries = Object.keys(hosts).map((host) => ({ name: `in-${host}`, host }));
    expect(fleetOf({ ...instances(...entries), hosts }).instances).toHaveLength(2);
  });
});
