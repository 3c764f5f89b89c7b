// Before the first test: the databases that portals begin with, made once rather than by two commands for each.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeSeeds } from './portal.ts';

export default function seeds(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-seeds-'));
  makeSeeds(folder);
  return () => rmSync(folder, { recursive: true });
}
