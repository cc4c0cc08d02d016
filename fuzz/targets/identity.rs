//! What a browser sends to prove who it is: session cookies, form tokens, codes, recovery codes, new passwords.
#![no_main]

use identity::{
    RecoveryCodes, SessionToken, TotpSecret, check_password, csrf_matches, csrf_token, find_recovery_code,
    needs_new_hash,
};
use kernel::{SeededEntropy, Timestamp};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static SESSION: LazyLock<SessionToken> = LazyLock::new(|| SessionToken::new(&mut SeededEntropy::new(1)));
static SECRET: LazyLock<TotpSecret> = LazyLock::new(|| TotpSecret::new(&mut SeededEntropy::new(2)));
static CODES: LazyLock<RecoveryCodes> = LazyLock::new(|| RecoveryCodes::new(&mut SeededEntropy::new(3)));

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    if let Some(token) = SessionToken::from_cookie(&text) {
        assert_eq!(token.cookie().expose(), text.as_ref(), "two cookies for one session");
        assert!(csrf_matches(&token, &csrf_token(&token)));
    }
    assert_eq!(csrf_matches(&SESSION, &text), csrf_token(&SESSION) == text);
    let _ = SECRET.check(&text, Timestamp::from_micros(1_700_000_000_000_000), Some(0));
    let _ = find_recovery_code(&text, &CODES.digests);
    // A picture costs a thousand times what the rest does.
    if text.len() % 32 == 31 {
        let _ = SECRET.enrolment("Casement", &text);
    }
    let _ = needs_new_hash(&text);
    let _ = check_password(&text, "ada");
    let _ = check_password("correct horse battery", &text);
});
