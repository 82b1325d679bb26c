/**
 * The small part of Lua that values of the request-transformer plugin are written in: text, nil, headers and query
 * parameters, comparison, and/or/not, `..` and `:sub`. Kong's sandbox has no library such as `string`. Nothing is ever
 * handed to an interpreter.
 */
export type Value = string | undefined | boolean;
export type Names = Readonly<Record<string, Readonly<Record<string, string | undefined>>>>;
export type Expression = (names: Names) => Value;

/** @throws for anything outside that part of the language. */
export function parseLua(text: string): Expression {
  const parser = new Parser(tokensOf(text));
  return parser.whole();
}

const token = /\s*(\.\.|==|~=|[A-Za-z_][A-Za-z0-9_]*|-?[0-9]+|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[()[\].:,])/y;

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < text.trimEnd().length) {
    const at = token.lastIndex;
    const [, found] = token.exec(text) ?? [];
    if (found === undefined) throw new Error(`cannot read "${text.slice(at, at + 20)}"`);
    tokens.push(found);
  }
  return tokens;
}

class Parser {
  readonly #tokens: string[];

  constructor(tokens: string[]) {
    this.#tokens = tokens;
  }

  whole(): Expression {
    const expression = this.#or();
    if (this.#tokens.length > 0) throw new Error(`cannot read "${this.#tokens[0]}"`);
    return expression;
  }

  #or(): Expression {
    const left = this.#and();
    if (!this.#take("or")) return left;
    const right = this.#or();
    return (names) => {
      const value = left(names);
      return isTrue(value) ? value : right(names);
    };
  }

  #and(): Expression {
    const left = this.#comparison();
    if (!this.#take("and")) return left;
    const right = this.#and();
    return (names) => {
      const value = left(names);
      return isTrue(value) ? right(names) : value;
    };
  }

  #comparison(): Expression {
    const left = this.#joined();
    const operator = this.#tokens[0];
    if (operator !== "==" && operator !== "~=") return left;
    this.#tokens.shift();
    const right = this.#joined();
    return (names) => (left(names) === right(names)) === (operator === "==");
  }

  #joined(): Expression {
    const left = this.#unary();
    if (!this.#take("..")) return left;
    const right = this.#joined();
    return (names) => String(left(names) ?? "") + String(right(names) ?? "");
  }

  #unary(): Expression {
    if (!this.#take("not")) return this.#called(this.#primary());
    const inner = this.#unary();
    return (names) => !isTrue(inner(names));
  }

  /** `:sub(from, to)`, the one method that is known. */
  #called(subject: Expression): Expression {
    if (!this.#take(":")) return subject;
    this.#expect("sub");
    this.#expect("(");
    const from = Number(this.#tokens.shift());
    const to = this.#take(",") ? Number(this.#tokens.shift()) : -1;
    this.#expect(")");
    if (!Number.isInteger(from) || !Number.isInteger(to) || from < 1)
      throw new Error("sub takes whole numbers, the first from 1");
    return this.#called((names) => {
      const text = String(subject(names) ?? "");
      return text.slice(from - 1, to < 0 ? text.length + 1 + to : to);
    });
  }

  #primary(): Expression {
    const first = this.#tokens.shift();
    if (first === "(") {
      const inner = this.#or();
      this.#expect(")");
      return inner;
    }
    if (first === "nil") return () => undefined;
    if (first === "true" || first === "false") return () => first === "true";
    if (first !== undefined && /^["']/.test(first)) return () => unquoted(first);
    if (first !== "headers" && first !== "query_params") throw new Error(`cannot read "${first ?? "the end"}"`);
    const member = this.#take(".") ? this.#tokens.shift() : this.#indexed();
    if (member === undefined) throw new Error(`${first} lacks a name`);
    const key = first === "headers" ? member.toLowerCase().replaceAll("_", "-") : member;
    return (names) => names[first]?.[key];
  }

  #indexed(): string | undefined {
    this.#expect("[");
    const name = this.#tokens.shift();
    this.#expect("]");
    return name === undefined ? undefined : unquoted(name);
  }

  #take(wanted: string): boolean {
    if (this.#tokens[0] !== wanted) return false;
    this.#tokens.shift();
    return true;
  }

  #expect(wanted: string): void {
    if (!this.#take(wanted)) throw new Error(`"${wanted}" expected before "${this.#tokens[0] ?? "the end"}"`);
  }
}

function unquoted(text: string): string {
  return text.slice(1, -1).replaceAll(/\\(.)/g, "$1");
}

/** In Lua only nil and false are false. */
function isTrue(value: Value): boolean {
  return value !== undefined && value !== false;
}
