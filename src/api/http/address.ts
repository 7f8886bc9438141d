import { isIPv4 } from 'node:net';
import { isLoopback } from './loopback';

/**
 * Returns true if a URL from a response may be fetched: always on the provider's own origin, otherwise only https on a
 * public host, so that a response cannot direct requests into this machine's network. A provider on loopback
 * (self-hosted, or under test) may refer to other ports of loopback.
 * Judges names, not the addresses they resolve to: those are unknown behind a proxy.
 */
export function isFetchable(address: string, baseUrl: string): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  const base = new URL(baseUrl);
  if (url.username || url.password) return false;
  if (url.origin === base.origin) return true;
  if (isLoopback(url.hostname)) return isLoopback(base.hostname) && /^https?:$/.test(url.protocol);
  if (isOnSameNetwork(url, base)) return /^https?:$/.test(url.protocol);
  return url.protocol === 'https:' && isPublicHost(url.hostname);
}

/** Returns true for another port of a provider that is reached over plain HTTP in a private network. */
export const isOnSameNetwork = (url: URL, base: URL): boolean =>
  base.protocol === 'http:' && url.hostname === base.hostname && isPrivateHost(base.hostname);

/** Returns true if two URLs share scheme, host and port: the scope of a key. */
export function sameOrigin(a: string, b: string): boolean {
  return URL.canParse(a) && URL.canParse(b) && new URL(a).origin === new URL(b).origin;
}

/** Returns true for a public host. @param hostname as `URL` normalises it: lower case, IPv4 dotted, IPv6 in brackets */
export function isPublicHost(hostname: string): boolean {
  const host = hostname.replace(/\.$/, '');
  if (host === '' || isLoopback(host)) return false;
  if (host.startsWith('[')) return isPublicV6(host.slice(1, -1));
  if (isIPv4(host)) return isPublicV4(host);
  return host.includes('.') && !/\.(local|localdomain|internal|intranet|lan|home|corp|home\.arpa|onion)$/.test(host);
}

/** Host names under which clouds and containers serve credentials. */
const metadataHosts = /^(metadata|metadata\.google\.internal|instance-data(\..*)?|kubernetes(\.default.*)?)$/;

/**
 * Returns true for a host in a private network: private IPv4 (RFC 1918, and RFC 6598 as VPNs use it), unique local
 * IPv6, and names that only a local resolver knows (`gpu-box`, `nas.local`, `host.docker.internal`). False for
 * link-local addresses, where clouds serve credentials.
 * @param hostname as `URL` normalises it
 */
export function isPrivateHost(hostname: string): boolean {
  const host = hostname.replace(/\.$/, '');
  if (host === '' || isLoopback(host) || isPublicHost(host)) return false;
  if (host.startsWith('[')) return /^\[f[cd]/.test(host);
  if (isIPv4(host)) {
    const [a = 0, b = 0] = host.split('.').map(Number);
    return (
      a === 10 || (a === 172 && b >= 16 && b < 32) || (a === 192 && b === 168) || (a === 100 && b >= 64 && b < 128)
    );
  }
  return !host.endsWith('.onion') && !metadataHosts.test(host);
}

function isPublicV4(host: string): boolean {
  const [a = 0, b = 0, c = 0] = host.split('.').map(Number);
  if (a === 0 || a === 10 || a === 127 || a >= 224) return false;
  if (a === 100 && b >= 64 && b < 128) return false; // carrier-grade NAT
  if (a === 169 && b === 254) return false; // link-local, cloud metadata
  if (a === 172 && b >= 16 && b < 32) return false;
  if (a === 192 && (b === 168 || (b === 0 && (c === 0 || c === 2)))) return false;
  if (a === 198 && (b === 18 || b === 19 || (b === 51 && c === 100))) return false;
  return !(a === 203 && b === 0 && c === 113);
}

/** Returns true for global unicast, except for forms that embed an IPv4 address. */
function isPublicV6(host: string): boolean {
  const first = Number.parseInt(host.split(':')[0] || '0', 16);
  if (first < 0x2000 || first > 0x3fff) return false;
  return first !== 0x2002 && !/^2001:(0?:|db8:)/.test(host);
}
