import { isIP } from 'node:net';
import type { NetworkSettings } from './http';
import { isLoopback } from './loopback';

/** Route of a request from this machine. */
export interface Route {
  /** URL of the proxy, with credentials; absent for a direct connection. */
  proxy?: string;
  /** Setting that determined the route. */
  by: 'loopback' | 'off' | 'noProxy' | 'setting' | 'environment' | 'nothing';
}

/** Proxy protocols that undici supports. */
const kinds = new Set(['http:', 'https:', 'socks:', 'socks5:']);

/**
 * Returns the route as VS Code chooses it for its own requests (`useProxySettings` of `@vscode/proxy-agent`): loopback
 * is direct, then `noProxy`, which replaces `NO_PROXY` unless empty, then the setting, then the environment.
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
 * Returns true if an entry of `noProxy` covers a URL: `*` covers all; a name covers itself and its subdomains, with or
 * without a leading dot or `*.`; a port restricts it to that port. VS Code ignores IPv6 addresses here and reads
 * `*.name` literally; this supports both.
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
    // An address with a zone (`fe80::1%eth0`) cannot occur in a URL.
    return URL.canParse(address) && host === new URL(address).hostname;
  }
  return host === name || host.endsWith(`.${name}`);
}

const defaultPort = ({ protocol }: URL): string => (protocol === 'https:' ? '443' : '80');

/** Returns a proxy's host and port, safe to display. */
export const proxyHost = ({ proxy }: Route): string | undefined => proxy && new URL(proxy).host;

/** Returns the host of the proxy that the settings name for a URL; a PAC file may choose another. */
export function proxyFor(url: string, settings: NetworkSettings): string | undefined {
  try {
    return proxyHost(routeTo(url, settings));
  } catch {
    return undefined;
  }
}

/** Returns the secrets in the proxy settings, which must be hidden everywhere. */
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
