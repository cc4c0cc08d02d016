//! The person's own pages. All words of them stand in a file for each language, right-to-left ones included; one template
//! draws every page, without scripts.

use crate::engine::page;
use crate::form::FormState;
use crate::frame::Area;
use crate::shown::{Row, Typed};
use disclosure::Disclosed;
use jiff::civil::Date;
use kernel::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The words of one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// The language, as browsers know it: `en-GB`.
    pub code: String,
    /// What it calls itself.
    pub name: String,
    /// `ltr` or `rtl`.
    pub direction: String,
    /// Whether a translator has checked it; the pages say so where not.
    pub checked: bool,
    /// 12 or 24: how a time of day is said.
    pub hours: u8,
    /// The twelve months.
    pub months: Vec<String>,
    /// The words, by key.
    pub texts: BTreeMap<String, String>,
}

impl Words {
    /// Reads a language's file.
    ///
    /// # Errors
    /// When it is no such file, has no such direction, or lacks a key that English has: says which.
    pub fn parse(text: &str) -> Result<Self, String> {
        let words: Self = toml::from_str(text).map_err(|e| e.to_string())?;
        if !matches!(words.direction.as_str(), "ltr" | "rtl") {
            return Err("direction has to be ltr or rtl".to_owned());
        }
        if words.months.len() != 12 || !matches!(words.hours, 12 | 24) {
            return Err("there have to be twelve months, and 12 or 24 hours".to_owned());
        }
        let missing: Vec<String> =
            Self::english().texts.into_keys().filter(|key| !words.texts.contains_key(key)).collect();
        if missing.is_empty() { Ok(words) } else { Err(format!("these words are missing: {}", missing.join(", "))) }
    }
    /// English.
    #[must_use]
    pub fn english() -> Self {
        toml::from_str(include_str!("../portal/en.toml")).unwrap_or_else(|_| Self {
            code: "en-GB".to_owned(),
            name: "English".to_owned(),
            direction: "ltr".to_owned(),
            checked: true,
            hours: 24,
            months: Vec::new(),
            texts: BTreeMap::new(),
        })
    }
    /// Every language that there is, English first.
    #[must_use]
    pub fn languages() -> Vec<Self> {
        let others = [include_str!("../portal/ar.toml")];
        std::iter::once(Self::english()).chain(others.into_iter().filter_map(|text| Self::parse(text).ok())).collect()
    }
    /// A day, as the language says it.
    #[must_use]
    pub fn day(&self, day: Date) -> String {
        let month = usize::try_from(day.month() - 1).ok().and_then(|at| self.months.get(at)).map_or("", String::as_str);
        let (number, year) = (day.day().to_string(), day.year().to_string());
        self.fill("day-words", &[("day", &number), ("month", month), ("year", &year)])
    }
    /// A moment in London, as the language says it.
    #[must_use]
    pub fn moment(&self, at: Timestamp) -> String {
        let time = if self.hours == 12 { at.time_words() } else { at.london_time() };
        self.fill("moment-words", &[("date", &self.day(kernel::london_date(at))), ("time", &time)])
    }
    /// The words of a key.
    #[must_use]
    pub fn say(&self, key: &str) -> String {
        self.texts.get(key).cloned().unwrap_or_else(|| key.to_owned())
    }
    /// The words of a key, with what stands in braces filled in.
    #[must_use]
    pub fn fill(&self, key: &str, with: &[(&str, &str)]) -> String {
        let mut words = self.say(key);
        for (name, value) in with {
            words = words.replace(&format!("{{{name}}}"), value);
        }
        words
    }
}

/// A link of a page of one's own.
#[derive(Debug, Clone, Serialize)]
pub struct PortalLink {
    /// The words.
    pub text: String,
    /// Where it leads.
    pub href: String,
    /// Whether it is the page that is shown.
    pub current: bool,
}

/// Something that is held, was shared, was asked.
#[derive(Default, Serialize)]
pub struct PortalCard {
    /// What it is.
    pub title: String,
    /// Where its title leads.
    pub href: Option<String>,
    /// How it stands, in a word or two.
    pub tag: String,
    /// `good`, `bad`, `warn`, `plain`.
    pub tone: &'static str,
    /// What there is to say.
    pub lines: Vec<String>,
    /// What the record says.
    pub rows: Option<Disclosed<Vec<Row>>>,
    /// The text of a letter.
    pub letter: Option<Disclosed<String>>,
    /// Where one can go from here.
    pub links: Vec<PortalLink>,
}

