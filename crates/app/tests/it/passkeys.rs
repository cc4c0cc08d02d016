//! Passkeys, with a device made of a key and a counter: what is taken, and everything that is not.

use crate::support::{COVENTRY, administrator, house, officer};
use app::{Actor, AppError, Asked, LoggedIn, NewInvitation};
use data_encoding::BASE64URL_NOPAD;
use identity::{Passkeys, SessionToken};
use kernel::{AccountId, Sensitive};
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use testkit::House;

const ORIGIN: &str = "https://casework.example";
const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
const WITH_KEY: u8 = 0x40;

/// A device: its key, its counter, and what it says of itself.
#[derive(Clone)]
struct Device {
    key: SigningKey,
    id: Vec<u8>,
    counter: u32,
    origin: &'static str,
    verifies: bool,
    owner: Vec<u8>,
}

impl Device {
    fn new(n: u8) -> Self {
        let key = SigningKey::from_slice(&[n; 32]).unwrap();
        Self { key, id: vec![n; 20], counter: 0, origin: ORIGIN, verifies: true, owner: Vec::new() }
    }
    fn client_data(&self, kind: &str, asked: &Asked) -> Vec<u8> {
        let challenge = options(asked)["challenge"].as_str().unwrap().to_owned();
        json!({ "type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": false })
            .to_string()
            .into_bytes()
    }
    fn authenticator_data(&self, more: u8) -> Vec<u8> {
        let flags = PRESENT | more | if self.verifies { VERIFIED } else { 0 };
        let mut data = Sha256::digest(b"casework.example").to_vec();
        data.push(flags);
        data.extend(self.counter.to_be_bytes());
        data
    }
    /// Makes a passkey, as `navigator.credentials.create` answers.
    fn make(&mut self, asked: &Asked) -> String {
        self.owner = BASE64URL_NOPAD.decode(options(asked)["user"]["id"].as_str().unwrap().as_bytes()).unwrap();
        let point = self.key.verifying_key().to_sec1_point(false);
        let mut data = self.authenticator_data(WITH_KEY);
        data.extend([0; 16]);
        data.extend(u16::try_from(self.id.len()).unwrap().to_be_bytes());
        data.extend(&self.id);
        // The key in COSE: EC2, ES256, P-256, x and y.
        data.extend([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20]);
        data.extend(point.x().unwrap());
        data.extend([0x22, 0x58, 0x20]);
        data.extend(point.y().unwrap());
        let mut object = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x59".to_vec();
        object.extend(u16::try_from(data.len()).unwrap().to_be_bytes());
        object.extend(data);
        let response = json!({
            "attestationObject": BASE64URL_NOPAD.encode(&object),
            "clientDataJSON": BASE64URL_NOPAD.encode(&self.client_data("webauthn.create", asked)),
        });
        self.answer(&response)
    }
    /// Signs a challenge, as `navigator.credentials.get` answers.
    fn sign(&mut self, asked: &Asked) -> String {
        self.counter += 1;
        let (data, client) = (self.authenticator_data(0), self.client_data("webauthn.get", asked));
        let signed: Signature = self.key.sign(&[data.as_slice(), &Sha256::digest(&client)].concat());
        let response = json!({
            "authenticatorData": BASE64URL_NOPAD.encode(&data),
            "clientDataJSON": BASE64URL_NOPAD.encode(&client),
            "signature": BASE64URL_NOPAD.encode(signed.to_der().as_bytes()),
            "userHandle": BASE64URL_NOPAD.encode(&self.owner),
        });
        self.answer(&response)
    }
    fn answer(&self, response: &Value) -> String {
        let id = BASE64URL_NOPAD.encode(&self.id);
        json!({ "id": id, "rawId": id, "type": "public-key", "response": response, "extensions": {} }).to_string()
    }
}

fn options(asked: &Asked) -> Value {
    serde_json::from_str::<Value>(&asked.options).unwrap()["publicKey"].clone()
}

fn passkeys() -> Passkeys {
    Passkeys::new(ORIGIN).unwrap()
}

