//! Passwords and waiting.

use identity::{Lockout, LockoutPolicy, PasswordFault, check_password, hash_password, needs_new_hash, verify_password};
use kernel::{SeededEntropy, Sensitive, Timestamp};

fn secret(text: &str) -> Sensitive<String> {
    Sensitive::new(text.to_owned())
}

#[test]
fn the_right_password_fits_and_no_other() {
    let mut entropy = SeededEntropy::new(1);
    let hash = hash_password(&secret("lamp river Tuesday"), &mut entropy).unwrap();
    assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
    assert!(verify_password(&secret("lamp river Tuesday"), Some(&hash)));
    for wrong in ["lamp river tuesday", "", "lamp river Tuesday "] {
        assert!(!verify_password(&secret(wrong), Some(&hash)), "{wrong:?}");
    }
    let again = hash_password(&secret("lamp river Tuesday"), &mut entropy).unwrap();
    assert_ne!(hash, again, "each has its own salt");
}

#[test]
fn an_unknown_user_is_refused_after_the_same_work() {
    // Whatever the dummy hash was made of, no password fits nobody.
    assert!(!verify_password(&secret("the password of nobody at all"), None));
    assert!(!verify_password(&secret("x"), Some("not a hash")));
    let hash = hash_password(&secret("lamp river Tuesday"), &mut SeededEntropy::new(1)).unwrap();
    // The shortest of a few measurements, and a wide margin: others share this machine. Without the work the answer for
    // an unknown user would come ten thousand times sooner.
    let time = |stored: Option<&str>| {
        (0..5)
            .map(|_| {
                let start = std::time::Instant::now();
                let _ = std::hint::black_box(verify_password(&secret("wrong guess here"), stored));
                start.elapsed()
            })
            .min()
            .unwrap()
    };
    let (known, unknown) = (time(Some(&hash)), time(None));
    assert!(unknown * 10 > known, "known {known:?}, unknown {unknown:?}");
}

#[test]
fn old_hashes_are_made_again() {
    let today = hash_password(&secret("lamp river Tuesday"), &mut SeededEntropy::new(1)).unwrap();
    assert!(!needs_new_hash(&today));
    assert!(needs_new_hash(&today.replace("m=19456", "m=4096")));
    assert!(needs_new_hash("plain"));
}

#[test]
fn good_passwords_pass() {
    for good in ["lamp river Tuesday", "tr0ub4dor & three", "Ünïcödé ist lang genug", "correct lamp battery"] {
        assert_eq!(check_password(good, "officer@homelessness"), Ok(()), "{good}");
    }
}

#[test]
fn weak_passwords_are_told_why() {
    for (weak, why) in [
        ("short lamp", PasswordFault::TooShort),
        ("PasswordPassword", PasswordFault::Common),
        ("P4$$w0rdPassword!", PasswordFault::Common),
        ("Welcome-Welcome-2026", PasswordFault::Common),
        ("my name is officer 7", PasswordFault::HasUsername),
        ("aaaaaaaaaaaaaa", PasswordFault::Pattern),
        ("123456789012345", PasswordFault::Pattern),
        ("abababababab", PasswordFault::Pattern),
    ] {
        assert!(check_password(weak, "officer@homelessness").unwrap_err().contains(&why), "{weak}");
    }
    assert_eq!(check_password(&"lamp river ".repeat(100), "x"), Err(vec![PasswordFault::TooLong]));
    assert!(check_password("", "").unwrap_err().contains(&PasswordFault::TooShort));
}

#[test]
fn waiting_doubles_from_a_minute_to_an_hour() {
    let policy = LockoutPolicy::default();
    let waits: Vec<i64> = (0..=13).map(|failures| policy.wait_seconds(failures)).collect();
    assert_eq!(waits, [0, 0, 0, 0, 0, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]);
    assert_eq!(policy.wait_seconds(u32::MAX), 3600);
    let last = Timestamp::from_micros(1_000_000_000);
    assert_eq!(policy.state(4, last, last), Lockout::Open);
    let until = last.plus_seconds(60);
    assert_eq!(policy.state(5, last, last.plus_seconds(59)), Lockout::Until(until));
    assert_eq!(policy.state(5, last, until), Lockout::Open);
}
