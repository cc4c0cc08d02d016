//! The flow: where somebody is sent, and what is believed of what they come back with.

use crate::asking::{Asking, may_be_asked, may_be_asked_for};
use crate::error::SignOnError;
use crate::person::{Person, groups, left_out};
use kernel::{Sensitive, Timestamp};
use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreClientAuthMethod, CoreErrorResponseType, CoreGenderClaim, CoreJsonWebKey,
    CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm, CoreResponseType, CoreRevocableToken,
    CoreRevocationErrorResponse, CoreTokenIntrospectionResponse, CoreTokenType,
};
use openidconnect::{
    AccessTokenHash, AdditionalClaims, AuthType, AuthenticationFlow, AuthorizationCode, ClaimsVerificationError,
    ClientId, ClientSecret, CsrfToken, EmptyExtraTokenFields, EndpointMaybeSet, EndpointNotSet, EndpointSet, IdToken,
    IdTokenClaims, IdTokenFields, IssuerUrl, Nonce, OAuth2TokenResponse as _, PkceCodeChallenge, PkceCodeVerifier,
    ProviderMetadataWithLogout, RedirectUrl, RequestTokenError, Scope, SignatureVerificationError,
    StandardErrorResponse, StandardTokenResponse, TokenResponse as _, UserInfoClaims,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use subtle::ConstantTimeEq as _;

/// How long what a provider says of itself is believed without asking again, in seconds.
const KEPT_SECONDS: i64 = 10 * 60;
/// A provider that did not answer is not asked again for so long.
const SILENT_SECONDS: i64 = 20;
/// The signatures that are taken: none with a shared secret, and never none at all.
const SIGNATURES: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// Every claim beside the standard ones.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Rest {
    #[serde(flatten)]
    all: Map<String, Value>,
}
impl AdditionalClaims for Rest {}

type Fields = IdTokenFields<
    Rest,
    EmptyExtraTokenFields,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJwsSigningAlgorithm,
>;
type Answer = StandardTokenResponse<Fields, CoreTokenType>;
type Token = IdToken<Rest, CoreGenderClaim, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm>;
type Claims = IdTokenClaims<Rest, CoreGenderClaim>;
type Relying = openidconnect::Client<
    Rest,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    Answer,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// What we are at a provider.
#[derive(Clone)]
pub struct Client {
    /// The provider: its issuer, exactly as it names itself.
    pub issuer: String,
    /// Our name there.
    pub id: String,
    /// Our secret there, if it gave us one.
    pub secret: Option<Sensitive<String>>,
    /// Where people come back to, as it is registered there.
    pub back: String,
    /// What is asked for beside `openid`, with spaces between.
    pub scopes: String,
    /// The claim that holds groups; empty: none is looked at.
    pub groups: String,
}

/// One try of one browser to log in: three words that nobody can guess, of which each has its own use.
#[derive(Clone)]
pub struct Attempt {
    /// Comes back with the browser, so that nobody else's log-in can be slipped to it.
    pub state: Sensitive<String>,
    /// Comes back within what the provider signs, so that it cannot be used twice.
    pub nonce: Sensitive<String>,
    /// Shows at the end that it was us who began (PKCE): 43 characters at least.
    pub verifier: Sensitive<String>,
}

impl Attempt {
    /// Whether what a browser came back with belongs to this try.
    #[must_use]
    pub fn is_of(&self, state: &str) -> bool {
        bool::from(self.state.expose().as_bytes().ct_eq(state.as_bytes()))
    }
}

/// The providers that were asked, and what they said of themselves.
pub struct Directory {
    asking: Asking,
    kept: Mutex<HashMap<String, (Arc<ProviderMetadataWithLogout>, Timestamp)>>,
    silent: Mutex<HashMap<String, Timestamp>>,
}

impl Default for Directory {
    fn default() -> Self {
        Self { asking: Asking::new(), kept: Mutex::default(), silent: Mutex::default() }
    }
}

