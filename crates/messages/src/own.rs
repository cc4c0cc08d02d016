//! What is said to the person in the language that they read: what is sent to tell of their own page, and what they are asked for their
//! permission with.

use serde::Deserialize;
use std::sync::LazyLock;

/// The words of one language.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct OwnWords {
    /// The language, as browsers know it: `en-GB`.
    pub code: String,
    /// The subject line of an email that says that there is a page.
    pub ready_subject: String,
    /// That there is a page, with `{page}` where it is.
    pub ready: String,
    /// The subject line of an email that says that something waits there.
    pub waits_subject: String,
    /// That something waits, with `{page}` where it is.
    pub waits: String,
    /// The same where it is not known where the page is.
    pub waits_nowhere: String,
    /// What is asked of somebody before something goes: `{name}`, `{purpose}` and `{what}` stand in it. The answer is to these very words.
    pub question: String,
    /// What is added where it cannot be called back.
    pub question_recall: String,
    /// What is added where whoever gets it has a notice of their own, with `{notice}` where it is.
    pub question_notice: String,
    /// How a permission is taken back, where the notice names nobody for it.
    pub withdraw_plain: String,
    /// The same where it names somebody, with `{contact}`.
    pub withdraw_contact: String,
    /// What somebody says who signs one.
    pub agree: String,
}

impl OwnWords {
    /// The words of a language; English where there are none for it, or none is known.
    #[must_use]
    pub fn of(language: &str) -> &'static Self {
        static ALL: LazyLock<Vec<OwnWords>> = LazyLock::new(|| {
            let read = |text: &str| toml::from_str::<OwnWords>(text).ok();
            FILES.iter().filter_map(|text| read(text)).collect()
        });
        static NONE: LazyLock<OwnWords> = LazyLock::new(|| OwnWords {
            code: "en-GB".to_owned(),
            ready_subject: String::new(),
            ready: "{page}".to_owned(),
            waits_subject: String::new(),
            waits: "{page}".to_owned(),
            waits_nowhere: String::new(),
            question: "{name}: {purpose}: {what}".to_owned(),
            question_recall: String::new(),
            question_notice: String::new(),
            withdraw_plain: String::new(),
            withdraw_contact: "{contact}".to_owned(),
            agree: String::new(),
        });
        ALL.iter().find(|words| words.code == language).or_else(|| ALL.first()).unwrap_or(&NONE)
    }
    /// That there is a page: subject line and text.
    #[must_use]
    pub fn ready(&self, page: &str) -> (String, String) {
        (self.ready_subject.clone(), self.ready.replace("{page}", page))
    }
    /// That something waits there: subject line and text.
    #[must_use]
    pub fn waits(&self, page: Option<&str>) -> (String, String) {
        let body = page.map_or_else(|| self.waits_nowhere.clone(), |page| self.waits.replace("{page}", page));
        (self.waits_subject.clone(), body)
    }
}

/// English first.
const FILES: [&str; 2] = [include_str!("../own/en.toml"), include_str!("../own/ar.toml")];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_can_be_read_says_all_and_leads_to_the_page() {
        for text in FILES {
            let words: OwnWords = toml::from_str(text).unwrap();
            assert_eq!(OwnWords::of(&words.code), &words, "it can be chosen");
            for (subject, body) in [words.ready("https://a.test/me"), words.waits(Some("https://a.test/me"))] {
                assert!(!subject.is_empty() && body.contains("https://a.test/me"), "{body}");
            }
            let (_, nowhere) = words.waits(None);
            assert!(!nowhere.is_empty() && !nowhere.contains('{'));
            // Nothing of what is asked is left out in any language.
            for name in ["{name}", "{purpose}", "{what}"] {
                assert_eq!(words.question.matches(name).count(), 1, "{}: {name}", words.code);
            }
            assert!(words.question_notice.contains("{notice}") && words.withdraw_contact.contains("{contact}"));
            assert!([&words.question_recall, &words.withdraw_plain, &words.agree].iter().all(|text| !text.is_empty()));
        }
        assert_eq!(OwnWords::of("").code, "en-GB");
        assert_eq!(OwnWords::of("xx").code, "en-GB");
    }
}
