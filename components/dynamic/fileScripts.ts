/**
 * The shell scripts behind a remote file. They run in `sh` on the host; the content comes by standard input, so that no
 * process list shows it. They capture nothing, for the reason that `dockerApi.ts` gives.
 */
export const fileScripts = {
  write(file: { path: string; mode: string; owner: string; validate: string; reload: string }): string {
    const quote = (text: string) => `'${text.replace(/'/g, `'\\''`)}'`;
    const folder = file.path.slice(0, file.path.lastIndexOf("/")) || "/";
    const base = file.path.slice(file.path.lastIndexOf("/") + 1);
    return `
set -eu
umask 077
TARGET=${quote(file.path)}
FOLDER=${quote(folder)}
# A reader of another user has to get to it, through every folder that is new.
[ -d "$FOLDER" ] || ( umask 022; mkdir -p "$FOLDER" )
# One at a time: a reload reads the whole folder. A host without flock goes without.
if command -v flock >/dev/null 2>&1; then exec 9>"$FOLDER/.supabase-fleet.lock"; flock -w 120 9; fi
FILE=$(mktemp "$FOLDER"/${quote(`.${base}.XXXXXX`)})
OLD="$FILE.old"
trap 'rm -f "$FILE" "$OLD"' EXIT
cat >"$FILE"
chmod -- ${quote(file.mode)} "$FILE"
${file.owner === "" ? ":" : `chown -- ${quote(file.owner)} "$FILE"`}
export FILE
${file.validate === "" ? ":" : `( ${file.validate}\n) >&2 || exit 3`}
# The old file goes back as it was, owner and mode included.
if [ -e "$TARGET" ]; then cp -p "$TARGET" "$OLD"; fi
mv -f "$FILE" "$TARGET"
${
  file.reload === ""
    ? ":"
    : `if ! ( ${file.reload}\n) >&2; then
  if [ -e "$OLD" ]; then mv -f "$OLD" "$TARGET"; else rm -f "$TARGET"; fi
  ( ${file.reload}\n) >/dev/null 2>&1 || :
  exit 4
fi`
}
`;
  },

  /** Prints `file`, mode, owner:group and the content in base64; `absent` when there is none. */
  read(path: string): string {
    const quoted = `'${path.replace(/'/g, `'\\''`)}'`;
    return `
if [ ! -f ${quoted} ]; then echo absent; exit 0; fi
echo file
stat -c '0%a
%U:%G' ${quoted}
base64 <${quoted}
`;
  },

  remove(path: string, reload: string): string {
    const quoted = `'${path.replace(/'/g, `'\\''`)}'`;
    return `
set -eu
[ -e ${quoted} ] || exit 0
rm -f ${quoted}
${reload === "" ? ":" : `( ${reload}\n) >&2`}
`;
  },
};
