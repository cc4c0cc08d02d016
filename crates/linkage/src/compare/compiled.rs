//! A model made ready: names become places.

use crate::model::{Calibration, Comparison, Condition, KeyPart, Limits, Model, ModelError, Settings};
use crate::table::{Field, FieldKind, Space};

/// Most comparisons of a model: a pair's levels fit one number of 64 bits.
const MOST_COMPARISONS: usize = 16;
/// Most levels of a comparison, for the same reason.
const MOST_LEVELS: usize = 15;
/// How deep conditions may stand in one another.
const DEEPEST: usize = 16;

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Test {
    Exact(usize),
    Similar(usize, f32),
    Edits(usize, u32),
    DateEdits(usize, u32),
    /// Facets equal: field and which facet.
    Facet(usize, usize),
    Initial(usize),
    Beginning(usize),
    SharesPart(usize, usize),
    Crossed(usize, usize),
    Either(usize, usize),
    DayMonthSwapped(usize),
    FirstOfJanuary(usize),
    /// Bits of a date that must agree, in a field.
    DateBits(usize, u32),
    DaysApart(usize, u32),
    Valid(usize),
    Missing(usize),
    All(Vec<Test>),
    Any(Vec<Test>),
    Not(Box<Test>),
    Otherwise,
}

/// Fields and facets of two records that are looked at in one go.
pub(crate) const AT_ONCE: usize = 32;

/// The question that a level asks first: most ask only what is equal, which is known for all fields at once.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Quick {
    /// These fields and facets of the two records are equal and known.
    Equal(u64),
    /// The texts of a field are so similar.
    Similar(u32, f32),
    /// Facets of a field are equal and known.
    Facet(u32, u32),
    /// The days of a field lie so near.
    DaysApart(u32, u32),
    /// The dates of a field are so few slips apart.
    DateEdits(u32, u32),
    /// The texts of a field are so few slips apart.
    Edits(u32, u32),
    /// See the test.
    Ask,
}

