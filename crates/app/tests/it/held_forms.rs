//! What the services' forms hold of people, kind by kind, and what the program makes of it: prompts, timelines, tasks.

use crate::held::{FAMILIES, KIRKLEES, MARS, officer};
use crate::support::{COVENTRY, field, section};
use app::views::{CaseView, Item};
use app::{Actor, AppError, Entry, ListFilter, Me, NewTask, NewWarning, Saved, WarningState};
use casework::alert::AlertKind;
use casework::{SectionContent, Typed};
use jiff::civil::date;
use kernel::{AccountId, CaseId, SessionId};
use notice::form::lists;
use notice::source::FieldKind;
use testkit::House;

/// A house whose notice has its forms.
pub fn house_of(notice: &str) -> House {
    let house = House::new(&[notice]);
    let system = kernel::Caller::system(house.authority, "test");
    house.app.publish_forms(&system, &testkit::library(), notice).unwrap();
    house
}

/// What a form sends: a name that ends in `@` is a date, and sends its parts.
fn pairs(said: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for (name, value) in said {
        match name.strip_suffix('@') {
            None => all.push(((*name).to_owned(), (*value).to_owned())),
            Some(name) => {
                all.extend(
                    ["year", "month", "day"]
                        .iter()
                        .zip(value.split('-'))
                        .map(|(part, number)| (format!("{name}-{part}"), number.trim_start_matches('0').to_owned())),
                );
            }
        }
    }
    all
}

fn make(house: &House, actor: &Actor, service: &str, said: &[(&str, &str)]) -> Result<CaseId, AppError> {
    let all = pairs(said);
    let all: Vec<(&str, &str)> = all.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    crate::held::make(house, actor, service, &all, "")
}

pub fn made(house: &House, actor: &Actor, service: &str, said: &[(&str, &str)]) -> CaseId {
    make(house, actor, service, said).unwrap_or_else(|e| match e {
        AppError::Form(errors) => panic!("the form is wrong: {:?}", errors.fields),
        e => panic!("no case: {e}"),
    })
}

/// The first thing that is wrong: the input and the words.
fn wrong(house: &House, actor: &Actor, service: &str, said: &[(&str, &str)]) -> (String, String) {
    match make(house, actor, service, said) {
        Err(AppError::Form(errors)) => {
            errors.fields.first().map(|e| (e.input.clone(), e.words.clone())).unwrap_or_default()
        }
        Err(e) => panic!("{e}"),
        Ok(_) => panic!("it was taken: {said:?}"),
    }
}

pub fn save(house: &House, actor: &Actor, case: CaseId, category: &str, said: &[(&str, &str)]) {
    let version = section(&house.app.open(actor, case).unwrap(), category).version;
    let typed = Typed::new(pairs(said));
    match house.app.save(actor, case, category, version, &typed, "") {
        Ok(Saved::As(_)) => {}
        Err(AppError::Form(errors)) => panic!("the form is wrong: {:?}", errors.fields),
        _ => panic!("not saved"),
    }
}

/// The alerts of a case, by kind and words.
fn alerts(view: &CaseView) -> Vec<(AlertKind, String)> {
    view.sections.iter().flat_map(|s| s.alerts.get().iter().map(|a| (a.kind, a.words.clone()))).collect()
}

fn alert(house: &House, actor: &Actor, case: CaseId, kind: AlertKind) -> Option<String> {
    let all = alerts(&house.app.open(actor, case).unwrap());
    all.into_iter().find(|(k, _)| *k == kind).map(|(_, words)| words)
}

/// The open tasks of a case, in words.
fn tasks(house: &House, actor: &Actor, case: CaseId) -> Vec<String> {
    house.app.tasks_on(actor, case).unwrap().open.into_iter().map(|t| t.what).collect()
}

/// Everything that was said stands in the record in its kept form.
fn says(view: &CaseView, said: &[(&str, &str)]) {
    for (name, value) in said {
        let (category, key) = name.trim_end_matches('@').split_once('.').unwrap();
        assert_eq!(field(view, category, key), *value, "{name}");
    }
}

fn service_of(house: &House, notice: &str) -> String {
    let notice = house.app.notice_page(notice, None).unwrap().notice;
    notice.compiled.merged.service.keys().next().unwrap().clone()
}

#[doc = "keeps MARS-009"]
#[test]
fn a_birth_is_a_day_a_year_or_a_guess_and_whoever_may_be_under_18_starts_the_childrens_pathway() {
    let house = house_of(MARS);
    let officer = officer(&house, MARS, "deliver");
    let pathway = "Follow the children’s pathway: tell children’s services";
    for (said, kept, words) in [
        (&[("identity.date-of-birth@", "2010-05-01")][..], "2010-05-01", Some("Under 18")),
        (&[("identity.date-of-birth@", "2010")], "2010", Some("Under 18")),
        (
            &[("identity.date-of-birth@", "2009-02"), ("identity.date-of-birth-estimated", "yes")],
            "about 2009",
            Some("May be under 18"),
        ),
        (&[("identity.date-of-birth@", "2008")], "2008", Some("May be under 18")),
        (&[("identity.age-band", "Under 18")], "", Some("Thought to be under 18")),
        (&[("identity.age-band", "26 to 39")], "", None),
        (&[("identity.date-of-birth@", "1984"), ("identity.date-of-birth-estimated", "yes")], "about 1984", None),
        (&[("identity.date-of-birth@", "2008-11-21")], "2008-11-21", None),
    ] {
        let mut all = vec![("identity.name", "Ada Example")];
        all.extend(said);
        let case = made(&house, &officer, "mars", &all);
        let view = house.app.open(&officer, case).unwrap();
        assert_eq!(field(&view, "identity", "date-of-birth"), kept, "which of them it is stands in what is kept");
        let alert = alert(&house, &officer, case, AlertKind::UnderAge);
        assert_eq!(alert.is_some(), words.is_some(), "{said:?}");
        assert!(words.is_none_or(|w| alert.unwrap().starts_with(w)), "{said:?}");
        assert_eq!(tasks(&house, &officer, case).contains(&pathway.to_owned()), words.is_some(), "{said:?}");
    }
    // By the next working day, given to whoever holds the case; and it comes when it is found out later, once.
    let case = made(&house, &officer, "mars", &[("identity.name", "Bo Example")]);
    assert_eq!(tasks(&house, &officer, case), [""; 0]);
    for born in ["2011-01-01", "2011-01-02"] {
        save(&house, &officer, case, "identity", &[("identity.name", "Bo Example"), ("identity.date-of-birth@", born)]);
    }
    let open = house.app.tasks_on(&officer, case).unwrap().open;
    assert_eq!(open.len(), 1);
    assert_eq!((open[0].due.on, open[0].mine), (date(2026, 11, 23), true));
    let list = house.app.list(&officer, &ListFilter::default()).unwrap();
    let line = list.lines.iter().find(|l| l.id == case).unwrap();
    assert_eq!(line.due.as_ref().unwrap().what, pathway, "it is the case's next date");
}

