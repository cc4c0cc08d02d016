//! The person's own copy: gathered from all stores, gone through, made, checked by a second person, handed over once. What was
//! left out is in no part of it.

use crate::held::{FAMILIES, MARS, made};
use crate::requests::{asked, decision, dpo, step};
use crate::support::{missing, referrals};
use app::{
    Actor, AppError, CopyBytes, CopyPassage, CopyReview, Entry, HeldCopy, Me, NewDecision, NewDocument, NewInbound,
    OwnRequest, RequestForm, views::Item,
};
use casework::SectionContent;
use jiff::civil::date;
use kernel::{AccountId, CaseId, PersonId, RequestId, Sensitive, SessionId};
use rights::{Kind, Mark, Part, StepKind};
use std::collections::BTreeSet;
use std::fs;
use testkit::House;

const NAME: &str = "Perpetua Quillfeather";

struct Scene {
    house: House,
    staff: Actor,
    maker: Actor,
    checker: Actor,
    case: CaseId,
    request: RequestId,
}

fn entry(kind: &str, category: &str, text: &str) -> Entry {
    Entry::now(kind, category, SectionContent::from_pairs([("text", text)]))
}

pub fn with_forms(notice: &str) -> House {
    let house = House::new(&[notice]);
    let system = kernel::Caller::system(house.authority, "test");
    house.app.publish_forms(&system, &testkit::library(), notice).unwrap();
    house
}

impl Scene {
    /// A record with something in it for everything that has to be decided about.
    fn of(kind: &str) -> Self {
        let house = with_forms(MARS);
        let staff = crate::held::officer(&house, MARS, "deliver");
        let said = [
            ("identity.name", NAME),
            ("identity.date-of-birth-day", "5"),
            ("identity.date-of-birth-month", "3"),
            ("identity.date-of-birth-year", "1984"),
            ("third-party-contact.third-parties.1.name", "Zebedee Canarius"),
            ("third-party-contact.third-parties.1.relation", "relative"),
            ("third-party-contact.third-parties.1.phone", "020 7946 0018"),
            ("third-party-contact.third-parties.1.why", "His brother, who asked to be told"),
        ];
        let case = made(&house, &staff, "mars", &said, "person");
        let maker = dpo(&house, MARS);
        let checker = dpo(&house, MARS);
        assert_ne!(maker.account, checker.account);
        let form = RequestForm { kind: kind.to_owned(), ..asked("access", NAME, "All of it") };
        let form = if kind == "regulator" {
            RequestForm { reply_by: Some(date(2026, 12, 20)), channel: "regulator".to_owned(), ..form }
        } else {
            form
        };
        let request = house.app.log_request(&maker, &form).unwrap().id;
        let reference = house.app.open(&staff, case).unwrap().reference;
        house.app.match_request(&maker, request, &reference).unwrap();
        Self { house, staff, maker, checker, case, request }
    }
    fn write(&self, text: &str, third_party: bool) -> kernel::ItemId {
        let new = Entry { third_party, ..entry("note", "identity", text) };
        self.house.app.add_entry(&self.staff, self.case, &new).unwrap()
    }
    fn review(&self) -> CopyReview {
        self.house.app.copy_review(&self.maker, self.request).unwrap()
    }
    fn decide(&self, passage: &CopyPassage, choice: &str, more: NewDecision) -> Result<(), AppError> {
        let new = NewDecision {
            place: passage.place.clone(),
            category: passage.category.clone(),
            choice: choice.to_owned(),
            ..more
        };
        self.house.app.decide_passage(&self.maker, self.request, &new)
    }
    /// Leaves out everything that is proposed, and shows everything else that waits.
    fn decide_all(&self) {
        let review = self.review();
        for passage in passages(&review).filter(|p| review.waits(p)) {
            let asked = NewDecision {
                asked: "Dr Example, general practitioner".to_owned(),
                asked_on: Some(date(2026, 11, 20)),
                ..NewDecision::default()
            };
            match passage.proposed() {
                Some(reason) => self.decide(passage, &format!("out:{reason}"), NewDecision::default()).unwrap(),
                None => self.decide(passage, "in:no-harm", asked).unwrap(),
            }
        }
    }
    fn make(&self) -> Result<kernel::CopyId, AppError> {
        self.house.app.make_copy(&self.maker, self.request, "")
    }
    fn check(&self) -> Result<(), AppError> {
        self.house.app.check_copy(&self.checker, self.request, true, "")
    }
}

fn passages(review: &CopyReview) -> impl Iterator<Item = &CopyPassage> {
    review.records.iter().flat_map(|r| &r.passages)
}

fn refused<T: std::fmt::Debug>(result: Result<T, AppError>) -> String {
    match result {
        Err(AppError::Refused(words)) => words,
        other => panic!("not refused: {other:?}"),
    }
}

/// Whether there was a copy, for what needs to be shown in a failing test.
fn came(result: Result<CopyBytes, AppError>) -> Result<(), AppError> {
    result.map(|_| ())
}

/// Everything that leaves: the copy as programs read it, which is what the pages are made of, and the documents.
fn leaves(bytes: &CopyBytes) -> String {
    let mut all = serde_json::to_string(&bytes.bundle).unwrap();
    for (name, file) in &bytes.files {
        all.push_str(name);
        all.push_str(&String::from_utf8_lossy(file.get()));
    }
    all
}