impl Quick {
    /// About what it costs to ask.
    pub(crate) const fn cost(self) -> usize {
        match self {
            Self::Equal(_) => 0,
            Self::Facet(..) => 1,
            Self::DaysApart(..) => 2,
            Self::DateEdits(..) | Self::Edits(..) | Self::Ask => 4,
            Self::Similar(..) => 8,
        }
    }
    /// Facets that are asked for get places after the fields, as if they were fields themselves.
    fn of(test: &Test, fields: usize, facets: &mut Vec<(usize, usize)>) -> Self {
        let short = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        match test {
            Test::Exact(field) if *field < 64 => Self::Equal(1 << field),
            Test::Similar(field, least) => Self::Similar(short(*field), *least),
            Test::Facet(field, which) => {
                let facet = (*field, *which);
                let at = facets.iter().position(|known| *known == facet).unwrap_or_else(|| {
                    facets.push(facet);
                    facets.len() - 1
                });
                if fields + at < AT_ONCE {
                    Self::Equal(1 << (fields + at))
                } else {
                    Self::Facet(short(*field), short(*which))
                }
            }
            Test::DaysApart(field, most) => Self::DaysApart(short(*field), *most),
            Test::DateEdits(field, most) => Self::DateEdits(short(*field), *most),
            Test::Edits(field, most) => Self::Edits(short(*field), *most),
            Test::Otherwise => Self::Equal(0),
            Test::All(inner) => {
                inner.iter().fold(Self::Equal(0), |all, test| match (all, Self::of(test, fields, facets)) {
                    (Self::Equal(x), Self::Equal(y)) => Self::Equal(x | y),
                    _ => Self::Ask,
                })
            }
            _ => Self::Ask,
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct CompiledLevel {
    pub test: Test,
    pub rarity_of: Option<usize>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct CompiledComparison {
    pub needs: Vec<usize>,
    /// The same as bits.
    pub needs_bits: u64,
    pub levels: Vec<CompiledLevel>,
    /// By level.
    pub quick: Vec<Quick>,
}

/// The comparisons of a model, checked.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Compiled {
    pub(crate) comparisons: Vec<CompiledComparison>,
    /// The least similarity that any level asks of each field.
    pub(crate) least_similar: Vec<f32>,
    /// Facets of fields that levels ask for, which stand after the fields.
    pub(crate) facets: Vec<(usize, usize)>,
}

/// A part of a key, with its field's place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum KeyTest {
    Value(usize),
    Prefix(usize, usize),
    Facet(usize, usize),
    Parts(usize),
    Unordered(usize, usize),
    DateBits(usize, u32),
    YearAndFigures(usize),
    Decade(usize),
}

impl KeyTest {
    /// The fields it reads.
    pub(crate) fn fields(&self) -> Vec<usize> {
        match *self {
            Self::Value(f) | Self::Prefix(f, _) | Self::Facet(f, _) | Self::Parts(f) => vec![f],
            Self::DateBits(f, _) | Self::YearAndFigures(f) | Self::Decade(f) => vec![f],
            Self::Unordered(f, g) => vec![f, g],
        }
    }
}

impl Test {
    /// The fields it reads, added to a list.
    pub(crate) fn fields(&self, out: &mut Vec<usize>) {
        match self {
            Self::Exact(f)
            | Self::Similar(f, _)
            | Self::Edits(f, _)
            | Self::DateEdits(f, _)
            | Self::Facet(f, _)
            | Self::Initial(f)
            | Self::Beginning(f)
            | Self::DayMonthSwapped(f)
            | Self::FirstOfJanuary(f)
            | Self::DateBits(f, _)
            | Self::DaysApart(f, _)
            | Self::Valid(f)
            | Self::Missing(f) => out.push(*f),
            Self::SharesPart(f, g) | Self::Crossed(f, g) | Self::Either(f, g) => out.extend([*f, *g]),
            Self::All(inner) | Self::Any(inner) => inner.iter().for_each(|t| t.fields(out)),
            Self::Not(inner) => inner.fields(out),
            Self::Otherwise => {}
        }
    }
}

const YEAR: u32 = 0xffff_0000;
const MONTH: u32 = 0xffff_ff00;
const DAY_OF_YEAR: u32 = 0xffff;

struct Namer<'a> {
    fields: &'a [Field],
    place: &'a str,
}

impl Namer<'_> {
    fn any(&self, name: &str) -> Result<usize, ModelError> {
        self.fields
            .iter()
            .position(|f| f.name == name)
            .ok_or_else(|| ModelError::NoField { place: self.place.to_owned(), field: name.to_owned() })
    }
    fn of(&self, name: &str, fits: impl Fn(FieldKind) -> bool) -> Result<usize, ModelError> {
        let at = self.any(name)?;
        if fits(self.fields[at].kind) {
            Ok(at)
        } else {
            Err(ModelError::WrongKind { place: self.place.to_owned(), field: name.to_owned() })
        }
    }
    fn name(&self, name: &str) -> Result<usize, ModelError> {
        self.of(name, |k| k.space() == Space::Name)
    }
    fn text(&self, name: &str) -> Result<usize, ModelError> {
        self.of(name, |k| k != FieldKind::Date && !k.is_list())
    }
    fn date(&self, name: &str) -> Result<usize, ModelError> {
        self.of(name, |k| k == FieldKind::Date)
    }
    fn postcode(&self, name: &str) -> Result<usize, ModelError> {
        self.of(name, |k| k == FieldKind::Postcode)
    }
    fn two(&self, a: &str, b: &str) -> Result<(usize, usize), ModelError> {
        let first = self.any(a)?;
        Ok((first, self.of(b, |k| k.space() == self.fields[first].kind.space())?))
    }
    fn number(&self, number: f64, low: f64, high: f64, bounds: &'static str) -> Result<f64, ModelError> {
        if (low..=high).contains(&number) {
            Ok(number)
        } else {
            Err(ModelError::Number { place: self.place.to_owned(), number: number.to_string(), bounds })
        }
    }

