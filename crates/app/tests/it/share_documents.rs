//! Documents that go with referrals: chosen one by one, decided by their category, kept as they went, on the desk, in the receipt.

use crate::support::{create, house, missing, officer, partner};
use app::views::Item;
use app::{Actor, AppError, ConsentAnswer, Handed, NewDocument, NewShare, Part};
use kernel::{CaseId, ItemId};
use sha2::{Digest, Sha256};
use sharing::Ground;
use std::sync::Arc;
use testkit::House;

const CHARITY: &str = "salvation-army";
const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n";

fn hand_in(house: &House, actor: &Actor, case: CaseId, category: &str, change: impl Fn(&mut NewDocument)) -> ItemId {
    let mut new = NewDocument {
        bytes: Arc::new([PDF, category.as_bytes()].concat()),
        title: format!("Zanarypaper {category}"),
        note: "Zanarynote".to_owned(),
        category: category.to_owned(),
        third_party: false,
        staff_only: false,
    };
    change(&mut new);
    match house.app.hand_in(actor, case, &new).unwrap() {
        Handed::Kept(id) => id,
        other => panic!("not kept: {other:?}"),
    }
}

fn referral(items: Vec<String>) -> NewShare {
    NewShare {
        party: CHARITY.to_owned(),
        purpose: "refer".to_owned(),
        ground: "referral".to_owned(),
        items,
        reason: "Needs a bed tonight".to_owned(),
        channel: "desk".to_owned(),
        ..NewShare::default()
    }
}

#[test]
fn documents_go_with_a_referral_as_the_gate_lets_each_and_are_kept_as_they_went() {
    let house = house();
    let officer = officer(&house);
    let (charity, other) = (partner(&house, CHARITY), partner(&house, "st-basils"));
    let case = create(&house, &officer, "Ada Example");
    let may = hand_in(&house, &officer, case, "identity", |_| {});
    let money = hand_in(&house, &officer, case, "finances", |_| {});
    let others = hand_in(&house, &officer, case, "identity", |d| d.third_party = true);
    let ours = hand_in(&house, &officer, case, "identity", |d| d.staff_only = true);
    let item = |category: &str, id: ItemId| format!("{category}.doc-{id}");
    let way = (CHARITY, "refer", Ground::Referral);
    let offered = || -> Vec<String> {
        let preview = house.app.share_preview(&officer, case, way).unwrap();
        let rows = preview.sections.iter().filter_map(|s| s.rows.as_ref());
        rows.flat_map(|r| r.get().iter().map(|r| r.item.clone()).collect::<Vec<_>>()).collect()
    };
    assert!(offered().is_empty(), "before the person agrees, nothing is");
    house.app.record_consent(&officer, case, CHARITY, "refer", ConsentAnswer::Given, "spoken").unwrap();
    let choice = offered();
    assert!(choice.contains(&item("identity", may)), "{choice:?}");
    for never in [item("finances", money), item("identity", others), item("identity", ours)] {
        assert!(!choice.contains(&never), "{never} is offered");
        // Nor can it be added by somebody who knows how the form is sent.
        let tried = house.app.ask_to_share(&officer, case, &referral(vec!["identity.name".to_owned(), never.clone()]));
        assert!(matches!(tried, Err(AppError::Refused(_))), "{never} went");
    }
    // A document of another case, or under another category than its own.
    let elsewhere = create(&house, &officer, "Bea Example");
    let foreign = hand_in(&house, &officer, elsewhere, "identity", |_| {});
    for wrong in [item("identity", foreign), item("housing-needs", may)] {
        assert!(matches!(house.app.ask_to_share(&officer, case, &referral(vec![wrong])), Err(AppError::Refused(_))));
    }
    let id = house.app.ask_to_share(&officer, case, &referral(vec![item("identity", may)])).unwrap();
    // The desk: what it is called, the bytes as they went, and nothing else of the record.
    let view = house.app.desk_item(&charity, id).unwrap();
    let [document] = view.documents.as_slice() else { panic!("{} documents", view.documents.len()) };
    assert!(matches!(&document.title, Item::Released(t) if t.get() == "Zanarypaper identity"));
    let bytes = [PDF, b"identity"].concat();
    let got = house.app.desk_document(&charity, id, document.id, Part::Original).unwrap();
    assert_eq!((got.bytes.get(), got.media), (&bytes, "application/pdf"));
    assert!(missing(&house.app.desk_document(&other, id, document.id, Part::Original)));
    assert!(missing(&house.app.document_bytes(&charity, case, ours, Part::Original)));
    // The receipt names it by category and hash, and nobody.
    let receipt: serde_json::Value = serde_json::from_str(view.receipt.as_deref().unwrap()).unwrap();
    let hash = data_encoding::HEXLOWER.encode(&Sha256::digest(&bytes));
    assert_eq!(receipt["documents"][0]["sha256"], hash.as_str());
    assert_eq!(receipt["documents"][0]["category"], "identity");
    assert_eq!(receipt["categories"], serde_json::json!(["identity"]));
    assert!(!receipt.to_string().contains("Zanarypaper") && !receipt.to_string().contains("Ada"));
    let seen = house.app.seen(&officer, case, None).unwrap();
    assert!(seen.lines.iter().any(|l| l.what.contains("a document that was shared")), "each look is on the ledger");
    // Our own people see what went, on the same page.
    assert!(house.app.shared_document(&officer, (case, id), document.id, Part::Original).is_ok());
    // With the permission it is gone, like anything else that was sent.
    let kept = document.id;
    house.app.record_consent(&officer, case, CHARITY, "refer", ConsentAnswer::Withdrawn, "spoken").unwrap();
    assert!(missing(&house.app.desk_document(&charity, id, kept, Part::Original)));
}
