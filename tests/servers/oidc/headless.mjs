// Headless Chromium, as the tests start it. A test that is killed takes its browser along, which then removes nothing: so
// its folders are not among the machine's temporary ones but below this one, and the next start removes the old.
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { chromium } from 'playwright-core';

const folder = fileURLToPath(new URL('browsers', import.meta.url));
const longestTest = 30 * 60 * 1000; // ms; whatever is older belongs to nobody

mkdirSync(folder, { recursive: true });
for (const name of readdirSync(folder)) {
  const path = join(folder, name);
  const made = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (Date.now() - made > longestTest) rmSync(path, { recursive: true, force: true });
}

const options = {
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  timeout: 90_000,
  env: { ...process.env }, // with the machine's: Chromium's own socket would have too long a name here
};
process.env.TMPDIR = folder; // where playwright makes its own folders

/** A browser, or with `profile` (a folder) one that keeps its cookies there. */
export const launch = (profile) =>
  profile ? chromium.launchPersistentContext(profile, options) : chromium.launch(options);
