//! Random histories of what decides over sharing: permissions given, refused, withdrawn and run out, agreements signed,
//! lapsed and ended, bodies that begin and stop to work with a person, grounds written down and run out, restriction, and
//! another record of the same person, which is merged with this one and split from it again: what was said there says nothing
//! here. At moments in between, the gate answers from the same functions as the application, and a plain oracle answers by going
//! through the history from its beginning. What the gate lets go and the oracle does not is a leak.

use casework::{ConsentState, Given, LastWord, Said, Situation, consent_standing, facts_for};
use disclosure::{Ask, Gate};
use jiff::civil::{Date, date};
use kernel::{Entropy, FixedClock, PersonId, SeededEntropy, Timestamp, london_date};
use notice::model::{Act, CategoryIx, Compiled, Fact, Facts, Principal, PrincipalIx, PurposeIx};
use sharing::{SignOff, Terms};
use std::sync::Arc;

const HOUR: i64 = 3_600_000_000;
const GROUNDS: [Fact; 5] = [Fact::Request, Fact::Reason, Fact::Approval, Fact::Vital, Fact::Safeguarding];

/// What came of it.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Report {
    /// Histories told.
    pub histories: u64,
    /// Questions asked of the gate.
    pub asked: u64,
    /// How many of them it answered with a release.
    pub released: u64,
    /// What the gate lets go and the oracle does not: in words.
    pub leaks: Vec<String>,
    /// What the gate withholds and the oracle does not.
    pub refusals: Vec<String>,
}

/// What the application is made to forget, to see that a leak is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Forgets {
    /// Nothing: it is as it is.
    Nothing,
    /// That a permission was taken back.
    Withdrawals,
    /// That a permission was given for some days only.
    LastDays,
    /// That an agreement was ended.
    Endings,
    /// That a ground was written down for some hours only.
    Hours,
    /// That records which are merged keep what is theirs: what was said of the one counts for the other.
    Records,
}

/// Something that happened, with its moment.
#[derive(Debug, Clone)]
enum Event {
    Said {
        party: String,
        purpose: PurposeIx,
        categories: Vec<String>,
        said: Said,
        explicit: bool,
        until: Option<Date>,
    },
    Agreement(Box<Terms>),
    Ended(usize),
    Linked {
        party: String,
        from: Date,
        until: Option<Date>,
    },
    Ground {
        party: String,
        purpose: Option<PurposeIx>,
        fact: Fact,
        until: Timestamp,
    },
    Restricted(bool),
    /// Another record of the person is linked with this one, or split from it again.
    Merged(bool),
    /// Something that happened to that other record.
    Elsewhere(Box<Event>),
}

/// A body and a purpose for which the notice can let it have something, with what that is.
struct Way {
    principal: PrincipalIx,
    key: String,
    enrolled: bool,
    purpose: PurposeIx,
    categories: Vec<CategoryIx>,
}

/// A notice's gate, and the ways that it knows.
pub struct Ground {
    compiled: Arc<Compiled>,
    gate: Gate,
    ways: Vec<Way>,
    forgets: Forgets,
}

impl Ground {
    /// Over a compiled notice.
    ///
    /// # Panics
    /// When the notice has no gate: a test cannot go on.
    #[must_use]
    #[expect(clippy::panic, reason = "a test without its gate cannot go on")]
    pub fn new(compiled: Arc<Compiled>) -> Self {
        let gate = Gate::new(Arc::clone(&compiled)).unwrap_or_else(|e| panic!("{}: {e}", compiled.id));
        let mut ways: Vec<Way> = Vec::new();
        for line in compiled.envelope.lines.iter().filter(|l| l.act == Act::See) {
            let Some(principal) = compiled.principals.get(usize::from(line.principal.0)) else { continue };
            if !matches!(principal, Principal::Party { .. } | Principal::Enrolled { .. }) {
                continue;
            }
            match ways.iter_mut().find(|w| w.principal == line.principal && w.purpose == line.purpose) {
                Some(way) if way.categories.contains(&line.category) => {}
                Some(way) => way.categories.push(line.category),
                None => ways.push(Way {
                    principal: line.principal,
                    key: principal.key(),
                    enrolled: matches!(principal, Principal::Enrolled { .. }),
                    purpose: line.purpose,
                    categories: vec![line.category],
                }),
            }
        }
        Self { compiled, gate, ways, forgets: Forgets::Nothing }
    }

