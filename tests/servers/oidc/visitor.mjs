// A person's browser without a window and without scripts, for the pages of oidc-provider and of the practice server and
// no others: it opens the address, signs in as BROWSER_USER, consents, and follows to where it is sent. With BROWSER_COOKIES it keeps its cookies
// in that file, as a person's does. Says what it saw last as a JSON line: {"url","text","pages","listening"}; `listening`
// is who had the port of the loopback redirect open, as /proc/net/tcp writes it, before it was called.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const [address] = process.argv.slice(2);
const user = process.env.BROWSER_USER ?? 'alice';
// Of the practice server's people; oidc-provider takes any.
const passwords = { alice: 'wonderland', bob: 'builder' };
const kept = process.env.BROWSER_COOKIES;
const cookies = kept && existsSync(kept) ? JSON.parse(readFileSync(kept, 'utf8')) : {};
const seen = { pages: 0, listening: [] };

const unescaped = (text) =>
  text.replace(/&quot;/g, '"').replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&#39;/g, "'").replace(/&amp;/g, '&');
const attribute = (tag, name) => {
  const found = new RegExp(`\\b${name}="([^"]*)"`).exec(tag);
  return found ? unescaped(found[1]) : undefined;
};

// Each row: sl, local address, remote address, state (0A listens).
const listeners = (port) => {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .filter(([, local, , state]) => state === '0A' && local.endsWith(wanted))
      .map(([, local]) => local.slice(0, -wanted.length)),
  );
};

const open = async (target, form) => {
  let url = new URL(target);
  const provider = url.origin;
  let request = form && { method: 'POST', body: new URLSearchParams(form) };
  for (let hops = 0; hops < 12; hops += 1) {
    if (url.origin !== provider) seen.listening = listeners(Number(url.port));
    const own = Object.entries(cookies).filter(([, { origin }]) => origin === url.origin);
    const header = own.map(([name, { value }]) => `${name}=${value}`).join('; ');
    const answer = await fetch(url, { ...request, redirect: 'manual', headers: header ? { cookie: header } : {} });
    for (const line of answer.headers.getSetCookie()) {
      const [pair] = line.split(';');
      const cut = pair.indexOf('=');
      const value = pair.slice(cut + 1);
      if (value === '') delete cookies[pair.slice(0, cut)];
      else cookies[pair.slice(0, cut)] = { value, origin: url.origin };
    }
    const location = answer.headers.get('location');
    if (answer.status < 300 || answer.status > 399 || !location) {
      return { url, status: answer.status, text: await answer.text() };
    }
    url = new URL(location, url);
    request = undefined;
  }
  throw new Error('too many redirects');
};

let page = await open(address);
const home = new URL(address).origin;
for (; page.url.origin === home && seen.pages < 8; seen.pages += 1) {
  const form = /<form\b[^>]*>[\s\S]*?<\/form>/.exec(page.text)?.[0];
  if (!form) break;
  const tag = form.slice(0, form.indexOf('>') + 1);
  const fields = {};
  for (const [input] of form.matchAll(/<input\b[^>]*>/g)) {
    if (attribute(input, 'name')) fields[attribute(input, 'name')] = attribute(input, 'value') ?? '';
  }
  const userField = ['login', 'username'].find((name) => name in fields);
  if (userField) Object.assign(fields, { [userField]: user, password: passwords[user] });
  // Of several buttons the first says yes.
  const button = /<button\b[^>]*>/.exec(form)?.[0] ?? '';
  if (attribute(button, 'name')) fields[attribute(button, 'name')] = attribute(button, 'value') ?? '';
  // Its button stands outside the form.
  if (attribute(tag, 'id') === 'op.logoutForm') fields.logout = 'yes';
  page = await open(new URL(attribute(tag, 'action'), page.url), fields);
}
if (kept) writeFileSync(kept, JSON.stringify(cookies));
process.stdout.write(`${JSON.stringify({ url: page.url.href, status: page.status, text: page.text, ...seen })}\n`);
