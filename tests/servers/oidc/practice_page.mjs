// A person with a browser that runs no scripts, on the practice server's page: signs in, keeps a note, signs out, is sent
// a mail and confirms it, changes a user's role and system, signs in on two devices and ends one from the other, and
// switches a fault on and off. Says what it saw as a JSON line. What the page's own policy would not allow is an error.
import { launch } from './headless.mjs';

const [address] = process.argv.slice(2);
const browser = await launch();
const seen = { errors: [], requests: [] };

/// A browser of its own: its cookies are nobody else's.
const openBrowser = async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  context.setDefaultTimeout(60_000);
  const page = await context.newPage();
  page.on('console', (message) => {
    // A browser that was given JSON asks for an icon by itself.
    if (message.type() === 'error' && !message.location().url.endsWith('/favicon.ico')) seen.errors.push(message.text());
  });
  page.on('request', (request) => seen.requests.push(new URL(request.url()).origin));
  const form = (action) => page.locator(`form[action="${action}"]`);
  const send = async (chosen, fields = {}) => {
    for (const [name, value] of Object.entries(fields)) {
      const field = chosen.locator(`[name=${name}]`);
      await ((await field.evaluate((element) => element.tagName)) === 'SELECT' ? field.selectOption(value) : field.fill(value));
    }
    await Promise.all([page.waitForNavigation(), chosen.locator('button').click()]);
  };
  return {
    page,
    form,
    send,
    home: () => page.goto(address),
    main: () => page.locator('main').innerText(),
    row: (text) => page.locator('tr', { hasText: text }),
    signIn: (device) => send(form('/signin'), { username: 'alice', password: 'wonderland', device }),
  };
};

try {
  const laptop = await openBrowser();
  await laptop.home();
  seen.banner = await laptop.page.locator('header').innerText();
  await laptop.signIn('<i>tablet</i>');
  seen.signedIn = await laptop.main();
  const cookies = await laptop.page.context().cookies(laptop.page.url());
  seen.cookies = cookies.map(({ name, httpOnly, sameSite, path }) => ({ name, httpOnly, sameSite, path }));
  await laptop.send(laptop.form('/systems/session/notes'), { text: 'from the browser' });
  seen.afterNote = laptop.page.url();
  await laptop.send(laptop.form('/systems/session/logout'));
  seen.signedOut = await laptop.main();

  await laptop.home();
  await laptop.send(laptop.form('/purpose/mail'), { username: 'alice', email: 'alice@example.org' });
  await laptop.page.goto(new URL('/outbox', address).href);
  seen.outbox = await laptop.main();
  await Promise.all([laptop.page.waitForNavigation(), laptop.page.locator('main a').first().click()]);
  await laptop.send(laptop.form('/purpose/mail/confirm'));
  seen.confirmed = await laptop.main();

  // Accounts: another role, and another system to sign in with.
  await laptop.home();
  await laptop.send(laptop.row('alice@example.org').locator('form'), { role: 'admin', system: 'five-rows' });
  seen.account = await laptop.row('alice@example.org').locator('option[selected]').allInnerTexts();

  // Devices: one ends the other.
  await laptop.home();
  await laptop.signIn('laptop');
  const phone = await openBrowser();
  await phone.home();
  await phone.signIn('phone');
  seen.devices = await phone.main();
  await phone.send(phone.row('laptop').locator('form'));
  seen.devicesAfter = await phone.main();
  await laptop.page.reload();
  seen.laptopAfter = await laptop.main();
  await laptop.home();
  await laptop.signIn('laptop again');
  await phone.page.reload();
  await phone.send(phone.form('/systems/five-rows/devices/end-others'));
  seen.devicesAtLast = await phone.main();

  // Faults: on, seen elsewhere, and off again.
  await laptop.home();
  await laptop.send(laptop.row('status-500').locator('form'));
  seen.fault = await laptop.row('status-500').innerText();
  seen.failing = (await laptop.page.goto(new URL('/me', address).href)).status();
  await laptop.home();
  await laptop.send(laptop.row('status-500').locator('form'));
  seen.faultOff = await laptop.row('status-500').innerText();
  seen.working = (await laptop.page.goto(new URL('/me', address).href)).status();

  // The button that begins anew: whoever was signed in is not, and what was set is as it was.
  await laptop.home();
  await laptop.send(laptop.form('/practice/reset'));
  seen.afterReset = laptop.page.url();
  seen.accountAfter = await laptop.row('wonderland').locator('option[selected]').allInnerTexts();
  await phone.page.reload();
  seen.phoneAfterReset = await phone.main();
  process.stdout.write(`${JSON.stringify(seen)}\n`);
} finally {
  await browser.close();
}
