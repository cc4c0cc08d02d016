//! What a partner gets: exactly what its gate gives, and nothing before.

use crate::support::{create, field, house, name, officer, partner, released, section};
use app::views::Item;
use app::{AppError, ConsentAnswer, ListFilter};

const CHARITY: &str = "salvation-army";
const OTHER: &str = "st-basils";

#[doc = "keeps COV-016"]
#[test]
fn no_referral_is_seen_without_consent_for_that_named_partner() {
    let house = house();
    let officer = officer(&house);
    let (charity, other) = (partner(&house, CHARITY), partner(&house, OTHER));
    let case = create(&house, &officer, "Ada Example");
    // Neither linked nor agreed to: the case does not exist for them.
    assert!(matches!(house.app.open(&charity, case), Err(AppError::NotFound)));
    // Linked alone is not enough.
    house.app.link_party(&officer, case, CHARITY).unwrap();
    house.app.link_party(&officer, case, OTHER).unwrap();
    assert!(matches!(house.app.open(&charity, case), Err(AppError::NotFound)));
    assert_eq!(house.app.list(&charity, &ListFilter::default()).unwrap().total, 0);
    // Agreed for one of them: that one, and only that one.
    house.app.record_consent(&officer, case, CHARITY, "refer", ConsentAnswer::Given, "spoken").unwrap();
    assert_eq!(name(&house.app.open(&charity, case).unwrap().name), "Ada Example");
    assert_eq!(house.app.list(&charity, &ListFilter::default()).unwrap().total, 1);
    assert!(matches!(house.app.open(&other, case), Err(AppError::NotFound)));
}

#[test]
fn withdrawal_counts_from_the_next_request_in_list_open_and_search() {
    let house = house();
    let officer = officer(&house);
    let charity = partner(&house, CHARITY);
    let case = create(&house, &officer, "Ada Example");
    house.app.link_party(&officer, case, CHARITY).unwrap();
    house.app.record_consent(&officer, case, CHARITY, "refer", ConsentAnswer::Given, "spoken").unwrap();
    assert!(house.app.open(&charity, case).is_ok());
    house.app.record_consent(&officer, case, CHARITY, "refer", ConsentAnswer::Withdrawn, "spoken").unwrap();
    assert!(matches!(house.app.open(&charity, case), Err(AppError::NotFound)));
    assert_eq!(house.app.list(&charity, &ListFilter::default()).unwrap().total, 0);
    let found = house.app.search(&charity, &"Ada Example".to_owned().into()).unwrap();
    assert!(found.lines.is_empty());
}

#[doc = "keeps DUD-045"]
#[test]
fn a_partner_gets_only_the_categories_of_its_statement_and_is_told_why_not_the_rest() {
    let house = house();
    let officer = officer(&house);
    let charity = partner(&house, CHARITY);
    let case = create(&house, &officer, "Ada Example");
    house.app.link_party(&officer, case, CHARITY).unwrap();
    house.app.record_consent(&officer, case, CHARITY, "refer", ConsentAnswer::Given, "spoken").unwrap();
    let view = house.app.open(&charity, case).unwrap();
    let published = house.app.notice_page(crate::support::COVENTRY, None).unwrap().notice;
    let mut stated: Vec<&str> = Vec::new();
    for flow in &published.compiled.flows {
        let purpose = &published.compiled.purposes[usize::from(flow.purpose.0)].id;
        let to_charity = flow.to.iter().any(|who| match who {
            notice::model::Who::Party(id) => id == CHARITY,
            notice::model::Who::Class(class) => published.compiled.principals.iter().any(|p| {
                matches!(p, notice::model::Principal::Party { id, classes, .. } if id == CHARITY && classes.contains(class))
            }),
            _ => false,
        });
        if purpose == "refer" && to_charity {
            stated.extend(flow.categories.iter().map(|c| published.category_id(*c)));
        }
    }
    let mut got = released(&view);
    got.sort_unstable();
    stated.sort_unstable();
    stated.dedup();
    assert_eq!(got, stated);
    assert!(!got.contains(&"health"));
    let Item::Withheld(why) = &section(&view, "health").content else { panic!("health is shown") };
    assert!(!why.reasons.is_empty());
    assert_eq!(field(&view, "identity", "name"), "Ada Example");
    // What concerns other recipients is not a partner's to know.
    assert!(view.agencies.is_empty() && view.consents.is_empty());
    assert!(matches!(house.app.seen(&charity, case, None), Err(AppError::NotFound)));
}

