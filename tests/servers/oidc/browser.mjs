// A person's browser: headless Chromium that opens the address, signs in as BROWSER_USER, consents, and says what it saw
// last as a JSON line: {"url","title","text"}. With a folder for `xdg-open` first on PATH it is started by the same path
// as a real one. With BROWSER_PROFILE it keeps its cookies in that folder, as a person's does.
import { launch } from './headless.mjs';

const [address] = process.argv.slice(2);
const user = process.env.BROWSER_USER ?? 'alice';
// Of the practice server's people; oidc-provider takes any.
const passwords = { alice: 'wonderland', bob: 'builder' };
const browser = await launch(process.env.BROWSER_PROFILE);

// All of a page at one moment; nothing while another takes its place.
const look = (page) =>
  page
    .evaluate(() => ({
      isWhole: document.readyState === 'complete',
      // Its own script sends the form on.
      isLeaving: [...document.scripts].some((script) => script.textContent.includes('submit')),
      hasLogin: document.querySelector('input[name=login], input[name=username]') !== null,
      hasButton: document.querySelector('button[type=submit], form button') !== null,
      url: location.href,
      title: document.title,
      text: document.body?.innerText ?? '',
    }))
    .catch(() => undefined);

const settled = async (page) => {
  for (const end = Date.now() + 60_000; Date.now() < end; await page.waitForTimeout(20)) {
    const seen = await look(page);
    if (seen?.isWhole && !seen.isLeaving) return seen;
  }
  throw new Error(`no whole page at ${page.url()}`);
};

try {
  const page = await browser.newPage();
  page.setDefaultTimeout(60_000);
  await page.goto(address);
  let seen = await settled(page);
  // Sign-in, code, consent and sign-out pages follow each other until one has no form of the provider's.
  for (let pages = 0; pages < 8 && seen.hasButton; pages += 1) {
    if (seen.hasLogin) {
      await page.locator('input[name=login], input[name=username]').fill(user);
      await page.locator('input[name=password]').fill(passwords[user]);
    }
    const submit = page.locator('button[type=submit], form button').first();
    await Promise.all([page.waitForNavigation(), submit.click()]);
    seen = await settled(page);
  }
  const { url, title, text } = seen;
  process.stdout.write(`${JSON.stringify({ url, title, text })}\n`);
} finally {
  await browser.close();
}