impl Directory {
    /// Asks a provider about itself anew. It answers under exactly the issuer that it is asked for.
    ///
    /// # Errors
    /// When it does not answer, or is no provider.
    pub fn look_up(&self, issuer: &str, now: Timestamp) -> Result<(), SignOnError> {
        self.fetch(issuer, now).map(|_| ())
    }

    fn fetch(&self, issuer: &str, now: Timestamp) -> Result<Arc<ProviderMetadataWithLogout>, SignOnError> {
        let url = may_be_asked(issuer)?;
        if url.query().is_some() || url.fragment().is_some() {
            return Err(SignOnError::Address);
        }
        let named = IssuerUrl::new(issuer.to_owned()).map_err(|_| SignOnError::Address)?;
        let ask = |request| self.asking.ask(issuer, request);
        let said = ProviderMetadataWithLogout::discover(&named, &ask).map_err(|error| match error {
            openidconnect::DiscoveryError::Request(why) => why,
            _ => SignOnError::NoProvider,
        })?;
        // People are sent there, and our secret: both over TLS only.
        may_be_asked_for(issuer, said.authorization_endpoint().as_str()).map_err(|_| SignOnError::NoProvider)?;
        let said = Arc::new(said);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.insert(issuer.to_owned(), (Arc::clone(&said), now));
        Ok(said)
    }

    fn provider(&self, issuer: &str, now: Timestamp) -> Result<Arc<ProviderMetadataWithLogout>, SignOnError> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner).get(issuer).cloned();
        match kept {
            Some((said, at)) if at <= now && now < at.plus_seconds(KEPT_SECONDS) => return Ok(said),
            _ => {}
        }
        // Who did not answer a moment ago is not waited for by everybody who comes now.
        let silent = self.silent.lock().unwrap_or_else(PoisonError::into_inner).get(issuer).copied();
        if silent.is_some_and(|at| at <= now && now < at.plus_seconds(SILENT_SECONDS)) {
            return Err(SignOnError::Unreachable);
        }
        let said = self.fetch(issuer, now);
        if matches!(said, Err(SignOnError::Unreachable)) {
            self.silent.lock().unwrap_or_else(PoisonError::into_inner).insert(issuer.to_owned(), now);
        }
        said
    }

    /// Where the browser is sent to log in. `afresh`: the provider asks who it is even if somebody is logged in there already.
    ///
    /// # Errors
    /// When the provider does not answer, or cannot be used.
    pub fn way_in(
        &self,
        client: &Client,
        attempt: &Attempt,
        afresh: bool,
        now: Timestamp,
    ) -> Result<String, SignOnError> {
        let provider = self.provider(&client.issuer, now)?;
        let relying = relying(&provider, client)?;
        let (state, nonce) = (attempt.state.expose().clone(), attempt.nonce.expose().clone());
        let challenge = PkceCodeChallenge::from_code_verifier_sha256(&verifier(attempt));
        let mut request = relying
            .authorize_url(
                AuthenticationFlow::<CoreResponseType>::AuthorizationCode,
                move || CsrfToken::new(state),
                move || Nonce::new(nonce),
            )
            .set_pkce_challenge(challenge);
        for scope in client.scopes.split_whitespace().filter(|s| *s != "openid") {
            request = request.add_scope(Scope::new(scope.to_owned()));
        }
        if afresh {
            request = request.add_prompt(CoreAuthPrompt::Login);
        }
        Ok(request.url().0.to_string())
    }

    /// Takes the code to the provider, and believes what it answers only if it is signed by the provider, for us, for this try and
    /// for today.
    ///
    /// # Errors
    /// When the provider does not answer or take the code, or what it says cannot be trusted: which part.
    pub fn came_back(
        &self,
        client: &Client,
        attempt: &Attempt,
        code: &str,
        now: Timestamp,
    ) -> Result<Person, SignOnError> {
        let provider = self.provider(&client.issuer, now)?;
        let ours = relying(&provider, client)?;
        let ask = |request| self.asking.ask(&client.issuer, request);
        let answer = ours
            .exchange_code(AuthorizationCode::new(code.to_owned()))
            .map_err(|_| SignOnError::NoProvider)?
            .set_pkce_verifier(verifier(attempt))
            .request(&ask)
            .map_err(|error| match error {
                RequestTokenError::Request(why) => why,
                RequestTokenError::Parse(..) | RequestTokenError::Other(_) => SignOnError::Untrusted("answer"),
                RequestTokenError::ServerResponse(_) => SignOnError::NotTaken,
            })?;
        let token = answer.id_token().ok_or(SignOnError::Untrusted("no id token"))?;
        let nonce = Nonce::new(attempt.nonce.expose().clone());
        let (claims, ours) = match verified(token, &ours, client, &nonce, now) {
            // Providers change their keys: whoever does not know a key asks again, once.
            Err(SignOnError::Untrusted("unknown key")) => {
                let provider = self.fetch(&client.issuer, now)?;
                let ours = relying(&provider, client)?;
                (verified(token, &ours, client, &nonce, now)?.clone(), ours)
            }
            claims => (claims?.clone(), ours),
        };
        if let Some(expected) = claims.access_token_hash() {
            let verifier = ours.id_token_verifier();
            let (Ok(alg), Ok(key)) = (token.signing_alg(), token.signing_key(&verifier)) else {
                return Err(SignOnError::Untrusted("signature"));
            };
            let actual = AccessTokenHash::from_token(answer.access_token(), alg, key);
            if actual.ok().as_ref() != Some(expected) {
                return Err(SignOnError::Untrusted("access token"));
            }
        }
        let mut person = person(&claims, client);
        let wanted = !client.groups.is_empty() && groups(&claims.additional_claims().all, &client.groups).is_none();
        if (wanted || person.name.is_none()) && ours.user_info_url().is_some() {
            // The provider tells more where it is asked for it; it has to be about the same person.
            let more: UserInfoClaims<Rest, CoreGenderClaim> = ours
                .user_info(answer.access_token().clone(), Some(claims.subject().clone()))
                .map_err(|_| SignOnError::NoProvider)?
                .request(&ask)
                .map_err(|error| match error {
                    openidconnect::UserInfoError::Request(why) => why,
                    _ => SignOnError::Untrusted("user info"),
                })?;
            add(&mut person, &more, client);
        }
        Ok(person)
    }

    /// Where the browser can go to log out at the provider too, if it offers that. Nothing about the person stands in it.
    ///
    /// # Errors
    /// When the provider does not answer, or cannot be used.
    pub fn way_out(&self, client: &Client, after: &str, now: Timestamp) -> Result<Option<String>, SignOnError> {
        let provider = self.provider(&client.issuer, now)?;
        let Some(end) = &provider.additional_metadata().end_session_endpoint else { return Ok(None) };
        let mut url = may_be_asked_for(&client.issuer, end.as_str()).map_err(|_| SignOnError::NoProvider)?;
        url.query_pairs_mut().append_pair("client_id", &client.id).append_pair("post_logout_redirect_uri", after);
        Ok(Some(url.into()))
    }
}

