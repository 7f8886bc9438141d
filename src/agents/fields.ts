/** Error in the input of a tool, in the words of its schema: the agent may correct it and call again. */
export class BadInput extends Error {}

/** Reader of the fields of an input: a value of a wrong type is an error that names its field. */
export class Fields {
  readonly #values: Readonly<Record<string, unknown>>;

  /** @throws BadInput for what is no object, or has fields that the tool does not know */
  constructor(input: unknown, known: readonly string[]) {
    if (typeof input !== 'object' || input === null || Array.isArray(input)) {
      throw new BadInput('The input must be a JSON object.');
    }
    const other = Object.keys(input).find((name) => !known.includes(name));
    if (other !== undefined) {
      throw new BadInput(`There is no field "${other.slice(0, 40)}". The fields are: ${known.join(', ')}.`);
    }
    this.#values = input as Record<string, unknown>;
  }

  has(name: string): boolean {
    return this.#values[name] !== undefined && this.#values[name] !== null;
  }

  /** Returns a text that is not blank. @throws BadInput */
  text(name: string, most = 2000): string | undefined {
    const value = this.#values[name];
    if (!this.has(name)) return undefined;
    if (typeof value !== 'string' || value.trim() === '') {
      throw new BadInput(`"${name}" must be a text that is not empty.`);
    }
    if (value.length > most) throw new BadInput(`"${name}" may have at most ${most} characters.`);
    return value;
  }

  required(name: string, most?: number): string {
    const value = this.text(name, most);
    if (value === undefined) throw new BadInput(`"${name}" is required.`);
    return value;
  }

  /** Returns a number; a text that is one counts, as models write both. @throws BadInput */
  number(name: string, [least, most]: readonly [number, number], { whole = false } = {}): number | undefined {
    if (!this.has(name)) return undefined;
    const stated = this.#values[name];
    const value = typeof stated === 'string' && /^\s*\d+(\.\d+)?\s*$/.test(stated) ? Number(stated) : stated;
    const fits = typeof value === 'number' && value >= least && value <= most && (!whole || Number.isInteger(value));
    if (!fits) throw new BadInput(`"${name}" must be ${whole ? 'an integer' : 'a number'} from ${least} to ${most}.`);
    return value;
  }

  truth(name: string): boolean | undefined {
    const value = this.#values[name];
    if (!this.has(name)) return undefined;
    if (typeof value !== 'boolean') throw new BadInput(`"${name}" must be true or false.`);
    return value;
  }

  /** Returns one of some words. @throws BadInput that names them */
  word<T extends string>(name: string, words: readonly T[]): T | undefined {
    const value = this.text(name);
    const found = words.find((word) => word === value);
    if (value === undefined || found !== undefined) return found;
    throw new BadInput(`"${name}" must be one of: ${words.join(', ')}.`);
  }

  /** Returns a list of texts, from 1 to `most` of them. @throws BadInput */
  texts(name: string, most: number): string[] {
    const value = this.#values[name];
    const list = typeof value === 'string' ? [value] : value;
    const fits =
      Array.isArray(list) &&
      list.length >= 1 &&
      list.length <= most &&
      list.every((item) => typeof item === 'string' && item.trim() !== '' && item.length <= 200);
    if (!fits) throw new BadInput(`"${name}" must be a list of 1 to ${most} texts.`);
    return list as string[];
  }

  /** Returns a JSON object. @throws BadInput */
  object(name: string): Record<string, unknown> | undefined {
    const value = this.#values[name];
    if (!this.has(name)) return undefined;
    if (typeof value !== 'object' || Array.isArray(value)) throw new BadInput(`"${name}" must be a JSON object.`);
    return value as Record<string, unknown>;
  }
}
