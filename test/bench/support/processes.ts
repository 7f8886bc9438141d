import { readdirSync, readFileSync } from 'node:fs';

/** MB that the process with that among its arguments and all below it hold, pages shared by several counted once; Linux only. */
export function memoryBelow(argument: string): number | undefined {
  if (process.platform !== 'linux') return undefined;
  const parents = new Map<number, number>();
  const roots: number[] = [];
  for (const pid of readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)) {
    parents.set(
      pid,
      Number(
        read(`/proc/${pid}/stat`)
          .replace(/^.*\) \S+ /s, '')
          .split(' ')[0],
      ),
    );
    if (read(`/proc/${pid}/cmdline`).split('\0').includes(argument)) roots.push(pid);
  }
  const below = (pid: number | undefined): boolean =>
    pid !== undefined && (roots.includes(pid) || below(parents.get(pid)));
  const sizes = [...parents.keys()]
    .filter(below)
    .map((pid) => /^Pss:\s+(\d+) kB/m.exec(read(`/proc/${pid}/smaps_rollup`)));
  return sizes.reduce((sum, size) => sum + Number(size?.[1] ?? 0), 0) / 1000;
}

/** Empty for a process that has ended meanwhile. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
