//! Enquiries: a body is told no more than it needs to know whom it is about, answers what was asked and nothing else, here or in a
//! file; all of it is in a log. Checks against fraud: approved, answered, held for a short time, and decided upon by a person.

use crate::held::{FAMILIES, KIRKLEES, MARS, made, officer};
use crate::recipients::{agreement, enrolled};
use crate::shares::{disclosure, referral, refusal, sent};
use crate::support::{COVENTRY, field, missing, wrong};
use app::views::Item;
use app::{Actor, AppError, ConsentAnswer, NewFinding, NewShare, OwnReason, ShareView};
use casework::CloseReason;
use jiff::civil::date;
use kernel::{CaseId, ShareId};
use sharing::{Ground, ShareState};
use std::collections::BTreeSet;
use testkit::House;

/// An enquiry of a notice.
struct Enquiry {
    notice: &'static str,
    service: &'static str,
    staff: &'static str,
    party: &'static str,
    purpose: &'static str,
    preset: &'static str,
    told: &'static [&'static str],
    asks: &'static [&'static str],
    /// Something that the body may be sent otherwise, and that an enquiry does not take.
    wider: &'static str,
    said: &'static [(&'static str, &'static str)],
}

struct Asked {
    house: House,
    staff: Actor,
    decider: Actor,
    body: Actor,
    case: CaseId,
    id: ShareId,
}

fn texts(view: &ShareView) -> Vec<(String, String)> {
    let answers = &view.enquiry.as_ref().unwrap().answers;
    let rows = answers.iter().filter_map(|p| match &p.rows {
        Item::Released(rows) => Some(rows.get().iter().map(|r| (r.item.clone(), r.text.clone())).collect::<Vec<_>>()),
        _ => None,
    });
    rows.flatten().collect()
}

impl Enquiry {
    fn form(&self) -> NewShare {
        NewShare { preset: self.preset.to_owned(), ..referral(self.party, self.purpose, self.told) }
    }

    /// Asks, as far as the notice lets: no more is told, and no more is asked.
    fn asked(&self) -> Asked {
        let house = House::new(&[self.notice]);
        let staff = officer(&house, self.notice, self.staff);
        let case = made(&house, &staff, self.service, self.said, "");
        let body = house.actor(self.notice, self.party, self.purpose);
        agreement(&house, self.notice, self.party, None);
        house.app.link_party(&staff, case, self.party).unwrap();
        let _ = house.app.record_consent(&staff, case, self.party, self.purpose, ConsentAnswer::Given, "spoken");
        let decider = house.actor(self.notice, "role:team-manager", self.staff);
        let way = (self.party, self.purpose, Ground::Referral);
        let preview = house.app.share_preview(&staff, case, way).unwrap();
        let kind = preview.presets.iter().find(|p| p.id == self.preset).unwrap();
        assert_eq!(kind.asks.len(), self.asks.len(), "what is asked is said before it goes");
        let offered: BTreeSet<String> = preview
            .sections
            .iter()
            .filter_map(|s| s.rows.as_ref())
            .flat_map(|r| r.get().iter().map(|r| r.item.clone()).collect::<Vec<_>>())
            .collect();
        assert!(offered.contains(self.wider), "they may be sent more for this purpose: {offered:?}");
        let more = NewShare {
            items: self.told.iter().chain([&self.wider]).map(|i| (*i).to_owned()).collect(),
            widen: "It would be useful to them to know".to_owned(),
            ..self.form()
        };
        assert_eq!(
            wrong(house.app.ask_to_share(&staff, case, &more)),
            "items",
            "an enquiry takes no more, whatever the reason"
        );
        assert_eq!(
            wrong(house.app.ask_to_share(&staff, case, &NewShare { channel: "spoken".to_owned(), ..self.form() })),
            "channel"
        );
        let id = house.app.ask_to_share(&staff, case, &self.form()).unwrap();
        Asked { house, staff, decider, body, case, id }
    }

    fn answers(&self, text: &str) -> Vec<(String, String)> {
        self.asks.iter().map(|item| ((*item).to_owned(), format!("{text} {item}"))).collect()
    }

