//! Numbers by which bodies know somebody: each kind with its own rules, and shown in full only on asking.

/// What to do about a National Insurance number in a text.
pub const NI_NUMBER_IN_TEXT: &str = "take out the National Insurance number. It belongs in the question for it alone, where it is \
     masked and whoever looks at it says why";

/// Whether a National Insurance number stands in a text, with or without spaces or hyphens in it.
#[must_use]
pub fn has_ni_number(text: &str) -> bool {
    let chars: Vec<char> = text.chars().collect();
    (0..chars.len()).any(|at| {
        let starts = chars[at].is_ascii_alphabetic() && (at == 0 || !chars[at - 1].is_alphanumeric());
        starts && ni_number_at(&chars[at..])
    })
}

fn ni_number_at(chars: &[char]) -> bool {
    let mut found = String::with_capacity(9);
    let mut gap = false;
    for (at, c) in chars.iter().enumerate() {
        if c.is_ascii_alphanumeric() {
            found.push(c.to_ascii_uppercase());
            gap = false;
            if found.len() == 9 {
                let ends = chars.get(at + 1).is_none_or(|next| !next.is_alphanumeric());
                return ends && kernel::NiNumber::parse(&found).is_ok();
            }
        } else if gap || !matches!(c, ' ' | '-' | '\u{a0}') {
            return false;
        } else {
            gap = true;
        }
    }
    false
}

/// Who issues numbers of a kind, where there is only one who does.
#[must_use]
pub fn issuer(kind: &str) -> &'static str {
    match kind {
        "ni-number" => "HM Revenue and Customs",
        "nhs-number" => "NHS England",
        "upn" => "The school or council",
        "prison-number" => "HM Prison and Probation Service",
        "pnc" => "Police",
        _ => "",
    }
}

/// Reads a number of a kind. What has a check digit or letter is checked; the rest is held to a sensible form.
///
/// # Errors
/// What to do, in words that do not repeat the number.
pub fn read(kind: &str, value: &str) -> Result<String, String> {
    match kind {
        "ni-number" => kernel::NiNumber::parse(value).map(|n| n.expose().clone()).map_err(crate::form::said),
        "nhs-number" => kernel::NhsNumber::parse(value).map(|n| n.expose().clone()).map_err(crate::form::said),
        "upn" => kernel::Upn::parse(value).map(|n| n.expose().clone()).map_err(crate::form::said),
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

/// What stands for a character that is not shown.
pub const MASK: char = '•';

/// A number as it is shown unless somebody asks for it: only its end.
#[must_use]
pub fn masked(value: &str) -> String {
    let all = value.chars().count();
    let shown = if all > 6 { 3 } else { 1 };
    let tail: String = value.chars().skip(all.saturating_sub(shown)).collect();
    let hidden: String = std::iter::repeat_n(MASK, all.saturating_sub(shown).min(8)).collect();
    format!("{hidden}{tail}")
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
    fn a_national_insurance_number_is_found_in_a_text_and_what_only_looks_a_little_like_one_is_not() {
        for text in ["NI AB123456C", "ab 12 34 56 c.", "His number: AB-12-34-56-C, he says", "x\nAB 123456 C"] {
            assert!(has_ni_number(text), "{text}");
        }
        for text in [
            "",
            "AB12345C",
            "CAB123456C",
            "AB123456CX",
            "QQ123456C",
            "at 12, 34 56 c",
            "Flat 3, CV1 2AB",
            "07700 900123",
        ] {
            assert!(!has_ni_number(text), "{text}");
        }
    }

    #[test]
    fn a_masked_number_shows_its_end_only() {
        assert_eq!(masked("QQ123456C"), "••••••56C");
        assert_eq!(masked("12"), "•2");
        assert_eq!(masked(""), "");
    }
}
