//! A body without an account reaches what was sent to it by a link with a code, and answers from there.

use crate::shares::{mails, reached, referral, sent};
use crate::support::{COVENTRY, create, house, missing, officer, own_page, partner};
use app::{Actor, AppError, ConsentAnswer, Followed, LinkMade, NewShare, SHARE_LINK_DAYS, SentByLink};
use kernel::{CaseId, Sensitive, ShareId};
use sharing::{ShareState, Step};
use testkit::House;

const BODY: &str = "salvation-army";
/// An open list of the notice, and the purpose for which something goes to those on it.
const LIST: &str = "private-landlord";
const LET: &str = "prevent-relieve";

struct Scene {
    house: House,
    staff: Actor,
    case: CaseId,
    id: ShareId,
}

impl Scene {
    /// A referral to a body of which nobody has an account.
    fn new() -> Self {
        Self::with(house(), (BODY, "refer"))
    }
    fn with(house: House, (body, purpose): (&str, &str)) -> Self {
        let staff = officer(&house);
        let case = create(&house, &staff, "Ada Example");
        // One of an open list is asked about once it works on the case.
        if body.contains('/') {
            house.app.link_party(&staff, case, body).unwrap();
        }
        house.app.record_consent(&staff, case, body, purpose, ConsentAnswer::Given, "spoken").unwrap();
        let new =
            NewShare { property: "Flat 3, 9 Example Street".to_owned(), ..referral(body, purpose, &["identity.name"]) };
        let id = house.app.ask_to_share(&staff, case, &new).unwrap();
        Self { house, staff, case, id }
    }
    /// The same to one body of an open list, and another of the list.
    fn of_a_list() -> (Self, String, String) {
        let house = house();
        let admin = Actor { administers: true, ..officer(&house) };
        let [one, other] = ["Example Lettings", "Other Lettings"].map(|name| {
            let id = house.app.enrol(&admin, COVENTRY, LIST, name, "Offer 12").unwrap();
            format!("class:{LIST}/{id}")
        });
        (Self::with(house, (&one, LET)), one, other)
    }
    fn link(&self) -> LinkMade {
        self.house.app.make_share_link(&self.staff, self.case, self.id).unwrap()
    }
    fn follow(&self, made: &LinkMade, code: &str) -> Followed {
        self.house.app.follow_share_link(&made.link, &Sensitive::new(code.to_owned()), true).unwrap()
    }
    fn inside(&self, made: &LinkMade) -> SentByLink {
        match self.follow(made, made.code.expose()) {
            Followed::In(at) => *at,
            _ => panic!("the code does not open it"),
        }
    }
    fn state(&self) -> ShareState {
        self.house.app.share_of(&self.staff, self.case, self.id).unwrap().line.state
    }
}