    /// The same, with an application that forgets something.
    #[must_use]
    pub fn forgetting(self, forgets: Forgets) -> Self {
        Self { forgets, ..self }
    }

    fn category(&self, at: CategoryIx) -> &str {
        self.compiled.categories.get(usize::from(at.0)).map_or("", |c| c.id.as_str())
    }
    fn purpose(&self, at: PurposeIx) -> &str {
        self.compiled.purposes.get(usize::from(at.0)).map_or("", |p| p.id.as_str())
    }

    /// Tells histories, each about one person, and asks at moments of each.
    #[must_use]
    pub fn tell(&self, histories: u64, seed: u64) -> Report {
        let mut report = Report::default();
        let mut dice = Dice(SeededEntropy::new(seed));
        for _ in 0..histories {
            self.one(&mut dice, &mut report);
            report.histories += 1;
        }
        report
    }

    fn one(&self, dice: &mut Dice, report: &mut Report) {
        let Some(way) = dice.pick(&self.ways) else { return };
        let mut now = kernel::Clock::now(&FixedClock::on(date(2026, 3, 1)));
        let mut log: Vec<(Timestamp, Event)> = Vec::new();
        for _ in 0..4 + dice.below(10) {
            now = Timestamp::from_micros(now.as_micros() + HOUR * i64::try_from(dice.below(24 * 20)).unwrap_or(0));
            let event = self.event(dice, way, now, &log);
            let of_a_record = !matches!(event, Event::Agreement(_) | Event::Ended(_) | Event::Merged(_));
            let elsewhere = of_a_record && dice.below(6) == 0;
            log.push((now, if elsewhere { Event::Elsewhere(Box::new(event)) } else { event }));
            if dice.below(3) > 0 {
                continue;
            }
            // Somewhat later, so that days and hours run out in between.
            let later = if dice.below(2) == 0 { 0 } else { HOUR * i64::try_from(dice.below(24 * 40)).unwrap_or(0) };
            self.ask(dice, way, Timestamp::from_micros(now.as_micros() + later), &log, report);
        }
        self.ask(dice, way, now, &log, report);
    }

    fn event(&self, dice: &mut Dice, way: &Way, now: Timestamp, log: &[(Timestamp, Event)]) -> Event {
        let today = london_date(now);
        let ahead = |dice: &mut Dice, days: u64| {
            today.saturating_add(jiff::Span::new().days(i64::try_from(dice.below(days)).unwrap_or(0)))
        };
        // Mostly about the way that is asked about; sometimes about another.
        let about = if dice.below(5) == 0 { dice.pick(&self.ways).unwrap_or(way) } else { way };
        let some = |dice: &mut Dice| -> Vec<String> {
            let all = dice.below(3) == 0;
            about
                .categories
                .iter()
                .filter(|_| all || dice.below(2) == 0)
                .map(|c| self.category(*c).to_owned())
                .collect()
        };
        let agreements = log.iter().filter(|(_, e)| matches!(e, Event::Agreement(_))).count();
        match dice.below(11) {
            0..=3 => Event::Said {
                party: if dice.below(6) == 0 { String::new() } else { about.key.clone() },
                purpose: about.purpose,
                categories: if dice.below(2) == 0 {
                    about.categories.iter().map(|c| self.category(*c).to_owned()).collect()
                } else {
                    some(dice)
                },
                said: match dice.below(5) {
                    0 => Said::Refused,
                    1 => Said::Withdrawn,
                    _ => Said::Given,
                },
                explicit: dice.below(3) > 0,
                until: (dice.below(3) == 0).then(|| ahead(dice, 30)),
            },
            4 => {
                let signed = |dice: &mut Dice| {
                    (dice.below(6) > 0).then(|| SignOff { by: "Officer".to_owned(), on: ahead(dice, 4) })
                };
                Event::Agreement(Box::new(Terms {
                    party: about.key.clone(),
                    members: Vec::new(),
                    purposes: if dice.below(3) == 0 {
                        vec![self.purpose(about.purpose).to_owned()]
                    } else {
                        Vec::new()
                    },
                    categories: if dice.below(3) == 0 { some(dice) } else { Vec::new() },
                    from_on: ahead(dice, 3),
                    until_on: (dice.below(2) == 0).then(|| ahead(dice, 60)),
                    review_on: None,
                    ours: signed(dice),
                    theirs: signed(dice),
                    ended_at: None,
                }))
            }
            5 if agreements > 0 => {
                Event::Ended(usize::try_from(dice.below(u64::try_from(agreements).unwrap_or(1))).unwrap_or(0))
            }
            5 | 6 => Event::Linked {
                party: about.key.clone(),
                from: ahead(dice, 3),
                until: (dice.below(2) == 0).then(|| ahead(dice, 40)),
            },
            7 | 8 => Event::Ground {
                party: if dice.below(4) == 0 { String::new() } else { about.key.clone() },
                purpose: (dice.below(3) > 0).then_some(about.purpose),
                fact: *dice.pick(&GROUNDS).unwrap_or(&Fact::Reason),
                until: Timestamp::from_micros(
                    now.as_micros() + HOUR * i64::try_from(1 + dice.below(24 * 25)).unwrap_or(1),
                ),
            },
            9 => Event::Restricted(dice.below(3) == 0),
            _ => Event::Merged(dice.below(4) > 0),
        }
    }