#[test]
#[doc = "keeps MARS-081"]
fn everything_is_gathered_gone_through_checked_and_handed_over_once_and_what_was_left_out_is_in_no_part_of_it() {
    let scene = Scene::of("access");
    let Scene { house, staff, maker, checker, case, request } = &scene;
    // Something in every store, with canaries in what is about others.
    let first = scene.write("Said at the desk that XylanthOne helps", false);
    house
        .app
        .correct_entry(staff, (*case, first), 1, &entry("note", "identity", "Said that XylanthTwo helps"))
        .unwrap();
    scene.write("The neighbour Mrs Xylanthippe saw it all", true);
    scene.write("Came with Zebedee to sign", false);
    let paper = |title: &str, third_party: bool| NewDocument {
        category: "identity".to_owned(),
        title: title.to_owned(),
        note: String::new(),
        third_party,
        staff_only: false,
        bytes: format!("%PDF-1.4\n% {title}\n%%EOF\n").into_bytes().into(),
    };
    house.app.hand_in(staff, *case, &paper("OwnPaper", false)).unwrap();
    house.app.hand_in(staff, *case, &paper("XylanthPaper", true)).unwrap();
    let referred = NewInbound {
        sender: "public".to_owned(),
        name: NAME.to_owned(),
        contact: "By the river".to_owned(),
        reason: "rough".to_owned(),
        words: "Sleeps behind the library".to_owned(),
        referrer: "XylanthReferrer".to_owned(),
        referrer_contact: "07700 900999".to_owned(),
        ..NewInbound::default()
    };
    house.app.refer_in(MARS, "mars", &referred).unwrap();
    let line = referrals(house, staff, "").unwrap().pop().unwrap();
    let reference = house.app.open(staff, *case).unwrap().reference;
    house.app.settle_inbound(staff, line.id, &reference, "").unwrap();

    let review = scene.review();
    let find = |text: &str| {
        passages(&review).find(|p| p.text.get().contains(text)).unwrap_or_else(|| panic!("{text} was not gathered"))
    };
    for text in [
        NAME,
        "XylanthOne",
        "XylanthTwo",
        "OwnPaper",
        "XylanthPaper",
        "Sleeps behind",
        "XylanthReferrer",
        "All of it",
        "Opened the record",
    ] {
        find(text);
    }
    assert_eq!(find("Zebedee Canarius").marks, [Mark::OtherPerson]);
    assert_eq!(find("Mrs Xylanthippe").marks, [Mark::ThirdParty]);
    assert_eq!(
        find("Came with Zebedee").marks,
        [Mark::Named],
        "a text that names somebody of the record is to be read"
    );
    assert_eq!(find("XylanthReferrer").marks, [Mark::Referrer]);
    assert!(find("XylanthTwo").marks.is_empty());
    // Nothing is made before somebody has decided about each of them, and of a reason that asks for somebody's word.
    assert!(refused(scene.make()).contains("wait for a decision"));
    let harm = scene.decide(find("Mrs Xylanthippe"), "out:serious-harm", NewDecision::default());
    assert_eq!(crate::support::wrong(harm), "asked asked-on-day");
    assert_eq!(crate::support::wrong(scene.decide(find("XylanthTwo"), "out:", NewDecision::default())), "out-reason");
    scene.decide(find("XylanthTwo"), "", NewDecision::default()).unwrap();
    let nowhere =
        NewDecision { place: format!("{case}x/i"), choice: "out:third-party".to_owned(), ..NewDecision::default() };
    assert!(missing(&house.app.decide_passage(maker, *request, &nowhere)));
    scene.decide_all();
    let struck = NewDecision { struck: "zebedee".to_owned(), ..NewDecision::default() };
    scene.decide(find("Came with Zebedee"), "struck:third-party", struck).unwrap();
    house.app.strike_words(maker, *request, "library").unwrap();
    assert_eq!(scene.review().open, 0);
    scene.make().unwrap();
    // Who made it does not check it; nobody hands it over before.
    assert!(refused(scene.house.app.check_copy(maker, *request, true, "")).contains("Somebody else"));
    assert!(refused(came(house.app.hand_over_copy(maker, *request))).contains("second person"));
    assert!(
        refused(house.app.decide_request(maker, *request, &decision("granted", ""))).contains("No copy has been made")
    );
    for stranger in [staff, &house.actor(MARS, "role:team-manager", "deliver")] {
        assert!(missing(&house.app.copy_review(stranger, *request)));
        assert!(missing(&house.app.make_copy(stranger, *request, "")));
        assert!(missing(&house.app.copy_to_check(stranger, *request)));
        assert!(missing(&house.app.hand_over_copy(stranger, *request)));
    }
    let looked = house.app.copy_to_check(checker, *request).unwrap();
    scene.check().unwrap();
    // The disclosure is on the ledger of the record before it leaves, to the person, with what it released.
    let before = house.app.seen(staff, *case, None).unwrap().lines.len();
    let handed = house.app.hand_over_copy(maker, *request).unwrap();
    let lines = house.app.seen(staff, *case, None).unwrap().lines;
    let disclosed = lines.iter().find(|l| l.what.starts_with("Passed it on (a copy, request")).expect("no disclosure");
    assert!(lines.len() > before && !disclosed.released.is_empty() && disclosed.acting == "the person");
    assert_eq!(leaves(&handed), leaves(&looked), "what leaves is what was checked");
    let all = leaves(&handed);
    for own in
        [NAME, "XylanthOne", "XylanthTwo", "OwnPaper", "Came with [left out] to sign", "Sleeps behind the [left out]"]
    {
        assert!(all.contains(own), "{own} is missing from the copy");
    }
    for canary in ["Zebedee", "Canarius", "Xylanthippe", "XylanthReferrer", "XylanthPaper", "0018", "library", "900999"]
    {
        assert!(!all.to_lowercase().contains(&canary.to_lowercase()), "{canary} is in the copy");
    }
    // Nothing is left out silently.
    let bundle = handed.bundle.get();
    assert!(bundle.left_out.iter().all(|l| l.law.contains("Schedule 2") && l.count.is_some_and(|n| n > 0)));
    assert!(bundle.left_out.iter().any(|l| l.why.contains("somebody else")));
    assert!(all.contains("Schedule 2 paragraph 16"));
    // What the law wants said comes from the notice and the record.
    let about = &bundle.about;
    assert!(about.purposes.iter().any(|p| p.contains("Deliver the service")));
    assert!(about.rights.iter().any(|(name, _)| name == "To have mistakes put right"));
    assert!(about.complaints.iter().any(|(_, ways)| ways.iter().any(|w| w.contains("0303 123 1113"))));
    assert!(!about.retention.is_empty() && !about.sources.is_empty() && !about.recipients.is_empty());
    assert!(handed.notice.contains("Rough"), "the notice itself goes with it");
    // Once.
    assert!(refused(came(house.app.hand_over_copy(maker, *request))).contains("already"));
    assert!(house.app.copy_link(maker, *request).is_err());
    // Something was left out: it is no grant of all of it.
    assert!(refused(house.app.decide_request(maker, *request, &decision("granted", ""))).contains("left out"));
    house.app.decide_request(maker, *request, &decision("partly", "exempt")).unwrap();
    let kinds: Vec<StepKind> = house.app.request(maker, *request).unwrap().steps.iter().map(|s| s.kind).collect();
    assert_eq!(kinds, [StepKind::CopyMade, StepKind::CopyChecked, StepKind::CopyHanded, StepKind::Decided]);
    assert!(missing(&house.app.open(maker, *case)), "the request is over");
    // It lies sealed: neither the copy nor what was decided about it can be read from the files.
    for file in fs::read_dir(house.folder().unwrap()).unwrap() {
        let bytes = fs::read(file.unwrap().path()).unwrap();
        for canary in ["Xylanth", "Zebedee", "zebedee", NAME] {
            assert!(!bytes.windows(canary.len()).any(|w| w == canary.as_bytes()), "{canary} lies in the clear");
        }
    }
    // After its time its bytes and their key are gone.
    house.clock.advance_seconds(29 * 86_400);
    assert_eq!(house.app.destroy_old_copies().unwrap(), 1);
    assert!(house.app.copy_to_check(maker, *request).is_err());
}

