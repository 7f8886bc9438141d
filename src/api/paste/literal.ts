/** Longest text and deepest nesting that is read. */
const maxLength = 100_000;
const maxDepth = 20;

const words: Readonly<Record<string, unknown>> = {
  true: true,
  True: true,
  false: false,
  False: false,
  null: null,
  None: null,
};

/**
 * Reads an object literal of JavaScript, a dictionary of Python, or the named arguments of a call. Runs nothing: a value
 * that is no literal is left out.
 * @param start index of its `{` or `(`
 */
export function readLiteral(text: string, start: number): Record<string, unknown> | undefined {
  let at = start;
  const source = text.slice(0, start + maxLength);
  const value = read(0);
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;

  function read(depth: number): unknown {
    skip();
    const char = source[at] ?? '';
    if (depth < maxDepth && (char === '{' || (char === '(' && depth === 0))) {
      return readFields(char === '{' ? '}' : ')', depth);
    }
    if (depth < maxDepth && char === '[') return readList(depth);
    if (/["'`]/.test(char)) return readTexts();
    const [word = ''] = /^-?[\w.$]+/.exec(source.slice(at, at + 200)) ?? [];
    at += word.length;
    skip();
    // A call, a member, an operation: not a literal.
    if (word === '' || !/^[,}\])]?$/.test(source[at] ?? '')) return passOver();
    if (Object.hasOwn(words, word)) return words[word];
    const number = Number(word.replaceAll('_', ''));
    return Number.isFinite(number) ? number : undefined;
  }

  function readFields(end: string, depth: number): Record<string, unknown> {
    const fields: [string, unknown][] = [];
    at++;
    for (skip(); at < source.length && source[at] !== end; skip()) {
      const before = at;
      const [name = ''] = /^[\w$]+(?=\s*[:=])/.exec(source.slice(at, at + 200)) ?? [];
      const quoted = name === '' && /["']/.test(source[at] ?? '') ? readText() : undefined;
      at += name.length;
      skip();
      const key = name || quoted;
      if (key !== undefined && /[:=]/.test(source[at] ?? '')) {
        at++;
        fields.push([key, read(depth + 1)]);
      } else passOver();
      skip();
      if (source[at] === ',') at++;
      else if (at === before) at++;
    }
    at++;
    return Object.fromEntries(fields.filter(([, value]) => value !== undefined));
  }

  function readList(depth: number): unknown[] {
    const items: unknown[] = [];
    at++;
    for (skip(); at < source.length && source[at] !== ']'; skip()) {
      const before = at;
      items.push(read(depth + 1));
      skip();
      if (source[at] === ',') at++;
      else if (at === before) at++;
    }
    at++;
    return items.filter((item) => item !== undefined);
  }

  /** Text, joined with those that follow it: as Python does, or by `+`. */
  function readTexts(): string | undefined {
    let value = readText();
    for (skip(); at < source.length; skip()) {
      const [plus] = /^\+\s*(?=["'`])/.exec(source.slice(at, at + 200)) ?? [];
      at += plus?.length ?? 0;
      if (!/["'`]/.test(source[at] ?? '')) break;
      const more = readText();
      value = value === undefined || more === undefined ? undefined : value + more;
    }
    // An expression that goes on is no literal.
    return /^[,}\])]?$/.test(source[at] ?? '') ? value : passOver();
  }

  /** Text in quotes of any kind; undefined if it has values put in. */
  function readText(): string | undefined {
    const quote = source[at] ?? '';
    const long = source.startsWith(quote.repeat(3), at) ? quote.repeat(3) : quote;
    let value = '';
    at += long.length;
    while (at < source.length && !source.startsWith(long, at)) {
      if (source[at] === '\\') {
        const next = source[at + 1] ?? '';
        value += next === 'n' ? '\n' : next === 't' ? '\t' : next === '\n' ? '' : next;
        at += 2;
      } else value += source[at++];
    }
    at += long.length;
    return quote === '`' && value.includes('${') ? undefined : value;
  }

  /** Skips white space and comments. */
  function skip(): void {
    for (;;) {
      const [space] = /^(?:\s+|\/\/[^\n]*|\/\*[^]*?\*\/|#[^\n]*)/.exec(source.slice(at, at + 4000)) ?? [];
      if (space === undefined) return;
      at += space.length;
    }
  }

  /** Skips an expression up to the comma or the bracket that ends it. */
  function passOver(): undefined {
    let open = 0;
    while (at < source.length) {
      const char = source[at] ?? '';
      if (/["'`]/.test(char)) {
        readText();
        continue;
      }
      if (/[([{]/.test(char)) open++;
      else if (/[)\]}]/.test(char)) {
        if (open === 0) return undefined;
        open--;
      } else if (char === ',' && open === 0) return undefined;
      at++;
    }
    return undefined;
  }
}