    fn test(&self, condition: &Condition, depth: usize) -> Result<Test, ModelError> {
        if depth > DEEPEST {
            return Err(ModelError::TooMany("conditions stand at most 16 deep in one another"));
        }
        let all = |inner: &[Condition]| inner.iter().map(|c| self.test(c, depth + 1)).collect::<Result<Vec<_>, _>>();
        Ok(match condition {
            Condition::Exact(f) => Test::Exact(self.any(f)?),
            Condition::Similar { field, at_least } => {
                #[expect(clippy::cast_possible_truncation, reason = "a similarity needs no more")]
                let least = self.number(*at_least, 0.0, 1.0, "0 to 1")? as f32;
                Test::Similar(self.text(field)?, least)
            }
            Condition::Edits { field, at_most } => {
                let field = self.of(field, |k| !k.is_list())?;
                let most = (*at_most).min(16);
                if self.fields[field].kind == FieldKind::Date {
                    Test::DateEdits(field, most)
                } else {
                    Test::Edits(field, most)
                }
            }
            Condition::ShortForm(f) => Test::Facet(self.name(f)?, 0),
            Condition::Sound(f) => Test::Facet(self.name(f)?, 1),
            Condition::Initial(f) => Test::Initial(self.text(f)?),
            Condition::Beginning(f) => Test::Beginning(self.text(f)?),
            Condition::SharesPart(f) => {
                let f = self.of(f, |k| matches!(k.space(), Space::Name | Space::Postcode))?;
                Test::SharesPart(f, f)
            }
            Condition::InList { field, list } => {
                let (field, list) = self.two(field, list)?;
                Test::Any(vec![Test::SharesPart(field, list), Test::SharesPart(list, list)])
            }
            Condition::Crossed(a, b) => {
                let (a, b) = self.two(a, b)?;
                Test::Crossed(a, b)
            }
            Condition::Either(a, b) => {
                let (a, b) = self.two(a, b)?;
                Test::Either(a, b)
            }
            Condition::DayMonthSwapped(f) => Test::DayMonthSwapped(self.date(f)?),
            Condition::FirstOfJanuary(f) => Test::FirstOfJanuary(self.date(f)?),
            Condition::SameDay(f) => Test::DateBits(self.date(f)?, DAY_OF_YEAR),
            Condition::SameMonth(f) => Test::DateBits(self.date(f)?, MONTH),
            Condition::SameYear(f) => Test::DateBits(self.date(f)?, YEAR),
            Condition::DaysApart { field, at_most } => Test::DaysApart(self.date(field)?, *at_most),
            Condition::Sector(f) => Test::Facet(self.postcode(f)?, 0),
            Condition::District(f) => Test::Facet(self.postcode(f)?, 1),
            Condition::Area(f) => Test::Facet(self.postcode(f)?, 2),
            Condition::Valid(f) => {
                Test::Valid(self.of(f, |k| matches!(k, FieldKind::Upn | FieldKind::NhsNumber | FieldKind::NiNumber))?)
            }
            Condition::Missing(f) => Test::Missing(self.any(f)?),
            Condition::All(inner) => Test::All(all(inner)?),
            Condition::Any(inner) => Test::Any(all(inner)?),
            Condition::Not(inner) => Test::Not(Box::new(self.test(inner, depth + 1)?)),
            Condition::Otherwise => Test::Otherwise,
        })
    }
}

/// Makes a key ready.
pub(crate) fn compile_key(settings: &Settings, key: &[KeyPart], place: &str) -> Result<Vec<KeyTest>, ModelError> {
    let namer = Namer { fields: &settings.fields, place };
    key.iter()
        .map(|part| {
            Ok(match part {
                KeyPart::Value(f) => KeyTest::Value(namer.any(f)?),
                KeyPart::Prefix(f, n) => KeyTest::Prefix(namer.text(f)?, (*n).clamp(1, 64)),
                KeyPart::ShortForm(f) => KeyTest::Facet(namer.name(f)?, 0),
                KeyPart::Sound(f) => KeyTest::Facet(namer.name(f)?, 1),
                KeyPart::Joined(f) => KeyTest::Facet(namer.name(f)?, 2),
                KeyPart::Parts(f) => {
                    KeyTest::Parts(namer.of(f, |k| matches!(k.space(), Space::Name | Space::Postcode))?)
                }
                KeyPart::Unordered(a, b) => {
                    let (a, b) = namer.two(a, b)?;
                    KeyTest::Unordered(a, b)
                }
                KeyPart::Year(f) => KeyTest::DateBits(namer.date(f)?, YEAR),
                KeyPart::Decade(f) => KeyTest::Decade(namer.date(f)?),
                KeyPart::Month(f) => KeyTest::DateBits(namer.date(f)?, MONTH),
                KeyPart::DayOfYear(f) => KeyTest::DateBits(namer.date(f)?, DAY_OF_YEAR),
                KeyPart::YearAndFigures(f) => KeyTest::YearAndFigures(namer.date(f)?),
                KeyPart::Sector(f) => KeyTest::Facet(namer.postcode(f)?, 0),
                KeyPart::District(f) => KeyTest::Facet(namer.postcode(f)?, 1),
            })
        })
        .collect()
}

fn within(place: &str, number: f64, holds: bool, bounds: &'static str) -> Result<(), ModelError> {
    if holds { Ok(()) } else { Err(ModelError::Number { place: place.to_owned(), number: number.to_string(), bounds }) }
}

impl Compiled {
    /// Checks the settings of a model and its parameters, and makes the comparisons ready.
    ///
    /// # Errors
    /// What is wrong, in words for who wrote the file.
    pub fn of(model: &Model) -> Result<Self, ModelError> {
        let compiled = Self::of_settings(&model.settings)?;
        for comparison in &model.settings.comparisons {
            let fits = model.levels.get(&comparison.name).is_some_and(|l| {
                l.len() == comparison.levels.len()
                    && l.iter().all(|p| {
                        let shares = [Some(p.m), Some(p.u), p.household];
                        shares.iter().flatten().all(|x| (0.0..=1.0).contains(x)) && p.learned.abs() < 1000.0
                    })
            });
            if !fits {
                return Err(ModelError::Parameters(comparison.name.clone()));
            }
        }
        let share = "0 to 1";
        within("prior", model.prior, (0.0..1.0).contains(&model.prior), share)?;
        within("household_prior", model.household_prior, (0.0..1.0).contains(&model.household_prior), share)?;
        within("threshold", model.threshold, model.threshold.abs() <= 1000.0, "-1000 to 1000")?;
        let Calibration { offset, slope } = model.calibration;
        within("calibration.offset", offset, offset.abs() <= 1000.0, "-1000 to 1000")?;
        within("calibration.slope", slope, (0.01..=100.0).contains(&slope), "0.01 to 100")?;
        Ok(compiled)
    }

