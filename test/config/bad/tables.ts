import { backupRows } from "./backup";
import { dataRows } from "./data";
import { defaultRows, severalRows, templateRows } from "./defaults";
import { demoRows } from "./demoSecrets";
import { fleetRows } from "./fleet";
import { groupRows } from "./groups";
import { hostRows } from "./hosts";
import { instanceRows } from "./instance";
import { mailRows } from "./mail";
import { nameRows } from "./names";
import { portRows } from "./ports";
import { providerRows } from "./providers";
import { referenceRows } from "./references";
import { resourceRows } from "./resources";
import type { Row } from "./row";
import { ruleRows } from "./secretRules";
import { serviceRows } from "./services";
import { signInRows } from "./signIn";
import { unknownRows } from "./unknown";

/** Every wrong config there is a row for, by what is wrong. */
export const tables: Readonly<Record<string, readonly Row[]>> = {
  "what a fleet is made of": fleetRows,
  hosts: hostRows,
  names: nameRows,
  "settings of an instance": instanceRows,
  "sign-in": signInRows,
  mails: mailRows,
  "sign-in providers": providerRows,
  "database, storage and functions": dataRows,
  backups: backupRows,
  "images and resources": resourceRows,
  "ports and subnets": portRows,
  "services without what they need": serviceRows,
  "secrets against their rules": ruleRows,
  "secrets that everybody knows": demoRows,
  "references to secrets": referenceRows,
  "settings that there are none of": unknownRows,
  "what should be a group": groupRows,
  defaults: defaultRows,
  templates: templateRows,
  "several mistakes at once": severalRows,
};
