// A person with a browser that runs no scripts, on the practice server's page: signs in, keeps a note, looks at the
// devices, signs out, is sent a mail and confirms it, and switches a fault. Says what it saw as a JSON line. What the
// page's own policy would not allow is an error.
import { chromium } from 'playwright-core';

const [address] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
});
const seen = { errors: [], requests: [] };
try {
  const page = await browser.newPage({ javaScriptEnabled: false });
  page.on('console', (message) => message.type() === 'error' && seen.errors.push(message.text()));
  page.on('request', (request) => seen.requests.push(new URL(request.url()).origin));
  const main = () => page.locator('main').innerText();
  const send = async (form) => {
    await Promise.all([page.waitForNavigation(), form.locator('button').click()]);
  };

  await page.goto(address);
  seen.banner = await page.locator('header').innerText();
  const signIn = page.locator('form[action="/signin"]');
  await signIn.locator('input[name=username]').fill('alice');
  await signIn.locator('input[name=password]').fill('wonderland');
  await signIn.locator('input[name=device]').fill('<i>tablet</i>');
  await send(signIn);
  seen.signedIn = await main();
  seen.cookies = (await page.context().cookies(page.url())).map(({ name, httpOnly, sameSite, path }) => ({ name, httpOnly, sameSite, path }));

  const note = page.locator('form[action$="/notes"]');
  await note.locator('input[name=text]').fill('from the browser');
  await send(note);
  seen.afterNote = page.url();
  await send(page.locator('form[action$="/logout"]'));
  seen.signedOut = await main();

  await page.goto(address);
  const mail = page.locator('form[action="/purpose/mail"]');
  await mail.locator('input[name=username]').fill('alice');
  await mail.locator('input[name=email]').fill('alice@example.org');
  await send(mail);
  await page.goto(new URL('/outbox', address).href);
  await Promise.all([page.waitForNavigation(), page.locator('main a').first().click()]);
  await send(page.locator('form[action="/purpose/mail/confirm"]'));
  seen.confirmed = await main();

  await page.goto(address);
  await send(page.locator('tr', { hasText: 'status-500' }).locator('form'));
  seen.fault = await page.locator('tr', { hasText: 'status-500' }).innerText();
  seen.failing = (await page.goto(new URL('/me', address).href)).status();
  process.stdout.write(`${JSON.stringify(seen)}\n`);
} finally {
  await browser.close();
}
