// DigiD as an OpenID Connect provider, through the client library openid-client 6: what must work, and what must be refused.

import { readFileSync } from "node:fs";
import { randomUUID } from "node:crypto";
import { SignJWT, createRemoteJWKSet, importJWK, jwtVerify } from "jose";
import * as oidc from "openid-client";

import { Visitor, check, end, equal, house, part } from "./house.mjs";

console.log("# OpenID Connect with openid-client 6");

const issuer = new URL(house.public_tls);
const { client_id: clientId, redirect_uri: redirectUri, jwk_path: jwkPath } = house.oidc_client;
const [anna] = house.people;

const held = JSON.parse(readFileSync(jwkPath, "utf8"));
const jwks = held.keys ?? [held];
const signing = jwks.find((one) => one.use !== "enc");
const encryption = jwks.find((one) => one.use === "enc") ?? signing;
const signingAlg = signing.alg ?? "PS256";
const encryptionAlg = encryption.use === "enc" && encryption.alg ? encryption.alg : "RSA-OAEP-256";
const signingKey = await importJWK(signing, signingAlg);
const decryptionKey = await importJWK({ ...encryption, alg: encryptionAlg }, encryptionAlg);

async function discovered() {
  const config = await oidc.discovery(issuer, clientId, { id_token_signed_response_alg: signingAlg },
    oidc.PrivateKeyJwt({ key: signingKey, kid: signing.kid }));
  oidc.enableDecryptingResponses(config, ["A256GCM"], { key: decryptionKey, alg: encryptionAlg, kid: encryption.kid });
  return config;
}

const config = await part("openid-client discovers the provider", discovered);
if (!config) end();
const server = config.serverMetadata();

/** A request for a login: what the client keeps, and where the browser goes. */
async function asked(change = {}) {
  const verifier = oidc.randomPKCECodeVerifier();
  const kept = { verifier, state: oidc.randomState(), nonce: oidc.randomNonce() };
  const parameters = {
    redirect_uri: redirectUri, scope: "openid", state: kept.state, nonce: kept.nonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier), code_challenge_method: "S256", ...change,
  };
  for (const name of Object.keys(parameters)) if (parameters[name] === undefined) delete parameters[name];
  return { ...kept, url: oidc.buildAuthorizationUrl(config, parameters) };
}

/** Someone whose browser stops where the client would take over. */
function visitor() {
  const someone = new Visitor(issuer.origin);
  someone.stop = (url) => url.href.startsWith(redirectUri);
  return someone;
}

/** A login until the browser comes back with a code. */
async function loggedIn(change) {
  const request = await asked(change);
  const back = await visitor().logIn(request.url, anna);
  if (!back.url.searchParams.has("code")) throw new Error(`no code: ${back.status} ${back.url}\n${back.text.slice(0, 1500)}`);
  return { ...request, back: back.url };
}

/** Exchanges the code of a login with openid-client. */
function exchanged(login, checks = {}) {
  return oidc.authorizationCodeGrant(config, login.back, {
    pkceCodeVerifier: login.verifier, expectedState: login.state, expectedNonce: login.nonce, idTokenExpected: true, ...checks,
  });
}

async function assertion(change = {}) {
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: clientId, sub: clientId, aud: issuer.origin, jti: randomUUID(), iat: now, nbf: now, exp: now + 60, ...change };
  return new SignJWT(claims).setProtectedHeader({ alg: signingAlg, kid: signing.kid }).sign(signingKey);
}

/** The token endpoint without a library in between. */
async function token(parameters, headers = {}) {
  const answer = await fetch(server.token_endpoint, {
    method: "POST", headers: { "Content-Type": "application/x-www-form-urlencoded", ...headers },
    body: new URLSearchParams(parameters),
  });
  return { status: answer.status, body: await answer.json(), headers: answer.headers };
}

async function proven(parameters) {
  return token({
    client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer", client_assertion: await assertion(),
    ...parameters,
  });
}

function ofCode(login, change = {}) {
  return {
    grant_type: "authorization_code", code: login.back.searchParams.get("code"), redirect_uri: redirectUri,
    code_verifier: login.verifier, ...change,
  };
}

/** The provider sends the browser back with exactly this error, and with the state. */
async function sentBack(sentence, request, error) {
  const back = await visitor().follow(request.url);
  const query = back.url.searchParams;
  equal(sentence, [back.url.href.split("?")[0], query.get("error"), query.get("state"), query.has("code"), query.get("iss")],
    [redirectUri, error, request.state, false, issuer.origin]);
}

async function requestObject(change = {}) {
  const now = Math.floor(Date.now() / 1000);
  const request = await asked();
  const inside = Object.fromEntries(request.url.searchParams);
  const claims = { ...inside, iss: clientId, aud: issuer.origin, iat: now, nbf: now, exp: now + 60, jti: randomUUID(), ...change };
  const jwt = await new SignJWT(claims).setProtectedHeader({ alg: signingAlg, kid: signing.kid, typ: "oauth-authz-req+jwt" }).sign(signingKey);
  const url = new URL(server.authorization_endpoint);
  const outside = { client_id: clientId, response_type: "code", scope: "openid", redirect_uri: redirectUri, state: request.state, request: jwt };
  for (const [name, value] of Object.entries(outside)) url.searchParams.set(name, value);
  return { ...request, url };
}