    /// The whole way: asked, answered in what was asked alone, sealed with its category, logged.
    fn told(&self) {
        let asked = self.asked();
        let Asked { house, staff, decider, body, case, id } = &asked;
        let told: BTreeSet<String> =
            sent(&house.app.desk_item(body, *id).unwrap()).into_iter().map(|(i, _)| i).collect();
        assert!(told.iter().all(|i| self.told.contains(&i.as_str())) && told.contains(self.told[0]), "{told:?}");
        let view = house.app.desk_item(body, *id).unwrap();
        let asks: Vec<&str> = view.enquiry.as_ref().unwrap().asks.iter().map(|(item, _)| item.as_str()).collect();
        assert_eq!(asks, self.asks);
        // In the log, without an answer and without a name.
        let log = house.app.enquiries(decider).unwrap();
        assert!(log.kinds.iter().any(|k| k.id == self.preset && k.waiting == 1), "{:?}", log.kinds);
        let line = log.lines.iter().find(|l| l.line.id == *id).unwrap();
        assert!(line.answered.is_none() && line.sent_at.is_some() && line.asks.len() == self.asks.len());
        let published = house.app.notice_page(self.notice, None).unwrap().notice;
        assert!(missing(&house.app.enquiries(body)));
        assert_eq!(missing(&house.app.enquiries(staff)), !published.decides_shares("role:housing-officer"));
        // Answered: in what was asked and in nothing else.
        let answer = |code: &str, answers: &[(String, String)]| house.app.answer_enquiry(body, *id, code, answers);
        let other = [("identity.name".to_owned(), "Somebody".to_owned())];
        assert!(wrong(answer("known", &other)).contains("answered"));
        assert_eq!(wrong(answer("known", &[])), "answered");
        assert_eq!(wrong(answer("", &[])), "answered");
        assert_eq!(wrong(answer("nothing-known", &self.answers("Yes"))), "answered");
        let number = [(self.asks[0].to_owned(), "It is AB 12 34 56 C".to_owned())];
        assert_eq!(wrong(answer("known", &number)), self.asks[0]);
        let secret = house.canary();
        answer("known", &self.answers(&secret)).unwrap();
        assert!(refusal(answer("known", &self.answers("Again"))).contains("any more"));
        // Whoever asked reads it; it is in the log with its day; whoever answered is not shown it back.
        let view = house.app.share_of(staff, *case, *id).unwrap();
        assert_eq!(view.line.state, ShareState::Reported);
        let got: BTreeSet<String> = texts(&view)
            .into_iter()
            .map(|(item, text)| {
                assert!(text.starts_with(&secret));
                item
            })
            .collect();
        assert_eq!(got, self.asks.iter().map(|i| (*i).to_owned()).collect());
        assert!(house.app.desk_item(body, *id).unwrap().enquiry.unwrap().answers.is_empty());
        let log = house.app.enquiries(decider).unwrap();
        let line = log.lines.iter().find(|l| l.line.id == *id).unwrap();
        assert_eq!(line.answered, Some((house.now(), true)));
        assert!(log.kinds.iter().all(|k| k.waiting == 0));
        // It changed nothing of the record by itself, and lies sealed.
        let (category, id_of) = self.asks[0].split_once('.').unwrap();
        let record = house.app.open(staff, *case).unwrap();
        assert_ne!(field(&record, category, id_of), format!("{secret} {}", self.asks[0]));
        for file in std::fs::read_dir(house.folder().unwrap()).unwrap().flatten() {
            let bytes = std::fs::read(file.path()).unwrap();
            assert!(!bytes.windows(secret.len()).any(|w| w.eq_ignore_ascii_case(secret.as_bytes())), "it lies open");
        }
        let seen = house.app.seen(staff, *case, None).unwrap().lines;
        assert!(seen.iter().any(|l| l.what.contains("answered, known")), "it is on the record who answered");
    }
}

#[doc = "keeps COV-032"]
#[test]
fn revenues_and_benefits_are_asked_about_benefits_and_council_tax_and_nothing_else() {
    Enquiry {
        notice: COVENTRY,
        service: "homelessness",
        staff: "prevent-relieve",
        party: "revenues-and-benefits",
        purpose: "prevent-relieve",
        preset: "benefits-enquiry",
        told: &["identity.name", "personal-details.date-of-birth", "personal-details.ni-number"],
        asks: &["finances.benefits", "finances.council-tax"],
        wider: "finances.income",
        said: &[("finances.income", "900"), ("personal-details.ni-number", "AB123456C")],
    }
    .told();
}

