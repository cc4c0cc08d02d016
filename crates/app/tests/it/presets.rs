//! What is chosen at first for a recipient: the notice's selections, what goes beyond them, and what is not given unless something is so.

use crate::held::{DUDLEY, FAMILIES, KIRKLEES, MARS, made, officer};
use crate::recipients::{agreement, enrolled};
use crate::shares::{disclosure, referral, refusal, sent};
use crate::support::{COVENTRY, missing, own_page, typed, wrong};
use app::views::Item;
use app::{Actor, ConsentAnswer, NewShare, PresetView, SharePreview};
use kernel::CaseId;
use sharing::Ground;
use std::collections::BTreeSet;
use testkit::House;

/// A case, and a body that something can go to.
struct Scene {
    house: House,
    staff: Actor,
    case: CaseId,
    key: String,
    body: Actor,
    purpose: &'static str,
}

/// A notice's case with a body: enrolled, under an agreement, and with the person's yes where it is asked for.
fn scene(
    notice: &'static str,
    (service, staff): (&str, &str),
    (party, purpose): (&str, &'static str),
    said: &[(&str, &str)],
) -> Scene {
    let house = House::new(&[notice]);
    let staff = officer(&house, notice, staff);
    let case = made(&house, &staff, service, said, "");
    let (key, body) = match party.strip_prefix("class:") {
        Some(class) => enrolled(&house, notice, class, "Example Body", purpose),
        None => (party.to_owned(), house.actor(notice, party, purpose)),
    };
    agreement(&house, notice, &key, None);
    if key.contains('/') {
        house.app.link_party(&staff, case, &key).unwrap();
    }
    // Not every way asks for a yes: where none is asked for, none is taken.
    let _ = house.app.record_consent(&staff, case, &key, purpose, ConsentAnswer::Given, "spoken");
    Scene { house, staff, case, key, body, purpose }
}

impl Scene {
    fn preview(&self, ground: Ground) -> SharePreview {
        self.house.app.share_preview(&self.staff, self.case, (&self.key, self.purpose, ground)).unwrap()
    }

    fn referral(&self, items: &[String]) -> NewShare {
        referral(&self.key, self.purpose, &items.iter().map(String::as_str).collect::<Vec<_>>())
    }
}

/// Everything that can be chosen.
fn offered(preview: &SharePreview) -> Vec<String> {
    let rows = preview.sections.iter().filter_map(|s| s.rows.as_ref());
    rows.flat_map(|r| r.get().iter().map(|r| r.item.clone()).collect::<Vec<_>>()).collect()
}

/// What of it is chosen at first.
fn first(preview: &SharePreview) -> (PresetView, Vec<String>) {
    let preset = preview.presets[0].clone();
    let items = offered(preview).into_iter().filter(|i| preset.chooses(i)).collect();
    (preset, items)
}

fn set(items: &[String]) -> BTreeSet<&str> {
    items.iter().map(String::as_str).collect()
}

const HOUSEHOLD: (&str, &str) = ("housing-needs.housing-goal", "A home of my own");

#[doc = "keeps KIR-065"]
#[test]
fn each_recipient_has_a_selection_that_somebody_reviews_and_more_needs_a_reason_on_the_record() {
    // Whoever is not a service of the council or a provider under its contract has a selection, and each has its reviewer.
    let house = House::new(&[KIRKLEES]);
    let notice = house.app.notice_page(KIRKLEES, None).unwrap().notice;
    let asked = |d: &notice::source::Disclose| matches!(d.gate, notice::source::Gate::Consent(_));
    for (id, d) in notice.compiled.merged.disclose.iter().filter(|(_, d)| asked(d)) {
        for to in &d.to {
            let principal = notice.compiled.principal_named(to).unwrap();
            let presets: Vec<_> = notice.compiled.presets(principal, &d.purpose).collect();
            assert!(!presets.is_empty(), "{id}: {to} has no selection");
            assert!(presets.iter().all(|(_, p)| p.review_due().is_some() && !p.reviewed_by.is_empty()), "{id}");
        }
    }
    let said = [HOUSEHOLD, ("contact.phone", "01632 960123")];
    let scene = scene(KIRKLEES, ("support", "independence"), ("class:registered-provider", "independence"), &said);
    let preview = scene.preview(Ground::Referral);
    let (preset, items) = first(&preview);
    assert_eq!(preset.label, "A tenancy with a registered provider");
    assert_eq!(preset.reviewed.0, "Support gateway manager");
    assert!(preset.overdue.is_none() && preset.reviewed.1.is_some());
    assert_eq!(set(&items), BTreeSet::from(["identity.name", "contact.phone", "housing-needs.housing-goal"]));
    let all = offered(&preview);
    assert!(all.len() > items.len() && all.contains(&"identity.date-of-birth".to_owned()), "{all:?}");
    // The selection goes as it is, and so does less.
    for less in [items.clone(), vec!["identity.name".to_owned()]] {
        let id = scene.house.app.ask_to_share(&scene.staff, scene.case, &scene.referral(&less)).unwrap();
        let view = scene.house.app.share_of(&scene.staff, scene.case, id).unwrap();
        assert_eq!(view.preset.as_deref(), Some("A tenancy with a registered provider"));
        assert!(view.beyond.is_empty());
    }
    // More needs a reason; what the gate does not allow needs none, because it does not go.
    let more = [items, vec!["identity.date-of-birth".to_owned()]].concat();
    assert_eq!(wrong(scene.house.app.ask_to_share(&scene.staff, scene.case, &scene.referral(&more))), "widen");
    let why = "They house over-fifties only Zanarywidenwhy".to_owned();
    let short = NewShare { widen: "need it".to_owned(), ..scene.referral(&more) };
    assert_eq!(wrong(scene.house.app.ask_to_share(&scene.staff, scene.case, &short)), "widen");
    let reasoned = NewShare { widen: why.clone(), ..scene.referral(&more) };
    let never = NewShare { items: [more.clone(), vec!["finances.income".to_owned()]].concat(), ..reasoned.clone() };
    assert!(refusal(scene.house.app.ask_to_share(&scene.staff, scene.case, &never)).contains("may not go"));
    let id = scene.house.app.ask_to_share(&scene.staff, scene.case, &reasoned).unwrap();
    let view = scene.house.app.share_of(&scene.staff, scene.case, id).unwrap();
    assert_eq!(view.beyond, ["Name and date of birth: Date of birth"]);
    let words = view.steps.iter().find_map(|s| match &s.words {
        Some(Item::Released(w)) => w.get().get("why-more").map(str::to_owned),
        _ => None,
    });
    assert_eq!(words, Some(why), "the reason is sealed with the record");
    let detail =
        "a share asked for: “Refer to an agency” to Example Body, preset landlord, beyond it: identity.date-of-birth";
    let seen = scene.house.app.seen(&scene.staff, scene.case, None).unwrap().lines;
    assert!(seen.iter().any(|l| l.what.contains(detail)), "it is on the ledger");
    assert!(seen.iter().all(|l| !l.what.contains("Zanarywidenwhy")));
    // The recipient is told nothing of what was chosen from what.
    let theirs = scene.house.app.desk_item(&scene.body, id).unwrap();
    assert!(theirs.preset.is_none() && theirs.beyond.is_empty());
    // A selection of somebody else is none.
    let other = NewShare { preset: "fire-safety-visit".to_owned(), ..scene.referral(&["identity.name".to_owned()]) };
    assert!(missing(&scene.house.app.ask_to_share(&scene.staff, scene.case, &other)));
    // A year later somebody has to look at it again.
    scene.house.clock.advance_seconds(400 * 86_400);
    assert!(scene.preview(Ground::Referral).presets[0].overdue.is_some());
}

#[doc = "keeps MARS-059"]
#[test]
fn each_kind_of_health_body_has_what_it_needs_of_health_and_a_secure_way() {
    let said = [
        ("health.physical-health", "Asthma"),
        ("health.mental-health", "Low mood"),
        ("contact.phone", "01632 960123"),
        ("risk.risk-to-self", "Low"),
    ];
    for (class, has) in [
        ("gp", &["identity.name", "contact.phone", "health.physical-health", "health.mental-health"][..]),
        ("hospital", &["identity.name", "contact.phone", "health.physical-health", "health.mental-health"]),
        ("ambulance", &["identity.name", "health.physical-health", "risk.risk-to-self"]),
        ("health-visiting", &["identity.name", "contact.phone", "health.physical-health"]),
        ("mental-health", &["identity.name", "contact.phone", "health.mental-health", "risk.risk-to-self"]),
    ] {
        let scene = scene(MARS, ("mars", "reduce-harm"), (&format!("class:{class}"), "reduce-harm"), &said);
        let (preset, items) = first(&scene.preview(Ground::Referral));
        let mut items: Vec<String> = items;
        items.retain(|i| i != "identity.date-of-birth");
        assert_eq!(set(&items), has.iter().copied().collect(), "{class}");
        assert_eq!(preset.channels, ["desk", "secure-email"], "{class}");
        let by_post = NewShare { channel: "by-hand".to_owned(), ..scene.referral(&items) };
        assert_eq!(wrong(scene.house.app.ask_to_share(&scene.staff, scene.case, &by_post)), "channel", "{class}");
        let id = scene.house.app.ask_to_share(&scene.staff, scene.case, &scene.referral(&items)).unwrap();
        let got: BTreeSet<String> =
            sent(&scene.house.app.desk_item(&scene.body, id).unwrap()).into_iter().map(|(i, _)| i).collect();
        assert_eq!(got, items.iter().cloned().collect(), "{class}");
    }
}

#[doc = "keeps DUD-059"]
#[test]
fn the_fire_service_is_sent_what_a_safety_visit_needs() {
    let said = [
        ("name-and-contact.phone", "01632 960123"),
        ("name-and-contact.address", "1 Example Row"),
        ("housing-needs.accommodation-needed", "Two bedrooms"),
    ];
    let fire = ("west-midlands-fire", "legal-obligation");
    let scene = scene(DUDLEY, ("housing-options", "meet-needs"), fire, &said);
    let ground = Ground::Legal;
    let (preset, items) = first(&scene.preview(ground));
    assert_eq!(preset.label, "A fire safety visit");
    let wanted = ["name-and-contact.name", "name-and-contact.phone", "name-and-contact.address"];
    assert_eq!(set(&items), wanted.into_iter().collect());
    let form = |items: &[&str]| disclosure(&scene.key, scene.purpose, ground, items);
    let more = form(&[&wanted[..], &["housing-needs.accommodation-needed"]].concat());
    assert_eq!(wrong(scene.house.app.ask_to_share(&scene.staff, scene.case, &more)), "widen");
    let id = scene.house.app.ask_to_share(&scene.staff, scene.case, &form(&wanted)).unwrap();
    let dpo = scene.house.actor(DUDLEY, "role:data-protection-officer", "meet-needs");
    assert_eq!(scene.house.app.approval(&dpo, id).unwrap().preset.as_deref(), Some("A fire safety visit"));
    scene.house.app.approve_share(&dpo, id).unwrap();
    let got = sent(&scene.house.app.desk_item(&scene.body, id).unwrap());
    assert_eq!(got.len(), 3);
}

#[doc = "keeps COV-028"]
#[test]
fn a_landlord_is_taken_in_for_one_case_and_home_and_sent_what_a_tenancy_needs() {
    let said = [
        ("contact.phone", "01632 960123"),
        ("contact.email", "ada@example.test"),
        ("housing-needs.bedrooms", "2"),
        ("housing-needs.pets", "A dog"),
    ];
    let way = ("class:private-landlord", "prevent-relieve");
    let scene = scene(COVENTRY, ("homelessness", "prevent-relieve"), way, &said);
    let (preset, items) = first(&scene.preview(Ground::Referral));
    assert_eq!(preset.label, "A tenancy with a private landlord");
    for tenancy in ["identity.name", "contact.phone", "housing-needs.bedrooms", "housing-needs.pets"] {
        assert!(items.contains(&tenancy.to_owned()), "{items:?}");
    }
    assert!(offered(&scene.preview(Ground::Referral)).len() > items.len());
    // Which home it is about has to be said, and goes with it.
    assert_eq!(wrong(scene.house.app.ask_to_share(&scene.staff, scene.case, &scene.referral(&items))), "property");
    let home = NewShare { property: "Flat 3, 9 Example Street".to_owned(), ..scene.referral(&items) };
    let id = scene.house.app.ask_to_share(&scene.staff, scene.case, &home).unwrap();
    let theirs = scene.house.app.desk_item(&scene.body, id).unwrap();
    let named = theirs.steps.iter().any(
        |s| matches!(&s.words, Some(Item::Released(w)) if w.get().get("property") == Some("Flat 3, 9 Example Street")),
    );
    assert!(named, "the home stands with what was sent");
    // Of another case this landlord is nobody, whatever the person says.
    let other = made(&scene.house, &scene.staff, "homelessness", &said, "");
    assert!(missing(&scene.house.app.open(&scene.body, other)));
}

/// What is written down of somebody in Housing First.
const HOUSED: [(&str, &str); 3] = [
    ("name-and-contact.phone", "01632 960123"),
    ("name-and-contact.email", "ada@person.example"),
    ("name-and-contact.address", "Zanaryhidden House, 1 Example Row"),
];

/// An explicit yes to a body of the evaluation, in the words that were shown.
fn agrees(house: &House, staff: &Actor, case: CaseId, (party, purpose): (&str, &str)) {
    let line = house.app.consent_desk(staff, case).unwrap().lines.into_iter().find(|l| l.party == party).unwrap();
    let mut new = app::NewAnswer::now(party, purpose, ConsentAnswer::Given, "in-person");
    new.shown = Some(line.wording_hash());
    new.own_notice_version = "May 2026".to_owned();
    house.app.answer_consent(staff, case, &new).unwrap();
}

/// A case of Housing First with an explicit yes for a body and a purpose.
pub fn evaluated_by(party: &str, purpose: &str) -> (House, Actor, CaseId) {
    let house = House::new(&[DUDLEY]);
    let staff = officer(&house, DUDLEY, "meet-needs");
    let case = made(&house, &staff, "housing-first", &HOUSED, "");
    agrees(&house, &staff, case, (party, purpose));
    (house, staff, case)
}

/// A case under the evaluation, with or without a hidden address.
fn evaluated(hidden: &str) -> Scene {
    let said = [&HOUSED[..], &[("safe-contact.address-hidden", hidden)]].concat();
    let scene = scene(DUDLEY, ("housing-first", "meet-needs"), ("icf", "evaluation"), &said);
    agrees(&scene.house, &scene.staff, scene.case, ("icf", "evaluation"));
    scene
}

#[doc = "keeps DUD-021, DUD-016"]
#[test]
fn the_evaluators_four_items_are_fixed_a_hidden_address_is_kept_back_and_its_time_ends() {
    let shown = evaluated("no");
    let (_, items) = first(&shown.preview(Ground::Referral));
    let four = ["name", "phone", "email", "address"].map(|f| format!("name-and-contact.{f}"));
    assert_eq!(set(&items), set(&four), "fixed, and all of them at first");
    assert_eq!(set(&offered(&shown.preview(Ground::Referral))), set(&four), "nothing else can be chosen");
    let id = shown.house.app.ask_to_share(&shown.staff, shown.case, &shown.referral(&items)).unwrap();
    let got = sent(&shown.house.app.desk_item(&shown.body, id).unwrap());
    assert!(got.iter().any(|(_, text)| text.contains("Zanaryhidden")));
    // One purpose and no other: the notice has no statement that lets it have anything for anything else.
    let notice = shown.house.app.notice_page(DUDLEY, None).unwrap().notice;
    let icf = notice.compiled.principal("icf").unwrap();
    let evaluation = notice.compiled.purpose("evaluation").unwrap();
    let lines = notice.compiled.envelope.lines.iter().filter(|l| l.principal == icf);
    assert!(lines.clone().count() > 0 && lines.clone().all(|l| l.purpose == evaluation));
    // The day comes after which it is no recipient any more: the desk shows nothing, and nothing more goes.
    shown.house.clock.advance_seconds(500 * 86_400);
    assert!(missing(&shown.house.app.desk_item(&shown.body, id)), "until 31 March 2028");
    let late = refusal(shown.house.app.ask_to_share(&shown.staff, shown.case, &shown.referral(&items)));
    assert!(late.contains("They were a recipient until 31 March 2028"), "{late}");

    let hidden = evaluated("yes");
    let preview = hidden.preview(Ground::Referral);
    assert_eq!(set(&offered(&preview)), set(&four[..3]));
    let kept: Vec<&String> = preview.sections.iter().flat_map(|s| &s.kept_back).collect();
    assert!(kept.iter().any(|w| w.contains("kept hidden")), "{kept:?}");
    // Whoever asks for it all the same sends it not.
    let id = hidden.house.app.ask_to_share(&hidden.staff, hidden.case, &hidden.referral(&four)).unwrap();
    let got = sent(&hidden.house.app.desk_item(&hidden.body, id).unwrap());
    assert_eq!(got.iter().map(|(i, _)| i.as_str()).collect::<BTreeSet<_>>(), set(&four[..3]));
    assert!(got.iter().all(|(_, text)| !text.contains("Zanaryhidden")));
}

/// A family's case, of a person born on a day.
fn family(class: &str, born: [&str; 3]) -> Scene {
    let said = [
        ("identity.date-of-birth-day", born[0]),
        ("identity.date-of-birth-month", born[1]),
        ("identity.date-of-birth-year", born[2]),
        ("address.address", "Zanaryrefuge, 2 Example Row"),
        ("address.address-hidden", "yes"),
        ("address.phone", "01632 960123"),
        ("education.school", "Example High School"),
        ("family.parental-responsibility", "The mother"),
        ("circumstances.family-worries", "Afraid at home"),
        ("offending.offending", "Zanaryoffence"),
    ];
    let house = House::new(&[FAMILIES]);
    let writer = house.actor(FAMILIES, "role:team-manager", "meet-needs");
    let staff = writer.clone();
    let case = made(&house, &officer(&house, FAMILIES, "meet-needs"), "programme", &said[..9], "");
    let reason = app::OwnReason {
        reference: house.app.open(&officer(&house, FAMILIES, "meet-needs"), case).unwrap().reference.clone(),
        kind: "reason".to_owned(),
        words: "To write down what the police told us".to_owned(),
    };
    house.app.write_reason(&staff, &reason).unwrap();
    house.app.save(&staff, case, "offending", 0, &typed(&said[9..]), "").unwrap();
    let (key, body) = enrolled(&house, FAMILIES, class, "Example Body", "meet-needs");
    agreement(&house, FAMILIES, &key, None);
    Scene { house, staff, case, key, body, purpose: "meet-needs" }
}

#[doc = "keeps FAM-044"]
#[test]
fn offences_go_to_youth_justice_only_of_somebody_who_is_known_to_be_under_eighteen() {
    // Eighteen in a week.
    let young = family("youth-justice", ["28", "11", "2008"]);
    let (preset, items) = first(&young.preview(Ground::Referral));
    assert_eq!(preset.label, "Youth justice: offences before the age of 18");
    assert!(items.contains(&"offending.offending".to_owned()), "{items:?}");
    let id = young.house.app.ask_to_share(&young.staff, young.case, &young.referral(&items)).unwrap();
    let offence = |scene: &Scene| {
        let view = scene.house.app.desk_item(&scene.body, id);
        view.is_ok_and(|v| sent(&v).iter().any(|(_, text)| text.contains("Zanaryoffence")))
    };
    assert!(offence(&young));
    young.house.clock.advance_seconds(8 * 86_400);
    assert!(!offence(&young), "from the birthday on the gate withholds it, though it was sent");
    assert!(young.house.app.desk_item(&young.body, id).is_ok(), "the rest is still with them");

    let grown = family("youth-justice", ["5", "3", "1984"]);
    let preview = grown.preview(Ground::Referral);
    let offending = preview.sections.iter().find(|s| s.category == "offending").unwrap();
    assert!(!offending.released && offending.reasons.iter().any(|r| r.contains("known to be under 18")));
    let wider = grown.referral(&["identity.name".to_owned(), "offending.offending".to_owned()]);
    assert!(refusal(grown.house.app.ask_to_share(&grown.staff, grown.case, &wider)).contains("known to be under 18"));
}

#[doc = "keeps FAM-042"]
#[test]
fn a_young_persons_service_is_sent_what_the_age_asks_for() {
    let chosen = |born: [&str; 3]| {
        let scene = family("young-peoples-service", born);
        let (preset, items) = first(&scene.preview(Ground::Referral));
        (preset.id, items)
    };
    let (id, items) = chosen(["28", "11", "2012"]);
    assert_eq!(id, "young-people-under-16");
    assert!(
        items.contains(&"family.parental-responsibility".to_owned()) && !items.contains(&"address.phone".to_owned())
    );
    let (id, items) = chosen(["20", "11", "2010"]);
    assert_eq!(id, "young-people-16-and-over");
    assert!(
        items.contains(&"address.phone".to_owned()) && !items.contains(&"family.parental-responsibility".to_owned())
    );
    let (id, items) = chosen(["5", "3", "1984"]);
    assert_eq!((id.as_str(), items.len()), ("none-fits", 0), "nothing is chosen for who is too old");
}

#[doc = "keeps FAM-040"]
#[test]
fn nothing_tells_of_a_referral_after_domestic_abuse_where_somebody_else_could_look() {
    let shared = |class: &str| {
        let scene = family(class, ["5", "3", "1984"]);
        let preview = scene.preview(Ground::Referral);
        let (preset, items) = first(&preview);
        let address = preview.sections.iter().find(|s| s.category == "address").map(|s| s.released);
        let id = scene.house.app.ask_to_share(&scene.staff, scene.case, &scene.referral(&items)).unwrap();
        let sees = scene.house.app.desk_item(&scene.body, id).is_ok();
        let (house, staff, case) = (&scene.house, &scene.staff, scene.case);
        let me = own_page(house, staff, case);
        let on_own_pages = house.app.my_sharing(&me).unwrap().iter().any(|l| l.name == "Example Body");
        let on_record = house.app.seen(staff, case, None).unwrap().lines.iter().any(|l| l.what.contains("a share to "));
        (preset.discreet, address, preset.channels, sees, on_own_pages, on_record, items)
    };
    let (discreet, address, channels, sees, on_own_pages, on_record, items) = shared("domestic-abuse-service");
    assert!(discreet && sees && on_record, "it goes, and staff find it on the record");
    assert!(!on_own_pages, "a partner who holds the phone reads of it");
    assert_eq!(address, Some(false), "where somebody hides is no part of it");
    assert_eq!(channels, ["desk", "secure-email"], "no letter comes to the house");
    let traces = ["address.phone", "family.family-members", "address.address-history"];
    assert!(traces.iter().all(|t| !items.contains(&(*t).to_owned())));
    // Nor does a copy of the record name whoever it went to, unless somebody decides that it is told.
    let copied = |class: &str| {
        let scene = family(class, ["5", "3", "1984"]);
        let (_, items) = first(&scene.preview(Ground::Referral));
        let id = scene.house.app.ask_to_share(&scene.staff, scene.case, &scene.referral(&items)).unwrap();
        scene.house.app.desk_item(&scene.body, id).unwrap();
        let dpo = crate::requests::dpo(&scene.house, FAMILIES);
        let form = crate::requests::asked("access", "Ada Example", "All of it");
        let request = scene.house.app.log_request(&dpo, &form).unwrap().id;
        let reference = scene.house.app.open(&scene.staff, scene.case).unwrap().reference;
        scene.house.app.match_request(&dpo, request, &reference).unwrap();
        let review = scene.house.app.copy_review(&dpo, request).unwrap();
        let passages: Vec<_> = review.records.iter().flat_map(|r| &r.passages).collect();
        let named = passages
            .iter()
            .any(|p| [p.heading.as_str(), p.label.as_str(), p.text.get()].iter().any(|t| t.contains("Example Body")));
        let shared = passages.iter().find(|p| p.place.contains(&format!("/p/{id}"))).unwrap();
        (named, review.waits(shared))
    };
    assert_eq!(copied("domestic-abuse-service"), (false, true));
    assert_eq!(copied("fire"), (true, false));
    // Of a referral of another kind the person's own pages tell.
    let (discreet, _, _, _, on_own_pages, _, _) = shared("fire");
    assert!(!discreet && on_own_pages);
}

#[doc = "keeps DUD-051"]
#[test]
fn an_improvement_project_comes_in_with_a_last_day_and_an_agreement_that_says_what_for() {
    use app::NewEnrolment;
    use jiff::civil::date;
    let house = House::new(&[DUDLEY]);
    let staff = officer(&house, DUDLEY, "meet-needs");
    let admin = Actor { administers: true, ..staff.clone() };
    let mut new = NewEnrolment {
        notice_id: DUDLEY.to_owned(),
        class: "improvement-project".to_owned(),
        name: "Example Falls Project".to_owned(),
        evidence: "Board paper of 2 November 2026".to_owned(),
        from_on: None,
        until_on: None,
        country: "GB".to_owned(),
    };
    assert_eq!(wrong(house.app.enrol_body(&admin, &new)), "until-day");
    new.until_on = Some(date(2027, 3, 31));
    let id = house.app.enrol_body(&admin, &new).unwrap();
    let key = format!("class:improvement-project/{id}");
    let project = house.actor(DUDLEY, &key, "meet-needs");
    let case = made(&house, &staff, "housing-options", &[("name-and-contact.phone", "01632 960123")], "");
    let ask = || house.app.ask_to_share(&staff, case, &referral(&key, "meet-needs", &["name-and-contact.name"]));
    // Everything else is checked of it.
    let officer = crate::requests::dpo(&house, DUDLEY);
    house.app.ask_of_partners(&officer, DUDLEY, &["contact".to_owned()]).unwrap();
    let checked = app::NewPartnerCheck {
        body: key.clone(),
        item: "contact".to_owned(),
        evidence: "Folder 7".to_owned(),
        ..app::NewPartnerCheck::default()
    };
    house.app.check_partner(&officer, DUDLEY, &checked).unwrap();
    // An agreement for anything, or without an end, is none for a project.
    for (reference, purposes, until) in [
        ("DSA-ANY", &[][..], Some(date(2027, 3, 31))),
        ("DSA-EVER", &["meet-needs"], None),
        ("DSA-OTHER", &["quality"], Some(date(2027, 3, 31))),
    ] {
        crate::recipients::agreement_for(&house, DUDLEY, &key, (reference, purposes, until));
        assert!(refusal(ask()).contains("agreement"), "{reference}");
    }
    crate::recipients::agreement_for(&house, DUDLEY, &key, ("DSA-OWN", &["meet-needs"], Some(date(2027, 3, 31))));
    let id = ask().unwrap();
    assert!(house.app.desk_item(&project, id).is_ok());
    house.clock.advance_seconds(131 * 86_400);
    assert!(missing(&house.app.desk_item(&project, id)), "on 1 April nothing is theirs any more");
}

#[doc = "keeps KIR-064"]
#[test]
fn a_purpose_is_picked_from_the_notices_and_one_that_sharing_is_not_for_needs_a_reason_and_a_review() {
    let scene = scene(KIRKLEES, ("support", "support"), ("class:contractor", "support"), &[]);
    let (house, staff, case) = (&scene.house, &scene.staff, scene.case);
    let dpo = house.actor(KIRKLEES, "role:data-protection-officer", "support");
    // Only purposes of the notice can be picked, each with a statement that lets something go for it.
    let notice = house.app.notice_page(KIRKLEES, None).unwrap().notice;
    let mut ways = house.app.share_ways(staff, case, false).unwrap();
    ways.extend(house.app.share_ways(staff, case, true).unwrap());
    assert!(!ways.is_empty() && ways.iter().all(|w| notice.compiled.purpose(&w.purpose).is_some()));
    let none = NewShare { purpose: "marketing".to_owned(), ..scene.referral(&["identity.name".to_owned()]) };
    assert!(missing(&house.app.ask_to_share(staff, case, &none)));
    // What sharing is for needs no further reason, and no review.
    let usual = NewShare { aside: String::new(), ..scene.referral(&["identity.name".to_owned()]) };
    assert!(!scene.preview(Ground::Referral).aside);
    house.app.ask_to_share(staff, case, &usual).unwrap();
    assert!(house.app.share_reviews(&dpo).unwrap().is_empty());
    // Anything else does: to the police for a duty in law, or on the person's yes.
    let (police, body) = enrolled(house, KIRKLEES, "police", "Example Police", "legal-obligations");
    assert!(house.app.share_preview(staff, case, (&police, "legal-obligations", Ground::Legal)).unwrap().aside);
    let duty = disclosure(&police, "legal-obligations", Ground::Legal, &["identity.name"]);
    let silent = NewShare { aside: " ".to_owned(), ..duty.clone() };
    assert_eq!(wrong(house.app.ask_to_share(staff, case, &silent)), "aside");
    let id = house.app.ask_to_share(staff, case, &duty).unwrap();
    house.app.approve_share(&dpo, id).unwrap();
    assert!(house.app.desk_item(&body, id).is_ok());
    let reviews = house.app.share_reviews(&dpo).unwrap();
    assert!(reviews.len() == 1 && reviews[0].line.id == id && reviews[0].line.purpose == "Meet legal obligations");
}
