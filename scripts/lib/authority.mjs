// A certificate authority that only this machine knows, for tests.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Names of the servers' certificates: a good one, one that has expired, and one for another name. */
const servers = {
  good: 'DNS:videos.test,IP:127.0.0.1',
  expired: 'DNS:videos.test,IP:127.0.0.1',
  other: 'DNS:other.test',
};

/** Of the kind that is made at once. */
const newKey = '-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes';

/** Whom its certificates name as their issuer. */
export const authorityName = 'VideoJobsTestAuthority';

/**
 * Writes `ca.crt`, and `<name>.key` and `<name>.crt` of each server, into a folder. Needs `openssl`.
 * @param {string} folder made if it is not there
 */
export function makeAuthority(folder) {
  mkdirSync(folder, { recursive: true });
  const openssl = (/** @type {string} */ line) =>
    execFileSync('openssl', line.split(' '), { cwd: folder, stdio: 'pipe' });
  openssl(`req -x509 ${newKey} -keyout ca.key -out ca.crt -days 2 -subj /CN=${authorityName}`);
  for (const [name, alt] of Object.entries(servers)) {
    writeFileSync(join(folder, `${name}.ext`), `subjectAltName=${alt}\n`);
    openssl(`req ${newKey} -keyout ${name}.key -out ${name}.csr -subj /CN=videos.test`);
    const days = name === 'expired' ? -1 : 2;
    openssl(
      `x509 -req -in ${name}.csr -CA ca.crt -CAkey ca.key -CAcreateserial -out ${name}.crt -days ${days} -extfile ${name}.ext`,
    );
  }
}