#[test]
#[doc = "keeps MARS-024"]
#[doc = "keeps MARS-039"]
fn third_parties_and_what_relatives_said_in_confidence_stay_out_unless_somebody_decides_otherwise() {
    let scene = Scene::of("access");
    let Scene { house, staff, case, .. } = &scene;
    // A third party has a source and a purpose.
    let view = house.app.open(staff, *case).unwrap();
    assert_eq!(
        crate::support::field(&view, "third-party-contact", "third-parties.1.why"),
        "His brother, who asked to be told"
    );
    assert!(crate::support::section(&view, "third-party-contact").source.is_some());
    // What the family says in confidence, and the same said by the person.
    let said = [("relationship.relationship-status", "Separated")];
    let other = made(house, staff, "mars", &[("identity.name", NAME), said[0]], "family");
    let own = made(
        house,
        staff,
        "mars",
        &[("identity.name", NAME), ("relationship.relationship-status", "Single")],
        "person",
    );
    for case in [other, own] {
        let reference = house.app.open(staff, case).unwrap().reference;
        house.app.match_request(&scene.maker, scene.request, &reference).unwrap();
    }
    let review = scene.review();
    let find = |text: &str| passages(&review).find(|p| p.text.get().contains(text)).unwrap();
    assert!(find("Separated").marks.contains(&Mark::InConfidence) && review.waits(find("Separated")));
    assert_eq!(find("Separated").proposed(), Some("confidence"));
    assert!(find("Single").marks.is_empty());
    scene.decide_all();
    // Somebody decides otherwise, with who agreed.
    let agreed = NewDecision {
        asked: "Zebedee Canarius, by telephone".to_owned(),
        asked_on: Some(date(2026, 11, 20)),
        ..NewDecision::default()
    };
    scene.decide(find("Zebedee Canarius"), "in:agreed", agreed).unwrap();
    scene.make().unwrap();
    let looked = house.app.copy_to_check(&scene.checker, scene.request).unwrap();
    let all = leaves(&looked);
    assert!(all.contains("Zebedee Canarius") && !all.contains("Separated") && all.contains("Single"));
    assert_eq!(looked.bundle.get().records.len(), 3, "all cases of the person");
    // A decision after that: the copy that was made is worth nothing any more.
    scene.decide(find("Zebedee Canarius"), "out:third-party", NewDecision::default()).unwrap();
    assert!(scene.check().is_err());
    scene.make().unwrap();
    assert!(!leaves(&house.app.copy_to_check(&scene.checker, scene.request).unwrap()).contains("Zebedee"));
    // Sent back with words, and without them not.
    let silent = house.app.check_copy(&scene.checker, scene.request, false, " ");
    assert_eq!(crate::support::wrong(silent), "check-words");
    house.app.check_copy(&scene.checker, scene.request, false, "The second note names a child").unwrap();
    assert!(missing(&house.app.copy_to_check(&scene.checker, scene.request)));
}

#[test]
fn what_is_about_health_and_not_from_the_person_needs_a_health_professionals_word() {
    let scene = Scene::of("access");
    let Scene { house, staff, .. } = &scene;
    let notice = house.app.notice_page(MARS, None).unwrap().notice;
    let health = notice
        .compiled
        .categories
        .iter()
        .find(|c| c.special == Some(notice::source::Special::Health) && !c.derived && !c.fields.is_empty());
    let category = health.unwrap();
    let field = category
        .fields
        .iter()
        .find(|f| matches!(f.kind, notice::source::FieldKind::LongText | notice::source::FieldKind::Text))
        .unwrap();
    let name = format!("{}.{}", category.id, field.id);
    let other = made(house, staff, "mars", &[("identity.name", NAME)], "");
    let came = casework::Came { purpose: "deliver".to_owned(), ..casework::Came::default() };
    let told = app::Told { came, ..app::Told::by("health-and-care") };
    let said = crate::support::typed(&[(name.as_str(), "A diagnosis nobody told her of")]);
    house.app.save_told(staff, other, &category.id, 0, &said, &told).unwrap();
    let reference = house.app.open(staff, other).unwrap().reference;
    house.app.match_request(&scene.maker, scene.request, &reference).unwrap();
    let review = scene.review();
    let passage = passages(&review).find(|p| p.text.get().contains("A diagnosis")).unwrap();
    assert!(passage.marks.contains(&Mark::Health), "{:?}", passage.marks);
    // Shown as reasonable is not enough: the law wants to know what a health professional thinks.
    scene.decide(passage, "in:reasonable", NewDecision::default()).unwrap();
    assert!(scene.review().waits(passage));
    scene.decide(passage, "in:known", NewDecision::default()).unwrap();
    assert!(!scene.review().waits(passage));
    scene.decide(passage, "out:no-opinion", NewDecision::default()).unwrap();
    assert!(!scene.review().waits(passage));
}

