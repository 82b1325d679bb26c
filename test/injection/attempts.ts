/** What leaves its place when a file, a shell, SQL or a template takes it for its own. */
export const attempts: Readonly<Record<string, string>> = {
  "a line break": "\nrespond pwned",
  "a carriage return": "\rpwned",
  "a tab": "\tpwned",
  "a space": " pwned",
  "a line break of Unicode": "\u0085pwned",
  "a line separator": "\u2028pwned",
  "a paragraph separator": "\u2029pwned",
  "a space that does not break": "\u00a0pwned",
  "a NUL": "\u0000pwned",
  "an escape": "\u001b[2Jpwned",
  "a double quote": '"pwned',
  "a single quote": "'pwned",
  "a backtick": "`pwned`",
  "a backslash": "\\pwned",
  "a command": "$(touch pwned)",
  "a variable": "${HOME}",
  "a variable of Caddy": "{$HOME}",
  "a placeholder of Caddy": "{env.HOME}",
  "a blank of ours": "{{sites}}",
  "the end of a blank": "}} pwned {{",
  "an opening brace": "{",
  "a closing brace": "}",
  "a block": "} pwned {",
  "a pipe": "|touch pwned",
  "an ampersand": "&touch pwned",
  "a semicolon": ";touch pwned;",
  "the end of a comment": "*/ pwned /*",
  "a comment of SQL": "' --",
  "a comment of YAML": " #pwned",
  "a redirection": ">pwned",
  "a replacement of JavaScript": "$&$`$'",
};

/** A usual text with an attempt at its beginning, inside and at its end. */
export const around = (usual: string, attempt: string): readonly string[] => [
  `${attempt}${usual}`,
  `${usual.slice(0, 4)}${attempt}${usual.slice(4)}`,
  `${usual}${attempt}`,
];

export const names = Object.keys(attempts);
export const cases: readonly (readonly [name: string, attempt: string])[] = Object.entries(attempts);
