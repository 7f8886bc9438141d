import { isIPv4 } from 'node:net';
import { isLoopback } from './loopback';

/**
 * Whether an address that came in an answer may be fetched: the provider's own origin always; else https to a public
 * host, so that an answer cannot point this machine at its own network. A provider on loopback is under test or
 * self-hosted, and may point to other ports of loopback.
 * Names are judged, not what they resolve to: behind a proxy that is not known here.
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

/** Whether two addresses share scheme, host and port: the reach of a key. */
export function sameOrigin(a: string, b: string): boolean {
  return URL.canParse(a) && URL.canParse(b) && new URL(a).origin === new URL(b).origin;
}

/** For a `hostname` as `URL` writes it: lower case, IPv4 in dotted form, IPv6 in brackets. */
export function isPublicHost(hostname: string): boolean {
  const host = hostname.replace(/\.$/, '');
  if (host === '' || isLoopback(host)) return false;
  if (host.startsWith('[')) return isPublicV6(host.slice(1, -1));
  if (isIPv4(host)) return isPublicV4(host);
  return host.includes('.') && !/\.(local|localdomain|internal|intranet|lan|home|corp|home\.arpa|onion)$/.test(host);
}

/** Names by which clouds and containers serve credentials. */
const metadataHosts = /^(metadata|metadata\.google\.internal|instance-data(\..*)?|kubernetes(\.default.*)?)$/;

/**
 * Returns true for a host of a private network: private IPv4 (RFC 1918, and RFC 6598 as VPNs use it), unique local IPv6, and
 * names that only a local resolver knows (`gpu-box`, `nas.local`, `host.docker.internal`). False for link-local addresses,
 * where clouds serve credentials.
 * @param hostname as `URL` writes it
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

/** Only global unicast, and within it not the forms that carry an IPv4 address to wherever it leads. */
function isPublicV6(host: string): boolean {
  const first = Number.parseInt(host.split(':')[0] || '0', 16);
  if (first < 0x2000 || first > 0x3fff) return false;
  return first !== 0x2002 && !/^2001:(0?:|db8:)/.test(host);
}
