import { serviceNeeds } from "../../../components/config/services";
import { type Row, instance } from "./row";

const switches = ["realtime", "storage", "imgproxy", "functions", "studio", "meta", "pooler", "mail", "analytics"];

/** Vector has no switch: it comes and goes with what it needs. */
const switched = Object.entries(serviceNeeds).filter(([service]) => switches.includes(service));

const nowhere = "auth/smtp: is missing, and services.mail is off: mails that confirm an address have nowhere to go";

export const serviceRows: readonly Row[] = [
  instance("services as a list", { services: ["auth", "rest"] }, "services: should be a group of settings"),
  ...switches.map((name) =>
    instance(`${name} switched in words`, { services: { [name]: "off" } }, `services/${name}: should be true or false`),
  ),
  instance(
    "a switch for a service that is always there",
    { services: { db: true } },
    "services/db: is no setting; known are analytics, functions, imgproxy, mail, meta, pooler, realtime, storage, studio",
  ),
  ...switched.flatMap(([service, needs]) =>
    needs.map((need) =>
      instance(
        `${service} without ${need}`,
        { services: { [need]: false } },
        `services/${need}: is off, but ${service} needs it: switch ${service} off too, or ${need} on`,
      ),
    ),
  ),
  instance(
    "two services without what they need",
    { services: { storage: false, meta: false } },
    "services/storage: is off, but imgproxy needs it: switch imgproxy off too, or storage on",
    "services/meta: is off, but studio needs it: switch studio off too, or meta on",
  ),
  instance("mails with nowhere to go", { services: { mail: false } }, nowhere),
  instance(
    "mails with nowhere to go, said explicitly",
    { services: { mail: false }, auth: { email: { autoconfirm: false } } },
    nowhere,
  ),
];
