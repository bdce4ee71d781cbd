// A person's browser: headless Chromium that opens the address, signs in as BROWSER_USER, consents, and says what it saw
// last as a JSON line: {"url","title","text"}. With a folder for `xdg-open` first on PATH it is started by the same path
// as a real one. With BROWSER_PROFILE it keeps its cookies in that folder, as a person's does.
import { chromium } from 'playwright-core';

const [address] = process.argv.slice(2);
const user = process.env.BROWSER_USER ?? 'alice';
// Of the practice server's people; oidc-provider takes any.
const passwords = { alice: 'wonderland', bob: 'builder' };
const options = {
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
};
const profile = process.env.BROWSER_PROFILE;
const browser = profile ? await chromium.launchPersistentContext(profile, options) : await chromium.launch(options);
try {
  const page = await browser.newPage();
  await page.goto(address);
  // Sign-in, code, consent and sign-out pages follow each other until one has no form of the provider's.
  for (let pages = 0; pages < 8; pages += 1) {
    const login = page.locator('input[name=login], input[name=username]');
    const password = page.locator('input[name=password]');
    const submit = page.locator('button[type=submit], form button').first();
    if (await login.count()) {
      await login.fill(user);
      await password.fill(passwords[user]);
    } else if (!(await submit.count())) {
      break;
    }
    const before = page.url();
    await Promise.all([page.waitForLoadState('load'), submit.click()]);
    await page.waitForLoadState('networkidle').catch(() => {});
    if (page.url() === before && !(await page.locator('form').count())) break;
  }
  process.stdout.write(
    `${JSON.stringify({ url: page.url(), title: await page.title(), text: await page.locator('body').innerText() })}\n`,
  );
} finally {
  await browser.close();
}
