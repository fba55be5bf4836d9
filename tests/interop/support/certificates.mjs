// Certificates made for one run: a CA of ours, and a server's certificate signed by it.

import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const openssl = (...args) => execFileSync('openssl', args, { stdio: 'pipe' });
const p256 = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

/** Where one server has its pair. remove() when it is no longer needed. */
export class Certificates {
  directory = mkdtempSync(path.join(tmpdir(), 'roomd-tls-'));
  certificate = this.#file('cert.pem');
  key = this.#file('key.pem');

  constructor() {
    openssl('req', '-x509', ...p256, '-subj', '/CN=Test CA', '-days', '2', '-keyout', this.#file('ca.key'), '-out', this.#file('ca.pem'));
    this.ca = readFileSync(this.#file('ca.pem'));
  }

  #file(name) {
    return path.join(this.directory, name);
  }

  /** Puts a new key and a certificate for 127.0.0.1 with that name in place. */
  issue(name, { days = 1 } = {}) {
    const request = this.#file('request.pem');
    const extensions = this.#file('extensions');
    writeFileSync(extensions, 'subjectAltName=IP:127.0.0.1\n');
    openssl('req', ...p256, '-subj', `/CN=${name}`, '-keyout', this.key, '-out', request);
    openssl('x509', '-req', '-in', request, '-CA', this.#file('ca.pem'), '-CAkey', this.#file('ca.key'), '-CAcreateserial', '-days', `${days}`, '-extfile', extensions, '-out', this.certificate);
    return this;
  }

  /** When the certificate that was issued last does, in seconds since 1970. */
  get expires() {
    return Date.parse(new X509Certificate(readFileSync(this.certificate)).validTo) / 1_000;
  }

  /** Only the key changes: the pair does not fit any more. */
  breakKey() {
    openssl('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', this.key);
  }

  /** What configures a server with the pair. */
  get environment() {
    return { TLS_CERT: this.certificate, TLS_KEY: this.key };
  }

  remove() {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