/// Cards under a heading.
#[derive(Default, Serialize)]
pub struct PortalGroup {
    /// The heading.
    pub heading: String,
    /// What is said when there are none.
    pub empty: String,
    /// The cards.
    pub cards: Vec<PortalCard>,
}

/// A question.
#[derive(Serialize)]
pub struct PortalField {
    /// What the form sends it as.
    pub name: String,
    /// `text`, `long`, `code`, `date`, `choice`, `file`.
    pub control: &'static str,
    /// The question.
    pub label: String,
    /// A hint.
    pub hint: String,
    /// Choices: values and words. None is chosen beforehand. Of a file: the kinds that a browser offers, and the words for a photograph.
    pub options: Vec<(String, String)>,
    /// What was typed in this request: of a date its three parts.
    pub typed: Vec<Typed<String>>,
    /// What is wrong.
    pub error: Option<String>,
}

/// A form.
#[derive(Serialize)]
pub struct PortalForm {
    /// Where it is sent.
    pub action: String,
    /// What goes with it.
    pub hidden: Vec<(String, String)>,
    /// The questions.
    pub fields: Vec<PortalField>,
    /// What the button says.
    pub button: String,
}

/// Another language in which a page of one's own can be read.
#[derive(Debug, Clone, Serialize)]
pub struct PortalLanguage {
    /// The language, as browsers know it.
    pub code: String,
    /// What it calls itself.
    pub name: String,
    /// `ltr` or `rtl`.
    pub direction: String,
    /// Where it is chosen.
    pub href: String,
}

/// A page of one's own.
#[derive(Serialize)]
pub struct PortalPage {
    /// The words.
    pub w: Words,
    /// Its title: what it is, never about whom.
    pub title: String,
    /// Where the page leads in a hurry.
    pub exit: String,
    /// The other languages in which it can be read.
    pub languages: Vec<PortalLanguage>,
    /// The menu; empty before logging in.
    pub menu: Vec<PortalLink>,
    /// What has just been done.
    pub said: Option<String>,
    /// What is wrong.
    pub form: FormState,
    /// What to know.
    pub lede: Vec<String>,
    /// What is read before answering.
    pub quote: Option<String>,
    /// Groups of cards.
    pub groups: Vec<PortalGroup>,
    /// A form.
    pub ask: Option<PortalForm>,
    /// Forms that come after what has to be read first.
    pub below: Vec<PortalForm>,
    /// Links at the end.
    pub links: Vec<PortalLink>,
}
page!(PortalPage => "me/page.html", Area::Elsewhere);

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    /// What stands in braces in a text.
    fn filled(text: &str) -> Vec<&str> {
        let mut names: Vec<&str> = text.split('{').skip(1).filter_map(|rest| rest.split('}').next()).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    #[test]
    fn every_language_says_everything_that_english_says_and_fills_in_the_same() {
        let english = Words::parse(include_str!("../portal/en.toml")).unwrap();
        assert_eq!(Words::languages()[0], english);
        for text in [include_str!("../portal/ar.toml")] {
            let other = Words::parse(text).unwrap();
            assert!(Words::languages().contains(&other), "it can be chosen");
            assert_eq!(other.texts.len(), english.texts.len(), "words that English does not have");
            for (key, words) in &english.texts {
                let said = &other.texts[key];
                assert_eq!(filled(said), filled(words), "{key}");
                // What is put together of what is filled in can be put together alike.
                let only_filled = words.chars().filter(|c| c.is_alphabetic()).count()
                    == filled(words)
                        .iter()
                        .map(|name| name.chars().filter(|c| c.is_alphabetic()).count())
                        .sum::<usize>();
                assert!(!said.trim().is_empty() && (only_filled || said != words), "{key} is not translated");
            }
        }
    }

    #[test]
    fn days_and_moments_are_said_as_the_language_says_them() {
        let moment: jiff::Timestamp = "2026-07-03T13:05:00Z".parse().unwrap();
        let moment = Timestamp::from_micros(moment.as_microsecond());
        let [english, arabic] = Words::languages().try_into().unwrap();
        assert_eq!(
            (english.day(date(2026, 11, 1)), english.moment(moment)),
            ("1 November 2026".to_owned(), moment.words())
        );
        assert_eq!(arabic.day(date(2026, 11, 1)), "1 نوفمبر 2026");
        assert_eq!(arabic.moment(moment), "3 يوليو 2026، الساعة 14:05");
    }
}