#[test]
fn a_national_insurance_number_is_checked_and_stands_in_no_text() {
    let house = house_of(MARS);
    let officer = officer(&house, MARS, "deliver");
    let number = "AB 12 34 56 C";
    for bad in ["AB 12 34 56", "QQ 12 34 56 C", "ABC123456"] {
        let (input, words) = wrong(&house, &officer, "mars", &[("national-identifiers.ni-number", bad)]);
        assert!(input == "national-identifiers.ni-number" && !words.contains(bad), "{words}");
    }
    let case =
        made(&house, &officer, "mars", &[("identity.name", "Ada Example"), ("national-identifiers.ni-number", number)]);
    let view = house.app.open(&officer, case).unwrap();
    let asked = section(&view, "national-identifiers").fields.iter().find(|f| f.id == "ni-number").cloned().unwrap();
    assert!(asked.masked && asked.kind == FieldKind::NiNumber);
    // In no text of a form, nor in rows, nor in anything else that is written on the case.
    for (name, value) in [
        ("identity.name", "Ada AB123456C"),
        ("lifestyle.lifestyle", "Says the number is ab-12-34-56-c, and laughs"),
        ("debts.debts.1.plan", "Quotes AB123456C"),
    ] {
        let mut said = vec![(name, value)];
        if name.starts_with("debts") {
            said.extend([("debts.debts.1.creditor", "rent"), ("debts.debts.1.amount", "5")]);
        }
        let (input, words) = wrong(&house, &officer, "mars", &said);
        assert_eq!(input, name);
        assert!(words.contains("take out the National Insurance number") && !words.contains("56"), "{words}");
    }
    let note = |text: &str| Entry::now("note", "risk", SectionContent::from_pairs([("text", text)]));
    let refused = |result: Result<(), AppError>| match result {
        Err(AppError::Refused(words)) => {
            assert!(words.starts_with("Take out the National Insurance number"), "{words}")
        }
        other => panic!("{other:?}"),
    };
    refused(house.app.add_entry(&officer, case, &note("His is AB123456C")).map(|_| ()));
    let id = house.app.add_entry(&officer, case, &note("Nothing of the kind: AB12345")).unwrap();
    refused(house.app.correct_entry(&officer, (case, id), 1, &note("AB 123456 C")));
    let task = NewTask {
        kind: "something-else".to_owned(),
        text: "Ring about AB123456C".to_owned(),
        category: "risk".to_owned(),
        owner: None,
        by: app::By::On(date(2026, 12, 1)),
        waiting_for: String::new(),
        escalates_after: None,
    };
    refused(house.app.add_task(&officer, case, &task).map(|_| ()));
    let warning = NewWarning {
        words: "AB123456C".to_owned(),
        reason: "None".to_owned(),
        category: "risk".to_owned(),
        review_on: date(2027, 1, 10),
        expires_on: date(2027, 2, 10),
        told: "not-yet".to_owned(),
    };
    refused(house.app.propose_warning(&officer, case, &warning).map(|_| ()));
}

#[doc = "keeps MARS-011"]
#[test]
fn numbers_have_a_kind_an_issuer_a_rule_and_an_end_and_few_see_them() {
    let house = house_of(MARS);
    let officer = officer(&house, MARS, "deliver");
    let row = |n: usize, column: &str| format!("national-identifiers.other-identifier.{n}.{column}");
    let (kind, value) = (row(1, "kind"), row(1, "value"));
    for (k, v) in [("nhs-number", "9990000019"), ("passport", "12"), ("upn", "A123"), ("spaceship", "1234567")] {
        let (input, words) = wrong(&house, &officer, "mars", &[(&kind, k), (&value, v)]);
        assert!(input.starts_with("national-identifiers.other-identifier.1.") && !words.contains(v), "{words}");
    }
    let until = format!("{}@", row(1, "until"));
    let (issuer, second, third) =
        (row(1, "issuer"), (row(2, "kind"), row(2, "value")), "national-identifiers.ni-number");
    let said = [
        (kind.as_str(), "passport"),
        (value.as_str(), "123 456 789"),
        (issuer.as_str(), "HM Passport Office"),
        (until.as_str(), "2026-11-01"),
        (second.0.as_str(), "prison-number"),
        (second.1.as_str(), "A1234BC"),
        (third, "AB123456C"),
    ];
    let case = made(&house, &officer, "mars", &said);
    let person = house.app.open(&officer, case).unwrap().person;
    let view = house.app.person(&officer, person, None).unwrap();
    let known: Vec<(&str, &str, &str, bool)> = view
        .facts
        .get()
        .identifiers
        .iter()
        .map(|i| (i.label.as_str(), i.masked.as_str(), i.issuer.as_str(), i.over))
        .collect();
    assert_eq!(
        known,
        [
            ("National Insurance number", "••••••56C", "HM Revenue and Customs", false),
            ("Passport number", "••••••789", "HM Passport Office", true),
            ("Prison number", "••••4BC", "HM Prison and Probation Service", false),
        ]
    );
    // Only for the purpose that needs them, and in no other role than those who work with the person.
    let elsewhere = house.app.open(&House::for_purpose(&officer, "off-the-street"), case).unwrap();
    assert!(matches!(section(&elsewhere, "national-identifiers").content, Item::Withheld(_)));
    let administrator = house.actor(MARS, "role:administrator", "deliver");
    assert!(matches!(house.app.person(&administrator, person, None), Err(AppError::NotFound)));
}