/// Somebody with an account whose user name is an address.
fn olive(house: &House) -> Actor {
    let new = NewInvitation {
        username: "olive@example.org".to_owned(),
        name: "Olive Officer".to_owned(),
        capacities: vec![format!("{COVENTRY}#role:housing-officer")],
        administers: false,
        origin: None,
    };
    let (_, link) = house.app.invite(&administrator(house), &new).unwrap();
    let id = house.app.accept_invitation(&link, &Sensitive::new("three heron umbrellas".to_owned())).unwrap();
    Actor { account: id, ..officer(house) }
}

fn add(house: &House, who: &Actor, device: &mut Device) -> Result<(), AppError> {
    let asked = house.app.begin_passkey(who, &passkeys()).unwrap();
    let answer = device.make(&asked);
    house.app.add_passkey(who, &passkeys(), &asked.secret, &answer, "Laptop")
}

fn log_in(house: &House, device: &mut Device) -> Result<SessionToken, AppError> {
    let asked = house.app.begin_passkey_login(&passkeys()).unwrap();
    let answer = device.sign(&asked);
    house.app.passkey_login(&passkeys(), &asked.secret, &answer)
}

fn is_refused<T>(done: Result<T, AppError>) -> bool {
    matches!(done, Err(AppError::Refused(words)) if words.contains("not accepted"))
}

#[test]
fn a_passkey_is_both_factors_and_its_owner_is_told_of_it_by_email() {
    let house = house();
    let (app, who, mut device) = (&house.app, olive(&house), Device::new(7));
    add(&house, &who, &mut device).unwrap();
    let mails = app.take_jobs([7; 16], &["staff-mail"], 50).unwrap();
    assert_eq!(mails.len(), 1);
    let mail = app.staff_mail(mails[0].id).unwrap().unwrap();
    assert!(mail.to == "olive@example.org" && mail.body.contains("A passkey was added"), "{}", mail.body);
    house.clock.advance_seconds(60);
    let token = log_in(&house, &mut device).unwrap();
    let Some(LoggedIn::In(actor)) = app.who(&token).unwrap() else { panic!("half in") };
    assert_eq!(actor.account, who.account);
    let lines = app.passkeys(&who).unwrap();
    assert_eq!((lines.len(), lines[0].name.as_str(), lines[0].last_used_at), (1, "Laptop", Some(house.now())));
    // The same device is not asked to make a second one.
    let asked = app.begin_passkey(&who, &passkeys()).unwrap();
    assert_eq!(options(&asked)["excludeCredentials"][0]["id"], BASE64URL_NOPAD.encode(&device.id));
    assert_eq!(options(&asked)["authenticatorSelection"]["userVerification"], "required");
}

