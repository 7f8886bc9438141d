import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect, type DetailedPeerCertificate, rootCertificates, type SecureContext } from 'node:tls';

/** Certificate that a server presents. */
export interface Certificate {
  /** Subject and issuer: the common name, otherwise the organisation. */
  subject: string;
  issuer: string;
  /** In ms since the epoch. */
  validTo: number;
  /** True if its chain ends at a root certificate bundled with Node. */
  wellKnown: boolean;
  /** OpenSSL's reason for not trusting it. */
  problem?: string;
}

interface Peer {
  host: string;
  port: number;
  secureContext: SecureContext;
  /** An open connection to use: a tunnel through a proxy. */
  socket?: Duplex;
}

const patienceMs = 5000;

/** Performs a TLS handshake and disconnects without sending data. Undefined without TLS, or without a response. */
export function peerCertificate({ host, ...peer }: Peer): Promise<Certificate | undefined> {
  const name = host.replace(/^\[|\]$/g, '');
  return new Promise((resolve) => {
    const servername = isIP(name) ? undefined : name;
    const socket = connect({ host: name, ...peer, servername, rejectUnauthorized: false }, () => {
      resolve(describe(socket.getPeerCertificate(true), socket.authorizationError));
      socket.destroy();
    });
    const leave = () => {
      resolve(undefined);
      socket.destroy();
    };
    socket.setTimeout(patienceMs, leave).on('error', leave).on('close', leave);
  });
}

function describe(certificate: DetailedPeerCertificate, problem: Error | string | undefined): Certificate | undefined {
  if (!certificate.raw) return undefined;
  const code =
    problem && (typeof problem === 'string' ? problem : ((problem as { code?: string }).code ?? problem.message));
  return {
    subject: nameOf(certificate.subject),
    issuer: nameOf(certificate.issuer),
    validTo: Date.parse(certificate.valid_to),
    wellKnown: wellKnownRoots().has(rootOf(certificate).fingerprint256),
    ...(code && { problem: code }),
  };
}

const nameOf = ({ CN, O }: { CN?: string | string[]; O?: string | string[] }): string =>
  [CN ?? O ?? '?'].flat().join(', ');

function rootOf(certificate: DetailedPeerCertificate): DetailedPeerCertificate {
  let last = certificate;
  for (let depth = 0; depth < 10; depth++) {
    const next = last.issuerCertificate as DetailedPeerCertificate | undefined;
    if (!next || next.fingerprint256 === last.fingerprint256) break;
    last = next;
  }
  return last;
}

let roots: Set<string> | undefined;
const wellKnownRoots = () =>
  (roots ??= new Set(rootCertificates.map((pem) => new X509Certificate(pem).fingerprint256)));
