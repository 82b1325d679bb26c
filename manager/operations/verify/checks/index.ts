import type { Check } from "../check";
import { certificate } from "./certificate";
import { database } from "./database";
import { demoKeys } from "./demoKeys";
import { edge } from "./edge";
import { functions } from "./functions";
import { keys } from "./keys";
import { names } from "./names";
import { mail, studio } from "./pages";
import { poolerSession, poolerTransaction } from "./pooler";
import { ports, wildcard } from "./ports";
import { query } from "./query";
import { realtime } from "./realtime";
import { signUp } from "./signUp";
import { storage } from "./storage";

/** Every check, in the order in which it is made: first that an instance works, then that it stands alone. */
export const checks: readonly Check[] = [
  signUp,
  query,
  realtime,
  storage,
  functions,
  poolerSession,
  poolerTransaction,
  studio,
  mail,
  names,
  keys,
  database,
  ports,
  wildcard,
  edge,
  demoKeys,
  certificate,
];