#[doc = "keeps KIR-055"]
#[test]
fn work_and_pensions_is_asked_to_verify_work_and_benefits_with_a_log_of_request_and_reply() {
    Enquiry {
        notice: KIRKLEES,
        service: "support",
        staff: "independence",
        party: "dwp",
        purpose: "independence",
        preset: "employment-and-benefits",
        told: &["identity.name", "identity.date-of-birth", "national-insurance.ni-number"],
        asks: &["finances.employment", "finances.benefits"],
        wider: "finances.income",
        said: &[("finances.income", "900"), ("national-insurance.ni-number", "AB123456C")],
    }
    .told();
}

const MATCH: Enquiry = Enquiry {
    notice: FAMILIES,
    service: "programme",
    staff: "identify",
    party: "dwp",
    purpose: "identify",
    preset: "benefit-match",
    told: &["identity.name", "identity.date-of-birth", "address.address"],
    asks: &["finances.benefits"],
    wider: "eligibility.eligibility-evidence-on",
    said: &[
        ("eligibility.eligibility-problems", "Health problems"),
        ("eligibility.eligibility-evidence-on-day", "1"),
        ("eligibility.eligibility-evidence-on-month", "11"),
        ("eligibility.eligibility-evidence-on-year", "2026"),
        ("address.address", "1 Example Row"),
    ],
};

#[doc = "keeps FAM-047"]
#[test]
fn benefits_are_matched_by_a_file_of_requests_and_a_file_of_answers() {
    let asked = MATCH.asked();
    let Asked { house, staff, decider, body, case, id } = &asked;
    let second = made(house, staff, MATCH.service, MATCH.said, "");
    house.app.link_party(staff, second, "dwp").unwrap();
    let other = house.app.ask_to_share(staff, second, &MATCH.form()).unwrap();
    // The file has a line for each, with what was sent and nothing more, and a column for the answer.
    let file = house.app.enquiry_file(decider, "benefit-match").unwrap();
    let lines: Vec<&str> = file.get().lines().collect();
    assert_eq!(lines[0], "\"Reference\",\"Full name\",\"Date of birth\",\"Address\",\"Known\",\"Benefits\"");
    assert_eq!(lines.len(), 3);
    let line = lines.iter().find(|l| l.contains(&id.to_string())).unwrap();
    assert_eq!(*line, format!("\"{id}\",\"Ada Example\",\"1 February 1990\",\"1 Example Row\",\"\",\"\""));
    for who in [staff, body] {
        assert!(missing(&house.app.enquiry_file(who, "benefit-match")));
        assert!(missing(&house.app.enquiry_answers(who, "benefit-match", file.get().as_bytes())));
    }
    assert!(missing(&house.app.enquiry_file(decider, "fire-safety-visit")), "that asks nothing");
    // That each went in a file is in the log, and on the person's ledger as taken out.
    let log = house.app.enquiries(decider).unwrap();
    assert!(log.lines.iter().all(|l| l.in_file == Some(house.now())));
    let seen = house.app.seen(staff, *case, None).unwrap().lines;
    assert!(seen.iter().any(|l| l.what.starts_with("Took it out in a file") && l.what.contains("an enquiry")));
    // Answers: what is wrong is said by row, nothing of it is repeated, and nothing is taken over.
    let answers = |rows: &str| {
        let text = format!("Reference,Known,Benefits\n{rows}");
        house.app.enquiry_answers(decider, "benefit-match", text.as_bytes())
    };
    for (rows, says) in [
        (format!("{id},yes,Universal Credit\nnothing,no,\n"), "Row 3: no enquiry of this reference"),
        (format!("{id},yes,\n"), "Row 2: Enter what is known"),
        (format!("{id},perhaps,Zanary\n"), "Row 2: Choose whether"),
        (format!("{id},no,\n{id},no,\n"), "Row 3: no enquiry of this reference"),
    ] {
        let Err(AppError::Form(errors)) = answers(&rows) else { panic!("taken over: {rows}") };
        assert!(
            errors.fields.iter().any(|f| f.words.contains(says) && !f.words.contains("Zanary")),
            "{:?}",
            errors.fields
        );
    }
    assert_eq!(wrong(house.app.enquiry_answers(decider, "benefit-match", b"Reference\nx\n")), "file");
    assert!(house.app.enquiries(decider).unwrap().lines.iter().all(|l| l.answered.is_none()), "all of it or nothing");
    assert_eq!(answers(&format!("{id},yes,Universal Credit\n{other},no,\n")).unwrap(), 2);
    let view = house.app.share_of(staff, *case, *id).unwrap();
    assert_eq!(texts(&view), [("finances.benefits".to_owned(), "Universal Credit".to_owned())]);
    let view = house.app.share_of(staff, second, other).unwrap();
    assert!(texts(&view).is_empty() && view.enquiry.unwrap().answered_at.is_some());
    assert!(refusal(house.app.enquiry_file(decider, "benefit-match").map(|_| ())).contains("No enquiry"));
}

