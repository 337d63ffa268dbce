// A certified OpenID Connect provider on the loopback, with one client and its development login.
// node provider.js REDIRECT_URI prints the issuer, and ends after two minutes.
import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';

const redirect = process.argv[2];
const server = createServer();
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [{
      client_id: 'nkr',
      client_secret: 'hemligt-i-provet',
      redirect_uris: [redirect],
    }],
    claims: { openid: ['sub'], profile: ['preferred_username', 'groups'] },
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    async findAccount(_, id) {
      const groups = id.startsWith('revisor') ? ['granskare'] : [];
      return {
        accountId: id,
        claims: async () => ({ sub: id, preferred_username: id, groups }),
      };
    },
  });
  server.on('request', provider.callback());
  console.log(issuer);
});
setTimeout(() => process.exit(0), 120000).unref();
setTimeout(() => server.close(), 115000).unref();