#[test]
fn a_copy_does_not_outlive_that_the_record_was_another_persons() {
    let scene = Scene::of("access");
    let Scene { house, maker, checker, case, request, .. } = &scene;
    let review = scene.review();
    for passage in passages(&review).filter(|p| review.waits(p)) {
        scene.decide(passage, "out:third-party", NewDecision::default()).unwrap();
    }
    scene.make().unwrap();
    scene.check().unwrap();
    house.app.unmatch_request(maker, *request, *case).unwrap();
    let states: Vec<String> = house
        .app
        .store()
        .write(&checker.caller.clone(), "states", {
            let request = *request;
            move |tx| Ok::<_, store::StoreError>(tx.copies_of(request)?.into_iter().map(|c| c.state).collect())
        })
        .unwrap();
    assert!(!states.is_empty() && states.iter().all(|s| !["made", "checked"].contains(&s.as_str())), "{states:?}");
}

#[test]
fn why_somebody_stood_on_an_agenda_of_agencies_is_in_their_copy() {
    use app::meetings::{NewAgenda, NewMeeting, NewSeries};
    let scene = Scene::of("access");
    let Scene { house, staff, case, .. } = &scene;
    let group = NewSeries {
        service: "mars".to_owned(),
        name: "Group".to_owned(),
        terms: "Terms".to_owned(),
        statement: "Statement".to_owned(),
        ..NewSeries::default()
    };
    let series = house.app.make_group(staff, &group).unwrap();
    let on = Some(kernel::london_date(house.now()));
    let (starts, place) = ("10:00".to_owned(), "Town hall".to_owned());
    let meeting = house.app.call_meeting(staff, series, &NewMeeting { on, starts, place }).unwrap();
    let new = NewAgenda {
        reference: house.app.open(staff, *case).unwrap().reference,
        category: "risk".to_owned(),
        why: "Was attacked twice by the river".to_owned(),
        ..NewAgenda::default()
    };
    house.app.put_on_agenda(staff, meeting, &new).unwrap();
    let review = scene.review();
    let passage = passages(&review).find(|p| p.text.get().contains("by the river")).expect("not gathered");
    assert!(passage.label.contains("meeting of agencies") && passage.category == "risk", "{}", passage.label);
}

/// A landlord with whom there is an agreement.
fn agreed(house: &House, staff: &Actor) -> Actor {
    let admin = Actor { administers: true, ..staff.clone() };
    let id = house.app.enrol(&admin, FAMILIES, "housing-provider", "Example Homes", "Agreement 1").unwrap();
    let party = format!("class:housing-provider/{id}");
    let form = app::AgreementForm {
        kind: "sharing".to_owned(),
        party: party.clone(),
        reference: "DSA-1".to_owned(),
        title: "Homes".to_owned(),
        gateways: vec!["Localism Act 2011 section 1".to_owned()],
        from_on: Some(date(2026, 11, 21)),
        until_on: Some(date(2027, 3, 31)),
        review_on: Some(date(2027, 1, 31)),
        document: "Contracts register, 1".to_owned(),
        contact: "governance@homes.example".to_owned(),
        ..app::AgreementForm::default()
    };
    let id = house.app.put_agreement(&admin, FAMILIES, None, &form).unwrap();
    let officer = house.actor(FAMILIES, "role:data-protection-officer", "accountability");
    house.app.sign_agreement(&officer, id).unwrap();
    house
        .app
        .countersigned(&admin, id, "J. Example, Director", Some(date(2026, 11, 21)), &app::TheirOfficer::signs())
        .unwrap();
    house.actor(FAMILIES, &party, "meet-needs")
}

