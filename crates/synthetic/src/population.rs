//! The population: cases by number, each depending on the seed, the date and its own number alone.

use crate::case::{Answer, Consent, Link, SyntheticCase};
use crate::chance::{Chance, Weighted};
use crate::codes::Kind;
use crate::day::Day;
use crate::figures::{DataError, Figures};
use crate::fill::{Source, fill_case};
use crate::names::{Names, write_surname};
use crate::person::{Makers, Person};
use crate::phrases::Phrases;
use crate::plan::{NoticePlan, Topics, divide};
use crate::story::{Days, Story, opened, working_day};
use jiff::civil::Date;
use notice::model::{CategoryIx, Compiled};

/// Keeps the draws of services and persons apart from those of what is in a case.
const WHO: u64 = 2;
const CASE: u64 = 3;
/// Repeated approaches: drawn for one case in six, of which about half find nobody shortly before, so that one case in
/// twelve is by somebody who came before.
const AGAIN: f64 = 0.17;
/// One person in so many came long ago, where such people are wanted; and how long, in whole weeks: twelve years.
const OLD: u64 = 24;
const LONG_AGO: i32 = 626 * 7;
/// A person's cases lie at most so far apart, so that whoever writes them in order meets the first one shortly before.
pub const NEAR: u64 = 64;

/// Everything that cases are made from.
pub struct Population {
    makers: Makers,
    phrases: Phrases,
    topics: Topics,
    plans: Vec<NoticePlan>,
    services: Weighted<(u16, u16)>,
    with_old: bool,
}

/// Memory that is used again from case to case: one for each thread.
#[derive(Debug, Default)]
pub struct Scratch {
    person: Person,
    story: Story,
}

impl Population {
    /// A population for some notices, repeated by its seed, as it stands on a date.
    ///
    /// # Errors
    /// When this crate's own data files are not right, or the notices have no service.
    pub fn new(notices: &[&Compiled], seed: u64, as_of: Date) -> Result<Self, DataError> {
        let figures = Figures::read()?;
        let phrases = Phrases::read()?;
        let topics = Topics::find(&phrases)?;
        let plans: Vec<NoticePlan> = notices.iter().map(|n| NoticePlan::of(n, &phrases)).collect::<Result<_, _>>()?;
        let services = divide(&figures.mix, &plans)
            .ok_or_else(|| DataError::new("services.toml", "mix", "there is no notice to make cases for"))?;
        let makers = Makers { figures, names: Names::read()?, seed, as_of: Day::of(as_of) };
        Ok(Self { makers, phrases, topics, plans, services, with_old: false })
    }

    /// The same with some people who came long ago, so that their cases are over and what was kept of them is due to be destroyed.
    #[must_use]
    pub const fn with_old(mut self) -> Self {
        self.with_old = true;
        self
    }

    const fn is_old(&self, who: u64) -> bool {
        self.with_old && who % OLD == OLD / 2
    }

    /// The id of a service of a notice, by their places.
    #[must_use]
    pub fn service_id(&self, notice: usize, service: usize) -> &str {
        self.plans.get(notice).and_then(|p| p.services.get(service)).map_or("", |(id, _)| id)
    }

    /// The categories of a consent.
    #[must_use]
    pub fn categories_of(&self, case: &SyntheticCase, consent: &Consent) -> &[CategoryIx] {
        let plan = self.plans.get(case.notice).and_then(|p| p.consents.get(consent.asked));
        plan.map_or(&[], |c| &c.categories)
    }

    /// Which service a case is of: notice, service and kind.
    fn service_of(&self, chance: &mut Chance) -> (usize, usize, Kind) {
        let (notice, service) = self.services.draw(chance);
        let (notice, service) = (usize::from(notice), usize::from(service));
        let kind = self.plans.get(notice).and_then(|p| p.services.get(service)).map_or(Kind::Support, |(_, k)| *k);
        (notice, service, kind)
    }

    /// The person of a case: its own number, or that of a case shortly before which was of a person of its own.
    fn person_of(&self, case: u64) -> (u64, bool) {
        let before = |case: u64| {
            let mut chance = Chance::of(self.makers.seed, WHO, case);
            let back = u64::from(chance.below(u32::try_from(NEAR).unwrap_or(1))) + 1;
            // Blocks are kept whole, so that two threads can make one block each.
            let block = case - case % NEAR;
            (chance.happens(AGAIN) && case >= block + back).then(|| case - back)
        };
        match before(case) {
            Some(other) if before(other).is_none() => (other, false),
            _ => (case, true),
        }
    }

