use crate::fixture::{facts, gate, person};
use disclosure::{Ask, EntryHead};
use kernel::{AccountId, AuthorityId, Caller, CallerKind, EntryId, Timestamp};
use ledger::{Action, SubjectTag};
use notice::model::{Act, CategoryIx, Fact, PrincipalIx, PurposeIx};

fn head() -> EntryHead {
    EntryHead {
        id: EntryId::from_bytes([1; 16]),
        at: Timestamp::from_micros(5),
        action: Action::Open,
        subjects: vec![SubjectTag([3; 16])],
        detail: "page 1".into(),
    }
}

#[test]
fn an_entry_says_what_was_released_withheld_and_why() {
    let gate = gate();
    let authority = AuthorityId::from_bytes([2; 16]);
    let account = AccountId::from_bytes([4; 16]);
    let caller = Caller { authority, account: Some(account), kind: CallerKind::Partner { party: "st-basils".into() } };
    let asks = [
        Ask { category: CategoryIx(0), facts: facts(&[Fact::Consent]) },
        Ask { category: CategoryIx(1), facts: facts(&[Fact::Consent, Fact::Expired]) },
        Ask { category: CategoryIx(2), facts: facts(&[Fact::Consent]) },
        Ask { category: CategoryIx(200), facts: facts(&[]) },
    ];
    let decision = gate.decide(person(), PrincipalIx(2), Act::See, PurposeIx(1), &asks);
    let entry = decision.to_entry(&gate, &caller, head());
    assert_eq!(entry.released, ["identity"]);
    assert_eq!(entry.withheld, ["needs", "health"]);
    assert_eq!(entry.statements, ["disclose.partner", "law.expired"]);
    assert_eq!((entry.principal.as_str(), entry.purpose.as_str()), ("st-basils", "refer"));
    assert_eq!((entry.notice.as_str(), entry.v), ("fixture/housing@1.0.0", 1));
    assert_eq!((entry.authority, entry.actor), (authority, account.to_string()));
    assert_eq!(
        (entry.subjects, entry.action, entry.detail.as_str()),
        (vec![SubjectTag([3; 16])], Action::Open, "page 1")
    );
}

#[test]
fn the_system_and_nobody_are_named_as_such() {
    let authority = AuthorityId::from_bytes([2; 16]);
    assert_eq!(disclosure::actor(&Caller::system(authority, "retention")), "system:retention");
    let nobody = Caller { authority, account: None, kind: CallerKind::Staff { role: "officer".into() } };
    assert_eq!(disclosure::actor(&nobody), "nobody");
}