#[doc = "keeps MARS-017, MARS-030"]
#[test]
fn where_somebody_has_lived_is_a_timeline_with_its_gaps_and_with_how_each_time_ended() {
    let house = house_of(MARS);
    let officer = officer(&house, MARS, "deliver");
    let part = [
        ("address-history.past-addresses.1.kind", "no-fixed-abode"),
        ("address-history.past-addresses.1.from@", "2026-01-01"),
        ("address-history.past-addresses.2.kind", "friends"),
        ("address-history.past-addresses.2.address", "2 Sample Street"),
        ("address-history.past-addresses.2.from@", "2022"),
        ("address-history.past-addresses.2.until@", "2024"),
        ("address-history.past-addresses.2.why-left", "asked-to-leave"),
    ];
    let mut all = part.to_vec();
    all.extend([
        ("housing-history.homelessness-history.1.kind", "rough"),
        ("housing-history.homelessness-history.1.from@", "2019-02"),
        ("housing-history.homelessness-history.1.until@", "2019-06"),
        ("housing-history.homelessness-history.1.ended", "institution"),
        ("housing-history.homelessness-history.2.kind", "hostel"),
        ("housing-history.homelessness-history.2.from@", "2019-07"),
        ("housing-history.homelessness-history.2.until@", "2020-01-15"),
        ("housing-history.homelessness-history.2.ended", "evicted"),
        ("housing-history.homelessness-history.3.kind", "tenancy"),
        ("housing-history.homelessness-history.3.address", "3 Model Close"),
        ("housing-history.homelessness-history.3.from@", "2020-02"),
        ("housing-history.homelessness-history.3.until@", "2021-12"),
        ("housing-history.homelessness-history.3.ended", "abandoned"),
    ]);
    let case = made(&house, &officer, "mars", &all);
    let flag = alert(&house, &officer, case, AlertKind::Coverage).expect("less than five years is flagged");
    assert!(flag.contains("of the last 5 years are not covered (2 gaps)"), "{flag}");
    let person = house.app.open(&officer, case).unwrap().person;
    let view = house.app.person(&officer, person, None).unwrap();
    let lived: Vec<(String, String, String)> =
        view.facts.get().lived.iter().map(|l| (l.kind.clone(), l.dates.0.clone(), l.ended.clone())).collect();
    let of = |kind: &str, from: &str, ended: &str| (kind.to_owned(), from.to_owned(), ended.to_owned());
    let word = |list: &str, code: &str| lists()[list].codes[code].clone();
    assert_eq!(
        lived,
        [
            of(&word("accommodation", "no-fixed-abode"), "2026-01-01", ""),
            of(&word("accommodation", "friends"), "2022", "Asked to leave"),
            of("Tenancy", "2020-02", "Left without notice"),
            of("Hostel or supported housing", "2019-07", "Evicted"),
            of("Rough sleeping", "2019-02", "Went into an institution"),
        ],
        "the newest first"
    );
    assert!(view.facts.get().lived[0].stay.no_home);
    let gaps = view.facts.get().timeline(view.today).gaps;
    assert!(gaps.iter().any(|g| g.from == date(2025, 1, 1) && g.until == date(2025, 12, 31)), "{gaps:?}");
    // Whole: no flag.
    let mut whole = part.to_vec();
    whole.extend([
        ("address-history.past-addresses.3.kind", "friends"),
        ("address-history.past-addresses.3.from@", "2020"),
        ("address-history.past-addresses.3.until@", "2021"),
        ("address-history.past-addresses.4.kind", "no-fixed-abode"),
        ("address-history.past-addresses.4.from@", "2025"),
        ("address-history.past-addresses.4.until@", "2025"),
    ]);
    let case = made(&house, &officer, "mars", &whole);
    assert_eq!(alert(&house, &officer, case, AlertKind::Coverage), None);
    let (input, _) = wrong(
        &house,
        &officer,
        "mars",
        &[
            ("address-history.past-addresses.1.kind", "friends"),
            ("address-history.past-addresses.1.from@", "2024"),
            ("address-history.past-addresses.1.until@", "2023"),
        ],
    );
    assert!(input.contains("until"));
}

/// The numbers of a count, by answer.
fn counted(house: &House, actor: &Actor, category: &str, question: &str) -> Vec<(String, Option<u64>)> {
    let counts = house.app.counts(actor, category, question).unwrap();
    counts.lines.into_iter().filter(|(_, n)| *n != Some(0)).collect()
}

#[doc = "keeps MARS-015"]
#[test]
fn ethnic_groups_are_those_of_the_census_out_of_casework_and_counted_without_small_numbers() {
    let (notice, service, name) = (MARS, "mars", ("identity.name", "Ada Example"));
    let house = house_of(notice);
    let officer = officer(&house, notice, "deliver");
    let with = |group: &'static str| made(&house, &officer, service, &[("ethnicity.ethnic-group", group), name]);
    let case = with("white-british");
    for _ in 0..5 {
        with("white-british");
        with("black-african");
    }
    with("black-african");
    for _ in 0..2 {
        with("arab");
    }
    // The census's groups, with the right not to say; special category data; optional; nothing else is taken.
    let view = house.app.open(&officer, case).unwrap();
    let held = section(&view, "ethnicity");
    let census = &lists()["ethnic-group"];
    assert!(census.source.contains("census 2021") && census.codes.contains_key("prefer-not"));
    assert!(held.fields[0].options.iter().eq(census.codes.keys()) && !held.fields[0].required);
    assert!(held.special.is_some_and(|s| s.contains("article 9")));
    assert_eq!(wrong(&house, &officer, service, &[("ethnicity.ethnic-group", "Martian")]).0, "ethnicity.ethnic-group");
    // Kept out of what cases are worked and discussed for: no body reads it, nor do staff for those purposes.
    let other = House::for_purpose(&officer, "reduce-harm");
    assert!(matches!(section(&house.app.open(&other, case).unwrap(), "ethnicity").content, Item::Withheld(_)));
    let n = house.app.notice_page(notice, None).unwrap().notice;
    let at = n.compiled.category("ethnicity").unwrap();
    let read = |l: &&notice::envelope::Line| l.category == at && l.act == notice::model::Act::See;
    for line in n.compiled.envelope.lines.iter().filter(read) {
        let purpose = &n.compiled.purposes[usize::from(line.purpose.0)];
        let own = !purpose.statement.0.contains('#');
        let who = n.compiled.principals[usize::from(line.principal.0)].key();
        assert!(!own || who.starts_with("role:"), "{who} reads it for {}", purpose.id);
    }
    // Counted: what is small is left out, and the next with it, so that the whole does not tell it.
    let countable = house.app.countable(&officer).unwrap();
    assert!(countable.iter().any(|c| c.category == "ethnicity" && c.question == "ethnic-group"));
    let words = |code: &str| census.codes[code].clone();
    assert_eq!(
        counted(&house, &officer, "ethnicity", "ethnic-group"),
        [(words("white-british"), None), (words("black-african"), Some(6)), (words("arab"), None)],
    );
    with("black-african");
    with("prefer-not");
    let counts = house.app.counts(&officer, "ethnicity", "ethnic-group").unwrap();
    assert_eq!(counts.total, Some(16));
    assert_eq!(
        counted(&house, &officer, "ethnicity", "ethnic-group"),
        [
            (words("white-british"), Some(6)),
            (words("black-african"), Some(7)),
            (words("arab"), None),
            (words("prefer-not"), None)
        ],
    );
    // Every record that was counted says so; and who is not given ethnicity for a purpose counts none.
    let seen = house.app.seen(&officer, case, None).unwrap();
    assert!(seen.lines.iter().any(|l| l.what.contains("counted for a report: ethnicity.ethnic-group")));
    assert!(matches!(house.app.counts(&other, "ethnicity", "ethnic-group"), Err(AppError::NotFound)));
    assert!(house.app.countable(&other).unwrap().iter().all(|c| c.category != "ethnicity"));
}

