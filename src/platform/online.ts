import { networkInterfaces } from 'node:os';
import { networkSettings } from './network';

/**
 * Returns true if this machine has a non-loopback address or a proxy. Reads the system's state; sends nothing.
 */
export function isOnline(): boolean {
  const addresses = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  if (addresses.some(({ internal, address }) => !internal && !address.startsWith('fe80:'))) return true;
  const { proxy, env } = networkSettings();
  return proxy !== undefined || Object.keys(env ?? {}).some((name) => /^(https?|all)_proxy$/i.test(name));
}
