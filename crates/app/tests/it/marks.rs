//! Where there is domestic abuse a partner is kept apart; a hidden address goes to nobody until somebody has looked at it.

use crate::forms::{house_with_forms, made};
use crate::held_forms::save;
use crate::people::give_everything;
use crate::support::{COVENTRY, missing, officer, section};
use app::views::Item;
use app::{Actor, AppError, MarkKind};
use kernel::{CaseId, PersonId, Sensitive};
use testkit::House;

const PARTNER: &str = "Balthasar Quillfeather";

fn with_partner(house: &House, actor: &Actor, reason: &str) -> (CaseId, PersonId) {
    let said = [
        ("household.household-members.1.name", PARTNER),
        ("household.household-members.1.relation", "partner"),
        ("household.household-members.1.born-year", "1982"),
        ("circumstances.reason-for-homelessness", reason),
    ];
    let case = made(house, actor, &said, "Ada Quillfeather");
    let view = house.app.household(actor, case, None).unwrap();
    let partner = view.facts.get().household[0].person.unwrap();
    (case, partner)
}

fn marked(house: &House, actor: &Actor, case: CaseId, kind: MarkKind) -> bool {
    house.app.marks(actor, case).unwrap().lines.iter().any(|l| l.kind == kind && l.counts)
}

#[test]
#[doc = "keeps MARS-023"]
fn a_partner_is_kept_apart_where_there_is_domestic_abuse() {
    let house = house_with_forms();
    // One holds the case; the other is a colleague who does not work on it.
    let (holder, colleague) = (officer(&house), officer(&house));
    let (plain, other) = with_partner(&house, &holder, "end-private-ast");
    assert!(!marked(&house, &holder, plain, MarkKind::PartnerApart));
    assert!(house.app.person(&colleague, other, None).is_ok());
    // The answer alone sets it.
    let (case, partner) = with_partner(&house, &holder, "domestic-abuse");
    assert!(marked(&house, &holder, case, MarkKind::PartnerApart));
    assert_eq!(house.app.household(&holder, case, None).unwrap().facts.get().household.len(), 1);
    // Whoever does not work on the case sees that somebody is kept apart, and not whom.
    let view = house.app.open(&colleague, case).unwrap();
    let Item::Released(content) = &section(&view, "household").content else { panic!("the household is withheld") };
    assert!(content.get().fields.values().all(|v| v != PARTNER));
    assert!(section(&view, "household").kept_back.iter().any(|w| w.contains("kept apart")));
    assert!(missing(&house.app.person(&colleague, partner, None)));
    // Nothing leads from the partner's own record to the person.
    let own = made(&house, &colleague, &[("personal-details.date-of-birth-year", "1982")], PARTNER);
    let own = house.app.open(&colleague, own).unwrap().person;
    house.app.link_people(&holder, partner, own).unwrap();
    let page = house.app.person(&colleague, own, None).unwrap();
    assert!(page.facts.get().belongs.is_empty() && page.cases.len() == 1 && page.links.is_empty());
    let found = house.app.search(&colleague, &Sensitive::new(PARTNER.into())).unwrap();
    assert!(found.lines.iter().all(|l| l.id != case), "a search for the partner does not find the person");
    // The holder sees both; and once a person has ended it, so does everybody.
    assert_eq!(house.app.person(&holder, own, None).unwrap().facts.get().belongs.len(), 1);
    let lines = house.app.marks(&holder, case).unwrap().lines;
    let mark = lines.iter().find(|l| l.kind == MarkKind::PartnerApart).unwrap().id;
    house.app.end_mark(&holder, case, mark).unwrap();
    assert!(house.app.person(&colleague, partner, None).is_ok());
    house.app.set_mark(&holder, case, MarkKind::PartnerApart).unwrap();
    assert!(missing(&house.app.person(&colleague, partner, None)));
    let seen = house.app.seen(&holder, case, None).unwrap();
    for what in ["ended partner-apart", "set partner-apart"] {
        assert!(seen.lines.iter().any(|l| l.what.contains(what)), "{what}");
    }
}

#[test]
fn what_somebody_ended_comes_back_with_a_new_disclosure_only() {
    let house = house_with_forms();
    let officer = officer(&house);
    let reason = "circumstances.reason-for-homelessness";
    let apart = |case| marked(&house, &officer, case, MarkKind::PartnerApart);
    let (case, _) = with_partner(&house, &officer, "domestic-abuse");
    let mark = house.app.marks(&officer, case).unwrap().lines[0].id;
    house.app.end_mark(&officer, case, mark).unwrap();
    // The same answer, written again with another beside it, says nothing new.
    let again = [(reason, "domestic-abuse"), ("circumstances.what-happened", "They left in the night.")];
    save(&house, &officer, case, "circumstances", &again);
    assert!(!apart(case));
    save(&house, &officer, case, "circumstances", &[(reason, "end-private-ast")]);
    assert!(!apart(case));
    save(&house, &officer, case, "circumstances", &[(reason, "domestic-abuse")]);
    assert!(apart(case), "it is said anew");
    let lines = house.app.marks(&officer, case).unwrap().lines;
    assert_eq!(lines.len(), 2);
    // The same answer again is nothing new; another incident in a section about it is.
    let end = |case| {
        let lines = house.app.marks(&officer, case).unwrap().lines;
        house.app.end_mark(&officer, case, lines.iter().find(|l| l.counts).unwrap().id).unwrap();
    };
    end(case);
    save(&house, &officer, case, "circumstances", &again);
    assert!(!apart(case));
    let abuse = |words: &str| save(&house, &officer, case, "domestic-abuse", &[("domestic-abuse.abuse", words)]);
    abuse("He shouts at the door.");
    assert!(apart(case));
    end(case);
    abuse("He shouts at the door.");
    assert!(!apart(case));
    abuse("He shouts at the door, and came back on Friday.");
    assert!(apart(case), "another incident is not heard");
}

