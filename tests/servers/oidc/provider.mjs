// oidc-provider on 127.0.0.1 and a free port, with everything on that a client can meet. Prints one JSON line when it
// listens: {"issuer":…}. Reads its set-up as JSON from the environment variable SETUP:
//   accessTtl, idTtl (seconds), format ("opaque" or "jwt" for the resource's tokens), requirePar, requireNonce,
//   clients (beside those below, in the metadata of RFC 7591),
//   port and issuer (behind a proxy that ends TLS), mtls (that proxy says which certificate a client has),
//   secrets (a file: every secret that goes over its endpoints, a name and a value a line, for "is it nowhere else")
// Any user name and password sign in; the user name is the subject.
import { createServer } from 'node:http';
import { generateKeyPairSync } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import Provider from 'oidc-provider';

const setup = JSON.parse(process.env.SETUP ?? '{}');

// The provider warns about its memory store and its development pages: both are meant.
console.info = console.warn = () => {};

const jwk = (type, options, alg, kid) => ({
  ...generateKeyPairSync(type, options).privateKey.export({ format: 'jwk' }),
  use: 'sig',
  alg,
  kid,
});
const keys = [
  jwk('rsa', { modulusLength: 2048 }, 'RS256', 'rsa'),
  jwk('ec', { namedCurve: 'P-256' }, 'ES256', 'ec'),
  jwk('ed25519', {}, 'EdDSA', 'ed'),
];

const redirects = ['http://127.0.0.1/callback', 'http://[::1]/callback', 'http://localhost/callback'];
const native = {
  application_type: 'native',
  redirect_uris: redirects,
  post_logout_redirect_uris: ['http://127.0.0.1/signed-out'],
  grant_types: ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'],
  response_types: ['code'],
};
const clients = (setup.mtls ? [] : [
  { ...native, client_id: 'claimcheck', token_endpoint_auth_method: 'none' },
  { ...native, client_id: 'es256', token_endpoint_auth_method: 'none', id_token_signed_response_alg: 'ES256' },
  { ...native, client_id: 'signed-userinfo', token_endpoint_auth_method: 'none', userinfo_signed_response_alg: 'RS256' },
  { ...native, client_id: 'confidential', client_secret: 'a secret: with % and +', token_endpoint_auth_method: 'client_secret_basic' },
  { ...native, client_id: 'posting', client_secret: 'posted secret', token_endpoint_auth_method: 'client_secret_post' },
  { ...native, client_id: 'signing', client_secret: 'a secret that is long enough for HS256', token_endpoint_auth_method: 'client_secret_jwt' },
  {
    client_id: 'machine',
    client_secret: 'machine secret',
    redirect_uris: [],
    response_types: [],
    grant_types: ['client_credentials'],
  },
]).concat((setup.clients ?? []).map((client) => ({ ...native, ...client })));

const secretNames = [
  'access_token', 'refresh_token', 'id_token', 'code', 'code_verifier', 'client_secret', 'client_assertion', 'device_code',
  'token', 'registration_access_token',
];
const noteSecrets = async (ctx, next) => {
  await next();
  const answer = typeof ctx.body === 'object' && ctx.body !== null ? ctx.body : {};
  for (const name of secretNames) {
    for (const value of [ctx.oidc?.params?.[name], answer[name]]) {
      if (typeof value === 'string') appendFileSync(setup.secrets, `${name} ${value}\n`);
    }
  }
};

// RFC 8705, by what nginx says of the client's certificate. Other ways of authentication are off then.
const mtls = setup.mtls
  ? {
      enabled: true,
      tlsClientAuth: true,
      selfSignedTlsClientAuth: true,
      certificateBoundAccessTokens: true,
      getCertificate: (ctx) => decodeURIComponent(ctx.get('x-client-certificate')) || undefined,
      certificateAuthorized: (ctx) => ctx.get('x-client-verified') === 'SUCCESS',
      certificateSubjectMatches: (ctx, property, expected) =>
        property === 'tls_client_auth_subject_dn' && ctx.get('x-client-subject') === expected,
    }
  : { enabled: false };

const server = createServer();
server.listen(setup.port ?? 0, '127.0.0.1', () => {
  const issuer = setup.issuer ?? `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients,
    jwks: { keys },
    cookies: { keys: ['of this run only'] },
    pkce: { required: () => true },
    scopes: ['openid', 'offline_access', 'profile', 'email', 'notes:read', 'notes:write'],
    claims: { openid: ['sub'], profile: ['name'], email: ['email', 'email_verified'] },
    enabledJWA: {
      clientAuthSigningAlgValues: ['HS256', 'RS256', 'ES256', 'EdDSA'],
    },
    ...(setup.mtls && { clientAuthMethods: ['none', 'tls_client_auth', 'self_signed_tls_client_auth'] }),
    findAccount: (_, sub) => ({
      accountId: sub,
      claims: () => ({ sub, name: `${sub} of the tests`, email: `${sub}@example.org`, email_verified: true }),
    }),
    features: {
      devInteractions: { enabled: true },
      deviceFlow: { enabled: true },
      revocation: { enabled: true },
      introspection: { enabled: true, allowedPolicy: () => true },
      clientCredentials: { enabled: true },
      pushedAuthorizationRequests: { enabled: true, requirePushedAuthorizationRequests: setup.requirePar === true },
      dPoP: { enabled: true, nonceSecret: Buffer.alloc(32, 7), requireNonce: () => setup.requireNonce === true },
      rpInitiatedLogout: { enabled: true },
      registration: { enabled: true },
      encryption: { enabled: true },
      mTLS: mtls,
      jwtUserinfo: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => [],
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: 'notes:read notes:write',
          accessTokenFormat: setup.format ?? 'jwt',
          accessTokenTTL: setup.accessTtl ?? 600,
        }),
      },
    },
    issueRefreshToken: (_, client, code) => client.grantTypeAllowed('refresh_token') && code.scopes.has('offline_access'),
    rotateRefreshToken: true,
    ttl: {
      AccessToken: setup.accessTtl ?? 600,
      IdToken: setup.idTtl ?? 600,
      AuthorizationCode: 60,
      ClientCredentials: setup.accessTtl ?? 600,
      DeviceCode: 600,
      RefreshToken: 3600,
      Session: 3600,
      Grant: 3600,
      Interaction: 600,
    },
  });
  provider.proxy = setup.issuer !== undefined;
  if (setup.secrets) provider.use(noteSecrets);
  provider.on('server_error', (_, error) => process.stderr.write(`${error.stack}\n`));
  server.on('request', provider.callback());
  process.stdout.write(`${JSON.stringify({ issuer })}\n`);
});
// Ends with whoever started it.
process.stdin.on('end', () => process.exit(0)).resume();