#[doc = "keeps FAM-018"]
#[test]
fn the_status_of_an_intervention_is_a_code_with_its_days_and_is_counted() {
    let house = house_of(FAMILIES);
    let officer = officer(&house, FAMILIES, "meet-needs");
    let service = service_of(&house, FAMILIES);
    let with = |status: &'static str| {
        made(
            &house,
            &officer,
            &service,
            &[
                ("intervention.intervention-status", status),
                ("intervention.status-history.1.whose", "family"),
                ("intervention.status-history.1.status", "referred"),
                ("intervention.status-history.1.from@", "2026-06-01"),
                ("intervention.status-history.1.until@", "2026-07-14"),
                ("intervention.status-history.2.whose", "family"),
                ("intervention.status-history.2.status", status),
                ("intervention.status-history.2.from@", "2026-07-15"),
            ],
        )
    };
    let case = with("supported");
    let view = house.app.open(&officer, case).unwrap();
    says(
        &view,
        &[
            ("intervention.intervention-status", "supported"),
            ("intervention.status-history.1.until@", "2026-07-14"),
            ("intervention.status-history.2.from@", "2026-07-15"),
        ],
    );
    let bad = [
        ("intervention.status-history.1.whose", "family"),
        ("intervention.status-history.1.status", "closed"),
        ("intervention.status-history.1.from@", "2026-06-01"),
        ("intervention.status-history.1.until@", "2026-05-01"),
    ];
    assert!(wrong(&house, &officer, &service, &bad).0.contains("until"), "it does not end before it begins");
    for _ in 0..5 {
        with("supported");
        with("closed");
    }
    // Changed: the code and the rows of before stay in the history.
    let changed = [("intervention.intervention-status", "stepped-down")];
    save(&house, &officer, case, "intervention", &changed);
    assert_eq!(house.app.section_history(&officer, case, "intervention").unwrap().versions.len(), 2);
    save(&house, &officer, case, "intervention", &[("intervention.intervention-status", "closed")]);
    let count = counted(&house, &officer, "intervention", "intervention-status");
    assert_eq!(count, [("Supported".to_owned(), Some(5)), ("Closed".to_owned(), Some(6))]);
}

#[doc = "keeps MARS-020, MARS-025, MARS-026, MARS-028"]
#[test]
fn benefits_agencies_needs_and_debts_are_rows_of_codes_dates_and_amounts() {
    let house = house_of(MARS);
    let officer = officer(&house, MARS, "deliver");
    let said = [
        ("finances.benefits.1.kind", "universal-credit"),
        ("finances.benefits.1.status", "in-payment"),
        ("finances.benefits.1.from@", "2025-04-01"),
        ("finances.benefits.1.known", "dwp"),
        ("finances.benefits.2.kind", "pip"),
        ("finances.benefits.2.status", "stopped"),
        ("finances.benefits.2.from@", "2020-01"),
        ("finances.benefits.2.until@", "2026-03-31"),
        ("finances.benefits.2.known", "self"),
        ("agency-involvement.agencies.1.agency", "SHARE"),
        ("agency-involvement.agencies.1.worker", "Grace Sample"),
        ("agency-involvement.agencies.1.from@", "2026-02-01"),
        ("agency-involvement.agencies.1.until@", "2026-09-30"),
        ("agency-involvement.agencies.1.consent", "agreed"),
        ("agency-involvement.agencies.2.agency", "ForFutures"),
        ("agency-involvement.agencies.2.consent", "refused"),
        ("support-needs.support-needs.1.need", "care-leaver-18-20"),
        ("support-needs.support-needs.1.severity", "high"),
        ("support-needs.support-needs.1.since@", "2026-11-02"),
        ("debts.debts.1.creditor", "energy"),
        ("debts.debts.1.amount", "310.00"),
        ("debts.debts.1.priority", "yes"),
        ("debts.debts.1.plan", "Ten pounds a week"),
        ("debts.debts.2.creditor", "credit"),
        ("debts.debts.2.amount", "1500.00"),
        ("debts.debts.2.priority", "no"),
    ];
    let case = made(&house, &officer, "mars", &said);
    let view = house.app.open(&officer, case).unwrap();
    says(&view, &said);
    // Each is shown in words, and nothing but a code of its list is taken.
    let rows = |category: &str, id: &str| {
        let fields = &section(&view, category).fields;
        fields.iter().find(|f| f.id == id).and_then(|f| f.rows()).unwrap().columns.clone()
    };
    let known = rows("finances", "benefits").into_iter().find(|c| c.id == "known").unwrap();
    assert_eq!((known.words_of("dwp"), known.words_of("self")), ("Confirmed by DWP", "The person said so"));
    let need = rows("support-needs", "support-needs").into_iter().find(|c| c.id == "need").unwrap();
    let h_clic = &lists()["support-needs"];
    assert!(h_clic.source.contains("statutory homelessness"), "the codes of the return: {}", h_clic.source);
    assert!(need.options.iter().eq(h_clic.codes.keys()), "and no others, so that the return counts them as they are");
    for (name, value) in [
        ("finances.benefits.1.status", "Probably"),
        ("finances.benefits.2.until@", "2019-01-01"),
        ("agency-involvement.agencies.1.consent", "perhaps"),
        ("agency-involvement.agencies.1.until@", "2026-01-01"),
        ("support-needs.support-needs.1.need", "Sad"),
        ("support-needs.support-needs.1.severity", "very"),
        ("debts.debts.1.amount", "a lot"),
        ("debts.debts.1.priority", "maybe"),
    ] {
        let mut bad = said.to_vec();
        bad.retain(|(n, _)| *n != name);
        bad.push((name, value));
        let (input, _) = wrong(&house, &officer, "mars", &bad);
        assert!(input.starts_with(name.trim_end_matches('@')), "{name}: {input}");
    }
}

