//! Numbers that are published: of nobody, for a purpose that the notice names, by two people, and for longer than the cases last.

use crate::held::{FAMILIES, KIRKLEES, MARS, made, officer};
use app::FigureState;
use app::{Actor, AppError};
use casework::CloseReason;
use casework::counts::{ROUNDED, SMALLEST};
use jiff::civil::date;
use kernel::{CaseId, london_moment};
use testkit::House;

struct Council {
    notice: &'static str,
    service: &'static str,
    /// The purpose that cases are worked for, and the one that numbers are published for.
    works_for: &'static str,
    numbers_for: &'static str,
    category: &'static str,
    question: &'static str,
    answers: [&'static str; 3],
}

impl Council {
    fn cases(&self, house: &House, officer: &Actor, answers: &[(&str, usize)]) -> Vec<CaseId> {
        let asked = format!("{}.{}", self.category, self.question);
        let all = answers.iter().flat_map(|(answer, n)| std::iter::repeat_n(*answer, *n));
        all.map(|answer| made(house, officer, self.service, &[(asked.as_str(), answer)], "")).collect()
    }

    /// Counts, proposes, has it published, and says what everybody then reads; what stands in the store is no more than that.
    fn published(&self) -> (House, Vec<CaseId>, app::PublicFigure) {
        let house = House::new(&[self.notice]);
        let officer = officer(&house, self.notice, self.works_for);
        let dpo = house.actor(self.notice, "role:data-protection-officer", "accountability");
        let [most, some, few] = self.answers;
        let propose = || house.app.propose_figure(&officer, self.numbers_for, self.category, self.question);
        let refused = |why: &str| matches!(propose(), Err(AppError::Refused(words)) if words.contains(why));
        // Of too few people nothing is published, nor of any number who all say the same.
        let mut cases = self.cases(&house, &officer, &[(most, 6)]);
        assert!(refused("fewer than 10 people answered"));
        cases.extend(self.cases(&house, &officer, &[(most, 4)]));
        assert!(refused("all who answered gave one answer"));
        cases.extend(self.cases(&house, &officer, &[(some, 6), (few, 2)]));
        let id = propose().unwrap();
        assert_eq!(house.app.published_figures().unwrap(), [], "nothing is published before somebody else agrees");
        house.app.decide_figure(&dpo, id, "publish").unwrap();
        let figure = house.app.published_figure(id).unwrap();
        // The small number is left out, and the next smallest with it; the others are rounded; the day is said.
        let said = |answer: &str| figure.lines.iter().find(|(words, _)| words == answer).map(|(_, n)| *n);
        assert_eq!((said(most), said(some), said(few)), (Some(Some(10)), Some(None), Some(None)), "{figure:?}");
        assert!(figure.lines.iter().filter_map(|(_, n)| *n).all(|n| n == 0 || (n >= SMALLEST && n % ROUNDED == 0)));
        assert_eq!(
            (figure.total, figure.counted_on),
            (None, date(2026, 11, 21)),
            "a total would tell what is left out"
        );
        (house, cases, figure)
    }
}

const STREET: Council = Council {
    notice: MARS,
    service: "mars",
    works_for: "deliver",
    numbers_for: "plan",
    category: "ethnicity",
    question: "ethnic-group",
    answers: ["White", "Black, Black British, Caribbean or African", "Other ethnic group"],
};

const FAMILY: Council = Council {
    notice: FAMILIES,
    service: "programme",
    works_for: "meet-needs",
    numbers_for: "planning",
    category: "circumstances",
    question: "domain-home-life",
    answers: ["Goes well", "Some worries", "Serious worries"],
};

const SUPPORT: Council = Council {
    notice: KIRKLEES,
    service: "support",
    works_for: "support",
    numbers_for: "statistics",
    category: "housing-needs",
    question: "housing-status",
    answers: ["Own tenancy", "Sleeping rough", "Other"],
};

#[doc = "keeps MARS-043"]
#[doc = "keeps MARS-078"]
#[test]
fn planning_rests_on_numbers_that_somebody_else_let_go_and_that_tell_of_nobody() {
    let (house, _, figure) = STREET.published();
    assert_eq!(figure.purpose, "Plan and improve services");
    let officer = officer(&house, MARS, "deliver");
    let dpo = house.actor(MARS, "role:data-protection-officer", "accountability");
    let propose = |actor: &Actor, purpose: &str| house.app.propose_figure(actor, purpose, "ethnicity", "ethnic-group");
    // Only for what the notice has numbers made for; only by those who read what is counted; never by one alone.
    assert!(matches!(propose(&officer, "deliver"), Err(AppError::NotFound)));
    let purposes: Vec<String> = house.app.numbers_are_for(&officer).unwrap().into_iter().map(|(id, _)| id).collect();
    assert_eq!(purposes, ["plan", "research", "funder-evidence"]);
    let other = House::for_purpose(&officer, "reduce-harm");
    assert!(matches!(propose(&other, "plan"), Err(AppError::NotFound)));
    // Research has no more than this either.
    let research = propose(&officer, "research").unwrap();
    house.app.decide_figure(&dpo, research, "publish").unwrap();
    assert_eq!(house.app.published_figure(research).unwrap().lines, figure.lines);
    house.app.decide_figure(&dpo, research, "withdraw").unwrap();
    let id = propose(&officer, "plan").unwrap();
    assert!(matches!(house.app.decide_figure(&officer, id, "publish"), Err(AppError::NotFound)));
    house.app.decide_figure(&dpo, id, "refuse").unwrap();
    assert!(matches!(house.app.decide_figure(&dpo, id, "publish"), Err(AppError::NotFound)), "it was refused");
    assert_eq!(house.app.published_figures().unwrap().len(), 1);
    // What is published can be taken back.
    house.app.decide_figure(&dpo, figure.id, "withdraw").unwrap();
    assert!(matches!(house.app.published_figure(figure.id), Err(AppError::NotFound)));
    let states: Vec<FigureState> = house.app.figures(&officer).unwrap().into_iter().map(|f| f.state).collect();
    assert!(states.contains(&FigureState::Withdrawn) && states.contains(&FigureState::Refused));
}

#[doc = "keeps MARS-080"]
#[test]
fn what_was_published_outlives_the_cases_that_were_counted_and_leads_to_none_of_them() {
    let (house, cases, figure) = STREET.published();
    let officer = officer(&house, MARS, "deliver");
    for case in &cases {
        house.app.close(&officer, *case, CloseReason::NeedMet).unwrap();
    }
    let then = london_moment(date(2032, 11, 22), 6, 0).unwrap();
    house.clock.advance_seconds((then.as_micros() - house.now().as_micros()) / 1_000_000);
    assert_eq!(house.app.erase_due().unwrap().destroyed, cases.len());
    assert_eq!(house.app.published_figure(figure.id).unwrap(), figure);
    // Nothing of its row is a case or a person, nor the moment of the count, by which the ledger's entries could be found.
    let system = kernel::Caller::system(house.authority, "test");
    let id = figure.id;
    let row = house.app.store().write(&system, "row", move |tx| tx.figure(id)).map_err(|e: store::StoreError| e);
    let midnight = london_moment(date(2026, 11, 21), 0, 0).unwrap();
    assert_eq!(row.unwrap().unwrap().made_at, midnight);
    let catalogue = include_str!("../../../store/migrations/sqlite/00000000000100_published_figures/up.sql");
    assert!(!catalogue.contains("case_") && !catalogue.contains("person"));
}

#[doc = "keeps FAM-004"]
#[doc = "keeps FAM-064"]
#[test]
fn of_a_programme_of_families_a_report_has_rounded_numbers_and_no_small_ones() {
    let (house, cases, figure) = FAMILY.published();
    assert_eq!(figure.purpose, "Improve and plan services");
    assert!(figure.lines.iter().all(|(_, n)| n.is_none_or(|n| n % ROUNDED == 0)));
    let officer = officer(&house, FAMILIES, "meet-needs");
    let counted = house.app.counts(&officer, "circumstances", "domain-home-life").unwrap();
    assert_eq!(counted.total, Some(u64::try_from(cases.len()).unwrap()));
}

#[doc = "keeps KIR-031"]
#[doc = "keeps KIR-063"]
#[test]
fn statistics_about_support_are_anonymous_before_they_are_released_and_say_their_day() {
    let (house, _, figure) = SUPPORT.published();
    assert_eq!(figure.purpose, "Make statistics that inform decisions about future services");
    // One person more does not show in what is published next, as long as the nearest multiple of five is the same.
    let officer = officer(&house, KIRKLEES, "support");
    let dpo = house.actor(KIRKLEES, "role:data-protection-officer", "accountability");
    SUPPORT.cases(&house, &officer, &[("Own tenancy", 1)]);
    let id = house.app.propose_figure(&officer, "statistics", "housing-needs", "housing-status").unwrap();
    house.app.decide_figure(&dpo, id, "publish").unwrap();
    let next = house.app.published_figure(id).unwrap();
    assert_eq!((next.lines, next.total), (figure.lines, figure.total));
}

const EQUALITY: Council = Council {
    notice: KIRKLEES,
    service: "support",
    works_for: "functions",
    numbers_for: "statistics",
    category: "ethnicity",
    question: "ethnic-group",
    answers: ["White", "Asian or Asian British", "Other ethnic group"],
};

#[doc = "keeps KIR-042"]
#[test]
fn equality_is_reported_in_numbers_and_none_of_it_stands_where_somebody_is_supported() {
    let (house, cases, figure) = EQUALITY.published();
    // The report: each characteristic is counted for the purpose that monitors it, and the numbers can be published.
    let monitor = officer(&house, KIRKLEES, "functions");
    let monitored = ["gender", "ethnicity", "religion", "sexual-orientation"];
    // As the service's own form asks it.
    let formed = crate::copies::with_forms(KIRKLEES);
    let countable = formed.app.countable(&officer(&formed, KIRKLEES, "functions")).unwrap();
    for category in monitored {
        assert!(countable.iter().any(|c| c.category == category), "{category} is not in the report");
    }
    let counted = house.app.counts(&monitor, "ethnicity", "ethnic-group").unwrap();
    assert_eq!(counted.total, Some(u64::try_from(cases.len()).unwrap()));
    assert_eq!(house.app.published_figures().unwrap(), [figure]);
    // Where people are supported nothing of it is shown, asked for, counted or sent: not to officers, nor managers, nor providers.
    for (role, purpose) in [
        ("role:housing-officer", "support"),
        ("role:team-manager", "support"),
        ("role:housing-officer", "independence"),
        ("role:team-manager", "health-and-care"),
    ] {
        let actor = house.actor(KIRKLEES, role, purpose);
        let view = house.app.open(&actor, cases[0]).unwrap();
        for category in monitored {
            let section = view.sections.iter().find(|s| s.category == category);
            let hidden = section.is_none_or(|s| matches!(s.content, app::views::Item::Withheld(_)));
            assert!(hidden, "{role} sees {category} for {purpose}");
            let questions = house.app.countable(&actor).unwrap();
            assert!(questions.iter().all(|c| c.category != category), "{role} counts {category} for {purpose}");
        }
    }
    let support = officer(&house, KIRKLEES, "support");
    house.app.link_party(&support, cases[0], "horton-housing").unwrap();
    crate::recipients::agreement(&house, KIRKLEES, "horton-housing", None);
    let provider = house.actor(KIRKLEES, "horton-housing", "support");
    let view = house.app.open(&provider, cases[0]).unwrap();
    let seen = crate::support::released(&view);
    assert!(!seen.is_empty() && seen.iter().all(|c| !monitored.contains(c)), "{seen:?}");
}