#[test]
fn a_hidden_address_goes_to_nobody_until_somebody_has_looked_at_it() {
    let house = house_with_forms();
    let officer = officer(&house);
    let notice = house.app.notice_page(COVENTRY, None).unwrap().notice;
    let contact = notice.compiled.category("contact").unwrap();
    let (party, purpose) = notice
        .compiled
        .envelope
        .lines
        .iter()
        .find_map(|l| {
            let principal = &notice.compiled.principals[usize::from(l.principal.0)];
            let plain = l.category == contact && l.act == notice::model::Act::See;
            let body = matches!(principal, notice::model::Principal::Party { .. });
            (plain && body).then(|| (principal.key(), notice.compiled.purposes[usize::from(l.purpose.0)].id.clone()))
        })
        .unwrap();
    let body = house.actor(COVENTRY, &party, &purpose);
    let case = made(&house, &officer, &[("contact.address", "7 Hidden Way")], "Ada Example");
    house.app.link_party(&officer, case, &party).unwrap();
    give_everything(&house, case, &party, &purpose);
    let sees = |house: &House| {
        let view = house.app.open(&body, case).unwrap();
        match &section(&view, "contact").content {
            Item::Released(content) => content.get().get("address") == Some("7 Hidden Way"),
            _ => false,
        }
    };
    assert!(sees(&house), "nothing hides it");
    let early = house.app.let_address_go(&officer, case, &party, &purpose);
    assert!(matches!(early, Err(AppError::Refused(_))), "what is not hidden needs no review");
    // The mark is of the case as a whole: no answer has to stand beside the address.
    house.app.set_mark(&officer, case, MarkKind::AddressHidden).unwrap();
    assert!(!sees(&house));
    assert!(missing(&house.app.let_address_go(&body, case, &party, &purpose)), "they cannot let themselves have it");
    let nobody = house.app.let_address_go(&officer, case, "nobody", &purpose);
    assert!(matches!(nobody, Err(AppError::Refused(_))));
    house.app.let_address_go(&officer, case, &party, &purpose).unwrap();
    assert!(sees(&house), "somebody has looked at it");
    let lines = house.app.marks(&officer, case).unwrap().lines;
    let line = lines.into_iter().find(|l| l.kind == MarkKind::AddressReviewed).unwrap();
    assert_eq!(line.set_by.as_deref(), Some(officer.name.as_str()));
    house.app.end_mark(&officer, case, line.id).unwrap();
    assert!(!sees(&house));
}

#[doc = "keeps KIR-050"]
#[test]
fn the_domestic_abuse_provider_finds_its_own_people_only_and_a_hidden_address_waits_for_somebody_to_look() {
    use crate::held::{KIRKLEES, made as made_of, officer as officer_of};
    const PROVIDER: &str = "pennine-domestic-abuse-partnership";
    const NAME: &str = "Perdita Quillfeather";
    let house = House::new(&[KIRKLEES]);
    let staff = officer_of(&house, KIRKLEES, "support");
    let said = [("identity.name", NAME), ("contact.address", "7 Hidden Way")];
    let theirs = made_of(&house, &staff, "support", &said, "");
    let other = made_of(&house, &staff, "support", &said, "");
    let bodies = [PROVIDER, "horton-housing"].map(|key| {
        crate::recipients::agreement(&house, KIRKLEES, key, None);
        house.actor(KIRKLEES, key, "support")
    });
    let found = |who: &Actor| {
        let lines = house.app.search(who, &NAME.to_owned().into()).unwrap().lines;
        lines.into_iter().map(|l| l.id).collect::<Vec<_>>()
    };
    let address = |who: &Actor| {
        let view = house.app.open(who, theirs).ok()?;
        match &section(&view, "contact").content {
            Item::Released(content) => content.get().get("address").map(str::to_owned),
            _ => None,
        }
    };
    let [provider, another] = &bodies;
    assert!(found(provider).is_empty() && missing(&house.app.open(provider, theirs)), "nobody is theirs yet");
    house.app.link_party(&staff, theirs, PROVIDER).unwrap();
    assert_eq!(found(provider), [theirs], "whom they support, and nobody of the same name");
    assert!(missing(&house.app.open(provider, other)) && found(another).is_empty());
    assert_eq!(address(provider).as_deref(), Some("7 Hidden Way"), "nothing hides it");
    house.app.set_mark(&staff, theirs, MarkKind::AddressHidden).unwrap();
    assert_eq!(address(provider), None);
    assert!(missing(&house.app.let_address_go(provider, theirs, PROVIDER, "support")), "not by themselves");
    house.app.let_address_go(&staff, theirs, PROVIDER, "support").unwrap();
    assert_eq!(address(provider).as_deref(), Some("7 Hidden Way"), "somebody has looked at it");
    // For that body alone: another that begins to work with the person does not get it.
    house.app.link_party(&staff, theirs, "horton-housing").unwrap();
    assert_eq!((found(another), address(another)), (vec![theirs], None));
}