#[doc = "keeps MARS-021, MARS-022"]
#[test]
fn a_risk_has_its_score_controls_and_review_and_nobody_overlooks_not_to_go_alone() {
    let house = house_of(MARS);
    let (one, other) = (officer(&house, MARS, "deliver"), officer(&house, MARS, "deliver"));
    let said = [
        ("risk.risks-to-self.1.domain", "overdose"),
        ("risk.risks-to-self.1.score", "high"),
        ("risk.risks-to-self.1.controls", "Naloxone is carried"),
        ("risk.risks-to-self.1.alone", "yes"),
        ("risk.risks-to-self.1.review@", "2026-12-01"),
        ("risk.risks-to-others.1.domain", "violence"),
        ("risk.risks-to-others.1.score", "medium"),
        ("risk.risks-to-others.1.controls", "Two workers, in the open"),
        ("risk.risks-to-others.1.alone", "yes"),
        ("risk.risks-to-others.1.review@", "2027-02-01"),
        ("risk.risks-to-others.2.domain", "animals"),
        ("risk.risks-to-others.2.score", "low"),
        ("risk.risks-to-others.2.alone", "no"),
        ("risk.risks-to-others.2.review@", "2027-02-01"),
    ];
    let case = made(&house, &one, "mars", &said);
    says(&house.app.open(&one, case).unwrap(), &said);
    let alone = |who: &Actor| -> Vec<String> {
        let all = alerts(&house.app.open(who, case).unwrap());
        all.into_iter().filter(|(k, _)| *k == AlertKind::LoneWorking && k.is_grave()).map(|(_, w)| w).collect()
    };
    let shown = alone(&other);
    assert_eq!(shown.len(), 2, "one for each risk of which that is said, to every colleague");
    assert!(shown[0].contains("Do not see this person alone") && shown[0].contains("Overdose, high"), "{shown:?}");
    assert!(shown[1].contains("Violence, medium") && shown[1].contains("Two workers"), "{shown:?}");
    // No risk without a score and a day to look again; and that day is not overlooked.
    for missing in ["risk.risks-to-self.1.score", "risk.risks-to-self.1.review@", "risk.risks-to-others.1.review@"] {
        let left: Vec<_> = said.iter().filter(|(n, _)| *n != missing).copied().collect();
        assert!(wrong(&house, &one, "mars", &left).0.starts_with(missing.trim_end_matches('@')));
    }
    assert_eq!(alert(&house, &one, case, AlertKind::RiskReview), None);
    house.clock.advance_seconds(11 * 24 * 60 * 60);
    assert!(alert(&house, &one, case, AlertKind::RiskReview).unwrap().contains("Overdose"));
    // A marker beside it: why, who approved it, when it is looked at again, until when.
    let new = NewWarning {
        words: "Carries a knife".to_owned(),
        reason: "Shown to a colleague on 1 December".to_owned(),
        category: "risk".to_owned(),
        review_on: date(2027, 1, 10),
        expires_on: date(2027, 2, 10),
        told: "unsafe".to_owned(),
    };
    let id = house.app.propose_warning(&one, case, &new).unwrap();
    assert!(matches!(house.app.approve_warning(&one, case, id), Err(AppError::Refused(_))));
    assert!(house.app.open(&other, case).unwrap().warnings.is_empty());
    house.app.approve_warning(&other, case, id).unwrap();
    let markers: Vec<String> = house.app.open(&one, case).unwrap().warnings.iter().map(|w| w.get().clone()).collect();
    assert_eq!(markers, ["Carries a knife"]);
    let line = house.app.warnings(&one, case).unwrap().lines.remove(0);
    let Item::Released(content) = &line.content else { panic!("not shown") };
    assert_eq!(content.get().get("reason"), Some("Shown to a colleague on 1 December"));
    assert_eq!(line.approved.unwrap().0, other.name);
    assert_eq!((line.review_on, line.expires_on, line.state), (new.review_on, new.expires_on, WarningState::InForce));
    house.clock.advance_seconds(80 * 24 * 60 * 60);
    assert!(house.app.open(&one, case).unwrap().warnings.is_empty(), "its time is over");
}

#[doc = "keeps KIR-007"]
#[test]
fn nobody_under_16_is_taken_on_and_nobody_whose_age_cannot_be_told() {
    let house = house_of(KIRKLEES);
    let officer = officer(&house, KIRKLEES, "support");
    let born = |day: &'static str| [("identity.name", "Ada Example"), ("identity.date-of-birth@", day)];
    for (day, words) in [
        ("2010-11-22", "for people of 16 and over"),
        ("2012", "for people of 16 and over"),
        ("2010", "Enter the whole date of birth"),
        ("2010-11", "Enter the whole date of birth"),
    ] {
        let (input, said) = wrong(&house, &officer, "support", &born(day));
        assert!(input == "identity.date-of-birth-day" && said.contains(words), "{day}: {said}");
    }
    for day in ["2010-11-21", "2009", "1984-02-01"] {
        made(&house, &officer, "support", &born(day));
    }
    // Nor is a younger age written into a case that is there.
    let case = made(&house, &officer, "support", &born("1984-02-01"));
    let typed = Typed::new(pairs(&born("2015-01-01")));
    assert!(matches!(house.app.save(&officer, case, "identity", 1, &typed, ""), Err(AppError::Form(_))));
}

