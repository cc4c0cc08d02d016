//! Numbers by which bodies know somebody: each kind with its own rules, and shown in full only on asking.

/// Reads a number of a kind. What has a check digit or letter is checked; the rest is held to a sensible form.
///
/// # Errors
/// What to do, in words that do not repeat the number.
pub fn read(kind: &str, value: &str) -> Result<String, String> {
    match kind {
        "ni-number" => kernel::NiNumber::parse(value).map(|n| n.expose().clone()).map_err(|e| e.to_string()),
        "nhs-number" => kernel::NhsNumber::parse(value).map(|n| n.expose().clone()).map_err(|e| e.to_string()),
        "upn" => kernel::Upn::parse(value).map(|n| n.expose().clone()).map_err(|e| e.to_string()),
        _ => {
            let plain: String = value.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_uppercase();
            let fits = plain.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '/'));
            let long = match kind {
                "passport" => 6..=9,
                "prison-number" => 5..=7,
                "pnc" => 6..=13,
                _ => 3..=40,
            };
            if fits && long.contains(&plain.len()) {
                Ok(plain)
            } else {
                Err("The number does not look like one of that kind: check it against the document".to_owned())
            }
        }
    }
}

/// A number as it is shown unless somebody asks for it: only its end.
#[must_use]
pub fn masked(value: &str) -> String {
    let all = value.chars().count();
    let shown = if all > 6 { 3 } else { 1 };
    let tail: String = value.chars().skip(all.saturating_sub(shown)).collect();
    format!("{}{tail}", "•".repeat(all.saturating_sub(shown).min(8)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_with_check_digits_are_checked_and_errors_do_not_repeat_them() {
        assert!(read("ni-number", "QQ 12 34 56 C").is_ok() || read("ni-number", "AB 12 34 56 C").is_ok());
        assert_eq!(
            read("nhs-number", "999 000 0018").as_deref().map(|n| n.replace(' ', "")),
            Ok("9990000018".to_owned())
        );
        for (kind, wrong) in [("nhs-number", "9990000019"), ("upn", "A123"), ("passport", "12"), ("other", "a b\u{7}")]
        {
            let error = read(kind, wrong).unwrap_err();
            assert!(!error.contains(wrong), "{error}");
        }
        assert_eq!(read("passport", "123 456 789"), Ok("123456789".to_owned()));
    }

    #[test]
    fn a_masked_number_shows_its_end_only() {
        assert_eq!(masked("QQ123456C"), "••••••56C");
        assert_eq!(masked("12"), "•2");
        assert_eq!(masked(""), "");
    }
}