fn verifier(attempt: &Attempt) -> PkceCodeVerifier {
    PkceCodeVerifier::new(attempt.verifier.expose().clone())
}

fn relying(provider: &ProviderMetadataWithLogout, client: &Client) -> Result<Relying, SignOnError> {
    let secret = client.secret.as_ref().map(|s| ClientSecret::new(s.expose().clone()));
    let back = RedirectUrl::new(client.back.clone()).map_err(|_| SignOnError::Address)?;
    let basic = provider
        .token_endpoint_auth_methods_supported()
        .is_none_or(|methods| methods.contains(&CoreClientAuthMethod::ClientSecretBasic));
    let how = if basic { AuthType::BasicAuth } else { AuthType::RequestBody };
    let relying = Relying::from_provider_metadata(provider.clone(), ClientId::new(client.id.clone()), secret);
    Ok(relying.set_redirect_uri(back).set_auth_type(how))
}

/// What the provider says, if it is signed by it, by this issuer, for us, for this try, and not over.
fn verified<'t>(
    token: &'t Token,
    ours: &Relying,
    client: &Client,
    nonce: &Nonce,
    now: Timestamp,
) -> Result<&'t Claims, SignOnError> {
    let moment = chrono::DateTime::from_timestamp_micros(now.as_micros()).unwrap_or_default();
    let verifier = ours.id_token_verifier().set_allowed_algs(SIGNATURES).set_time_fn(move || moment);
    let claims = token.claims(&verifier, nonce).map_err(|error| {
        use ClaimsVerificationError as E;
        SignOnError::Untrusted(match error {
            E::Expired(_) => "it is over",
            E::InvalidAudience(_) => "audience",
            E::InvalidIssuer(_) => "issuer",
            E::InvalidNonce(_) => "nonce",
            E::InvalidSubject(_) => "subject",
            E::SignatureVerification(SignatureVerificationError::NoMatchingKey) => "unknown key",
            E::SignatureVerification(_) => "signature",
            _ => "id token",
        })
    })?;
    if claims.authorized_party().is_some_and(|party| party.as_str() != client.id) {
        return Err(SignOnError::Untrusted("audience"));
    }
    Ok(claims)
}

