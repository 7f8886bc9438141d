import { median } from './stats';

/** What one part of the bench found. */
export interface Section {
  title: string;
  /** How it was measured, in a few sentences. */
  how: string;
  columns: readonly string[];
  rows: readonly (readonly string[])[];
  goals: readonly Goal[];
  growth?: readonly Growth[];
}

export interface Goal {
  what: string;
  goal: string;
  measured: string;
  met: boolean;
  /** Why it may fall short, where that is known. */
  reason?: string;
}

/** The same at 1, 10 and 100 times the work. */
interface Growth {
  what: string;
  /** Amounts of work, ascending, and what each of them cost. */
  steps: readonly { work: string; times: number; cost: number }[];
  unit: 'ms' | 'MB' | 'requests';
}

const digits = (value: number) => (value >= 100 ? 0 : value >= 10 ? 1 : 2);

/** Plain numbers: the table is for maintainers, and compared from run to run. */
export const number = (value: number): string => value.toFixed(digits(Math.abs(value)));

/** The median, and the least and the most of all rounds. */
export function spread(values: readonly number[]): string {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return values.length < 2 ? number(median(values)) : `${number(median(values))} (${number(least)}–${number(most)})`;
}

/** Costs may grow as the work does, and a tenth more for what the machine does beside. */
const linear = 1.1;

export function growthSection(growths: readonly Growth[]): Section {
  const rows = growths.map(({ what, steps, unit }) => {
    const [first] = steps;
    return [
      what,
      ...steps.map(({ work, times, cost }) =>
        times === 1
          ? `${work}: ${number(cost)} ${unit}`
          : `${work}: ${number(cost)} ${unit}, × ${number(cost / first!.cost)}`,
      ),
    ];
  });
  const goals = growths.map(({ what, steps }) => {
    const [first] = steps;
    const factors = steps.slice(1).map(({ cost, times }) => ({ factor: cost / first!.cost, times }));
    return {
      what: `Growth: ${what}`,
      goal: 'linear or better',
      measured: factors.map(({ factor, times }) => `× ${number(factor)} for ${times} times`).join(', '),
      met: factors.every(({ factor, times }) => factor <= times * linear),
    };
  });
  const how =
    'Each at 1, 10 and 100 times the work, and how many times the first each later one costs. Linear is as many times as the work; a tenth more is allowed.';
  return { title: 'Growth', how, columns: ['What', '1', '10', '100'], rows, goals };
}

const reasonsFor = (goals: readonly Goal[]): string =>
  [...new Set(goals.flatMap(({ met, reason }) => (met || !reason ? [] : [`- ${reason}`])))].join('\n');

const summaryOf = (sections: readonly Section[]): Section => ({
  title: 'Goals',
  how: reasonsFor(sections.flatMap(({ goals }) => goals)),
  columns: ['What', 'Goal', 'Measured', ''],
  rows: sections
    .flatMap(({ goals }) => goals)
    .map(({ what, goal, measured, met }) => [what, goal, measured, met ? 'met' : '**falls short**']),
  goals: [],
});

/** The whole report in Markdown, which reads well in a terminal too. */
export function render(sections: readonly Section[], facts: readonly string[]): string {
  const parts = [summaryOf(sections), ...sections].map(({ title, how, columns, rows }) =>
    [`## ${title}`, ...(how ? [how] : []), table(columns, rows)].join('\n\n'),
  );
  return [facts.join('\n'), ...parts].join('\n\n') + '\n';
}

function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map((column, at) =>
    Math.max(3, ...[column, ...rows.map((row) => row[at] ?? '')].map(({ length }) => length)),
  );
  const line = (cells: readonly string[]) =>
    `| ${widths.map((width, at) => (cells[at] ?? '').padEnd(width)).join(' | ')} |`;
  return [line(columns), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}
