// A certified OpenID Connect provider (oidc-provider) with people of its own, for the tests of logging in elsewhere. It reads one
// line of JSON with its settings, prints one with its address, and ends when its input ends. `/test/…` changes what it says.
import { createServer } from "node:http";
import { createInterface } from "node:readline";
import { SignJWT, UnsecuredJWT, decodeJwt, exportJWK, generateKeyPair } from "jose";

const settings = await new Promise((done) => {
  const lines = createInterface({ input: process.stdin });
  lines.once("line", (line) => done(JSON.parse(line)));
  lines.on("close", () => process.exit(0));
});
// The moment of the tests, which stands still while real time goes by.
if (settings.now) {
  const real = Date.now;
  const ahead = settings.now - real();
  Date.now = () => real() + ahead;
}
const { default: Provider } = await import("oidc-provider");

const people = settings.people;
let tamper = "";
const own = await generateKeyPair("RS256", { extractable: true });
const other = await generateKeyPair("RS256");
const jwk = { ...(await exportJWK(own.privateKey)), kid: "one", alg: "RS256", use: "sig" };

const server = createServer();
await new Promise((done) => server.listen(0, "127.0.0.1", done));
const issuer = `http://127.0.0.1:${server.address().port}`;

const provider = new Provider(issuer, {
  jwks: { keys: [jwk] },
  clients: [{
    client_id: settings.client, client_secret: settings.secret, redirect_uris: settings.back,
    post_logout_redirect_uris: settings.after ?? [], token_endpoint_auth_method: settings.method ?? "client_secret_basic",
  }],
  pkce: { required: () => true, methods: ["S256"] },
  // Everything in the id token, or (`thin`) only what has to be, and the rest where it is asked for.
  conformIdTokenClaims: settings.thin === true,
  claims: { openid: ["sub", "amr", "acr"], profile: ["name", "preferred_username"], email: ["email", "email_verified"], groups: ["groups"] },
  features: { devInteractions: { enabled: false }, rpInitiatedLogout: {
    enabled: true,
    logoutSource: (ctx, form) => {
      ctx.body = `<!doctype html><html lang="en"><title>The council's provider</title><main><h1>The council's provider</h1>${form}
<button form="op.logoutForm" name="logout" value="yes">Log out there</button></main></html>`;
    },
  } },
  cookies: { keys: ["a key of the tests"] },
  interactions: { url: (_, interaction) => `/log-in/${interaction.uid}` },
  findAccount: (_, sub) => people[sub] && {
    accountId: sub,
    claims: () => ({ sub, amr: people[sub].amr ?? ["pwd"], acr: people[sub].acr, ...people[sub].claims }),
  },
  loadExistingGrant: async (ctx) => {
    const grant = new ctx.oidc.provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
    grant.addOIDCScope("openid profile email groups");
    await grant.save();
    return grant;
  },
});

// What somebody on the way, or a provider gone bad, could make of an id token.
async function changed(token) {
  const claims = decodeJwt(token);
  const sign = (c, key = own.privateKey) => new SignJWT(c).setProtectedHeader({ alg: "RS256", kid: "one" }).sign(key);
  switch (tamper) {
    case "nonce": return sign({ ...claims, nonce: "another" });
    case "audience": return sign({ ...claims, aud: "somebody-else" });
    case "audiences": return sign({ ...claims, aud: [settings.client, "somebody-else"] });
    case "party": return sign({ ...claims, azp: "somebody-else" });
    case "issuer": return sign({ ...claims, iss: "https://elsewhere.example" });
    case "expired": return sign({ ...claims, iat: claims.iat - 7200, exp: claims.iat - 3600 });
    case "key": return sign(claims, other.privateKey);
    case "none": return new UnsecuredJWT(claims).encode();
    case "shared": return new SignJWT(claims).setProtectedHeader({ alg: "HS256" }).sign(new TextEncoder().encode(settings.secret));
    case "cut": return token.slice(0, -8);
    default: return token;
  }
}
provider.use(async (ctx, next) => {
  await next();
  if (tamper && ctx.oidc?.route === "token" && ctx.body?.id_token) ctx.body.id_token = await changed(ctx.body.id_token);
  if (tamper === "person" && ctx.oidc?.route === "userinfo") ctx.body = { ...ctx.body, sub: "somebody-else" };
});

const answer = provider.callback();
server.on("request", async (request, response) => {
  const { pathname, searchParams } = new URL(request.url, issuer);
  const read = async () => {
    const parts = [];
    for await (const part of request) parts.push(part);
    return Buffer.concat(parts).toString();
  };
  if (pathname === "/test/people") {
    Object.assign(people, JSON.parse(await read()));
    return response.end();
  }
  if (pathname === "/test/tamper") {
    tamper = searchParams.get("how") ?? "";
    return response.end();
  }
  if (pathname.startsWith("/log-in/") && request.method === "GET") {
    response.setHeader("content-type", "text/html; charset=utf-8");
    return response.end(`<!doctype html><html lang="en"><title>The council's provider</title><main><h1>The council's provider</h1>
<form method="post"><label>Who are you? <input name="who"></label> <button>Log in there</button></form></main></html>`);
  }
  if (pathname.startsWith("/log-in/")) {
    const who = new URLSearchParams(await read()).get("who");
    const result = people[who]
      ? { login: { accountId: who, amr: people[who].amr ?? ["pwd"], acr: people[who].acr } }
      : { error: "access_denied", error_description: "nobody of this name" };
    return provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  }
  return answer(request, response);
});
console.log(JSON.stringify({ issuer }));
// Whoever started it reads this one line, and may close its end of the pipe after that.
console.log = () => {};
console.info = () => {};
process.stdout.on("error", () => {});
