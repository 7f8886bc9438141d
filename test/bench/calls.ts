import { answerOf, withServer } from './support/child';
import { number, type Section } from './support/report';
import type { Scale } from './support/scale';
import { median, quantile } from './support/stats';

const ownConnection =
  'Create calls: each opens a connection of its own, on purpose (see below). What is more than the package takes is what opening one costs: the rows "new socket" and "Node, new connection", less "socket".';

export async function calls({ calls: count }: Scale): Promise<Section> {
  return withServer(async (origin) => {
    const times = await answerOf<Record<string, number[]>>('calls', [origin, String(count)]);
    const middle = (name: string) => median(times[name]!);
    const over = (operation: string, who: string) => middle(`${operation}: ${who}`) - middle(`${operation}: socket`);
    const goal = (operation: string) => {
      const [ours, theirs] = [over(operation, 'ours'), over(operation, 'package')];
      return {
        what: `${operation} call: time over the bare socket`,
        goal: `no slower than the \`openai\` package (${number(theirs)} ms)`,
        measured: `${number(ours)} ms`,
        met: ours <= theirs,
        reason: operation === 'create' ? ownConnection : undefined,
      };
    };
    const growth = [];
    for (const many of [count / 100, count / 10, count]) growth.push(times['read: ours']!.slice(0, many));
    return {
      title: 'Create and read calls',
      how:
        `${count} of each in turn, one after the other in one process, after a warm-up, to a server on loopback in another. "socket" writes the bytes of a request to a connection that is kept, and waits for the answer. ` +
        'Ours sends each create on a new connection, on purpose: one that is kept may be closing at the other end, and then nobody knows whether a request that costs money was taken. "new socket" and "Node, new connection" are what that costs by itself.',
      columns: ['Call', 'Median, ms', 'Middle half, ms', 'Over the socket, ms'],
      rows: Object.entries(times).map(([name, values]) => [
        name,
        number(median(values)),
        `${number(quantile(values, 0.25))}–${number(quantile(values, 0.75))}`,
        number(over(name.split(':')[0]!, name.split(': ')[1]!)),
      ]),
      goals: [goal('read'), goal('create')],
      growth: [
        {
          what: 'read calls, median × number',
          unit: 'ms',
          steps: growth.map((values) => ({
            work: `${values.length}`,
            times: (values.length / count) * 100,
            cost: median(values) * values.length,
          })),
        },
      ],
    };
  });
}
