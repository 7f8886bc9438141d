import { networkInterfaces } from 'node:os';
import { networkSettings } from './network';

/**
 * Whether this machine has any address but its own, or a proxy to go through: without one nothing can be reached.
 * Reads what the system knows already; asks nobody.
 */
export function isOnline(): boolean {
  const addresses = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  if (addresses.some(({ internal, address }) => !internal && !address.startsWith('fe80:'))) return true;
  const { proxy, env } = networkSettings();
  return proxy !== undefined || Object.keys(env ?? {}).some((name) => /^(https?|all)_proxy$/i.test(name));
}