#[doc = "keeps KIR-008, KIR-015"]
#[test]
fn a_client_has_addresses_that_may_not_be_safe_and_care_needs_that_lead_to_adult_social_care() {
    let house = house_of(KIRKLEES);
    let officer = officer(&house, KIRKLEES, "support");
    let said = [
        ("contact.address", "1 Example Row"),
        ("contact.safe-address", "no"),
        ("contact.past-addresses.1.kind", "friends"),
        ("contact.past-addresses.1.address", "2 Sample Street"),
        ("contact.past-addresses.1.from@", "2022-01"),
        ("contact.past-addresses.1.until@", "2026-10"),
        ("social-care.care-needs.1.need", "safe-at-home"),
        ("social-care.care-needs.1.met", "A sister, in the evenings"),
        ("social-care.care-package", "no"),
        ("social-care.adult-social-care", "Being assessed"),
        ("social-care.care-reference", "ASC-0417"),
        ("social-care.care-worker", "Grace Sample, duty team"),
    ];
    let case = made(&house, &officer, "support", &said);
    let view = house.app.open(&officer, case).unwrap();
    says(&view, &said);
    assert!(alert(&house, &officer, case, AlertKind::HiddenAddress).unwrap().contains("not safe"));
    let person = house.app.person(&officer, view.person, None).unwrap();
    let address = person.facts.get().ways.iter().find(|w| w.value == "1 Example Row").unwrap();
    assert_eq!((address.safe.len(), address.unsafe_ways.join(",")), (0, "write".to_owned()));
    assert_eq!(person.facts.get().lived[0].address, "2 Sample Street");
    // Adult social care can be given this section, under a statement of the notice; the reference is asked only where they
    // know the person.
    let notice = house.app.notice_page(KIRKLEES, None).unwrap().notice;
    let care = notice.compiled.category("social-care").unwrap();
    let reads = notice.compiled.envelope.lines.iter().any(|l| {
        l.category == care
            && l.act == notice::model::Act::See
            && notice.compiled.principals[usize::from(l.principal.0)].key() == "social-services"
    });
    assert!(reads);
    let mut not_known = said.to_vec();
    not_known.retain(|(n, _)| *n != "social-care.adult-social-care");
    not_known.push(("social-care.adult-social-care", "Not asked for"));
    let other = made(&house, &officer, "support", &not_known);
    assert_eq!(field(&house.app.open(&officer, other).unwrap(), "social-care", "care-reference"), "");
    assert_eq!(
        wrong(&house, &officer, "support", &[("social-care.care-needs.1.need", "Love")]).0,
        "social-care.care-needs.1.need"
    );
}

#[doc = "keeps FAM-014, FAM-015, FAM-021, FAM-058"]
#[test]
fn a_family_is_described_adult_by_adult_and_member_by_member() {
    let house = house_of(FAMILIES);
    let officer = officer(&house, FAMILIES, "meet-needs");
    let service = service_of(&house, FAMILIES);
    let said = [
        ("finances.income.1.whose", "Ada"),
        ("finances.income.1.kind", "wages"),
        ("finances.income.1.amount", "100.00"),
        ("finances.income.1.every", "week"),
        ("finances.income.2.whose", "The household"),
        ("finances.income.2.kind", "child-benefit"),
        ("finances.income.2.amount", "50.00"),
        ("finances.income.2.every", "month"),
        ("finances.benefits.1.whose", "The household"),
        ("finances.benefits.1.kind", "child-benefit"),
        ("finances.benefits.1.status", "in-payment"),
        ("finances.debts.1.whose", "Bo"),
        ("finances.debts.1.creditor", "fines"),
        ("finances.debts.1.amount", "80.00"),
        ("employment.work-history.1.adult", "Ada"),
        ("employment.work-history.1.status", "part-time"),
        ("employment.work-history.1.from@", "2026-02-01"),
        ("employment.work-history.2.adult", "Ada"),
        ("employment.work-history.2.status", "seeking"),
        ("employment.work-history.2.from@", "2025-06-01"),
        ("employment.work-history.2.until@", "2026-01-31"),
        ("employment.work-history.3.adult", "Bo"),
        ("employment.work-history.3.status", "sick"),
        ("employment.work-history.3.from@", "2024"),
        ("ethnicity.ethnic-group", "white-roma"),
        ("ethnicity.family-ethnic-groups.1.name", "Cy"),
        ("ethnicity.family-ethnic-groups.1.group", "mixed-other"),
        ("ethnicity.family-ethnic-groups.2.name", "Bo"),
        ("ethnicity.family-ethnic-groups.2.group", "prefer-not"),
        ("intervention.intervention-status", "supported"),
        ("intervention.status-history.1.whose", "family"),
        ("intervention.status-history.1.status", "supported"),
        ("intervention.status-history.1.from@", "2026-09-01"),
        ("intervention.status-history.2.whose", "child"),
        ("intervention.status-history.2.member", "Cy"),
        ("intervention.status-history.2.status", "stepped-up"),
        ("intervention.status-history.2.from@", "2026-10-01"),
    ];
    let case = made(&house, &officer, &service, &said);
    let view = house.app.open(&officer, case).unwrap();
    says(&view, &said);
    // What the household has each month, adults' and household's items together.
    let finances = section(&view, "finances");
    let Item::Released(content) = &finances.content else { panic!("not shown") };
    let total = finances.fields.iter().find(|f| f.id == "income-total").unwrap();
    let notice::model::Part::Total(total) = &total.part else { panic!("no total") };
    assert_eq!(casework::money::total(content.get(), total).as_deref(), Some("483.33"));
    // Ethnic groups are those of the census, of the person and of every member.
    let census = &lists()["ethnic-group"];
    assert!(census.source.contains("census 2021") && census.codes.contains_key("prefer-not"));
    let fields = &section(&view, "ethnicity").fields;
    let own = fields.iter().find(|f| f.id == "ethnic-group").unwrap();
    let members = fields.iter().find(|f| f.id == "family-ethnic-groups").and_then(|f| f.rows()).unwrap();
    let group = members.columns.iter().find(|c| c.id == "group").unwrap();
    assert!(own.options.iter().eq(census.codes.keys()) && group.options == own.options);
    // The status is a code, of the family and of each member, and it is what the study may have of the intervention.
    for (name, value) in [
        ("intervention.intervention-status", "Going well"),
        ("intervention.status-history.1.status", "Going well"),
        ("intervention.status-history.2.member", ""),
        ("ethnicity.family-ethnic-groups.1.group", "Martian"),
        ("employment.work-history.1.from@", ""),
    ] {
        let mut bad = said.to_vec();
        bad.retain(|(n, _)| *n != name);
        if !value.is_empty() {
            bad.push((name, value));
        }
        let (input, _) = wrong(&house, &officer, &service, &bad);
        assert!(input.starts_with(name.trim_end_matches('@')), "{name}: {input}");
    }
    let notice = house.app.notice_page(FAMILIES, None).unwrap().notice;
    let study = notice.compiled.flows.iter().find(|f| f.statement.0 == "disclose.national-study").unwrap();
    assert!(study.categories.contains(&notice.compiled.category("intervention").unwrap()));
}