await part("the metadata says what the NL GOV profile demands", async () => {
  equal("the issuer is the origin by which it was reached", server.issuer, issuer.origin);
  equal("only the code flow is offered", server.response_types_supported, ["code"]);
  equal("only PKCE with S256 is offered", server.code_challenge_methods_supported, ["S256"]);
  check("clients prove themselves with private_key_jwt, never with a secret",
    server.token_endpoint_auth_methods_supported.includes("private_key_jwt")
      && !server.token_endpoint_auth_methods_supported.some((one) => one.startsWith("client_secret")), server);
  check("it answers who it is with every code (RFC 9207)", server.authorization_response_iss_parameter_supported === true);
  const other = await (await fetch(new URL("/.well-known/oauth-authorization-server", issuer))).json();
  equal("the OAuth metadata says the same", other.token_endpoint, server.token_endpoint);
  const plain = await (await fetch(`${house.public}/.well-known/openid-configuration`)).json();
  equal("reached over HTTP it names that origin", plain.issuer, house.public);
});

await part("a login with openid-client succeeds", async () => {
  const login = await loggedIn();
  const tokens = await exchanged(login);
  const claims = tokens.claims();
  equal("the ID token names us, the level that was used and the login that was asked",
    [claims.iss, claims.aud, claims.nonce, typeof claims.acr], [issuer.origin, clientId, login.nonce, "string"]);
  check("the level is one that the provider advertises", server.acr_values_supported.includes(claims.acr), claims.acr);
  check("the ID token lives five minutes at most", claims.exp - claims.iat <= 300 && claims.exp > claims.iat, claims);
  check("it has an identifier of its own", typeof claims.jti === "string" && claims.jti.length >= 16, claims);
  equal("the subject is the citizen's number, as the client is registered for", claims.sub, anna.bsn);
  equal("the ID token is encrypted: five parts, and the number is not readable in it",
    [tokens.id_token.split(".").length, Buffer.from(tokens.id_token.split(".")[1], "base64url").includes(anna.bsn)], [5, false]);
  const user = await oidc.fetchUserInfo(config, tokens.access_token, claims.sub);
  equal("UserInfo names the same subject", user.sub, claims.sub);
  const inner = await jwtVerify(await decrypted(tokens.id_token), createRemoteJWKSet(new URL(server.jwks_uri)), { issuer: issuer.origin, audience: clientId });
  check("the token inside is signed with a published key", ["RS256", "PS256"].includes(inner.protectedHeader.alg), inner.protectedHeader);
  const again = await loggedIn();
  equal("the same person is the same subject the next time", (await exchanged(again)).claims().sub, claims.sub);
});

async function decrypted(jwe) {
  const { compactDecrypt } = await import("jose");
  const { plaintext, protectedHeader } = await compactDecrypt(jwe, decryptionKey);
  equal("it is encrypted with RSA-OAEP and A256GCM", [protectedHeader.alg, protectedHeader.enc], [encryptionAlg, "A256GCM"]);
  return new TextDecoder().decode(plaintext);
}

await part("a signed request object is accepted", async () => {
  const request = await requestObject();
  const back = await visitor().logIn(request.url, anna);
  check("a login that was asked in a signed request object succeeds", back.url.searchParams.has("code"), `${back.status} ${back.url} ${back.text.slice(0, 500)}`);
  const tokens = await exchanged({ ...request, back: back.url });
  equal("and its nonce comes from inside", tokens.claims().nonce, request.nonce);
});

await part("leaving is possible", async () => {
  const request = await asked();
  const back = await visitor().logIn(request.url, anna, { handeling: "annuleren" });
  equal("who cancels is sent back with access_denied", back.url.searchParams.get("error"), "access_denied");
});

