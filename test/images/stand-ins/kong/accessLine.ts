import type { IncomingMessage } from "node:http";

/** One line in nginx's combined format. The query is left out, since keys travel in it. */
export function accessLine(request: IncomingMessage, status: number): string {
  const { method = "", url = "", socket, headers } = request;
  const path = url.split("?")[0] ?? "";
  const from = (socket.remoteAddress ?? "-").replace(/^::ffff:/, "");
  return `${from} - - [${timeOf(new Date())}] "${method} ${path} HTTP/1.1" ${status} 0 "${headers.referer ?? "-"}" "${headers["user-agent"] ?? "-"}"\n`;
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** 21/Nov/2026:03:38:36 +0000 */
function timeOf(date: Date): string {
  const [day = "", clock = ""] = date.toISOString().split("T");
  const [year, , dayOfMonth] = day.split("-");
  return `${dayOfMonth}/${months[date.getUTCMonth()]}/${year}:${clock.slice(0, 8)} +0000`;
}
