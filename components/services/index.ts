import type { ServiceName } from "../config/services";
import type { Service } from "../spec";
import { analytics } from "./analytics";
import { auth } from "./auth";
import { backup } from "./backup";
import { backupsql } from "./backupsql";
import { db } from "./db";
import { functions } from "./functions";
import { gateway } from "./gateway";
import { imgproxy } from "./imgproxy";
import { mail } from "./mail";
import { meta } from "./meta";
import { pooler } from "./pooler";
import { realtime } from "./realtime";
import { rest } from "./rest";
import { storage } from "./storage";
import { studio } from "./studio";
import { templates } from "./templates";
import { vector } from "./vector";

/** Every service by its name. */
export const services: Record<ServiceName, Service> = {
  analytics,
  auth,
  backup,
  backupsql,
  db,
  functions,
  gateway,
  imgproxy,
  mail,
  meta,
  pooler,
  realtime,
  rest,
  storage,
  studio,
  templates,
  vector,
};