await part("requests that are wrong", async () => {
  await sentBack("1. without PKCE: invalid_request", await asked({ code_challenge: undefined, code_challenge_method: undefined }), "invalid_request");
  await sentBack("2. PKCE with the plain method: invalid_request", await asked({ code_challenge_method: "plain" }), "invalid_request");
  await sentBack("4. a request object for another provider: invalid_request_object", await requestObject({ aud: "https://elders.example" }), "invalid_request_object");
  const past = Math.floor(Date.now() / 1000) - 3600;
  await sentBack("4. a request object that is over: invalid_request_object", await requestObject({ iat: past, nbf: past, exp: past + 60 }), "invalid_request_object");
  const unsigned = await requestObject();
  unsigned.url.searchParams.set("request", `${unsigned.url.searchParams.get("request").slice(0, -8)}AAAAAAAA`);
  await sentBack("4. a request object with a wrong signature: invalid_request_object", unsigned, "invalid_request_object");
  await sentBack("another response type: unsupported_response_type", await asked({ response_type: "code id_token" }), "unsupported_response_type");
  await sentBack("without openid in the scope: invalid_scope", await asked({ scope: "profile" }), "invalid_scope");
  for (const [name, other] of [["an unknown", "https://elders.example/terug"], ["a longer", `${redirectUri}/x`], ["a missing", undefined]]) {
    const request = await asked({ redirect_uri: other });
    if (other === undefined) request.url.searchParams.delete("redirect_uri");
    const answer = await visitor().ask(request.url);
    const page = await answer.text();
    check(`5. ${name} redirect_uri: a page that says so, and nobody is sent anywhere`,
      answer.status === 400 && !answer.headers.has("location") && page.includes("<h1") && !page.includes("elders.example/terug\""), `${answer.status} ${answer.headers.get("location")}\n${page.slice(0, 500)}`);
  }
  const stranger = await asked({ client_id: "niemand" });
  stranger.url.searchParams.set("client_id", "niemand");
  const answer = await visitor().ask(stranger.url);
  check("an unknown client: a page that says so, and nobody is sent anywhere", answer.status === 400 && !answer.headers.has("location"), answer.status);
});

await part("clients that do not prove themselves", async () => {
  const login = await loggedIn();
  const basic = await token(ofCode(login), { Authorization: `Basic ${Buffer.from(`${clientId}:geheim`).toString("base64")}` });
  equal("3. client_secret_basic: invalid_client", [basic.status, basic.body.error], [401, "invalid_client"]);
  const nothing = await token(ofCode(login, { client_id: clientId }));
  equal("a client that only says its name: invalid_client", [nothing.status, nothing.body.error], [401, "invalid_client"]);
  const post = await token(ofCode(login, { client_id: clientId, client_secret: "geheim" }));
  equal("client_secret_post: invalid_client", [post.status, post.body.error], [401, "invalid_client"]);
  for (const [name, change] of [["for another provider", { aud: "https://elders.example" }], ["that is over", { exp: Math.floor(Date.now() / 1000) - 600 }], ["of somebody else", { iss: "niemand", sub: "niemand" }], ["without a number of its own", { jti: undefined }]]) {
    const answer = await proven({ ...ofCode(login), client_assertion: await assertion(change) });
    equal(`an assertion ${name}: invalid_client`, [answer.status, answer.body.error], [401, "invalid_client"]);
  }
  const once = await assertion();
  const first = await proven({ ...ofCode(login), client_assertion: once });
  equal("none of that used the code up", first.status, 200);
  const second = await proven({ ...ofCode(await loggedIn()), client_assertion: once });
  equal("8. an assertion that was used before: invalid_client", [second.status, second.body.error], [401, "invalid_client"]);
});

await part("codes that are wrong", async () => {
  const wrong = await loggedIn();
  const answer = await proven(ofCode(wrong, { code_verifier: oidc.randomPKCECodeVerifier() }));
  equal("7. another code_verifier: invalid_grant", [answer.status, answer.body.error], [400, "invalid_grant"]);
  const without = await proven(ofCode(await loggedIn(), { code_verifier: "" }));
  check("no code_verifier is refused", without.status === 400 && ["invalid_grant", "invalid_request"].includes(without.body.error), without.body);
  const elsewhere = await proven(ofCode(await loggedIn(), { redirect_uri: "https://elders.example/terug" }));
  equal("another redirect_uri than asked: invalid_grant", [elsewhere.status, elsewhere.body.error], [400, "invalid_grant"]);
  const made = await proven({ ...ofCode(wrong), code: "verzonnen" });
  equal("a code that nobody gave: invalid_grant", [made.status, made.body.error], [400, "invalid_grant"]);
  equal("refusals may not be kept", [made.headers.get("cache-control")], ["no-store"]);
  const login = await loggedIn();
  const tokens = await exchanged(login);
  const use = () => fetch(server.userinfo_endpoint, { headers: { Authorization: `Bearer ${tokens.access_token}` } });
  equal("the access token of a code works", (await use()).status, 200);
  const again = await proven(ofCode(login));
  equal("6. a code that was used before: invalid_grant", [again.status, again.body.error], [400, "invalid_grant"]);
  const refused = await use();
  equal("6. and the tokens of that code are revoked", [refused.status, /error="invalid_token"/.test(refused.headers.get("www-authenticate") ?? "")], [401, true]);
  const grant = await proven({ grant_type: "client_credentials" });
  equal("another grant: unsupported_grant_type", [grant.status, grant.body.error], [400, "unsupported_grant_type"]);
});

await part("withdrawing a token", async () => {
  const tokens = await exchanged(await loggedIn());
  const about = await oidc.tokenIntrospection(config, tokens.access_token);
  equal("a token that lives is active", about.active, true);
  await oidc.tokenRevocation(config, tokens.access_token);
  equal("a token that was withdrawn is not", (await oidc.tokenIntrospection(config, tokens.access_token)).active, false);
});
end();
