import { isIP } from 'node:net';
import type { NetworkSettings } from './http';
import { isLoopback } from './loopback';

/** The way that a request takes from this machine. */
export interface Route {
  /** Address of the proxy, sign-in included; absent for a direct connection. */
  proxy?: string;
  /** What decided it. */
  by: 'loopback' | 'off' | 'noProxy' | 'setting' | 'environment' | 'nothing';
}

/** The kinds of proxy that undici can speak to. */
const kinds = new Set(['http:', 'https:', 'socks:', 'socks5:']);

/**
 * As VS Code decides it for its own requests (`useProxySettings` of `@vscode/proxy-agent`): loopback directly, then
 * `noProxy`, which replaces `NO_PROXY` when it is not empty, then the setting, then the environment.
 * @throws Error with the code `ERR_INVALID_PROXY`
 */
export function routeTo(url: string, { proxySupport, proxy, noProxy = [], env = {} }: NetworkSettings): Route {
  const target = new URL(url);
  if (isLoopback(target.hostname)) return { by: 'loopback' };
  if (proxySupport === 'off') return { by: 'off' };
  const exceptions = noProxy.length > 0 ? noProxy : (env['no_proxy'] || env['NO_PROXY'] || '').split(/[,\s]+/);
  if (exceptions.some((entry) => covers(entry, target))) return { by: 'noProxy' };
  if (proxy?.trim()) return { proxy: proxyAddress(proxy), by: 'setting' };
  const named = env['https_proxy'] || env['HTTPS_PROXY'] || env['http_proxy'] || env['HTTP_PROXY'];
  return named?.trim() ? { proxy: proxyAddress(named), by: 'environment' } : { by: 'nothing' };
}

function proxyAddress(value: string): string {
  const trimmed = value.trim();
  const address = (trimmed.includes('://') ? trimmed : `http://${trimmed}`).replace(/^socks5h:/i, 'socks5:');
  if (URL.canParse(address) && kinds.has(new URL(address).protocol)) return address;
  throw Object.assign(new Error('The proxy setting is no address of a proxy that can be used'), {
    code: 'ERR_INVALID_PROXY',
  });
}

/**
 * Whether an entry of `noProxy` means this address: `*` means all; a name means itself and what ends in it, with or
 * without a leading dot or `*.`; a port means only that port. VS Code takes no address of IP version 6 here and reads
 * `*.name` as a name that none has; both mean here what they say.
 */
function covers(entry: string, target: URL): boolean {
  const text = entry.trim().toLowerCase();
  if (text === '*') return true;
  const [, inBrackets, v6Port] = /^\[([^\]]+)\](?::(\d+))?$/.exec(text) ?? [];
  const [, withPort, namePort] = /^([^:]+):(\d+)$/.exec(text) ?? [];
  const name = (inBrackets ?? withPort ?? text).replace(/^\*?\./, '').replace(/\.$/, '');
  const port = v6Port ?? namePort;
  if (name === '' || (port !== undefined && port !== (target.port || defaultPort(target)))) return false;
  const host = target.hostname.replace(/\.$/, '');
  if (isIP(name)) {
    const address = `http://${isIP(name) === 6 ? `[${name}]` : name}`;
    // One with a zone (`fe80::1%eth0`) is none of an address of the web.
    return URL.canParse(address) && host === new URL(address).hostname;
  }
  return host === name || host.endsWith(`.${name}`);
}

const defaultPort = ({ protocol }: URL): string => (protocol === 'https:' ? '443' : '80');

/** A proxy as it may be shown. */
export const proxyHost = ({ proxy }: Route): string | undefined => proxy && new URL(proxy).host;

/** Host of the proxy that the settings name for an address; a PAC file may know another one. */
export function proxyFor(url: string, settings: NetworkSettings): string | undefined {
  try {
    return proxyHost(routeTo(url, settings));
  } catch {
    return undefined;
  }
}

/** What of the settings must be hidden wherever it stands. */
export function proxySecrets({ proxy = '', proxyAuthorization = '', env = {} }: NetworkSettings): string[] {
  const passwords = [proxy, ...Object.values(env)].map(
    (address = '') => /:\/\/[^/]*:([^/]+)@/.exec(address)?.[1] ?? '',
  );
  return [...passwords, ...passwords.map(decoded), proxyAuthorization.replace(/^\w+\s+/, '')].filter(Boolean);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
