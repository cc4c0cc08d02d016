//! Codes of authenticators and recovery codes.

use identity::{CodeOutcome, RecoveryCodes, TotpSecret, find_recovery_code};
use kernel::{SeededEntropy, Timestamp};
use proptest::prelude::*;

fn rfc_secret() -> TotpSecret {
    TotpSecret::from_bytes(*b"12345678901234567890")
}

const fn at(seconds: i64) -> Timestamp {
    Timestamp::from_micros(seconds * 1_000_000)
}

/// RFC 6238, appendix B, SHA-1: codes of eight figures, of which six are the last six.
const VECTORS: [(i64, &str); 6] = [
    (59, "94287082"),
    (1_111_111_109, "07081804"),
    (1_111_111_111, "14050471"),
    (1_234_567_890, "89005924"),
    (2_000_000_000, "69279037"),
    (20_000_000_000, "65353130"),
];

#[test]
fn the_vectors_of_the_rfc() {
    for (seconds, code) in VECTORS {
        assert_eq!(rfc_secret().code_at(at(seconds)), code[2..], "{seconds}");
        assert!(matches!(rfc_secret().check(&code[2..], at(seconds), None), CodeOutcome::Accepted { .. }));
    }
}

#[test]
fn a_step_before_and_after_is_taken_and_no_more() {
    let now = 1_234_567_890;
    let step = now / 30;
    for (off, good) in [(-60, false), (-30, true), (0, true), (30, true), (60, false)] {
        let code = rfc_secret().code_at(at(now + off));
        let expected = if good { CodeOutcome::Accepted { step: step + off / 30 } } else { CodeOutcome::Wrong };
        assert_eq!(rfc_secret().check(&code, at(now), None), expected, "{off}");
    }
}

#[test]
fn a_code_is_good_once() {
    let now = at(1_234_567_890);
    let code = rfc_secret().code_at(now);
    let CodeOutcome::Accepted { step } = rfc_secret().check(&code, now, None) else { panic!("refused") };
    assert_eq!(rfc_secret().check(&code, now, Some(step)), CodeOutcome::Replayed);
    let before = rfc_secret().code_at(now.plus_seconds(-30));
    assert_eq!(rfc_secret().check(&before, now, Some(step)), CodeOutcome::Replayed, "nor one of an earlier step");
    let later = now.plus_seconds(30);
    assert!(matches!(
        rfc_secret().check(&rfc_secret().code_at(later), later, Some(step)),
        CodeOutcome::Accepted { .. }
    ));
}

#[test]
fn spaces_are_forgiven_and_nonsense_is_wrong() {
    let now = at(1_234_567_890);
    let code = rfc_secret().code_at(now);
    assert!(matches!(
        rfc_secret().check(&format!(" {} {} ", &code[..3], &code[3..]), now, None),
        CodeOutcome::Accepted { .. }
    ));
    for wrong in ["", "12345", "1234567", "abcdef", "１２３４５６"] {
        assert_eq!(rfc_secret().check(wrong, now, None), CodeOutcome::Wrong, "{wrong}");
    }
}

#[test]
fn an_authenticator_can_be_set_up() {
    let shown = rfc_secret().enrolment("Casement demo", "officer@homelessness").unwrap();
    assert_eq!(
        shown.uri.expose(),
        "otpauth://totp/Casement%20demo:officer@homelessness?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\
         &issuer=Casement%20demo&algorithm=SHA1&digits=6&period=30"
    );
    assert!(shown.qr_svg.expose().starts_with("<svg") && shown.qr_svg.expose().trim_end().ends_with("</svg>"));
    assert_eq!(shown.typed.expose(), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
    assert!(!format!("{shown:?}{:?}", rfc_secret()).contains("GEZD"), "a secret does not show itself");
    assert!(rfc_secret().enrolment("x", &"y".repeat(5000)).is_err());
}

#[test]
fn a_recovery_code_is_found_however_it_is_typed() {
    let codes = RecoveryCodes::new(&mut SeededEntropy::new(7));
    assert_eq!((codes.shown.len(), codes.digests.len()), (10, 10));
    for (number, code) in codes.shown.iter().enumerate() {
        let code = code.expose();
        assert_eq!(code.len(), 19);
        for typed in [code.clone(), code.to_lowercase(), code.replace('-', ""), code.replace('-', " ")] {
            assert_eq!(find_recovery_code(&typed, &codes.digests), Some(number));
        }
    }
    for wrong in ["", "AAAA-AAAA-AAAA-AAAA", &codes.shown[0].expose()[..18]] {
        assert_eq!(find_recovery_code(wrong, &codes.digests), None);
    }
    let mut kept = codes.digests.clone();
    kept.remove(3);
    assert_eq!(find_recovery_code(codes.shown[3].expose(), &kept), None, "used up");
}

proptest! {
    #[test]
    fn no_text_breaks_the_checks(text in "\\PC{0,40}", seconds in 0..4_000_000_000_i64) {
        let _ = rfc_secret().check(&text, at(seconds), Some(5));
        prop_assert_eq!(find_recovery_code(&text, &[[0; 32]]), None);
    }
}