#[doc = "keeps FAM-007"]
#[test]
fn a_hidden_address_is_for_the_councils_own_people_and_stays_when_others_write() {
    let house = house_of(FAMILIES);
    let staff = officer(&house, FAMILIES, "meet-needs");
    let service = service_of(&house, FAMILIES);
    let said = [
        ("address.address", "1 Example Row\nCH1 1AA"),
        ("address.address-hidden", "yes"),
        ("address.phone", "020 7946 0018"),
        ("address.address-history.1.kind", "friends"),
        ("address.address-history.1.address", "2 Sample Street"),
        ("address.address-history.1.from@", "2021"),
        ("address.address-history.1.until@", "2026-06"),
    ];
    let hidden = made(&house, &staff, &service, &said);
    let open = made(&house, &staff, &service, &said.map(|(n, v)| (n, if v == "yes" { "no" } else { v })));
    let view = house.app.open(&staff, hidden).unwrap();
    assert_eq!(field(&view, "address", "address-history.1.address"), "2 Sample Street");
    assert!(alert(&house, &staff, hidden, AlertKind::HiddenAddress).unwrap().contains("tell nobody"));
    assert_eq!(alert(&house, &staff, open, AlertKind::HiddenAddress), None);
    // Whoever outside the notice lets have the address has it, unless it is hidden.
    let notice = house.app.notice_page(FAMILIES, None).unwrap().notice;
    let category = notice.compiled.category("address").unwrap();
    let mut tried = 0;
    for line in
        notice.compiled.envelope.lines.iter().filter(|l| l.category == category && l.act == notice::model::Act::See)
    {
        let principal = &notice.compiled.principals[usize::from(line.principal.0)];
        let notice::model::Principal::Party { .. } = principal else { continue };
        let (key, purpose) = (principal.key(), &notice.compiled.purposes[usize::from(line.purpose.0)].id);
        let body = house.actor(FAMILIES, &key, purpose);
        let sees = |case: CaseId| {
            let _ = house.app.link_party(&staff, case, &key);
            crate::people::give_everything(&house, case, &key, purpose);
            let view = house.app.open(&body, case).ok()?;
            let shown = section(&view, "address");
            let Item::Released(content) = &shown.content else { return None };
            Some((content.get().clone(), shown.kept_back.clone()))
        };
        let (Some((all, _)), Some((part, why))) = (sees(open), sees(hidden)) else { continue };
        tried += 1;
        assert_eq!(all.get("address"), Some("1 Example Row\nCH1 1AA"), "{key}");
        assert_eq!((part.get("address"), part.rows("address-history").len()), (None, 0), "{key}");
        assert!(part.get("phone").is_some() && why.iter().any(|w| w.contains("kept hidden")), "{key}: {why:?}");
    }
    assert!(tried > 0, "nobody outside is shown addresses at all");
}

#[doc = "keeps FAM-009"]
#[test]
fn a_date_of_birth_makes_a_child_or_an_adult_and_sets_the_clock_of_the_record() {
    let house = house_of(FAMILIES);
    let officer = officer(&house, FAMILIES, "meet-needs");
    let service = service_of(&house, FAMILIES);
    let with = |born: &'static str| {
        made(&house, &officer, &service, &[("identity.name", "Ada Example"), ("identity.date-of-birth@", born)])
    };
    let (child, adult) = (with("2018-03-01"), with("1984-03-01"));
    assert!(alert(&house, &officer, child, AlertKind::UnderAge).is_some() && tasks(&house, &officer, child).len() == 1);
    assert!(alert(&house, &officer, adult, AlertKind::UnderAge).is_none() && tasks(&house, &officer, adult).is_empty());
    assert!(house.app.closing(&officer, adult).unwrap().asks_birth, "of an adult's record the child is asked for");
    assert!(!house.app.closing(&officer, child).unwrap().asks_birth);
    let met = || app::Close::from(casework::CloseReason::ALL[0]);
    assert!(
        matches!(house.app.close(&officer, adult, met()), Err(app::AppError::Refused(_))),
        "nothing could be counted"
    );
    let no_child = app::Close { no_child: true, ..met() };
    for (case, how, words) in [(child, met(), "1 March 2043"), (adult, no_child, "the record is about no child")] {
        house.app.close(&officer, case, how).unwrap();
        let view = house.app.retention(&officer, case).unwrap();
        let line = view.lines.iter().find(|l| l.sections.iter().any(|s| s == "Name and date of birth")).unwrap();
        assert!(line.words.contains(words), "{}", line.words);
    }
}

