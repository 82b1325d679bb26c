import type { Service } from "../spec";
import { command } from "./probe";
import { objectFolder } from "./storage";

/** imgproxy: image transformation for storage. */
export const imgproxy: Service = () => ({
  env: {
    IMGPROXY_AUTO_WEBP: "true",
    IMGPROXY_BIND: ":5001",
    IMGPROXY_LOCAL_FILESYSTEM_ROOT: "/",
    IMGPROXY_MAX_SRC_RESOLUTION: "16.8",
    IMGPROXY_USE_ETAG: "true",
  },
  healthcheck: command(["imgproxy", "health"]),
  volumes: [{ role: "storage", path: objectFolder, readOnly: true }],
});
