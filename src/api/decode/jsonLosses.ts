/** Part of a JSON text that `JSON.parse` does not keep: a number that a double cannot hold, or a field that is there twice. */
export type JsonLoss = { number: string } | { field: string };

const token = /"[^"\\]*(?:\\[\s\S][^"\\]*)*"|-?\d[\d.eE+-]*|[{}[\],:]/g;

/** Finds what parsing a valid JSON text would lose; undefined if nothing. */
export function jsonLossOf(text: string): JsonLoss | undefined {
  /** Names of the open objects, innermost last; undefined for a list. */
  const open: (Set<string> | undefined)[] = [];
  let last = '';
  for (const [word] of text.matchAll(token)) {
    if (word === '{') open.push(new Set());
    else if (word === '[') open.push(undefined);
    else if (word === '}' || word === ']') open.pop();
    else if (word === ':') {
      const names = open.at(-1);
      const name = JSON.parse(last) as string;
      if (names?.has(name)) return { field: name };
      names?.add(name);
    } else if (isInexact(word)) return { number: word };
    last = word;
  }
  return undefined;
}

/** True for an integer beyond 2^53 whose digits would change, and for a number that would become infinite. */
function isInexact(word: string): boolean {
  if (!/^-?\d/.test(word)) return false;
  const number = Number(word);
  return !Number.isFinite(number) || (/^-?\d{16,}$/.test(word) && BigInt(word) !== BigInt(number));
}
