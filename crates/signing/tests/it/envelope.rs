//! Files for whoever holds a key, as others open them: with `openssl`, which shares no code with us.

use kernel::{SeededEntropy, Timestamp};
use signing::{Envelope, Unfit};
use std::path::Path;
use std::process::Command;

fn now() -> Timestamp {
    Timestamp::from_micros(1_795_685_400_000_000)
}

fn pem(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    std::fs::read_to_string(folder.join(name)).unwrap()
}

/// What `openssl` makes of it with the recipient's key.
fn opened(closed: &[u8], certificate: &str) -> Option<Vec<u8>> {
    let folder = tempfile::tempdir().unwrap();
    let [file, who, key] = ["closed.der", "certificate.pem", "key.pem"].map(|name| folder.path().join(name));
    std::fs::write(&file, closed).unwrap();
    std::fs::write(&who, pem(certificate)).unwrap();
    std::fs::write(&key, pem("recipient-key.pem")).unwrap();
    let mut openssl = Command::new("openssl");
    openssl.args(["cms", "-decrypt", "-inform", "DER", "-in"]).arg(&file);
    let out = openssl.arg("-recip").arg(&who).arg("-inkey").arg(&key).output();
    let out = out.unwrap_or_else(|e| panic!("openssl is needed (scripts/install.sh test): {e}"));
    out.status.success().then_some(out.stdout)
}

#[test]
fn openssl_opens_it_with_the_key_of_the_certificate_and_nothing_of_it_can_be_read_before() {
    let envelope = Envelope::read(&pem("recipient.pem"), now()).unwrap();
    for content in ["", "a", "Name,Postcode\r\nZanary Quill,CH1 2HS\r\n", &"Zanary ".repeat(100_000)] {
        let closed = envelope.close(content.as_bytes(), &mut SeededEntropy::new(3)).unwrap();
        assert!(!closed.windows(6).any(|w| w == b"Zanary"));
        assert_eq!(opened(&closed, "recipient.pem").as_deref(), Some(content.as_bytes()));
    }
    // The same twice is something else twice: a key of its own each time.
    let mut entropy = SeededEntropy::new(4);
    assert_ne!(envelope.close(b"x", &mut entropy).unwrap(), envelope.close(b"x", &mut entropy).unwrap());
}

#[test]
fn what_was_closed_for_another_is_not_opened() {
    let other = Envelope::read(&pem("other.pem"), now()).unwrap();
    let closed = other.close(b"Zanary Quill", &mut SeededEntropy::new(3)).unwrap();
    assert_eq!(opened(&closed, "other.pem").filter(|text| text.windows(6).any(|w| w == b"Zanary")), None);
    let mine = Envelope::read(&pem("recipient.pem"), now()).unwrap();
    assert_ne!(mine.fingerprint(), other.fingerprint());
    assert!(mine.fingerprint().len() == 64 && mine.fingerprint().bytes().all(|b| b.is_ascii_hexdigit()));
}

#[test]
fn a_certificate_that_does_not_do_is_refused_with_what_to_do() {
    let unfit = |text: &str| Envelope::read(text, now()).unwrap_err();
    assert_eq!(unfit(""), Unfit::Unread);
    assert_eq!(unfit("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"), Unfit::Unread);
    assert_eq!(unfit(&pem("recipient-key.pem")), Unfit::PrivateKey);
    assert_eq!(unfit(&format!("{}{}", pem("recipient.pem"), pem("recipient-key.pem"))), Unfit::PrivateKey);
    assert_eq!(unfit(&pem("unfit-short.pem")), Unfit::Key);
    assert_eq!(unfit(&pem("unfit-curve.pem")), Unfit::Key);
    assert_eq!(unfit(&pem("unfit-signing-only.pem")), Unfit::Use);
    assert_eq!(unfit(&pem("unfit-lapsed.pem")), Unfit::Lapsed);
    assert_eq!(Envelope::read(&pem("recipient.pem"), Timestamp::from_micros(0)).unwrap_err(), Unfit::Lapsed);
    // As it comes out of a mail: with blank lines around it.
    assert!(Envelope::read(&format!("\n\n  {}\n\n", pem("recipient.pem")), now()).is_ok());
}