/// Words of a person, if there are any and they are of a sensible length.
fn words(text: Option<&str>) -> Option<String> {
    text.map(str::trim).filter(|t| !t.is_empty() && t.chars().count() <= 200).map(str::to_owned)
}

fn person(claims: &Claims, client: &Client) -> Person {
    let rest = &claims.additional_claims().all;
    let methods = claims.auth_method_refs().into_iter().flatten().map(|m| m.as_str().to_owned());
    Person {
        subject: claims.subject().as_str().to_owned(),
        name: words(claims.name().and_then(|n| n.get(None)).map(|n| n.as_str())),
        email: words(claims.email().map(|e| e.as_str())).filter(|_| claims.email_verified() != Some(false)),
        username: words(claims.preferred_username().map(|u| u.as_str())),
        groups: groups(rest, &client.groups).unwrap_or_default(),
        groups_left_out: left_out(rest, &client.groups),
        factors: methods.chain(claims.auth_context_ref().map(|c| c.as_str().to_owned())).collect(),
    }
}

/// What was not said yet.
fn add(person: &mut Person, more: &UserInfoClaims<Rest, CoreGenderClaim>, client: &Client) {
    let rest = &more.additional_claims().all;
    if person.name.is_none() {
        person.name = words(more.name().and_then(|n| n.get(None)).map(|n| n.as_str()));
    }
    if person.email.is_none() {
        person.email = words(more.email().map(|e| e.as_str())).filter(|_| more.email_verified() != Some(false));
    }
    if person.username.is_none() {
        person.username = words(more.preferred_username().map(|u| u.as_str()));
    }
    if person.groups.is_empty() {
        person.groups = groups(rest, &client.groups).unwrap_or_default();
        person.groups_left_out |= left_out(rest, &client.groups);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[test]
    fn who_did_not_answer_is_asked_again_after_a_while_only() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&asked);
        std::thread::spawn(move || {
            // Takes the call, and hangs up without a word.
            for call in listener.incoming() {
                count.fetch_add(1, Ordering::SeqCst);
                drop(call);
            }
        });
        let directory = Directory::default();
        let now = Timestamp::from_micros(1_800_000_000_000_000);
        let ask = |seconds| directory.provider(&issuer, now.plus_seconds(seconds)).map(|_| ());
        assert_eq!(ask(0), Err(SignOnError::Unreachable));
        let first = asked.load(Ordering::SeqCst);
        assert_eq!(ask(SILENT_SECONDS - 1), Err(SignOnError::Unreachable));
        assert_eq!(asked.load(Ordering::SeqCst), first, "everybody waits for it");
        assert_eq!(ask(SILENT_SECONDS), Err(SignOnError::Unreachable));
        assert!(asked.load(Ordering::SeqCst) > first);
        // Whoever enters it as a new provider asks at once.
        let before = asked.load(Ordering::SeqCst);
        assert_eq!(directory.look_up(&issuer, now.plus_seconds(SILENT_SECONDS)), Err(SignOnError::Unreachable));
        assert!(asked.load(Ordering::SeqCst) > before);
    }
}