#[test]
fn those_that_wait_are_found_behind_however_many_that_do_not() {
    let asked = MATCH.asked();
    let Asked { house, staff, decider, case, id, .. } = &asked;
    let (first, system) = (*id, kernel::Caller::system(house.authority, "test"));
    house
        .app
        .store()
        .write(&system, "many", move |tx| {
            let Some(share) = tx.share(first)? else { return Ok(()) };
            for _ in 0..501 {
                let id = ShareId::new(tx.now(), tx.entropy());
                let asked_at = share.asked_at.plus_seconds(60);
                tx.insert_share(&store::Share { id, asked_at, state: "reported".to_owned(), ..share.clone() })?;
            }
            Ok::<_, store::StoreError>(())
        })
        .unwrap();
    let log = house.app.enquiries(decider).unwrap();
    assert!(log.kinds.iter().any(|k| k.id == "benefit-match" && k.waiting == 1), "{:?}", log.kinds);
    assert!(log.lines.iter().any(|l| l.line.id == first));
    assert!(house.app.enquiry_file(decider, "benefit-match").unwrap().get().contains(&first.to_string()));
    // What went in a file already comes behind what never did.
    house.clock.advance_seconds(60);
    let second = house.app.ask_to_share(staff, *case, &MATCH.form()).unwrap();
    let file = house.app.enquiry_file(decider, "benefit-match").unwrap();
    let at = |id: ShareId| file.get().find(&id.to_string()).unwrap();
    assert!(at(second) < at(first));
    let rows = format!("Reference,Known,Benefits\n{first},no,\n");
    assert_eq!(house.app.enquiry_answers(decider, "benefit-match", rows.as_bytes()).unwrap(), 1);
}

/// A check that can be made.
struct Check {
    notice: &'static str,
    service: &'static str,
    class: &'static str,
    purpose: &'static str,
    preset: &'static str,
    items: &'static [&'static str],
    said: &'static [(&'static str, &'static str)],
    /// For which purpose cases are worked.
    works_for: &'static str,
    /// Whether who asks acts for the purpose of the check, with a reason written down.
    with_reason: bool,
}

impl Check {
    /// A check that was approved and sent: whoever asked, who approved, the agency, the case and the check.
    fn sent(&self) -> Asked {
        let house = House::new(&[self.notice]);
        let maker = officer(&house, self.notice, self.works_for);
        let case = made(&house, &maker, self.service, self.said, "");
        let staff = if self.with_reason {
            let manager = house.actor(self.notice, "role:team-manager", self.purpose);
            let reference = house.app.open(&maker, case).unwrap().reference;
            let words = "A tip about a second tenancy".to_owned();
            house.app.write_reason(&manager, &OwnReason { reference, kind: "reason".to_owned(), words }).unwrap();
            manager
        } else {
            maker
        };
        let (key, body) = enrolled(&house, self.notice, self.class, "Example Checks", self.purpose);
        agreement(&house, self.notice, &key, None);
        let decider = house.actor(self.notice, "role:data-protection-officer", "compliance");
        let preset = self.preset.to_owned();
        let new = NewShare { preset, ..disclosure(&key, self.purpose, Ground::Fraud, self.items) };
        let id = house.app.ask_to_share(&staff, case, &new).unwrap();
        assert!(house.app.desk_item(&body, id).is_err(), "nothing goes by itself");
        assert!(house.app.approve_share(&staff, id).is_err(), "whoever asks does not decide");
        house.app.approve_share(&decider, id).unwrap();
        Asked { house, staff, decider, body, case, id }
    }
}

