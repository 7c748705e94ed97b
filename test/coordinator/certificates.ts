import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A certificate and its key, PEM, with the files that hold them. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
  readonly certFile: string;
  readonly keyFile: string;
}

/** A folder with freshly made certificates, for as long as a test needs them. */
export class CertificateFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'drydock-certificates-'));

  /** A certificate for 127.0.0.1 and localhost that signs itself. */
  selfSigned(name: string): Certificate {
    const certFile = join(this.path, `${name}.crt`);
    const keyFile = join(this.path, `${name}.key`);
    const subject = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost,DNS:gitlab.test'];
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
    execFileSync('openssl', ['req', '-x509', ...key, '-days', '2', '-keyout', keyFile, '-out', certFile, ...subject], { stdio: 'ignore' });
    return { cert: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8'), certFile, keyFile };
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
