import { spawn } from "node:child_process";
import { Argument, type Command } from "commander";
import { type Page, addressOf, pages } from "../../operations/address";
import { contextOf } from "../context";

export function open(program: Command): void {
  program
    .command("open")
    .argument("<name>", "instance")
    .addArgument(new Argument("[page]", "page").choices(pages).default("studio"))
    .description("Print the address of Studio, the API or the caught mails, and open it on a desktop.")
    .action(async (name: string, page: Page, _: object, command: Command) => {
      const context = contextOf(command);
      const url = await addressOf(context.workspace(), name, page);
      context.print("address", { name, page, url }, () => url);
      if (process.stdout.isTTY) openBrowser(url);
    });
}

/** Opens the page where there is a desktop. That there is none, or no browser, is no mistake: the address is printed. */
function openBrowser(url: string): void {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  const program = { darwin: "open", win32: "explorer" }[process.platform as string]; // other platforms are X11 or Wayland
  if (program === undefined && DISPLAY === undefined && WAYLAND_DISPLAY === undefined) return;
  spawn(program ?? "xdg-open", [url], { detached: true, stdio: "ignore" })
    .on("error", () => undefined)
    .unref();
}
