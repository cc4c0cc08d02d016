use kernel::{SeededEntropy, Timestamp};
use letters::{Block, Head, Paper, SignatureRoom, print};
use signing::{Broken, OwnKey, Signer, SigningError, days_left, fits, seal, verify};
use std::path::Path;
use std::process::Command;

fn now() -> Timestamp {
    Timestamp::from_micros(1_795_685_400_000_000)
}

fn paper() -> Paper {
    Paper {
        title: "Your personalised housing plan".to_owned(),
        language: "en-GB".to_owned(),
        author: "Test Council".to_owned(),
        made: now(),
        head: Head::default(),
        blocks: vec![Block::Paragraph("We both agree.".to_owned())],
        foot: String::new(),
        signature: Some(SignatureRoom { name: "Test Council".to_owned(), reason: "Agreed".to_owned(), at: now() }),
    }
}

fn signed(signer: &dyn Signer) -> Vec<u8> {
    let mut pdf = print(&paper()).unwrap();
    seal(&mut pdf.bytes, &pdf.room.clone().unwrap(), signer, now()).unwrap();
    pdf.bytes
}

fn own() -> OwnKey {
    OwnKey::make("Test Council, of <Nowhere>", now(), &mut SeededEntropy::new(7)).unwrap()
}

fn pdfsig(bytes: &[u8], folder: &Path) -> String {
    let path = folder.join("paper.pdf");
    std::fs::write(&path, bytes).unwrap();
    let out = Command::new("pdfsig").arg("-nocert").arg(&path).output();
    let out = out.unwrap_or_else(|e| panic!("pdfsig of poppler-utils is needed (scripts/install.sh test): {e}"));
    String::from_utf8_lossy(&out.stdout).into_owned()
}

#[test]
fn pdfsig_verifies_it_and_says_who_signed_and_that_the_whole_file_is_covered() {
    let folder = tempfile::tempdir().unwrap();
    let said = pdfsig(&signed(&own()), folder.path());
    for wanted in [
        "Signature Validation: Signature is Valid.",
        "Signature Type: ETSI.CAdES.detached",
        "Signing Hash Algorithm: SHA-256",
        "Total document signed",
        "Test Council of Nowhere (signing of documents)",
    ] {
        assert!(said.contains(wanted), "{wanted} in:\n{said}");
    }
}

#[test]
fn a_changed_byte_fails_wherever_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let good = signed(&own());
    let room = print(&paper()).unwrap().room.unwrap();
    let text = good.windows(6).position(|w| w == b"stream").unwrap() + 20;
    let title = good.windows(12).position(|w| w == b"personalised").unwrap();
    let date = good.windows(3).position(|w| w == b"/M ").unwrap() + 10;
    // The last of the room that is not zero is the end of the signature itself.
    let end = room.start + good[room.clone()].iter().rposition(|b| !b"0>".contains(b)).unwrap();
    for at in [text, title, date, room.start - 200, room.end + 30, good.len() - 30, end - 6] {
        let mut bad = good.clone();
        bad[at] = if bad[at] == b'1' { b'2' } else { b'1' };
        let said = pdfsig(&bad, folder.path());
        assert!(!said.contains("Signature is Valid"), "byte {at} was changed and nobody noticed:\n{said}");
        assert!(verify(&bad).is_err(), "byte {at} was changed and we did not notice");
    }
}

#[test]
fn the_certificate_says_what_it_is_for() {
    // As another library reads it, which shares nothing with us.
    let (folder, own) = (tempfile::tempdir().unwrap(), own());
    let path = |name: &str| folder.path().join(name);
    std::fs::write(path("own.der"), own.certificate()).unwrap();
    let shown = Command::new("openssl")
        .args(["x509", "-inform", "DER", "-noout", "-text", "-in"])
        .arg(path("own.der"))
        .output();
    let text = String::from_utf8_lossy(&shown.unwrap().stdout).into_owned();
    for wanted in ["Non Repudiation", "E-mail Protection", "CA:FALSE", "C = GB"] {
        assert!(text.contains(wanted), "{wanted} in:\n{text}");
    }
}

#[test]
fn a_certificate_has_a_time_and_a_key_and_is_refused_without() {
    let own = own();
    assert_eq!(days_left(own.certificate(), now()), Some(5 * 365));
    let late = now().plus_seconds(5 * 365 * 86_400 + 1);
    assert_eq!(days_left(own.certificate(), late), None);
    assert_eq!(own.sign([0; 32], late).err(), Some(SigningError::Lapsed));
    let again = OwnKey::open(own.certificate(), &own.secret()).ok().unwrap();
    assert_eq!(again.certificate(), own.certificate());
    let other = OwnKey::make("Other", now(), &mut SeededEntropy::new(8)).unwrap();
    assert_eq!(OwnKey::open(own.certificate(), &other.secret()).err(), Some(SigningError::Pair));
    assert_eq!(OwnKey::open(b"nothing", &other.secret()).err(), Some(SigningError::Certificate));
    assert_eq!(OwnKey::bring("nothing", "nothing").err(), Some(SigningError::Certificate));
    let mut small = vec![b'0'; 20];
    assert_eq!(seal(&mut small, &(2..8), &own, now()).err(), Some(SigningError::Room));
    assert_eq!(seal(&mut small, &(2..80), &own, now()).err(), Some(SigningError::Room));
}

#[test]
fn a_council_may_bring_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let mut made = Command::new("openssl");
    made.args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30000"]);
    made.args(["-subj", "/CN=Brought Council/C=GB", "-keyout"]).arg(path("key.pem")).arg("-out").arg(path("own.pem"));
    assert!(made.output().unwrap().status.success());
    let read = |name: &str| std::fs::read_to_string(path(name)).unwrap();
    let brought = OwnKey::bring(&read("own.pem"), &read("key.pem")).ok().unwrap();
    // It begins to count when it was made, which is the day of the test.
    let today = Timestamp::from_micros(4_000_000_000_000_000);
    let mut pdf = print(&paper()).unwrap();
    seal(&mut pdf.bytes, &pdf.room.clone().unwrap(), &brought, today).unwrap();
    let said = pdfsig(&pdf.bytes, folder.path());
    assert!(said.contains("Signature is Valid") && said.contains("Brought Council"), "{said}");
    assert_eq!(OwnKey::bring(&read("own.pem"), "nothing").err(), Some(SigningError::Key));
}

#[test]
fn what_was_sealed_is_verified_again_with_the_certificate_that_stands_in_it() {
    let own = own();
    let good = signed(&own);
    let found = verify(&good).unwrap();
    assert_eq!(found.certificate, own.certificate());
    assert!(found.by.contains("Test Council of Nowhere"), "{}", found.by);
    assert_eq!(verify(b"%PDF-1.7 nothing"), Err(Broken::None));
    // What is written behind the signature is not covered by it.
    let longer = [good.clone(), b"\n% more".to_vec()].concat();
    assert_eq!(verify(&longer), Err(Broken::None));
    let mut changed = good.clone();
    let title = good.windows(12).position(|w| w == b"personalised").unwrap();
    changed[title] = b'P';
    assert_eq!(verify(&changed), Err(Broken::Changed));
}

#[test]
fn a_certificate_that_is_too_large_for_the_room_is_known_before_anything_is_signed() {
    let own = own();
    assert_eq!(fits(&own, letters::SIGNATURE_BYTES, now()), Ok(()));
    let Err(SigningError::Large(needs, 200)) = fits(&own, 200, now()) else { panic!("it fits 200 bytes") };
    assert!(needs > 500, "{needs}");
}