#[test]
#[doc = "keeps FAM-081"]
fn in_a_family_file_each_person_gets_only_their_own() {
    let house = with_forms(FAMILIES);
    let staff = house.actor(FAMILIES, "role:family-worker", "programme");
    let said = [
        ("identity.name", "Mira Gannet"),
        ("family.family-members.1.name", "Olwen Gannet"),
        ("family.family-members.1.relation", "child"),
        ("family.family-members.1.born-day", "2"),
        ("family.family-members.1.born-month", "4"),
        ("family.family-members.1.born-year", "2011"),
        ("family.family-members.2.name", "Tarquin Gannet"),
        ("family.family-members.2.relation", "child"),
    ];
    let case = made(&house, &staff, "programme", &said, "person");
    let words = |text: &str| house.app.add_entry(&staff, case, &entry("note", "family", text)).unwrap();
    words("Olwen likes her new school");
    words("Tarquin was seen at the bus station");
    words("The kitchen is warm again");
    let reference = house.app.open(&staff, case).unwrap().reference;
    let (maker, checker) = (dpo(&house, FAMILIES), dpo(&house, FAMILIES));
    let copy = |member: &str| {
        let request = house.app.log_request(&maker, &asked("access", "Somebody", "Mine")).unwrap().id;
        house.app.match_request(&maker, request, &reference).unwrap();
        if !member.is_empty() {
            house.app.copy_is_for(&maker, request, case, member).unwrap();
        }
        let review = house.app.copy_review(&maker, request).unwrap();
        let mut waited = BTreeSet::new();
        for passage in passages(&review).filter(|p| review.waits(p)) {
            waited.insert(passage.text.get().to_owned());
            let theirs = !member.is_empty() && passage.text.get().contains("Olwen likes");
            let choice = if theirs { "in:own" } else { "out:third-party" };
            let new = NewDecision {
                place: passage.place.clone(),
                category: passage.category.clone(),
                choice: choice.to_owned(),
                ..NewDecision::default()
            };
            house.app.decide_passage(&maker, request, &new).unwrap();
        }
        house.app.make_copy(&maker, request, "").unwrap();
        house.app.check_copy(&checker, request, true, "").unwrap();
        let handed = house.app.hand_over_copy(&maker, request).unwrap();
        let bundle = handed.bundle.get();
        // What the law wants said is said of what is in the copy, and of nobody else’s.
        let shown: BTreeSet<&str> = bundle
            .records
            .iter()
            .flat_map(|r| r.parts.iter().filter(|p| p.part == Part::Record))
            .flat_map(|p| p.entries.iter().filter(|e| e.text.is_some()).map(|e| e.heading.as_str()))
            .collect();
        assert_eq!(bundle.about.categories.iter().map(String::as_str).collect::<BTreeSet<_>>(), shown);
        let had = bundle.about.recipients.iter().any(|r| r.contains("(had: "));
        (waited, leaves(&handed), bundle.of_a_file, had)
    };
    let landlord = agreed(&house, &staff);
    house.app.link_party(&staff, case, &landlord.recipient()).unwrap();
    house.app.open(&landlord, case).unwrap();
    // The mother's: her own, and nothing that names the children without somebody's decision.
    let (waited, mothers, of_a_file, had) = copy("");
    assert!(had, "who had her record is said");
    assert!(mothers.contains("Mira Gannet") && mothers.contains("kitchen") && !of_a_file);
    for canary in ["Olwen", "Tarquin", "2011"] {
        assert!(!mothers.contains(canary), "{canary} is in the mother’s copy");
    }
    assert!(waited.iter().any(|w| w.contains("bus station")) && !waited.iter().any(|w| w.contains("kitchen")));
    // The daughter's: her row, what is about her, and nothing else of the file unless somebody decides so.
    let (waited, daughters, of_a_file, had) = copy("Olwen Gannet");
    assert!(!had, "who had her mother’s record is her mother’s to know");
    assert!(daughters.contains("Olwen Gannet") && daughters.contains("new school") && of_a_file);
    for canary in ["Mira", "Tarquin", "bus station", "kitchen"] {
        assert!(!daughters.contains(canary), "{canary} is in the daughter’s copy");
    }
    assert!(waited.iter().any(|w| w.contains("kitchen")), "nobody decided about what is the family’s");
    assert!(!waited.iter().any(|w| w.contains("Olwen Gannet")), "her own row is hers");
}

#[test]
#[doc = "keeps DUD-049"]
fn a_regulator_gets_a_bundle_with_an_index_as_far_as_the_notice_lets_it_and_what_is_not_needed_is_struck() {
    let notice = crate::held::DUDLEY;
    let house = House::new(&[notice]);
    let staff = crate::held::officer(&house, notice, "assess");
    let case = made(&house, &staff, "housing-options", &[("name-and-contact.name", NAME)], "person");
    house
        .app
        .add_entry(&staff, case, &entry("note", "housing-needs", "Waited nine weeks; Quernmore told us so"))
        .unwrap();
    let reference = house.app.open(&staff, case).unwrap().reference;
    let (maker, checker) = (
        house.actor(notice, "role:data-protection-officer", "data-complaint"),
        house.actor(notice, "role:data-protection-officer", "data-complaint"),
    );
    let form = RequestForm {
        channel: "letter".to_owned(),
        reply_by: Some(date(2026, 12, 20)),
        ..asked("regulator", NAME, "The ombudsman asks for the file")
    };
    let request = house.app.log_request(&maker, &form).unwrap().id;
    house.app.match_request(&maker, request, &reference).unwrap();
    let review = house.app.copy_review(&maker, request).unwrap();
    let bodies: Vec<&str> = review.bodies.iter().map(|(key, _)| key.as_str()).collect();
    for body in ["care-quality-commission|service-complaints", "information-commissioner|regulator"] {
        assert!(bodies.contains(&body), "{body} is not among {bodies:?}");
    }
    for passage in passages(&review) {
        let needed = passage.text.get().contains("nine weeks");
        let own = passage.category == "name-and-contact";
        let choice = match (needed, own) {
            (true, _) => "struck:not-needed",
            (_, true) => "in:needed",
            _ => "out:not-needed",
        };
        let new = NewDecision {
            place: passage.place.clone(),
            category: passage.category.clone(),
            choice: choice.to_owned(),
            struck: "Quernmore".to_owned(),
            ..NewDecision::default()
        };
        house.app.decide_passage(&maker, request, &new).unwrap();
    }
    assert_eq!(crate::support::wrong(house.app.make_copy(&maker, request, "")), "body");
    // Only for a body that the notice lets look into things: nothing else that is sent here is a recipient.
    for other in ["west-midlands-police|own-safety", "subject|own-access", "care-quality-commission|own-access"] {
        assert_eq!(crate::support::wrong(house.app.make_copy(&maker, request, other)), "body", "{other}");
    }
    house.app.make_copy(&maker, request, "care-quality-commission|service-complaints").unwrap();
    house.app.check_copy(&checker, request, true, "").unwrap();
    let handed = house.app.hand_over_copy(&maker, request).unwrap();
    let all = leaves(&handed);
    assert!(all.contains(NAME) && all.contains("nine weeks") && !all.contains("Quernmore"));
    assert_eq!(handed.bundle.get().recipient, "Care Quality Commission");
    // Its index: every entry has a number, and what was left out is there by its number, with why.
    let mut numbers: Vec<usize> =
        handed.bundle.get().records.iter().flat_map(|r| &r.parts).flat_map(|p| &p.entries).map(|e| e.number).collect();
    let count = numbers.len();
    numbers.sort_unstable();
    numbers.dedup();
    assert!(count > 2 && numbers.len() == count && numbers.first() == Some(&1));
    assert!(handed.bundle.get().left_out.iter().any(|l| l.why.contains("not needed")));
    // The ledger of the record says who had it, and which law let it go.
    let lines = house.app.seen(&staff, case, None).unwrap().lines;
    let disclosed = lines.iter().find(|l| l.what.starts_with("Passed it on (a copy")).unwrap();
    assert_eq!(disclosed.acting, "Care Quality Commission");
    assert!(disclosed.statements.iter().any(|s| s.id.contains("disclose.regulators")), "{:?}", disclosed.statements);
}