    /// Checks settings that have no parameters yet.
    ///
    /// # Errors
    /// As [`Self::of`].
    pub fn of_settings(settings: &Settings) -> Result<Self, ModelError> {
        if settings.comparisons.len() > MOST_COMPARISONS {
            return Err(ModelError::TooMany("a model has at most 16 comparisons"));
        }
        let mut facets = Vec::new();
        let comparisons =
            settings.comparisons.iter().map(|c| comparison(settings, c, &mut facets)).collect::<Result<Vec<_>, _>>()?;
        facets.truncate(AT_ONCE.saturating_sub(settings.fields.len()));
        // A file from somewhere else must not take away what keeps a run finite.
        let Limits { largest_block, pairs_per_record } = settings.limits;
        let block = (2..=1_000_000).contains(&largest_block);
        within("limits.largest_block", f64::from(largest_block), block, "2 to 1,000,000")?;
        let pairs = (1.0..=10_000.0).contains(&pairs_per_record);
        within("limits.pairs_per_record", pairs_per_record, pairs, "1 to 10,000")?;
        for (at, rule) in settings.blocking.iter().enumerate() {
            let place = format!("blocking rule {}", at + 1);
            if rule.key.is_empty() {
                return Err(ModelError::NoKey);
            }
            compile_key(settings, &rule.key, &place)?;
            compile_key(settings, &rule.divide_by, &place)?;
        }
        let least_similar = least_similar(&comparisons, settings.fields.len());
        Ok(Self { comparisons, least_similar, facets })
    }

    /// One of the comparisons alone.
    pub(crate) fn only(&self, comparison: &CompiledComparison) -> Self {
        let comparisons = vec![comparison.clone()];
        let least_similar = least_similar(&comparisons, self.least_similar.len());
        Self { comparisons, least_similar, facets: self.facets.clone() }
    }

    /// The facets that levels ask for, each with its place.
    pub(crate) fn asked_facets(&self, fields: usize) -> Vec<(usize, usize, usize)> {
        let quick = self.comparisons.iter().flat_map(|c| &c.quick);
        let asked = quick.fold(0, |all, quick| if let Quick::Equal(bits) = quick { all | bits } else { all });
        let all = self.facets.iter().zip(fields..).map(|((field, which), at)| (*field, *which, at));
        all.filter(|(_, _, at)| asked >> at & 1 == 1).collect()
    }
}

fn least_similar(comparisons: &[CompiledComparison], fields: usize) -> Vec<f32> {
    let mut least = vec![f32::INFINITY; fields];
    comparisons.iter().flat_map(|c| &c.levels).for_each(|level| lower(&level.test, &mut least));
    least
}

fn lower(test: &Test, least: &mut [f32]) {
    match test {
        Test::Similar(field, at) => least[*field] = least[*field].min(*at),
        Test::All(inner) | Test::Any(inner) => inner.iter().for_each(|t| lower(t, least)),
        Test::Not(inner) => lower(inner, least),
        _ => {}
    }
}

fn comparison(
    settings: &Settings,
    comparison: &Comparison,
    facets: &mut Vec<(usize, usize)>,
) -> Result<CompiledComparison, ModelError> {
    let namer = Namer { fields: &settings.fields, place: &comparison.name };
    if comparison.levels.len() > MOST_LEVELS {
        return Err(ModelError::TooMany("a comparison has at most 15 levels"));
    }
    if comparison.levels.last().is_none_or(|l| l.when != Condition::Otherwise) {
        return Err(ModelError::NoElse(comparison.name.clone()));
    }
    let levels = comparison
        .levels
        .iter()
        .map(|level| {
            let rarity_of = level.rarity_of.as_ref().map(|f| namer.any(f)).transpose()?;
            Ok(CompiledLevel { test: namer.test(&level.when, 0)?, rarity_of })
        })
        .collect::<Result<Vec<_>, ModelError>>()?;
    let needs = comparison.needs.iter().map(|f| namer.any(f)).collect::<Result<Vec<_>, _>>()?;
    let needs_bits = needs.iter().fold(0, |bits, field| bits | 1_u64 << (field & 63));
    let quick =
        levels.iter().map(|level: &CompiledLevel| Quick::of(&level.test, settings.fields.len(), facets)).collect();
    Ok(CompiledComparison { needs, needs_bits, levels, quick })
}