#[test]
fn an_answer_counts_once_in_time_here_and_from_a_device_that_knows_its_owner() {
    let house = house();
    let (app, who, mut device) = (&house.app, olive(&house), Device::new(7));
    // Making one: by whoever was asked, in time, for this address, verified.
    let asked = app.begin_passkey(&who, &passkeys()).unwrap();
    let answer = device.make(&asked);
    let other = Actor { account: olive_too(&house), ..who.clone() };
    assert!(is_refused(app.add_passkey(&other, &passkeys(), &asked.secret, &answer, "")));
    assert!(
        is_refused(app.add_passkey(&who, &passkeys(), &asked.secret, &answer, "")),
        "after it was tried by somebody else"
    );
    let asked = app.begin_passkey(&who, &passkeys()).unwrap();
    let answer = device.make(&asked);
    house.clock.advance_seconds(5 * 60 + 1);
    assert!(is_refused(app.add_passkey(&who, &passkeys(), &asked.secret, &answer, "")), "too late");
    assert!(is_refused(add(&house, &who, &mut Device { origin: "https://casework.example.evil", ..Device::new(8) })));
    assert!(
        is_refused(add(&house, &who, &mut Device { verifies: false, ..Device::new(8) })),
        "the person is not verified"
    );
    add(&house, &who, &mut device).unwrap();
    // Logging in.
    let asked = app.begin_passkey_login(&passkeys()).unwrap();
    let answer = device.sign(&asked);
    assert!(app.passkey_login(&passkeys(), &asked.secret, &answer).is_ok());
    assert!(is_refused(app.passkey_login(&passkeys(), &asked.secret, &answer)), "twice");
    let (first, second) =
        (app.begin_passkey_login(&passkeys()).unwrap(), app.begin_passkey_login(&passkeys()).unwrap());
    let answer = device.sign(&first);
    assert!(is_refused(app.passkey_login(&passkeys(), &second.secret, &answer)), "another challenge");
    let making = app.begin_passkey(&who, &passkeys()).unwrap();
    let answer = device.sign(&first);
    assert!(is_refused(app.passkey_login(&passkeys(), &making.secret, &answer)), "a challenge for making one");
    let asked = app.begin_passkey_login(&passkeys()).unwrap();
    let answer = device.sign(&asked);
    house.clock.advance_seconds(5 * 60 + 1);
    assert!(is_refused(app.passkey_login(&passkeys(), &asked.secret, &answer)), "too late");
    let is = |change: Device| Device { owner: device.owner.clone(), counter: device.counter, ..change };
    assert!(
        is_refused(log_in(&house, &mut is(Device { verifies: false, ..device.clone() }))),
        "the person is not verified"
    );
    assert!(is_refused(log_in(&house, &mut is(Device { origin: "https://evil.example", ..device.clone() }))), "fished");
    assert!(is_refused(log_in(&house, &mut is(Device { id: device.id.clone(), ..Device::new(9) }))), "another key");
    assert!(is_refused(log_in(&house, &mut is(Device::new(9)))), "one that nobody has");
    let stranger = Device { owner: other.account.as_bytes().to_vec(), ..device.clone() };
    assert!(is_refused(log_in(&house, &mut { stranger })), "somebody else's name with it");
    assert!(is_refused(app.passkey_login(&passkeys(), &app.begin_passkey_login(&passkeys()).unwrap().secret, "{}")));
    assert!(log_in(&house, &mut device).is_ok(), "nothing of this locks anybody out");
}

fn olive_too(house: &House) -> AccountId {
    let new = NewInvitation {
        username: "peter@example.org".to_owned(),
        name: "Peter".to_owned(),
        capacities: vec![format!("{COVENTRY}#role:housing-officer")],
        administers: false,
        origin: None,
    };
    let (_, link) = house.app.invite(&administrator(house), &new).unwrap();
    house.app.accept_invitation(&link, &Sensitive::new("three heron umbrellas".to_owned())).unwrap()
}

#[test]
fn a_passkey_that_is_taken_away_or_whose_account_is_switched_off_opens_nothing() {
    let house = house();
    let (app, who) = (&house.app, olive(&house));
    let (mut one, mut two) = (Device::new(7), Device::new(8));
    add(&house, &who, &mut one).unwrap();
    add(&house, &who, &mut two).unwrap();
    let id = data_encoding::HEXLOWER.encode(&one.id);
    let other = Actor { account: olive_too(&house), ..who.clone() };
    assert!(matches!(app.remove_passkey(&other, &id), Err(AppError::NotFound)), "it is not theirs");
    app.remove_passkey(&who, &id).unwrap();
    assert!(is_refused(log_in(&house, &mut one)));
    assert!(log_in(&house, &mut two).is_ok());
    let admin = administrator(&house);
    app.enable_account(&admin, who.account, false).unwrap();
    assert!(is_refused(log_in(&house, &mut two)), "the account is switched off");
    app.enable_account(&admin, who.account, true).unwrap();
    assert!(log_in(&house, &mut two).is_ok());
    // Nobody has more than twenty.
    for n in 20..39 {
        add(&house, &who, &mut Device::new(n)).unwrap();
    }
    assert!(
        matches!(app.begin_passkey(&who, &passkeys()), Err(AppError::Refused(words)) if words.contains("take one away"))
    );
}

#[test]
fn challenges_are_handed_out_so_many_times_in_a_minute() {
    let house = house();
    let asked = |n: usize| (0..n).map(|_| house.app.begin_passkey_login(&passkeys())).collect::<Vec<_>>();
    assert!(asked(120).iter().all(Result::is_ok));
    let words = asked(1).remove(0).map(|_| ()).unwrap_err().to_string();
    assert!(words.contains("Try again in a minute"), "{words}");
    house.clock.advance_seconds(60);
    assert!(asked(1)[0].is_ok());
}