#[test]
fn a_link_works_once_with_its_code_and_a_wrong_code_ends_it_after_five_tries() {
    let scene = Scene::of("access");
    let Scene { house, maker, request, .. } = &scene;
    scene.decide_all();
    scene.make().unwrap();
    assert!(house.app.copy_link(maker, *request).is_err(), "before it was checked");
    scene.check().unwrap();
    let wrong =
        |made: &app::LinkMade| house.app.fetch_copy(&made.link, &Sensitive::new("22222222".to_owned())).unwrap();
    let first = house.app.copy_link(maker, *request).unwrap();
    for left in [4, 3, 2, 1] {
        assert!(matches!(wrong(&first), HeldCopy::WrongCode(n) if n == left));
    }
    assert!(matches!(wrong(&first), HeldCopy::Over));
    assert!(matches!(house.app.fetch_copy(&first.link, &first.code).unwrap(), HeldCopy::Over), "it is over for good");
    let second = house.app.copy_link(maker, *request).unwrap();
    house.clock.advance_seconds(8 * 86_400);
    assert!(!house.app.copy_link_works(&second.link).unwrap(), "a week is all");
    assert!(matches!(house.app.fetch_copy(&second.link, &second.code).unwrap(), HeldCopy::Over));
    let third = house.app.copy_link(maker, *request).unwrap();
    let fourth = house.app.copy_link(maker, *request).unwrap();
    assert!(!house.app.copy_link_works(&third.link).unwrap(), "a new link ends the one before");
    let typed =
        Sensitive::new(format!(" {}-{} ", &fourth.code.expose()[..4], fourth.code.expose()[4..].to_lowercase()));
    let HeldCopy::Here(bytes) = house.app.fetch_copy(&fourth.link, &typed).unwrap() else { panic!("not fetched") };
    assert!(leaves(&bytes).contains(NAME));
    assert!(matches!(house.app.fetch_copy(&fourth.link, &fourth.code).unwrap(), HeldCopy::Over), "once");
    let seen = house.app.seen(&scene.staff, scene.case, None).unwrap();
    assert!(seen.lines.iter().any(|l| l.what.contains("by a link with a code")));
    // Links that lead nowhere are tried so often in a minute, and no more.
    house.clock.advance_seconds(60);
    let tried: Vec<bool> = (0..70)
        .map(|_| matches!(house.app.fetch_copy(&fourth.link, &fourth.code).unwrap(), HeldCopy::TooMany))
        .collect();
    assert!(!tried[0] && tried[69], "a flood is not turned away");
    house.clock.advance_seconds(60);
    assert!(matches!(house.app.fetch_copy(&fourth.link, &fourth.code).unwrap(), HeldCopy::Over));
}

#[test]
fn a_share_that_the_person_is_not_told_of_stands_nowhere_in_their_copy_nor_on_their_page() {
    use crate::support::{COVENTRY, create, officer, own_page};
    use app::NewShare;
    use sharing::Ground;
    let house = House::new(&[COVENTRY]);
    let staff = officer(&house);
    let guardian = house.actor(COVENTRY, "role:data-protection-officer", "compliance");
    let gateway = sharing::gateways_for(Ground::Regulator, date(2026, 11, 21)).next().unwrap();
    let untold = Ground::Regulator.untold()[0].0;
    for (told, known) in [("yes", true), (untold, false)] {
        let case = create(&house, &staff, NAME);
        let new = NewShare {
            party: "local-government-ombudsman".to_owned(),
            purpose: "ombudsman".to_owned(),
            ground: Ground::Regulator.id().to_owned(),
            items: vec!["identity.name".to_owned()],
            reason: "They look into a complaint".to_owned(),
            channel: "by-hand".to_owned(),
            gateway: gateway.id.clone(),
            citation: "Local Government Act 1974 section 29".to_owned(),
            test: Ground::Regulator.test().iter().map(|q| (q.id.to_owned(), q.answers[0].0.to_owned())).collect(),
            request: "Reference 26 001".to_owned(),
            told: told.to_owned(),
            ..NewShare::default()
        };
        let id = house.app.ask_to_share(&staff, case, &new).unwrap();
        if house.app.share_of(&staff, case, id).unwrap().line.sent_at.is_none() {
            house.app.approve_share(&guardian, id).unwrap();
        }
        let me = own_page(&house, &staff, case);
        let lookers = house.app.my_lookers(&me, None).unwrap().0;
        assert_eq!(lookers.iter().any(|l| l.who.contains("Ombudsman")), known, "{told}: who looked");
        assert_eq!(house.app.my_sharing(&me).unwrap().iter().any(|l| l.name.contains("Ombudsman")), known, "{told}");
        let receipts = house.app.my_documents(&me, case).unwrap().1;
        assert_eq!(receipts.contains("ombudsman"), known, "{told}: receipts");
        let looked = copy_without_what_waits(&house, COVENTRY, (&staff, case), NAME);
        let had = |r: &String| r.contains("Ombudsman (had: ");
        assert_eq!(looked.bundle.get().about.recipients.iter().any(had), known, "{told}: recipients");
        let shown = looked.bundle.get().records.iter().flat_map(|r| &r.parts).flat_map(|p| &p.entries);
        let said = |e: &rights::BundleEntry| format!("{} {} {:?}", e.heading, e.label, e.text).contains("Ombudsman");
        assert_eq!(shown.filter(|e| said(e)).count() > 0, known, "{told}: passages");
    }
}

