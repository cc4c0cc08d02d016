//! Which passwords are good enough: long, not known to everybody, not made of the user's name. There are no rules on
//! capitals or signs and no expiry, as the National Cyber Security Centre advises.

use std::fmt;

/// Fewest characters.
const SHORTEST: usize = 12;
/// Most bytes: longer ones are nobody's password but somebody's attempt to keep the machine busy.
const LONGEST: usize = 1024;

const COMMON: &str = include_str!("../data/common-passwords.txt");

/// What is wrong with a password, in words for whoever chose it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasswordFault {
    /// Less than 12 characters.
    TooShort,
    /// More than 1,024 bytes.
    TooLong,
    /// One that many people use.
    Common,
    /// It has the user's name in it.
    HasUsername,
    /// One character, or a few, over and over, or a row such as 123456789012.
    Pattern,
}

impl fmt::Display for PasswordFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooShort => "Password must be 12 characters or more. Three random words make a good one",
            Self::TooLong => "Password must be shorter than 1,000 characters",
            Self::Common => {
                "This password is one of those that are guessed first. Choose another, such as three random words"
            }
            Self::HasUsername => "Password must not have your username in it",
            Self::Pattern => "Password must be more than a repeated or counted row of characters",
        })
    }
}

/// Checks a new password.
///
/// # Errors
/// With everything that is wrong with it.
pub fn check_password(password: &str, username: &str) -> Result<(), Vec<PasswordFault>> {
    let lower = password.to_lowercase();
    let letters: String = lower.chars().filter(|c| c.is_alphabetic()).collect();
    let mut faults = Vec::new();
    if password.chars().count() < SHORTEST {
        faults.push(PasswordFault::TooShort);
    }
    if password.len() > LONGEST {
        faults.push(PasswordFault::TooLong);
    }
    let common = |text: &str| COMMON.lines().any(|line| !line.starts_with('#') && line == text);
    if common(&lower) || common(&letters) || common(&unsubstituted(lower.trim_matches(|c: char| !c.is_alphabetic()))) {
        faults.push(PasswordFault::Common);
    }
    // `officer@homelessness` is a name of two words; neither may stand in it.
    let parts = username.to_lowercase();
    let named = parts.split(['@', '.', '-', '_', ' ']).any(|part| part.chars().count() >= 4 && lower.contains(part));
    if named {
        faults.push(PasswordFault::HasUsername);
    }
    if is_pattern(&lower) {
        faults.push(PasswordFault::Pattern);
    }
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

/// With figures and signs that stand for letters written as letters again, and the rest left out.
fn unsubstituted(text: &str) -> String {
    text.chars()
        .filter_map(|c| match c {
            '0' => Some('o'),
            '1' | '!' => Some('i'),
            '3' => Some('e'),
            '4' | '@' => Some('a'),
            '5' | '$' => Some('s'),
            '7' => Some('t'),
            c => c.is_alphabetic().then_some(c),
        })
        .collect()
}

/// Three or fewer different characters, or each one step from the one before.
fn is_pattern(text: &str) -> bool {
    let chars: Vec<char> = text.chars().collect();
    let mut different = chars.clone();
    different.sort_unstable();
    different.dedup();
    let steps: Vec<i64> = chars
        .windows(2)
        .filter_map(|w| Some(i64::from(u32::from(*w.last()?)) - i64::from(u32::from(*w.first()?))))
        .collect();
    let counted = steps.iter().filter(|s| s.abs() == 1).count() * 10 >= chars.len() * 8;
    !chars.is_empty() && (different.len() <= 3 || counted)
}