fn decision() -> NewFinding {
    NewFinding {
        decision: "refused".to_owned(),
        reasons: "The tenancy elsewhere was confirmed by its landlord".to_owned(),
        others: vec!["household".to_owned()],
        shows: "The address given is let to somebody else".to_owned(),
        told_by: "letter".to_owned(),
        told_on: Some(date(2026, 11, 21)),
        route: "Write to the review officer within 21 days".to_owned(),
    }
}

const CREDIT: Check = Check {
    notice: COVENTRY,
    service: "homelessness",
    class: "credit-reference-agency",
    purpose: "fraud",
    preset: "credit-check",
    items: &["identity.name", "personal-details.date-of-birth", "contact.address"],
    said: &[],
    works_for: "prevent-relieve",
    with_reason: true,
};

const FRAUD: Check = Check {
    notice: MARS,
    service: "mars",
    class: "fraud-prevention-agency",
    purpose: "crime-and-fraud",
    preset: "fraud-check",
    items: &["identity.name"],
    said: &[("contact.email", "ada@example.com"), ("household.children", "2")],
    works_for: "deliver",
    with_reason: false,
};

#[doc = "keeps COV-035"]
#[test]
fn a_credit_check_is_asked_for_by_hand_logged_held_for_four_weeks_and_nothing_is_refused_on_it_alone() {
    let Asked { house, staff, decider, body, case, id } = CREDIT.sent();
    let at = (case, id);
    assert!(house.app.enquiries(&decider).unwrap().lines.iter().any(|l| l.line.id == id && l.answered.is_none()));
    assert!(refusal(house.app.decide_on_check(&staff, at, &decision())).contains("no answer yet"));
    let answer = [("fraud-answers.credit-check".to_owned(), "Known at another address".to_owned())];
    house.app.answer_enquiry(&body, id, "known", &answer).unwrap();
    let view = house.app.share_of(&staff, case, id).unwrap();
    assert_eq!(texts(&view)[0].1, "Known at another address");
    assert_eq!(view.enquiry.unwrap().gone_on, Some(date(2026, 12, 19)));
    // Nothing is refused on it alone.
    for (lacking, new) in [
        ("others", NewFinding { others: Vec::new(), ..decision() }),
        ("others", NewFinding { others: vec!["plan".to_owned()], ..decision() }),
        // Who somebody is, and where they are reached, is nothing on which anything can be refused.
        ("others", NewFinding { others: vec!["identity".to_owned()], ..decision() }),
        ("others", NewFinding { others: vec!["household".to_owned(), "contact".to_owned()], ..decision() }),
        ("shows", NewFinding { shows: "The check".to_owned(), ..decision() }),
    ] {
        assert_eq!(wrong(house.app.decide_on_check(&staff, at, &new)), lacking);
    }
    // Its time over, it is shown to nobody, and destroyed that night; that it was, and what was asked, stays in the log.
    house.clock.advance_seconds(27 * 86_400);
    assert_eq!(house.app.drop_answers().unwrap(), 0);
    assert!(!texts(&house.app.share_of(&staff_today(&house), case, id).unwrap()).is_empty());
    house.clock.advance_seconds(86_400);
    let gone = |house: &House| texts(&house.app.share_of(&staff_today(house), case, id).unwrap()).is_empty();
    assert!(gone(&house), "from its day on");
    assert_eq!(house.app.drop_answers().unwrap(), 1);
    assert_eq!(house.app.drop_answers().unwrap(), 0);
    assert!(gone(&house));
    let view = house.app.share_of(&staff_today(&house), case, id).unwrap();
    assert!(view.steps.iter().any(|s| s.step == "answer-gone") && view.enquiry.unwrap().answered_at.is_some());
    assert!(house.app.enquiries(&decider).unwrap().lines.iter().any(|l| l.line.id == id && l.answered.is_some()));
}