#[doc = "keeps COV-012"]
#[test]
fn an_application_keeps_its_versions_and_every_change_has_the_band_checked() {
    let house = house_of(COVENTRY);
    let officer = house.actor(COVENTRY, "role:homefinder-officer", "banding");
    let case =
        made(&house, &officer, "homefinder", &[("housing-needs.bedrooms", "2"), ("household.dependent-children", "1")]);
    let checks = || tasks(&house, &officer, case).iter().filter(|t| *t == "Check the band").count();
    assert_eq!(checks(), 0, "a new application is banded, not checked again");
    save(&house, &officer, case, "housing-needs", &[("housing-needs.bedrooms", "2")]);
    assert_eq!(checks(), 0, "nothing was changed");
    save(&house, &officer, case, "housing-needs", &[("housing-needs.bedrooms", "3")]);
    assert_eq!(checks(), 1);
    save(&house, &officer, case, "housing-needs", &[("housing-needs.bedrooms", "4")]);
    assert_eq!(checks(), 1, "one check is enough while it is still to be made");
    let open = house.app.tasks_on(&officer, case).unwrap().open;
    let check = open.iter().find(|t| t.what == "Check the band").unwrap();
    assert_eq!(check.due.on, date(2026, 11, 25), "within three working days");
    house.app.finish_task(&officer, case, check.id).unwrap();
    assert_eq!(checks(), 0);
    let moved =
        [("homefinder-application.local-connection", "Works here"), ("homefinder-application.overcrowded", "yes")];
    save(&house, &officer, case, "homefinder-application", &moved);
    save(&house, &officer, case, "homefinder-application", &[moved[0], ("homefinder-application.overcrowded", "no")]);
    assert_eq!(checks(), 1, "after the check, the next change has it checked again");
    let history = house.app.section_history(&officer, case, "housing-needs").unwrap();
    let bedrooms: Vec<String> = history
        .versions
        .iter()
        .map(|v| match &v.content {
            Item::Released(c) => c.get().get("bedrooms").unwrap_or_default().to_owned(),
            _ => String::new(),
        })
        .collect();
    assert_eq!(bedrooms, ["4", "3", "2", "2"]);
    // What does not bear on the band has nothing checked.
    let other = made(
        &house,
        &officer,
        "homefinder",
        &[("contact.address", "1 Example Row"), ("household.dependent-children", "1")],
    );
    save(&house, &officer, other, "contact", &[("contact.address", "2 Sample Street")]);
    assert_eq!(tasks(&house, &officer, other), [""; 0]);
}

#[doc = "keeps DUD-034"]
#[test]
fn what_is_missing_is_said_with_the_decision_that_waits_for_it_to_the_officer_and_to_the_person() {
    let dudley = crate::held::DUDLEY;
    let house = house_of(dudley);
    let staff = officer(&house, dudley, "assess");
    let case = made(
        &house,
        &staff,
        "housing-options",
        &[
            ("name-and-contact.name", "Ada Example"),
            ("housing-needs.accommodation-needed", "One bedroom"),
            ("housing-needs.declined", "current-housing"),
            ("support-needs.support-plan", "None yet"),
        ],
    );
    let view = house.app.open(&staff, case).unwrap();
    assert_eq!(view.blocked.len(), 1);
    let blocked = &view.blocked[0];
    assert_eq!(blocked.decision, "Assess your housing and housing support needs");
    let missing: Vec<(&str, bool)> = blocked.missing.iter().map(|m| (m.label.as_str(), m.declined)).collect();
    assert!(
        missing.contains(&("Date of birth", false)) && missing.contains(&("Where you live now", true)),
        "{missing:?}"
    );
    assert!(
        missing.iter().any(|(l, _)| *l == "Support needs") && missing.iter().any(|(l, _)| *l == "What has happened")
    );
    assert!(missing.iter().all(|(l, _)| *l != "Medication"), "only what the decision needs");
    assert_eq!(
        blocked.if_refused,
        ["We may not be able to assess your needs or find you suitable housing and support"]
    );
    // The person reads the same, in the notice's own words.
    let me = Me {
        account: AccountId::new(house.now(), &mut house.entropy()),
        person: view.person,
        session: SessionId::new(house.now(), &mut house.entropy()),
        represents: false,
        scope: Vec::new(),
    };
    let held = house.app.my_record(&me).unwrap();
    assert_eq!(held[0].blocked, view.blocked);
    // Item by item it gets less, and nothing waits once everything is there.
    save(&house, &staff, case, "personal-details", &[("personal-details.date-of-birth@", "1984-02-01")]);
    let labels =
        |view: &CaseView| view.blocked.iter().flat_map(|b| b.missing.clone()).map(|m| m.label).collect::<Vec<_>>();
    assert!(!labels(&house.app.open(&staff, case).unwrap()).contains(&"Date of birth".to_owned()));
    save(
        &house,
        &staff,
        case,
        "housing-needs",
        &[
            ("housing-needs.accommodation", "friends"),
            ("housing-needs.current-housing", "On a sofa"),
            ("housing-needs.main-reason", "domestic-abuse"),
            ("housing-needs.reason-for-contact", "Had to leave"),
        ],
    );
    save(&house, &staff, case, "support-needs", &[("support-needs.support-needs.1.need", "care-leaver-18-20")]);
    assert!(house.app.open(&staff, case).unwrap().blocked.is_empty());
    assert!(house.app.my_record(&me).unwrap()[0].blocked.is_empty());
    // Who is not shown a section is told nothing of what is missing in it.
    let other = made(&house, &staff, "housing-options", &[("support-needs.support-plan", "None yet")]);
    let elsewhere = House::for_purpose(&staff, "service-complaints");
    if let Ok(view) = house.app.open(&elsewhere, other) {
        let shown = |m: &casework::missing::Missing| {
            matches!(section(&view, &m.category).content, Item::Released(_) | Item::Empty)
        };
        assert!(view.blocked.iter().flat_map(|b| &b.missing).all(shown));
    }
}

#[test]
fn what_an_alert_asks_for_stays_withdrawn_when_its_section_is_saved_again() {
    let house = house_of(FAMILIES);
    let officer = officer(&house, FAMILIES, "meet-needs");
    let said = [("identity.name", "Ada Example"), ("identity.date-of-birth@", "2018-03-01")];
    let child = made(&house, &officer, &service_of(&house, FAMILIES), &said);
    let open = house.app.tasks_on(&officer, child).unwrap().open;
    assert_eq!(open.len(), 1);
    house.app.withdraw_task(&officer, child, open[0].id, "done-otherwise").unwrap();
    save(&house, &officer, child, "identity", &[("identity.name", "Ada B. Example"), said[1]]);
    let view = house.app.tasks_on(&officer, child).unwrap();
    assert_eq!((view.open.len(), view.done.len()), (0, 1), "somebody decided, and it is on the record why");
}
