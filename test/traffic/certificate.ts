import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** File of a self-signed certificate for localhost and 127.0.0.1. */
export const certificateFile = join(import.meta.dirname, 'testdata', 'upstream.crt');
export const certificate = readFileSync(certificateFile, 'utf8');
export const key = readFileSync(join(import.meta.dirname, 'testdata', 'upstream.key'), 'utf8');