#[test]
fn a_body_without_an_account_opens_what_was_sent_by_a_link_with_a_code_and_answers_it() {
    let scene = Scene::new();
    let Scene { house, staff, case, id } = &scene;
    assert_eq!(house.app.share_link_state(staff, *case, *id).unwrap(), (true, None));
    assert!(missing(&house.app.make_share_link(&partner(house, "st-basils"), *case, *id)), "others make none");
    let made = scene.link();
    assert!(house.app.share_link_works(&made.link).unwrap());
    assert!(house.app.share_link_state(staff, *case, *id).unwrap().1.is_some());
    // What was sent, and nothing else of the record; each opening is on the person's ledger and among the steps.
    let at = scene.inside(&made);
    let view = house.app.sent_by_link(&at).unwrap().unwrap();
    let got = sent(&view);
    assert_eq!(
        got.iter().map(|(item, text)| (item.as_str(), text.as_str())).collect::<Vec<_>>(),
        [("identity.name", "Ada Example")]
    );
    let seen = house.app.seen(staff, *case, None).unwrap().lines;
    let opened = seen.iter().find(|l| l.what.contains("followed the link")).unwrap();
    assert!(
        opened.who.contains("by a link") && opened.acting.contains("Salvation Army"),
        "{} {}",
        opened.who,
        opened.acting
    );
    assert!(seen.iter().any(|l| l.who.contains("by a link") && l.what.contains("what was shared")));
    let steps =
        |step: &str| house.app.share_of(staff, *case, *id).unwrap().steps.iter().filter(|s| s.step == step).count();
    assert_eq!((steps("link-made"), steps("link-followed")), (1, 1));
    // It asks for more with a reason, the council decides, it accepts and reports: in no colleague's name.
    assert!(matches!(house.app.step_by_link(&at, Step::AskMore, "", " "), Err(AppError::Form(_))));
    house.app.step_by_link(&at, Step::AskMore, "", "A telephone number, to reach them tonight").unwrap();
    assert_eq!(scene.state(), ShareState::MoreAsked);
    house.app.step_by_link(&at, Step::Accept, "", "").unwrap();
    house.app.step_by_link(&at, Step::Report, "supported", "").unwrap();
    assert_eq!(scene.state(), ShareState::Reported);
    let view = house.app.share_of(staff, *case, *id).unwrap();
    let name = view.line.line.to.as_str();
    assert!(
        view.steps
            .iter()
            .filter(|s| ["accept", "report", "ask-more"].contains(&s.step.as_str()))
            .all(|s| s.by == format!("{name}, by a link"))
    );
    // The person reads on their own page who it was, and not that the system looked.
    let lines = house.app.my_lookers(&own_page(house, staff, *case), None).unwrap().0;
    let by_link: Vec<_> = lines.iter().filter(|l| l.by_link).collect();
    assert!(!by_link.is_empty() && by_link.iter().all(|l| l.who == name && !l.system), "{lines:?}");
    assert!(lines.iter().all(|l| !l.system), "what the body did is said to be the system’s: {lines:?}");
    // Another link ends the first; one that is ended opens nothing.
    let again = scene.link();
    assert!(matches!(scene.follow(&made, made.code.expose()), Followed::Over));
    house.app.end_share_link(staff, *case, *id).unwrap();
    assert!(matches!(scene.follow(&again, again.code.expose()), Followed::Over));
    // Where somebody of the body has an account, it waits on their desk.
    partner(house, BODY);
    assert!(!house.app.share_link_state(staff, *case, *id).unwrap().0);
    assert!(matches!(house.app.make_share_link(staff, *case, *id), Err(AppError::Refused(_))));
}

/// One body of an open list is told by its link as one that the notice names is; another of the list is not.
#[test]
fn a_body_of_an_open_list_is_told_of_a_withdrawal_by_its_link() {
    let (scene, body, _) = Scene::of_a_list();
    let Scene { house, staff, case, id } = &scene;
    let at = scene.inside(&scene.link());
    assert!(house.app.sent_by_link(&at).unwrap().is_some());
    let seen = house.app.seen(staff, *case, None).unwrap().lines;
    let opened = seen.iter().find(|l| l.who.contains("by a link") && l.what.contains("what was shared")).unwrap();
    assert!(opened.acting.contains("Example Lettings"), "{}", opened.acting);
    house.app.record_consent(staff, *case, &body, LET, ConsentAnswer::Withdrawn, "spoken").unwrap();
    let told = house.app.withdrawals_by_link(&at).unwrap();
    assert_eq!(told.len(), 1, "it is not told");
    house.app.answer_withdrawal_by_link(&at, told[0].id, Some("erased"), &Sensitive::new(String::new())).unwrap();
    // What it says of its copy stands for the staff, in the body's name.
    let copy = &house.app.copies_by_link(&at).unwrap()[0];
    house.app.copy_became_by_link(&at, copy.id, copy.answers[0].0).unwrap();
    let copies = house.app.share_of(staff, *case, *id).unwrap().copies;
    let (_, _, by) = copies[0].said.as_ref().expect("what the body said is lost");
    assert!(by.contains("Example Lettings") && by.contains("by a link"), "{by}");
}

