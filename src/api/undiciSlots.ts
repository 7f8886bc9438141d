/**
 * Loading undici fills two global slots which Node's own `fetch` reads too, and so changes the connections of every
 * other extension. Occupied slots are left alone, so they are occupied while undici loads.
 *
 * The module body runs before that of undici, because `undici.ts` imports it first.
 */
const slots = [Symbol.for('undici.globalDispatcher.1'), Symbol.for('undici.globalDispatcher.2')];
const globals = globalThis as unknown as Record<symbol, unknown>;

const before = slots.map((slot) => ({
  slot,
  existed: Object.hasOwn(globalThis, slot),
  value: globals[slot],
}));

for (const { slot, existed } of before) {
  if (!existed) Object.defineProperty(globalThis, slot, { value: null, writable: true, configurable: true });
}

/** Leaves both slots as they were before undici was loaded. */
export function restoreGlobalSlots(): void {
  for (const { slot, existed, value } of before) {
    if (!existed && Reflect.deleteProperty(globalThis, slot)) continue;
    if (globals[slot] !== value) globals[slot] = value;
  }
}