    fn ask(&self, dice: &mut Dice, way: &Way, now: Timestamp, log: &[(Timestamp, Event)], report: &mut Report) {
        let subject = PersonId::from_bytes([7; 16]);
        let enrolled = way.enrolled && dice.below(8) > 0;
        let asks: Vec<Ask> = way
            .categories
            .iter()
            .map(|&category| Ask { category, facts: self.as_the_application(way, category, enrolled, now, log) })
            .collect();
        let decision = self.gate.decide(subject, way.principal, Act::See, way.purpose, &asks);
        for &category in &way.categories {
            let facts = self.by_the_oracle(way, category, enrolled, now, log);
            let allowed = self.compiled.envelope.allows(way.principal, Act::See, way.purpose, category, facts);
            let released = decision.releases(category);
            report.asked += 1;
            report.released += u64::from(released);
            if released != allowed {
                let words = format!(
                    "{}: {} for {}, {}, at {now:?}: {log:?}",
                    self.compiled.id,
                    way.key,
                    self.purpose(way.purpose),
                    self.category(category)
                );
                if released { report.leaks.push(words) } else { report.refusals.push(words) }
            }
        }
    }

    /// The facts as the application comes by them: from the last word about each recipient, and what counts now.
    fn as_the_application(
        &self,
        way: &Way,
        category: CategoryIx,
        enrolled: bool,
        now: Timestamp,
        log: &[(Timestamp, Event)],
    ) -> Facts {
        let (today, id, purpose) = (london_date(now), self.category(category), self.purpose(way.purpose));
        // What a store keeps: one row for a recipient and purpose, which the next word takes the place of.
        let mut kept: Vec<LastWord<'_>> = Vec::new();
        let mut agreements: Vec<Terms> = Vec::new();
        let (mut linked, mut restricted) = (false, false);
        let mut given = Given::default();
        let merged = log.iter().rev().find_map(|(_, e)| if let Event::Merged(so) = e { Some(*so) } else { None });
        let takes_all = self.forgets == Forgets::Records && merged == Some(true);
        for (at, event) in log {
            // Linking moves nothing: each record keeps what is its own.
            let event = match event {
                Event::Elsewhere(event) if takes_all => event,
                event => event,
            };
            match event {
                Event::Elsewhere(_) | Event::Merged(_) => {}
                Event::Said { said: Said::Withdrawn, .. } if self.forgets == Forgets::Withdrawals => {}
                Event::Said { party, purpose, categories, said, explicit, until } if *purpose == way.purpose => {
                    let until = if self.forgets == Forgets::LastDays { &None } else { until };
                    let word = LastWord { party, categories, said: *said, explicit: *explicit, expires_on: *until };
                    match kept.iter_mut().find(|k| k.party == party) {
                        Some(place) => *place = word,
                        None => kept.push(word),
                    }
                }
                Event::Said { .. } => {}
                Event::Agreement(terms) => agreements.push(Terms::clone(terms)),
                Event::Ended(_) if self.forgets == Forgets::Endings => {}
                Event::Ended(which) => {
                    if let Some(terms) = agreements.get_mut(*which) {
                        terms.ended_at.get_or_insert(*at);
                    }
                }
                Event::Linked { party, from, until } => {
                    linked |= *party == way.key && *from <= today && until.is_none_or(|last| today <= last);
                }
                Event::Ground { party, purpose, fact, until } => {
                    let mine = party.is_empty() || *party == way.key;
                    let counts = mine
                        && purpose.is_none_or(|p| p == way.purpose)
                        && (*until > now || self.forgets == Forgets::Hours);
                    match fact {
                        Fact::Request => given.request |= counts,
                        Fact::Reason => given.reason |= counts,
                        Fact::Approval => given.approval |= counts,
                        Fact::Vital => given.vital |= counts,
                        _ => given.safeguarding |= counts,
                    }
                }
                Event::Restricted(so) => restricted = *so,
            }
        }
        kept.retain(|k| k.party.is_empty() || k.party == way.key);
        let agreement = agreements.iter().any(|terms| {
            terms.is_with(&way.key, &way.key) && terms.standing(now).is_live() && terms.covers(purpose, id)
        });
        facts_for(&Situation {
            linked,
            enrolled,
            agreement,
            consent: consent_standing(kept, id, today),
            given,
            expired: false,
            restricted,
            // Nobody of these histories was trained.
            trained: false,
            // Everybody of these histories is in the country.
            abroad: false,
        })
    }

