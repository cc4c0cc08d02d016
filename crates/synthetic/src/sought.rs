//! What officers type to find somebody who is there: whole names, misspelt ones, numbers, dates of birth.

use crate::chance::Chance;
use crate::demo::{DemoError, Options};
use crate::population::Population;
use notice::Library;

/// Draws of what is typed have a stream of their own.
const SOUGHT: u64 = 0x50f7;

/// What is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Typed {
    /// The whole name.
    Name,
    /// The name with two letters changed over.
    Misspelt,
    /// The surname and the date of birth.
    NameAndBirth,
    /// A National Insurance number.
    Number,
}

impl Typed {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Name, Self::Misspelt, Self::NameAndBirth, Self::Number];

    /// In words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Name => "a name",
            Self::Misspelt => "a name, misspelt",
            Self::NameAndBirth => "a surname and a date of birth",
            Self::Number => "a National Insurance number",
        }
    }
}

/// So many texts of each kind, for people of a demonstration with cases under a notice.
///
/// # Errors
/// When a notice does not compile, or this crate's own data is not right.
pub fn sought(
    library: &Library,
    options: Options,
    notice: &str,
    many: usize,
) -> Result<Vec<(Typed, String)>, DemoError> {
    let mut compiled = Vec::new();
    for (id, _) in library.ids().into_iter().filter(|(id, _)| !id.starts_with("base/")) {
        compiled.push(notice::compile(library, &id).compiled.ok_or_else(|| DemoError::Notice(id.clone()))?);
    }
    let under = compiled.iter().position(|c| c.id == notice);
    let population = Population::new(&compiled.iter().collect::<Vec<_>>(), options.seed, options.as_of)?.with_old();
    let mut chance = Chance::of(options.seed, SOUGHT, 0);
    let (mut texts, mut tries) = (Vec::new(), 0);
    while texts.len() < many * Typed::ALL.len() && tries < many * 1_000 {
        tries += 1;
        let number = (u64::from(chance.below(u32::MAX)) * options.cases) >> 32;
        let Some(case) = population.cases(number..number + 1).next() else { continue };
        if Some(case.notice) != under || case.closed.is_some() || case.ni_number().is_empty() || !case.first {
            continue;
        }
        let Some(typed) = Typed::ALL.get(texts.len() % Typed::ALL.len()).copied() else { continue };
        let surname = case.name().rsplit(' ').next().unwrap_or_default().to_owned();
        let text = match typed {
            Typed::Name => case.name().to_owned(),
            Typed::Misspelt => changed_over(case.name()),
            Typed::NameAndBirth => {
                let born = case.born();
                format!("{surname} {}/{}/{}", born.day(), born.month(), born.year())
            }
            Typed::Number => case.ni_number().to_owned(),
        };
        texts.push((typed, text));
    }
    Ok(texts)
}

/// The same with the third last and the second last letter changed over, as fingers do.
fn changed_over(name: &str) -> String {
    let mut letters: Vec<char> = name.chars().collect();
    let at = letters.len().saturating_sub(3);
    if at > 0 {
        letters.swap(at, at + 1);
    }
    letters.into_iter().collect()
}