/// What was sent stands in the name of the staff who sent it: the body of an open list is known by what it got all the same.
#[test]
fn a_body_of_an_open_list_is_known_by_what_was_sent_to_it_before_it_looks() {
    for by_link in [true, false] {
        let (scene, body, other) = Scene::of_a_list();
        let Scene { house, staff, case, .. } = &scene;
        let made = by_link.then(|| scene.link());
        let sent = house.app.seen(staff, *case, None).unwrap().lines;
        let sent = sent.iter().find(|l| l.what.contains("Passed it on")).unwrap();
        assert!(sent.acting.ends_with(": Example Lettings"), "{}", sent.acting);
        let me = own_page(house, staff, *case);
        assert!(
            house.app.my_sharing(&me).unwrap().iter().any(|l| l.name == "Example Lettings"),
            "who has it is not said"
        );
        assert!(house.app.my_lookers(&me, None).unwrap().0.iter().any(|l| l.who == "Example Lettings"));
        let receipts: serde_json::Value =
            serde_json::from_str(&house.app.consent_documents(staff, *case).unwrap().1).unwrap();
        let recipient = &receipts["@graph"][0]["dpv:hasRecipient"];
        assert_eq!(
            (recipient["dct:identifier"].as_str(), recipient["dct:title"].as_str()),
            (Some(body.as_str()), Some("Example Lettings"))
        );
        // Before anybody there looked, the permission is withdrawn: the body is told, and no other of the list.
        house.app.record_consent(staff, *case, &body, LET, ConsentAnswer::Withdrawn, "spoken").unwrap();
        let told = match made {
            Some(made) => house.app.withdrawals_by_link(&scene.inside(&made)).unwrap(),
            None => house.app.withdrawals(&house.actor(COVENTRY, &body, LET)).unwrap(),
        };
        assert_eq!(told.len(), 1, "it is not told, by a link: {by_link}");
        assert!(house.app.withdrawals(&house.actor(COVENTRY, &other, LET)).unwrap().is_empty());
    }
}

#[test]
fn a_link_ends_with_its_time_and_with_wrong_codes() {
    let scene = Scene::new();
    let made = scene.link();
    for left in (1..5).rev() {
        let Followed::WrongCode(n) = scene.follow(&made, "AAAAAAAA") else { panic!("a wrong code opens it") };
        assert_eq!(n, left);
    }
    assert!(matches!(scene.follow(&made, "AAAAAAAA"), Followed::Over));
    assert!(matches!(scene.follow(&made, made.code.expose()), Followed::Over), "too many wrong codes");
    let made = scene.link();
    // The code of another link is none for this one.
    let first = scene.link();
    assert!(matches!(scene.follow(&first, made.code.expose()), Followed::WrongCode(_)));
    scene.house.clock.advance_seconds(SHARE_LINK_DAYS * 86_400 - 1);
    assert!(matches!(scene.follow(&first, first.code.expose()), Followed::In(_)));
    scene.house.clock.advance_seconds(1);
    assert!(matches!(scene.follow(&first, first.code.expose()), Followed::Over), "its time is over");
}

