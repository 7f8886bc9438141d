import assert from 'node:assert/strict';

/** That two have the same bytes. `deepEqual` looks for the smallest difference, which takes gigabytes of memory. */
export function sameBytes(actual: Uint8Array, expected: Uint8Array, message = 'the bytes'): void {
  if (Buffer.compare(actual, expected) === 0) return;
  const at = actual.findIndex((byte, index) => byte !== expected[index]);
  assert.fail(`${message}: ${actual.length} of ${expected.length}, and other ones from ${at < 0 ? 'the end' : at} on`);
}
