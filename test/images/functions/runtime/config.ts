/** The flags that make Deno read the deno.json(c) nearest to a service, as it would if the service were its entry point. */
export function configFlags(servicePath: string): string[] {
  for (let folder = servicePath; folder !== "" && folder !== "."; folder = folder.slice(0, folder.lastIndexOf("/"))) {
    for (const name of ["deno.json", "deno.jsonc"]) {
      if (exists(`${folder}/${name}`)) return ["--config", `${folder}/${name}`];
    }
  }
  return ["--no-config"];
}

export function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
