import type { Key } from "ink";

/** A key, or a text that was pasted. */
export interface Pressed {
  readonly input: string;
  readonly key: Key;
}

/** What a terminal puts around a text that is pasted, once it is asked to; Ink has taken the escape off. */
const [pasteBegins, pasteEnds] = ["[200~", "[201~"];
/** A key that Ink has no name for: its letters are no keys of their own. */
const unnamed = /^(\[[0-9;?<>=]*[A-Za-z~]|O[A-Z])$/;

/**
 * Takes apart what arrives as one: a terminal hands over all keys together that were pressed while this program was busy. A text
 * that is pasted stays one, so that no letter of it is a command.
 */
export class Presses {
  #pasting = false;

  of({ input, key }: Pressed): Pressed[] {
    if (input === pasteBegins || input === pasteEnds) {
      this.#pasting = input === pasteBegins;
      return [];
    }
    if (this.#pasting) return [{ input, key }];
    if (unnamed.test(input)) return [];
    if (input.length < 2 || key.ctrl || key.meta) return [{ input, key }];
    return [...input].map((letter) => ({ ...named(letter, key) }));
  }
}

function named(letter: string, key: Key): Pressed {
  if (letter === "\r" || letter === "\n") return { input: "", key: { ...key, return: true } };
  if (letter === "\t") return { input: "", key: { ...key, tab: true } };
  if (letter === "\u007f" || letter === "\b") return { input: "", key: { ...key, backspace: true } };
  return { input: letter, key };
}
