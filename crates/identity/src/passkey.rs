//! Passkeys (WebAuthn): a key in the person's device that signs a challenge after it has verified them by finger, face or PIN.
//! That is two factors in one, and it works on the address that it was made for and nowhere else, so that it cannot be fished.
//!
//! Challenges are drawn by the library itself. What is kept in between and of a passkey is JSON of the library's own types.

use kernel::AccountId;
use url::Url;
use uuid::Uuid;
use webauthn_rs::prelude::{
    CreationChallengeResponse, DiscoverableAuthentication, DiscoverableKey, Passkey, PasskeyRegistration,
    PublicKeyCredential, RegisterPublicKeyCredential, RequestChallengeResponse, Webauthn, WebauthnBuilder,
};

/// Why a passkey was not taken. Nothing of what came is repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasskeyError {
    /// The server's own address is not one that passkeys work on.
    #[error(
        "passkeys work on https addresses with a name, and on localhost: set CASEMENT_ORIGIN to the address of this server"
    )]
    Origin,
    /// The answer does not fit the challenge.
    #[error("this passkey was not accepted: try again, or use your password")]
    Refused,
}

/// A challenge: for the browser, and for keeping until the answer comes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Challenge {
    /// The options of `navigator.credentials`, in JSON.
    pub options: String,
    /// What the answer is checked against.
    pub state: String,
}

/// Who came with a passkey, before it is checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Came {
    /// The account that it says it belongs to.
    pub account: AccountId,
}

/// Passkeys for one address.
pub struct Passkeys(Webauthn);

fn json<T: serde::Serialize>(value: &T) -> Result<String, PasskeyError> {
    serde_json::to_string(value).map_err(|_| PasskeyError::Refused)
}

fn read<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, PasskeyError> {
    serde_json::from_str(text).map_err(|_| PasskeyError::Refused)
}

impl Passkeys {
    /// For the address at which browsers reach this server, `https://casework.example`.
    ///
    /// # Errors
    /// When passkeys do not work on it.
    pub fn new(origin: &str) -> Result<Self, PasskeyError> {
        let url = Url::parse(origin).map_err(|_| PasskeyError::Origin)?;
        let domain = url.domain().ok_or(PasskeyError::Origin)?;
        if url.scheme() != "https" && domain != "localhost" {
            return Err(PasskeyError::Origin);
        }
        let builder = WebauthnBuilder::new(domain, &url).map_err(|_| PasskeyError::Origin)?;
        builder.rp_name("Casement").build().map(Self).map_err(|_| PasskeyError::Origin)
    }
    /// A challenge to make a passkey. Those that the account has are left out.
    ///
    /// # Errors
    /// When a kept one cannot be read.
    pub fn begin_making(
        &self,
        account: AccountId,
        username: &str,
        name: &str,
        kept: &[String],
    ) -> Result<Challenge, PasskeyError> {
        let mut known = Vec::with_capacity(kept.len());
        for one in kept {
            known.push(read::<Passkey>(one)?.cred_id().clone());
        }
        let id = Uuid::from_bytes(*account.as_bytes());
        let begun: (CreationChallengeResponse, PasskeyRegistration) =
            self.0.start_passkey_registration(id, username, name, Some(known)).map_err(|_| PasskeyError::Refused)?;
        let mut options = serde_json::to_value(&begun.0).map_err(|_| PasskeyError::Refused)?;
        // The device is to find it by itself, so that nobody has to type a user name.
        if let Some(wanted) = options.pointer_mut("/publicKey/authenticatorSelection") {
            wanted["residentKey"] = "required".into();
            wanted["requireResidentKey"] = true.into();
        }
        Ok(Challenge { options: options.to_string(), state: json(&begun.1)? })
    }
    /// Checks the answer. The credential's id, and what is kept of the passkey.
    ///
    /// # Errors
    /// When the answer does not fit.
    pub fn finish_making(&self, answer: &str, state: &str) -> Result<(Vec<u8>, String), PasskeyError> {
        let answer: RegisterPublicKeyCredential = read(answer)?;
        let state: PasskeyRegistration = read(state)?;
        let made = self.0.finish_passkey_registration(&answer, &state).map_err(|_| PasskeyError::Refused)?;
        Ok((made.cred_id().to_vec(), json(&made)?))
    }
    /// A challenge to log in, for whoever has a passkey for this address.
    ///
    /// # Errors
    /// When none can be made.
    pub fn begin_login(&self) -> Result<Challenge, PasskeyError> {
        let (options, state): (RequestChallengeResponse, DiscoverableAuthentication) =
            self.0.start_discoverable_authentication().map_err(|_| PasskeyError::Refused)?;
        let mut options = serde_json::to_value(&options).map_err(|_| PasskeyError::Refused)?;
        // The person presses a button for it.
        if let Some(all) = options.as_object_mut() {
            all.remove("mediation");
        }
        Ok(Challenge { options: options.to_string(), state: json(&state)? })
    }
    /// Whose passkey an answer says it is. It proves nothing yet.
    ///
    /// # Errors
    /// When it does not say.
    pub fn came(&self, answer: &str) -> Result<Came, PasskeyError> {
        let answer: PublicKeyCredential = read(answer)?;
        let (id, _) = self.0.identify_discoverable_authentication(&answer).map_err(|_| PasskeyError::Refused)?;
        Ok(Came { account: AccountId::from_bytes(*id.as_bytes()) })
    }
    /// Checks the answer against the account's passkeys. The credential's id that was used, and what is to be kept of it now
    /// (its counter has moved on).
    ///
    /// # Errors
    /// When the answer does not fit, or the person was not verified by their device.
    pub fn finish_login(&self, answer: &str, state: &str, kept: &[String]) -> Result<(Vec<u8>, String), PasskeyError> {
        let answer: PublicKeyCredential = read(answer)?;
        let state: DiscoverableAuthentication = read(state)?;
        let mut passkeys = Vec::with_capacity(kept.len());
        for one in kept {
            passkeys.push(read::<Passkey>(one)?);
        }
        let (_, id) = self.0.identify_discoverable_authentication(&answer).map_err(|_| PasskeyError::Refused)?;
        let used = passkeys.iter_mut().find(|p| p.cred_id().as_slice() == id).ok_or(PasskeyError::Refused)?;
        let key = DiscoverableKey::from(&*used);
        let done =
            self.0.finish_discoverable_authentication_v2(&answer, state, &key).map_err(|_| PasskeyError::Refused)?;
        if !done.user_verified() {
            return Err(PasskeyError::Refused);
        }
        used.update_credential(&done);
        Ok((used.cred_id().to_vec(), json(used)?))
    }
}
