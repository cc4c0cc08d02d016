//! Every cell of consent state, recipient, category, purpose and time, for each of the five notices: the gate's answer against
//! a plain reading of what was said.

use casework::{ConsentState, Given, LastWord, Said, Situation, consent_standing, facts_for};
use disclosure::{Ask, Gate};
use jiff::civil::{Date, date};
use kernel::PersonId;
use notice::model::{Act, CategoryIx, Fact, Facts, Principal};
use std::sync::Arc;
use testkit::{NOTICES, library};

const LAST: Date = date(2026, 11, 21);

/// What was said of one recipient, or of everybody: what, whether about this category, and until when.
#[derive(Debug, Clone, Copy)]
struct Word {
    said: Said,
    names: bool,
    until: Option<Date>,
}

const fn word(said: Said, names: bool, until: Option<Date>) -> Option<Word> {
    Some(Word { said, names, until })
}

/// Everything that can have been said of one recipient or of everybody.
const WORDS: [Option<Word>; 8] = [
    None,
    word(Said::Given, true, None),
    word(Said::Given, true, Some(LAST)),
    word(Said::Given, false, None),
    word(Said::Refused, true, None),
    word(Said::Refused, false, None),
    word(Said::Withdrawn, true, None),
    word(Said::Withdrawn, false, None),
];

/// The plain reading: what was said of this recipient about this category counts; else what was said of everybody.
fn oracle(own: Option<Word>, all: Option<Word>, explicit: bool, today: Date) -> Facts {
    let about = |w: Option<Word>| w.filter(|w| w.names);
    let mut facts = Facts::NONE;
    let Some(word) = about(own).or_else(|| about(all)) else { return facts };
    match word.said {
        Said::Refused => return facts,
        Said::Given => {
            facts = facts.with(Fact::Consent);
            if matches!(word.until, Some(last) if today > last) {
                facts = facts.with(Fact::Withdrawn);
            }
        }
        Said::Withdrawn => facts = facts.with(Fact::Consent).with(Fact::Withdrawn),
    }
    facts.with_if(Fact::Explicit, explicit)
}

fn last_word<'a>(word: Word, party: &'a str, named: &'a [String], other: &'a [String], explicit: bool) -> LastWord<'a> {
    LastWord {
        party,
        categories: if word.names { named } else { other },
        said: word.said,
        explicit,
        expires_on: word.until,
    }
}

#[test]
fn every_cell_of_state_recipient_category_purpose_and_time_is_as_a_plain_reading_has_it() {
    let (mut cells, mut released, mut turned) = (0_u64, 0_u64, 0_u64);
    for id in NOTICES {
        let library = library();
        let path = &library.find(id).unwrap().path;
        let compiled = Arc::new(notice::compile(&library, path).compiled.unwrap());
        let gate = Gate::new(Arc::clone(&compiled)).unwrap();
        let subject = PersonId::from_bytes([7; 16]);
        let other = vec!["another category".to_owned()];
        let recipients = (0u16..).zip(&compiled.principals).filter(|(_, p)| !matches!(p, Principal::Role { .. }));
        for (ix, principal) in recipients {
            let ix = notice::model::PrincipalIx(ix);
            for (purpose, _) in (0u8..).zip(&compiled.purposes) {
                let purpose = notice::model::PurposeIx(purpose);
                // Where no way to this recipient rests on consent, the answer is the same whatever was said: a few are enough.
                let mut lines = compiled.envelope.lines.iter().filter(|l| l.principal == ix && l.purpose == purpose);
                let speaks = lines.any(|l| l.needs.has(Fact::Consent));
                for (c, info) in (0u8..).zip(&compiled.categories) {
                    let category = CategoryIx(c);
                    let named = vec![info.id.clone()];
                    let key = principal.key();
                    let mut seen = [false; 2];
                    for own in WORDS {
                        for all in WORDS {
                            if !speaks && (all.is_some() || own.is_some_and(|w| w.said != Said::Withdrawn)) {
                                continue;
                            }
                            for (explicit, today) in
                                [(true, date(2026, 11, 20)), (true, LAST), (true, date(2026, 11, 22)), (false, LAST)]
                            {
                                let words = own
                                    .map(|w| last_word(w, &key, &named, &other, explicit))
                                    .into_iter()
                                    .chain(all.map(|w| last_word(w, "", &named, &other, explicit)));
                                let consent: ConsentState = consent_standing(words, &info.id, today);
                                for grounds in [false, true] {
                                    let given = Given {
                                        reason: grounds,
                                        approval: grounds,
                                        request: grounds,
                                        ..Given::default()
                                    };
                                    let facts = facts_for(&Situation {
                                        linked: true,
                                        enrolled: true,
                                        agreement: true,
                                        consent,
                                        given,
                                        expired: false,
                                        restricted: false,
                                        trained: false,
                                        abroad: false,
                                    });
                                    let got = gate
                                        .decide(subject, ix, Act::See, purpose, &[Ask { category, facts }])
                                        .releases(category);
                                    let plain = oracle(own, all, explicit, today)
                                        .with(Fact::Linked)
                                        .with(Fact::Enrolled)
                                        .with(Fact::Agreement)
                                        .with_if(Fact::Reason, grounds)
                                        .with_if(Fact::Approval, grounds)
                                        .with_if(Fact::Request, grounds);
                                    let want = compiled.envelope.allows(ix, Act::See, purpose, category, plain);
                                    assert_eq!(
                                        got, want,
                                        "{id}: {key}, {}, {own:?}, {all:?}, explicit {explicit}, {today}, grounds {grounds}",
                                        info.id
                                    );
                                    cells += 1;
                                    released += u64::from(got);
                                    seen[usize::from(got)] = true;
                                }
                            }
                        }
                    }
                    turned += u64::from(seen == [true, true]);
                }
            }
        }
    }
    // It is no test if consent hardly ever decides anything.
    assert!(
        cells > 200_000 && turned > 100 && released > 10_000,
        "{cells} cells, {released} released, {turned} turned"
    );
}
