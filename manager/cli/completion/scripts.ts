import type { Completed } from "./words";

export const shells = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof shells)[number];

/**
 * A script that completes commands, options and names of instances. It holds everything but the names, which it takes from the
 * stack file: asking `fleet` at each key would take a second.
 */
export const script = (shell: Shell, commands: readonly Completed[]): string =>
  ({ bash, zsh: (all: readonly Completed[]) => zsh(all), fish })[shell](commands);

/** Prints the names under `supabase-fleet:instances` of a stack file; in single quotes, so without one of its own. */
const awk =
  "/^ *[^ a-z]?supabase-fleet:/ { inside = /supabase-fleet:instances/ } " +
  "inside && match($0, /(^ *-?|[{,]) *name: *[^a-z]?[a-z][a-z0-9-]*/) " +
  '{ found = substr($0, RSTART, RLENGTH); sub(/.*name: *[^a-z]?/, "", found); print found }';

/** Names of the stack that is meant, or of every one. */
const names = `_fleet_instances() {
  local folder="\${FLEET_FOLDER:-.}" stack="\${FLEET_STACK:-*}" file
  for file in "$folder"/Pulumi.$stack.yaml; do
    [ -f "$file" ] && awk '${awk}' "$file"
  done 2>/dev/null
}`;

function bash(commands: readonly Completed[]): string {
  const cases = commands.map(({ name, options, repeats, arguments: args }) => {
    const choices = options.filter((option) => option.choices.length > 0);
    const after = choices.map(({ long, choices: words }) => `${long}) words="${words.join(" ")}" ;;`).join(" ");
    const flags = options.map(({ long }) => long).join(" ");
    const positions = args.map((kind, index) => `${index + 1}) ${kindIn(kind)} ;;`);
    const last = repeats ? args.at(-1) : undefined;
    return `    ${name})
      flags="${flags}"
      ${after === "" ? ":" : `case "$previous" in ${after} esac`}
      [ -n "$words" ] || case "$position" in ${positions.join(" ")} *) ${last === undefined ? ":" : kindIn(last)} ;; esac ;;`;
  });
  return `# fleet: completion for bash. In ~/.bashrc: eval "$(fleet completion bash)"
${names}
_fleet() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD - 1]}" words="" flags="" command="" position=0 index
  for ((index = 1; index < COMP_CWORD; index++)); do
    case "\${COMP_WORDS[index]}" in
      --stack | -s | --folder) ((index++)) ;;
      -*) ;;
      *) if [ -z "$command" ]; then command="\${COMP_WORDS[index]}"; else ((position++)); fi ;;
    esac
  done
  ((position++))
  case "$command" in
    "") words="${commands.map(({ name }) => name).join(" ")} help" flags="--stack --folder --json --help" ;;
${cases.join("\n")}
  esac
  case "$current" in -*) words="$flags --help" ;; esac
  # shellcheck disable=SC2207
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _fleet fleet
`;
}

const kindIn = (kind: Completed["arguments"][number]): string =>
  kind === "instances" ? 'words="$(_fleet_instances)"' : kind === "files" ? ":" : `words="${kind.join(" ")}"`;

/** zsh runs the function of bash, which is kept as the only one. */
const zsh = (commands: readonly Completed[]): string => `#compdef fleet
# fleet: completion for zsh. In ~/.zshrc, after compinit: eval "$(fleet completion zsh)"
autoload -U +X bashcompinit && bashcompinit
${bash(commands).split("\n").slice(1).join("\n")}`;

function fish(commands: readonly Completed[]): string {
  const inCommand = (name: string) => `-n '__fish_seen_subcommand_from ${name}'`;
  const lines = commands.flatMap(({ name, description, options, arguments: args }) => [
    `complete -c fleet -n __fish_use_subcommand -a ${name} -d '${description}'`,
    ...options.map(({ long, description: says, choices, takesValue }) => `complete -c fleet ${inCommand(name)} -l ${long.replace(/^--/, "")}${takesValue ? " -r" : ""}${choices.length > 0 ? ` -a '${choices.join(" ")}'` : ""} -d '${says}'`), // prettier-ignore
    ...args.flatMap((kind) => kind === "files" || kind.length === 0 ? [] : [`complete -c fleet ${inCommand(name)} -a '${kind === "instances" ? "(_fleet_instances)" : kind.join(" ")}'`]), // prettier-ignore
  ]);
  return `# fleet: completion for fish. fleet completion fish > ~/.config/fish/completions/fleet.fish
function _fleet_instances
  set -l folder .
  set -q FLEET_FOLDER; and set folder $FLEET_FOLDER
  for file in $folder/Pulumi.*.yaml
    awk '${awk}' $file
  end
end
complete -c fleet -f
${lines.join("\n")}
`;
}