/// The copy of a record for its person, as it is checked: all that waits for a decision is left out.
pub fn copy_without_what_waits(
    house: &House,
    notice: &str,
    (staff, case): (&Actor, CaseId),
    name: &str,
) -> app::CopyBytes {
    let (maker, checker) = (dpo(house, notice), dpo(house, notice));
    let request = house.app.log_request(&maker, &asked("access", name, "All of it")).unwrap().id;
    let reference = house.app.open(staff, case).unwrap().reference;
    house.app.match_request(&maker, request, &reference).unwrap();
    let review = house.app.copy_review(&maker, request).unwrap();
    for passage in passages(&review).filter(|p| review.waits(p)) {
        let new = NewDecision {
            place: passage.place.clone(),
            category: passage.category.clone(),
            choice: format!("out:{}", passage.proposed().unwrap_or("third-party")),
            ..NewDecision::default()
        };
        house.app.decide_passage(&maker, request, &new).unwrap();
    }
    house.app.make_copy(&maker, request, "").unwrap();
    house.app.copy_to_check(&checker, request).unwrap()
}

#[test]
fn a_decided_request_goes_when_its_time_is_over_with_all_that_was_written_about_it() {
    let scene = Scene::of("access");
    let Scene { house, maker, request, .. } = &scene;
    let open = house.app.log_request(maker, &asked("access", "Somebody Else", "Mine")).unwrap().id;
    scene.decide_all();
    scene.make().unwrap();
    scene.check().unwrap();
    assert!(house.app.request(maker, *request).unwrap().kept.is_none(), "an open request has no last day");
    house.app.hand_over_copy(maker, *request).unwrap();
    house.app.decide_request(maker, *request, &decision("partly", "exempt")).unwrap();
    // The notice keeps a name for six years; the day of the decision counts.
    let kept = house.app.request(maker, *request).unwrap().kept.unwrap();
    assert_eq!(kept.until, Some(date(2032, 11, 21)), "{}", kept.why);
    house.clock.advance_seconds(6 * 365 * 86_400);
    assert_eq!(house.app.destroy_old_requests().unwrap(), 0, "too early");
    house.clock.advance_seconds(5 * 86_400);
    assert_eq!(house.app.destroy_old_requests().unwrap(), 1);
    assert!(missing(&house.app.request(maker, *request)));
    assert!(house.app.request(maker, open).is_ok(), "who was not answered yet is not forgotten");
    assert_eq!(house.app.destroy_old_requests().unwrap(), 0, "a second run has nothing to do");
}

#[test]
fn on_their_own_page_people_ask_for_a_copy_and_fetch_it_and_nobody_elses() {
    let scene = Scene::of("access");
    let Scene { house, staff, maker, request, case, .. } = &scene;
    let me = |person: PersonId| Me {
        account: AccountId::new(house.now(), &mut house.entropy()),
        person,
        session: SessionId::new(house.now(), &mut house.entropy()),
        represents: false,
        scope: Vec::new(),
    };
    let person = house.app.person_of(staff, *case).unwrap();
    let mine = me(person);
    let other = made(house, staff, "mars", &[("identity.name", "Somebody Else")], "person");
    let stranger = me(house.app.person_of(staff, other).unwrap());
    assert!(missing(&house.app.fetch_my_copy(&mine, *request)), "there is none yet");
    scene.decide_all();
    scene.make().unwrap();
    assert!(missing(&house.app.fetch_my_copy(&mine, *request)), "not checked");
    scene.check().unwrap();
    assert!(house.app.my_requests(&mine).unwrap()[0].copy_is_here);
    assert!(missing(&house.app.fetch_my_copy(&stranger, *request)));
    assert!(missing(&house.app.fetch_my_copy(&Me { represents: true, ..mine.clone() }, *request)));
    assert!(leaves(&house.app.fetch_my_copy(&mine, *request).unwrap()).contains(NAME));
    assert!(missing(&house.app.fetch_my_copy(&mine, *request)), "once");
    let line = &house.app.my_requests(&mine).unwrap()[0];
    assert!(line.handed && !line.copy_is_here);
    // Asking: who they are is known, the record is proposed, and a second request waits for the first.
    let ask = |notice: &str, kind: Kind, about: Option<(CaseId, String)>| {
        let words = "What is held about me".to_owned();
        house.app.ask_on_own_page(&stranger, &OwnRequest { notice: notice.to_owned(), kind, words, about })
    };
    let asked = ask(MARS, Kind::Access, None).unwrap();
    assert!(refused(ask(MARS, Kind::Access, None)).contains("already"));
    assert!(missing(&ask(FAMILIES, Kind::Access, None)));
    assert!(missing(&ask(MARS, Kind::Regulator, None)), "the regulator has no page here");
    let line = house.app.my_requests(&stranger).unwrap().remove(0);
    assert_eq!((line.reference.as_str(), line.settled), (asked.as_str(), false));
    let steps = house.app.request(maker, line.id).unwrap().steps;
    assert_eq!(
        steps.iter().map(|s| (s.kind, s.code.as_str())).collect::<Vec<_>>(),
        [(StepKind::IdentityConfirmed, "logged-in")]
    );
    // Something else can be asked all the while: with the part of the record that it is about, of nobody else's record.
    let wrong = ask(MARS, Kind::Rectification, Some((other, "identity".to_owned()))).unwrap();
    let elsewhere = ask(MARS, Kind::Erasure, Some((*case, "identity".to_owned()))).unwrap();
    let all = house.app.my_requests(&stranger).unwrap();
    let details = |reference: &str| {
        let id = all.iter().find(|r| r.reference == reference).unwrap().id;
        let Item::Released(said) = house.app.request(maker, id).unwrap().content else { panic!("not released") };
        said.get().get("details").unwrap_or_default().to_owned()
    };
    let label = house.app.notice_page(MARS, None).unwrap().notice.category_label("identity");
    assert_eq!(details(&wrong), format!("{label}: What is held about me"));
    assert_eq!(details(&elsewhere), "What is held about me");
    assert!(matches!(
        house.app.ask_on_own_page(
            &stranger,
            &OwnRequest { notice: MARS.to_owned(), kind: Kind::Objection, words: "  ".to_owned(), about: None }
        ),
        Err(AppError::Form(_))
    ));
}