/// Whoever has no desk here is told by hand: there is something to do until they have said what they did.
#[test]
fn of_a_withdrawal_those_without_a_desk_are_told_by_whoever_works_on_the_case() {
    let scene = Scene::new();
    let Scene { house, staff, case, id } = &scene;
    reached(house, BODY, "desk@charity.example");
    scene.link();
    house.clock.advance_seconds((SHARE_LINK_DAYS + 1) * 86_400);
    let tell = || house.app.tasks_on(staff, *case).unwrap().open.iter().any(|t| t.what == "Tell an agency");
    assert!(!tell());
    house.app.record_consent(staff, *case, BODY, "refer", ConsentAnswer::Withdrawn, "spoken").unwrap();
    assert!(tell(), "nobody tells them");
    let told = house.app.consent_desk(staff, *case).unwrap().told;
    assert!(told.len() == 1 && told[0].by_hand && told[0].did.is_none());
    let mails = mails(house);
    let says = |words: &str| mails.iter().any(|(_, text)| text.contains(words));
    assert!(says("Stop using it") && says("ask whoever you deal with at the council for a new one"), "{mails:?}");
    assert!(!says("your desk") && !says("Log in"), "they are told of a desk that they have not: {mails:?}");
    // A new link leads them to it, though the first has died; once they have said what they did there is nothing to do.
    let at = scene.inside(&scene.link());
    let line = &house.app.withdrawals_by_link(&at).unwrap()[0];
    let nothing = Sensitive::new(String::new());
    house.app.answer_withdrawal_by_link(&at, line.id, None, &nothing).unwrap();
    assert!(tell(), "that they read it is not all");
    house.app.answer_withdrawal_by_link(&at, line.id, Some("erased"), &nothing).unwrap();
    assert!(!tell(), "it is done, and stands there still");
    assert!(house.app.share_of(staff, *case, *id).is_ok());
}

#[test]
fn after_a_withdrawal_the_link_shows_nothing_and_the_body_says_what_it_did() {
    let scene = Scene::new();
    let Scene { house, staff, case, id } = &scene;
    let at = scene.inside(&scene.link());
    assert!(house.app.sent_by_link(&at).unwrap().is_some());
    assert!(house.app.withdrawals_by_link(&at).unwrap().is_empty());
    house.app.record_consent(staff, *case, BODY, "refer", ConsentAnswer::Withdrawn, "spoken").unwrap();
    assert!(house.app.sent_by_link(&at).unwrap().is_none(), "it is still shown");
    let told = house.app.withdrawals_by_link(&at).unwrap();
    assert_eq!(told.len(), 1);
    let nothing = Sensitive::new(String::new());
    assert!(missing(&house.app.answer_withdrawal_by_link(&at, kernel::TaskId::from_bytes([7; 16]), None, &nothing)));
    house.app.answer_withdrawal_by_link(&at, told[0].id, None, &nothing).unwrap();
    house.app.answer_withdrawal_by_link(&at, told[0].id, Some("erased"), &nothing).unwrap();
    let told = house.app.withdrawals_by_link(&at).unwrap();
    assert!(told[0].acknowledged_at.is_some() && told[0].did.as_deref() == Some("erased"));
    let copies = house.app.copies_by_link(&at).unwrap();
    assert!(copies.iter().any(|c| c.said.is_none()), "nothing is to be deleted");
    house.app.copy_became_by_link(&at, copies[0].id, copies[0].answers[0].0).unwrap();
    let left: Vec<ShareId> = house.app.copies_by_link(&at).unwrap().iter().map(|c| c.id).collect();
    assert_eq!(left, copies.iter().skip(1).map(|c| c.id).collect::<Vec<_>>(), "it is asked about what it said again");
    let said = house.app.share_of(staff, *case, *id).unwrap().copies;
    assert!(said.iter().find(|c| c.id == copies[0].id).is_some_and(|c| c.said.is_some()), "what it said is lost");
    // A link to one thing reaches nothing of another record.
    let other = create(house, staff, "Bea Example");
    house.app.record_consent(staff, other, BODY, "refer", ConsentAnswer::Given, "spoken").unwrap();
    house.app.ask_to_share(staff, other, &referral(BODY, "refer", &["identity.name"])).unwrap();
    house.app.record_consent(staff, other, BODY, "refer", ConsentAnswer::Withdrawn, "spoken").unwrap();
    assert_eq!(house.app.withdrawals_by_link(&at).unwrap().len(), 1, "another record is in it");
    assert_eq!(scene.state(), ShareState::Withdrawn);
    assert!(house.app.share_of(staff, *case, *id).is_ok());
}
