//! From a decision to content: only what was released opens, only where it belongs, only for whom it was released.

use crate::fixture::{facts, gate, person};
use disclosure::{Ask, OpenError, Opener, Place, Recorded, Sealed};
use kernel::{EntryId, PersonId, Sensitive};
use ledger::Receipt;
use notice::model::{Act, CategoryIx, Fact, PrincipalIx, PurposeIx};

/// Bytes that are not really sealed.
struct Open;

impl Opener for Open {
    fn open(&self, _: &Place, sealed: &[u8]) -> Result<Sensitive<Vec<u8>>, OpenError> {
        Ok(Sensitive::new(sealed.to_vec()))
    }
}

fn sealed(subject: PersonId, category: u8, content: &str) -> Sealed<String> {
    let place = Place { subject, record_class: "case".into(), table: "section", row: [5; 16], version: 1 };
    Sealed::new(place, CategoryIx(category), content.as_bytes().to_vec())
}

fn recorded() -> Recorded {
    let ask = |category| Ask { category: CategoryIx(category), facts: facts(&[Fact::Consent]) };
    let decision = gate().decide(person(), PrincipalIx(2), Act::See, PurposeIx(1), &[ask(1), ask(2)]);
    decision.recorded(&Receipt::issued(EntryId::from_bytes([8; 16]), [0; 32]))
}

#[test]
fn what_was_released_opens() {
    let grant = recorded().grant(CategoryIx(1)).unwrap();
    let content = sealed(person(), 1, r#""two rooms""#).open(&grant, &Open).unwrap();
    assert_eq!(content.get(), "two rooms");
    assert_eq!(serde_json::to_string(&content.map(|c| c.len())).unwrap(), "9");
}

#[test]
fn what_was_withheld_or_never_asked_for_gives_no_grant() {
    assert!(recorded().grant(CategoryIx(2)).is_none(), "asked for and withheld");
    assert!(recorded().grant(CategoryIx(0)).is_none(), "would have been released, was not asked for");
    assert!(recorded().grant(CategoryIx(99)).is_none(), "no such category");
}

#[test]
fn a_grant_covers_one_person_and_one_category() {
    let grant = recorded().grant(CategoryIx(1)).unwrap();
    let other = PersonId::from_bytes([1; 16]);
    assert_eq!(sealed(other, 1, r#""x""#).open(&grant, &Open).err(), Some(OpenError::NotCovered));
    assert_eq!(sealed(person(), 0, r#""x""#).open(&grant, &Open).err(), Some(OpenError::NotCovered));
    assert_eq!(sealed(person(), 1, "not JSON").open(&grant, &Open).err(), Some(OpenError::Damaged));
}

#[test]
fn somebody_else_of_the_record_opens_only_where_the_decision_names_them() {
    let (child, stranger) = (PersonId::from_bytes([1; 16]), PersonId::from_bytes([2; 16]));
    let named = |others: Vec<(CategoryIx, PersonId)>| {
        let ask = |category| Ask { category: CategoryIx(category), facts: facts(&[Fact::Consent]) };
        let decision = gate().decide(person(), PrincipalIx(2), Act::See, PurposeIx(1), &[ask(1), ask(2)]);
        let decision = decision.about_others(others);
        decision.recorded(&Receipt::issued(EntryId::from_bytes([8; 16]), [0; 32]))
    };
    let recorded = named(vec![(CategoryIx(1), child), (CategoryIx(2), child), (CategoryIx(0), stranger)]);
    let grant = recorded.grant_about(CategoryIx(1), child).unwrap();
    assert_eq!(sealed(child, 1, r#""x""#).open(&grant, &Open).unwrap().get(), "x");
    assert!(sealed(person(), 1, r#""x""#).open(&grant, &Open).is_err(), "their grant opens nothing of the person's");
    assert!(recorded.grant_about(CategoryIx(2), child).is_none(), "their category is withheld");
    assert!(recorded.grant_about(CategoryIx(0), stranger).is_none(), "their category was not asked for");
    assert!(recorded.grant_about(CategoryIx(1), stranger).is_none(), "nobody named them");
    let narrowed = recorded.decision().clone().only_others(|who| who != child);
    assert!(narrowed.others().is_empty(), "a decision can be narrowed");
}