    /// Makes a case. `case` and `scratch` are used again, with their memory.
    pub fn make(&self, number: u64, scratch: &mut Scratch, case: &mut SyntheticCase) {
        let Scratch { person, story } = scratch;
        let seed = self.makers.seed;
        let mut chance = Chance::of(seed, CASE, number);
        let (notice, service, kind) = self.service_of(&mut chance);
        let (who, first) = self.person_of(number);
        let first_kind = if first { kind } else { self.service_of(&mut Chance::of(seed, CASE, who)).2 };
        let as_of = self.makers.as_of;
        let came = opened(seed, who, as_of).plus(if self.is_old(who) { -LONG_AGO } else { 0 });
        let again = came.plus(chance.between(0, as_of.0 - came.0));
        let days = Days { opened: if first { came } else { working_day(again).max(came) }, as_of };
        Person::make(&self.makers, first_kind, who, came, person);
        story.make(&self.makers.figures, kind, person, first, days, &mut chance);
        case.number = number;
        case.notice = notice;
        case.service = service;
        case.person = who;
        case.first = first;
        case.owner = chance.below(u32::MAX);
        case.opened_on = story.opened.date();
        case.closed = story.closed.map(|(day, why)| (day.date(), why));
        case.due = story.due.map(|(day, what)| (day.date(), what));
        case.born = person.born.date();
        case.sections.clear();
        case.values.clear();
        case.text.clear();
        self.write_identity(person, case);
        let Some(plan) = self.plans.get(notice) else { return };
        let source = Source { makers: &self.makers, phrases: &self.phrases, topics: &self.topics, person, story };
        fill_case(&source, plan, case, &mut chance);
        link(plan, story, self.makers.as_of, case, &mut chance);
    }

    fn write_identity(&self, person: &Person, case: &mut SyntheticCase) {
        let at = |text: &String| u32::try_from(text.len()).unwrap_or(u32::MAX);
        person.write_name(&mut case.text);
        let end = at(&case.text);
        let surname = {
            let before = case.text.len();
            write_surname(&mut case.text, person.name.surname, person.sex);
            let length = case.text.len() - before;
            case.text.truncate(before);
            u32::try_from(length).unwrap_or(0)
        };
        case.full_name = (0, end);
        case.surname_from = end.saturating_sub(surname);
        if person.age >= 16 && person.number % 10 < 9 {
            person.write_ni_number(self.makers.seed, &mut case.text);
        }
        case.ni_number = (end, at(&case.text));
        case.former_name = (0, 0);
    }

    /// Cases from a number up to, not including, another. Each is a copy; loaders use [`Population::make`].
    pub fn cases(&self, numbers: std::ops::Range<u64>) -> impl Iterator<Item = SyntheticCase> + '_ {
        let mut scratch = Scratch::default();
        numbers.map(move |number| {
            let mut case = SyntheticCase::default();
            self.make(number, &mut scratch, &mut case);
            case
        })
    }

    #[cfg(test)]
    pub(crate) fn told(&self, number: u64) -> (Person, Story) {
        let mut scratch = Scratch::default();
        self.make(number, &mut scratch, &mut SyntheticCase::default());
        (scratch.person, scratch.story)
    }
}

/// Links bodies to a case, and answers the consents that they need.
fn link(plan: &NoticePlan, story: &Story, as_of: Day, case: &mut SyntheticCase, chance: &mut Chance) {
    case.links.clear();
    case.consents.clear();
    let wanted = match story.kind {
        Kind::Register => chance.passed(0.7, 2),
        Kind::RoughSleeping | Kind::HousingFirst => 1 + chance.passed(1.2, 3),
        _ => chance.passed(1.3, 3),
    };
    let end = story.closed.map_or(as_of, |(day, _)| day);
    let during = |chance: &mut Chance| story.opened.plus(chance.between(0, (end.0 - story.opened.0).clamp(0, 30)));
    for _ in 0..wanted {
        let Some(principal) = chance.pick(&plan.linkable).copied() else { break };
        if !case.links.iter().any(|l| l.principal == principal) {
            case.links.push(Link { principal, since: during(chance).date() });
        }
    }
    for (asked, consent) in plan.consents.iter().enumerate() {
        // Somebody who works with the person has asked; others sometimes.
        let linked = case.links.iter().any(|l| Some(l.principal) == consent.principal);
        if !chance.happens(if linked { 0.9 } else { 0.12 }) {
            continue;
        }
        let on = during(chance);
        let answer = match chance.below(100) {
            0..80 => Answer::Given,
            80..92 => Answer::Refused,
            _ => Answer::Withdrawn,
        };
        let later = on.plus(chance.between(1, 40));
        let answer = if answer == Answer::Withdrawn && later > as_of { Answer::Given } else { answer };
        case.consents.push(Consent {
            principal: consent.principal,
            purpose: consent.purpose,
            asked,
            explicit: consent.explicit,
            answer,
            on: on.date(),
            withdrawn_on: (answer == Answer::Withdrawn).then(|| later.date()),
        });
    }
}