/// A manager who has written down why they look, today.
fn staff_today(house: &House) -> Actor {
    let manager = house.actor(COVENTRY, "role:team-manager", "prevent-relieve");
    assert!(manager.is_staff());
    manager
}

#[doc = "keeps MARS-066"]
#[test]
fn after_a_check_against_fraud_a_person_decides_with_reasons_the_person_is_told_and_somebody_else_reviews_it() {
    let Asked { house, staff, body, case, id, .. } = FRAUD.sent();
    let at = (case, id);
    let answer = [("fraud-answers.identity-check".to_owned(), "Two names at one address".to_owned())];
    house.app.answer_enquiry(&body, id, "known", &answer).unwrap();
    // Until a person has decided, nothing can be decided by closing the case.
    let close = || house.app.close(&staff, case, CloseReason::NeedMet).map(|_| ());
    assert!(refusal(close()).contains("waits for a decision"));
    // By somebody with a say, not by whoever happens to work on it; nor by the agency.
    let manager = house.actor(MARS, "role:team-manager", "deliver");
    assert!(missing(&house.app.decide_on_check(&staff, at, &decision())));
    assert!(house.app.decide_on_check(&body, at, &decision()).is_err());
    // With reasons, on something else too, once the person was told of it and of how to ask for a review.
    for (lacking, new) in [
        ("decision", NewFinding { decision: "by-score".to_owned(), ..decision() }),
        ("reasons", NewFinding { reasons: "Fraud".to_owned(), ..decision() }),
        ("others", NewFinding { others: Vec::new(), ..decision() }),
        ("told-by", NewFinding { told_by: String::new(), ..decision() }),
        ("told-day", NewFinding { told_on: None, ..decision() }),
        ("told-day", NewFinding { told_on: Some(date(2026, 11, 22)), ..decision() }),
        ("route", NewFinding { route: String::new(), ..decision() }),
    ] {
        assert_eq!(wrong(house.app.decide_on_check(&manager, at, &new)), lacking);
    }
    assert!(refusal(house.app.ask_for_check_review(&staff, at, "It is not so")).contains("Nothing was decided"));
    house.app.decide_on_check(&manager, at, &decision()).unwrap();
    assert!(refusal(house.app.decide_on_check(&manager, at, &decision())).contains("already"));
    let finding = house.app.share_of(&staff, case, id).unwrap().enquiry.unwrap().finding.unwrap();
    assert_eq!((finding.decision.as_str(), finding.by.as_str()), ("refused", manager.name.as_str()));
    let Item::Released(words) = finding.words else { panic!("the reasons are not shown") };
    for (part, says) in
        [("reasons", "confirmed"), ("told", "By letter, 21 November 2026"), ("how-to-ask-for-a-review", "21 days")]
    {
        assert!(words.get().get(part).is_some_and(|w| w.contains(says)), "{part}");
    }
    // A review: asked for, decided by somebody else, with reasons.
    assert!(refusal(house.app.review_check(&manager, at, "changed", &decision().reasons)).contains("No review waits"));
    house.app.ask_for_check_review(&staff, at, "It was my brother's flat").unwrap();
    assert!(refusal(close()).contains("waits for a decision"));
    assert!(refusal(house.app.review_check(&manager, at, "stands", &decision().reasons)).contains("Somebody else"));
    let reviewer = house.actor(MARS, "role:team-manager", "deliver");
    assert_eq!(wrong(house.app.review_check(&reviewer, at, "perhaps", "no")), "review review-reasons");
    house.app.review_check(&reviewer, at, "changed", "The flat is another person's of the same name").unwrap();
    let finding = house.app.share_of(&staff, case, id).unwrap().enquiry.unwrap().finding.unwrap();
    assert_eq!(finding.reviewed.map(|(code, _, _)| code), Some("changed".to_owned()));
    close().unwrap();
    let seen = house.app.seen(&manager, case, None);
    assert!(seen.is_err() || seen.unwrap().lines.iter().any(|l| l.what.contains("check-decided refused")));
}
