//! What these tests share.

use app::views::{CaseView, Item, SectionView};
use app::{Actor, AppError, InboundLine, ListAsk, Me, NewCase, RequestLine, Take};
use casework::Typed;
use kernel::{AccountId, CaseId, SessionId};
use testkit::House;

pub const COVENTRY: &str = "coventry/homelessness-and-cbl";

pub fn house() -> House {
    House::new(&[COVENTRY])
}

pub fn officer(house: &House) -> Actor {
    house.actor(COVENTRY, "role:housing-officer", "prevent-relieve")
}

/// The person of a case on their own page.
pub fn own_page(house: &House, staff: &Actor, case: CaseId) -> Me {
    Me {
        account: AccountId::new(house.now(), &mut house.entropy()),
        person: house.app.person_of(staff, case).unwrap(),
        session: SessionId::new(house.now(), &mut house.entropy()),
        represents: false,
        scope: Vec::new(),
    }
}

/// A charity of the notice's closed list of support partners.
pub fn partner(house: &House, key: &str) -> Actor {
    house.actor(COVENTRY, key, "refer")
}

pub fn typed(pairs: &[(&str, &str)]) -> Typed {
    Typed::new(pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect())
}

/// Everything that has to be given for a case of the homelessness service, for a name.
pub fn answers(name: &str) -> Vec<(String, String)> {
    [
        ("identity.name", name),
        ("personal-details.date-of-birth-day", "5"),
        ("personal-details.date-of-birth-month", "3"),
        ("personal-details.date-of-birth-year", "1984"),
        ("contact.address", "1 Example Row"),
        ("household.dependent-children", "2"),
        ("circumstances.reason-for-homelessness", "Domestic abuse"),
        ("circumstances.what-happened", "Had to leave"),
        ("housing-needs.bedrooms", "2"),
        ("health.health-conditions", "Asthma"),
    ]
    .into_iter()
    .map(|(k, v)| (k.to_owned(), v.to_owned()))
    .collect()
}

pub fn create(house: &House, actor: &Actor, name: &str) -> CaseId {
    let new =
        NewCase { service: "homelessness".to_owned(), typed: Typed::new(answers(name)), source: "subject".to_owned() };
    match house.app.create(actor, &new) {
        Ok(case) => case,
        Err(app::AppError::Form(errors)) => panic!("the form is wrong: {:?}", errors.fields),
        Err(e) => panic!("no case: {e}"),
    }
}

pub fn section<'v>(view: &'v CaseView, category: &str) -> &'v SectionView {
    view.sections.iter().find(|s| s.category == category).unwrap_or_else(|| panic!("no section {category}"))
}

/// What a released section says in a field.
pub fn field(view: &CaseView, category: &str, field: &str) -> String {
    match &section(view, category).content {
        Item::Released(content) => content.get().get(field).unwrap_or_default().to_owned(),
        Item::Withheld(_) => "(withheld)".to_owned(),
        Item::Empty => "(empty)".to_owned(),
        Item::Erased => "(erased)".to_owned(),
    }
}

/// The categories of which something is shown.
pub fn released(view: &CaseView) -> Vec<&str> {
    view.sections
        .iter()
        .filter(|s| matches!(s.content, Item::Released(_) | Item::Empty))
        .map(|s| s.category.as_str())
        .collect()
}

pub fn name(item: &Item<String>) -> String {
    match item {
        Item::Released(name) => name.get().clone(),
        Item::Withheld(_) => "(withheld)".to_owned(),
        Item::Empty => "(empty)".to_owned(),
        Item::Erased => "(erased)".to_owned(),
    }
}

/// An administrator.
pub fn administrator(house: &House) -> Actor {
    Actor { administers: true, ..officer(house) }
}

/// What is wrong with which field.
pub fn wrong<T: std::fmt::Debug>(result: Result<T, app::AppError>) -> String {
    match result {
        Err(app::AppError::Form(errors)) => errors.fields.iter().map(|f| f.input.clone()).collect::<Vec<_>>().join(" "),
        other => panic!("not an error of a form: {other:?}"),
    }
}

/// Whether there is no such thing for whoever asked.
pub fn missing<T>(result: &Result<T, app::AppError>) -> bool {
    matches!(result, Err(app::AppError::NotFound))
}

/// A list that is narrowed to where things stand; empty: as it usually is.
fn standing(state: &str) -> ListAsk {
    ListAsk { narrowed: vec![("state".to_owned(), state.to_owned())], ..ListAsk::default() }
}

/// That a list leaves in a file, under a notice that has nobody approve it.
pub fn file(house: &House, actor: &Actor) -> Take {
    Take::File(house.app.leave_for_file(actor, "tasks", "").unwrap())
}

/// Referrals that came in, by where they stand.
pub fn referrals(house: &House, actor: &Actor, state: &str) -> Result<Vec<InboundLine>, AppError> {
    Ok(house.app.inbound_list(actor, &standing(state), Take::Page)?.lines)
}

/// Requests about data, by where they stand.
pub fn requests(house: &House, actor: &Actor, state: &str) -> Result<Vec<RequestLine>, AppError> {
    Ok(house.app.requests(actor, &standing(state), Take::Page)?.lines)
}

/// Whoever looks at who has seen a record reads names: no id, and none of these keys and codes.
pub fn said_plainly(house: &House, actor: &Actor, case: CaseId, keys: &[&str]) {
    let lines = house.app.seen(actor, case, None).unwrap().lines;
    assert!(lines.iter().any(|l| l.what.contains(" (")), "nothing is said beside what was done");
    for line in lines {
        for word in line.what.split(|c: char| !(c.is_alphanumeric() || c == '-')) {
            assert!(word.parse::<kernel::EntryId>().is_err(), "an id: {}", line.what);
            assert!(!keys.contains(&word), "{word}: {}", line.what);
        }
    }
}