    /// The same by the plainest means: the whole history, from its end backwards, for each question by itself.
    fn by_the_oracle(
        &self,
        way: &Way,
        category: CategoryIx,
        enrolled: bool,
        now: Timestamp,
        log: &[(Timestamp, Event)],
    ) -> Facts {
        let (today, id) = (london_date(now), self.category(category).to_owned());
        let word_about = |whom: &str| {
            log.iter().rev().find_map(|(_, e)| match e {
                Event::Said { party, purpose, categories, said, explicit, until }
                    if party == whom && *purpose == way.purpose =>
                {
                    Some((categories.contains(&id), *said, *explicit, *until))
                }
                _ => None,
            })
        };
        let own = word_about(&way.key).filter(|(names, ..)| *names);
        let consent = match own.or_else(|| word_about("").filter(|(names, ..)| *names)) {
            None | Some((_, Said::Refused, ..)) => ConsentState::None,
            Some((_, Said::Given, explicit, None)) => ConsentState::Live { explicit },
            Some((_, Said::Given, explicit, Some(last))) if today <= last => ConsentState::Live { explicit },
            Some((_, _, explicit, _)) => ConsentState::Over { explicit },
        };
        let mut facts = Facts::NONE.with_if(Fact::Enrolled, enrolled);
        match consent {
            ConsentState::None => {}
            ConsentState::Live { explicit } => facts = facts.with(Fact::Consent).with_if(Fact::Explicit, explicit),
            ConsentState::Over { explicit } => {
                facts = facts.with(Fact::Consent).with(Fact::Withdrawn).with_if(Fact::Explicit, explicit);
            }
        }
        let mut made = 0;
        for (_, event) in log {
            match event {
                Event::Agreement(terms) => {
                    let ended = log.iter().any(|(at, e)| matches!(e, Event::Ended(n) if *n == made) && *at <= now);
                    let signed = [&terms.ours, &terms.theirs].iter().all(|s| s.as_ref().is_some_and(|s| s.on <= today));
                    let days = terms.from_on <= today && terms.until_on.is_none_or(|last| today <= last);
                    let names = (terms.purposes.is_empty()
                        || terms.purposes.iter().any(|p| p == self.purpose(way.purpose)))
                        && (terms.categories.is_empty() || terms.categories.contains(&id));
                    facts = facts.with_if(Fact::Agreement, terms.party == way.key && !ended && signed && days && names);
                    made += 1;
                }
                Event::Linked { party, from, until } => {
                    let today_too = *from <= today && until.is_none_or(|last| last >= today);
                    facts = facts.with_if(Fact::Linked, *party == way.key && today_too);
                }
                Event::Ground { party, purpose, fact, until } => {
                    let speaks = (party.is_empty() || *party == way.key) && purpose.is_none_or(|p| p == way.purpose);
                    facts = facts.with_if(*fact, speaks && now < *until);
                }
                _ => {}
            }
        }
        let restricted = log.iter().rev().find_map(|(_, e)| match e {
            Event::Restricted(so) => Some(*so),
            _ => None,
        });
        facts.with_if(Fact::Restricted, restricted == Some(true))
    }
}

/// Chance, repeatable by its seed.
struct Dice(SeededEntropy);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        u64::from_le_bytes(bytes) % limit.max(1)
    }
    fn pick<'t, T>(&mut self, from: &'t [T]) -> Option<&'t T> {
        let at = self.below(u64::try_from(from.len()).ok()?);
        from.get(usize::try_from(at).ok()?)
    }
}