#[test]
fn who_acts_for_somebody_fetches_the_copy_that_they_asked_for_if_they_may_see_all_of_the_record() {
    let scene = Scene::of("access");
    let whole = app::NewPortalAccount {
        way: "cam@example.test".to_owned(),
        asked_if_safe: true,
        represents: true,
        name: "Cam Example".to_owned(),
        authority: "Signed form".to_owned(),
        until: Some(kernel::london_date(scene.house.now()).checked_add(jiff::Span::new().days(90)).unwrap()),
        ..app::NewPortalAccount::default()
    };
    let part = app::NewPortalAccount {
        way: "sid@example.test".to_owned(),
        categories: vec!["identity".to_owned()],
        ..whole.clone()
    };
    let second = crate::held::officer(&scene.house, MARS, "deliver");
    let let_in = |new: &app::NewPortalAccount| {
        let me = crate::consents_signed::account(&scene.house, &scene.staff, scene.case, new);
        scene.house.app.approve_representative(&second, scene.case, me.account, "http://test").unwrap();
        me
    };
    let (cam, sid) = (let_in(&whole), let_in(&part));
    let (own, reference) = (scene.request, scene.house.app.open(&scene.staff, scene.case).unwrap().reference);
    // The person's own request is not theirs to fetch: a copy is fetched once.
    scene.decide_all();
    scene.make().unwrap();
    scene.check().unwrap();
    assert!(missing(&scene.house.app.fetch_my_copy(&cam, own)));
    let mut scene = scene;
    for (me, fetches) in [(&cam, true), (&sid, false)] {
        let words = "What is held".to_owned();
        let new = OwnRequest { notice: MARS.to_owned(), kind: Kind::Access, words, about: None };
        let asked = scene.house.app.ask_on_own_page(me, &new).unwrap();
        let all = scene.house.app.my_requests(me).unwrap();
        let request = all.iter().find(|r| r.reference == asked).unwrap().id;
        scene.house.app.match_request(&scene.maker, request, &reference).unwrap();
        scene = Scene { request, ..scene };
        scene.decide_all();
        scene.make().unwrap();
        assert!(missing(&scene.house.app.fetch_my_copy(me, request)), "not checked");
        scene.check().unwrap();
        let here = scene.house.app.my_requests(me).unwrap().iter().any(|r| r.id == request && r.copy_is_here);
        assert_eq!(here, fetches);
        if fetches {
            assert!(leaves(&scene.house.app.fetch_my_copy(me, request).unwrap()).contains(NAME));
            assert!(missing(&scene.house.app.fetch_my_copy(me, request)), "once");
            let seen = scene.house.app.seen(&scene.staff, scene.case, None).unwrap();
            let told = seen.lines.iter().find(|l| l.what.contains("a copy, request")).unwrap();
            assert_ne!(told.acting, "the person", "the ledger says to whom it went");
        } else {
            assert!(missing(&scene.house.app.fetch_my_copy(me, request)), "they may see a part of the record only");
        }
    }
}

#[test]
fn a_copy_of_an_erased_record_is_beyond_use_and_one_of_a_closed_record_is_not() {
    let scene = Scene::of("access");
    let Scene { house, staff, maker, request, case, .. } = &scene;
    scene.decide_all();
    scene.make().unwrap();
    scene.check().unwrap();
    house.app.close(staff, *case, casework::CloseReason::NeedMet).unwrap();
    assert!(house.app.copy_review(maker, *request).is_ok(), "the request is the reason to look at a closed case");
    assert!(house.app.copy_to_check(maker, *request).is_ok());
    let erasure = house.app.log_request(maker, &asked("erasure", NAME, "Erase it")).unwrap().id;
    let reference = house.app.request(maker, *request).unwrap().cases[0].reference.clone();
    house.app.match_request(maker, erasure, &reference).unwrap();
    let waiting = house.app.erase_for_request(maker, erasure, *case, "Not needed any more");
    assert!(refused(waiting).contains("Another request"), "while a copy is asked for, nothing is erased");
    house.app.decide_request(maker, *request, &decision("taken-back", "")).unwrap();
    for line in house.app.request_recipients(maker, erasure).unwrap() {
        house.app.take_step(maker, erasure, &step(StepKind::RecipientTold, &line.party, "Told")).unwrap();
    }
    house.app.erase_for_request(maker, erasure, *case, "Not needed any more").unwrap();
    assert!(house.app.copy_to_check(maker, *request).is_err(), "a copy outlives the record");
    assert!(house.app.hand_over_copy(maker, *request).is_err());
}

#[test]
fn every_table_with_sealed_words_about_people_is_gathered_or_says_why_not() {
    let text = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../classification.toml")).unwrap();
    let mut table = String::new();
    let mut sealed = BTreeSet::new();
    for line in text.lines() {
        if let Some(name) = line.strip_prefix('[') {
            table = name.trim_end_matches(']').to_owned();
        } else if line.contains("sealed = true")
            && line.contains("category = \"personal\"")
            && line.contains("subject_sees = true")
        {
            sealed.insert(table.clone());
        }
    }
    let known: BTreeSet<String> = app::GATHERED.iter().map(|(table, _)| (*table).to_owned()).collect();
    assert_eq!(sealed, known, "a table with sealed words about people is new: gather it, or say why it is not");
    assert!(sealed.len() > 10);
}