#[doc = "keeps COV-018"]
#[test]
fn a_consent_keeps_date_officer_method_and_the_words_that_were_shown() {
    let house = house();
    let officer = officer(&house);
    let case = create(&house, &officer, "Ada Example");
    let wording = {
        let (_, lines) = house.app.consents(&officer, case).unwrap();
        let line = lines.iter().find(|c| c.party == CHARITY).unwrap();
        assert_eq!(line.state, "not-asked");
        line.wording()
    };
    assert!(wording.contains("Salvation Army") && wording.contains("You can say no"));
    house.app.record_consent(&officer, case, CHARITY, "refer", ConsentAnswer::Given, "signed").unwrap();
    let system = kernel::Caller::system(house.authority, "test");
    let held = house
        .app
        .store()
        .write(&system, "look", move |tx| tx.consents(case))
        .unwrap_or_else(|e: store::StoreError| panic!("{e}"));
    assert_eq!(held.len(), 1);
    assert_eq!(held[0].recorded_by, Some(officer.account));
    assert_eq!(held[0].given_at, Some(house.now()));
    assert_eq!(held[0].method, "signed");
    use sha2::Digest as _;
    assert_eq!(held[0].wording_hash, sha2::Sha256::digest(wording.as_bytes()).to_vec());
    // It is shown where the referral is decided, and on the record's history.
    let view = house.app.open(&officer, case).unwrap();
    assert_eq!(view.consents.iter().find(|c| c.party == CHARITY).unwrap().state, "given");
    let seen = house.app.seen(&officer, case, None).unwrap();
    assert!(seen.lines.iter().any(|l| l.what.contains("permission") && l.what.contains("given")));
}

#[test]
fn permission_is_never_bundled() {
    let house = house();
    let officer = officer(&house);
    let case = create(&house, &officer, "Ada Example");
    let (_, lines) = house.app.consents(&officer, case).unwrap();
    assert!(lines.len() > 20, "every named partner is a question of its own");
    assert_eq!(house.app.open(&officer, case).unwrap().consents, [], "the page of a case has what was answered");
    house.app.record_consent(&officer, case, CHARITY, "refer", ConsentAnswer::Given, "spoken").unwrap();
    let given = house.app.open(&officer, case).unwrap().consents.into_iter().filter(|c| c.state == "given").count();
    assert_eq!(given, 1);
    assert!(matches!(
        house.app.record_consent(&officer, case, "nobody-such", "refer", ConsentAnswer::Given, "spoken"),
        Err(AppError::Refused(_))
    ));
    assert!(matches!(
        house.app.record_consent(&officer, case, OTHER, "refer", ConsentAnswer::Withdrawn, "spoken"),
        Err(AppError::Refused(_))
    ));
}

#[test]
fn a_private_landlord_is_enrolled_and_works_on_this_case_or_gets_nothing() {
    let house = house();
    let officer = officer(&house);
    let case = create(&house, &officer, "Ada Example");
    let admin = app::Actor { administers: true, ..officer.clone() };
    let missing = house.app.enrol(&admin, crate::support::COVENTRY, "private-landlord", "Example Lettings", "");
    assert!(matches!(missing, Err(AppError::Refused(why)) if why.contains("offer")));
    let id =
        house.app.enrol(&admin, crate::support::COVENTRY, "private-landlord", "Example Lettings", "Offer 12").unwrap();
    let key = format!("class:private-landlord/{id}");
    let landlord = house.actor(crate::support::COVENTRY, &key, "prevent-relieve");
    assert!(matches!(house.app.open(&landlord, case), Err(AppError::NotFound)));
    house.app.link_party(&officer, case, &key).unwrap();
    house.app.record_consent(&officer, case, &key, "prevent-relieve", ConsentAnswer::Given, "spoken").unwrap();
    let view = house.app.open(&landlord, case).unwrap();
    let got = released(&view);
    assert!(got.contains(&"identity") && !got.contains(&"health") && !got.contains(&"domestic-abuse"), "{got:?}");
}

#[test]
fn an_association_sees_homefinder_cases_it_works_on_and_no_homelessness_case() {
    let house = house();
    let officer = officer(&house);
    let homefinder = house.actor(crate::support::COVENTRY, "role:homefinder-officer", "banding");
    let association = house.actor(crate::support::COVENTRY, "citizen-housing", "allocate");
    let homeless = create(&house, &officer, "Ada Example");
    let (_, forms) = house.app.new_case_forms(&homefinder, "homefinder").unwrap();
    assert!(forms.iter().any(|f| f.category == "homefinder-application"));
    let mut pairs = crate::support::answers("Bea Example");
    pairs.retain(|(k, _)| !k.starts_with("circumstances"));
    let new = app::NewCase {
        service: "homefinder".to_owned(),
        typed: casework::Typed::new(pairs),
        source: "subject".to_owned(),
    };
    let applied = house.app.create(&homefinder, &new).unwrap();
    // Its own vacancies' applicants only: before it works on the case, it does not exist.
    assert!(matches!(house.app.open(&association, applied), Err(AppError::NotFound)));
    house.app.link_party(&homefinder, applied, "citizen-housing").unwrap();
    assert_eq!(name(&house.app.open(&association, applied).unwrap().name), "Bea Example");
    house.app.link_party(&officer, homeless, "citizen-housing").unwrap();
    assert!(matches!(house.app.open(&association, homeless), Err(AppError::NotFound)));
    assert_eq!(house.app.list(&association, &ListFilter::default()).unwrap().total, 1);
    // And an officer of the one service does not work on the other's cases: list and count agree with open.
    let own = house.app.list(&officer, &ListFilter::default()).unwrap();
    assert_eq!((own.total, own.lines.len()), (1, 1));
    assert!(matches!(house.app.open(&officer, applied), Err(AppError::NotFound)));
}
