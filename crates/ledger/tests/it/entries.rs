//! Entries: one form, no names in them, and words for people.

use crate::copy::{at, entry};
use kernel::CaseId;
use ledger::{Action, Entry, EntryError, Names, NoNames, SubjectTag, subject_tag, who, words};
use proptest::prelude::*;

#[test]
fn the_form_is_fixed() {
    let text = String::from_utf8(entry(5, at(0)).leaf_bytes()).unwrap();
    assert_eq!(
        text,
        concat!(
            r#"{"v":1,"id":"01a0c450-6c00-7ac3-89a3-0c3b0363f836","at":1790000000000000,"#,
            r#""authority":"07070707-0707-0707-0707-070707070707","actor":"019aa7f0a3b27c0e8f00000000000001","#,
            r#""principal":"role:housing-officer","action":"open","purpose":"prevent-or-relieve","#,
            r#""notice":"coventry@1","released":["identity","housing-need"],"withheld":["health"],"#,
            r#""statements":["disclose.officers"],"subjects":["09090909090909090909090909090909"],"#,
            r#""detail":"number 5"}"#
        )
    );
}

#[test]
fn another_way_to_write_the_same_is_not_an_entry() {
    let bytes = entry(5, at(0)).leaf_bytes();
    let text = String::from_utf8(bytes).unwrap();
    assert_eq!(Entry::from_leaf_bytes(text.replace("\"v\":1", "\"v\": 1").as_bytes()), Err(EntryError::NotCanonical));
    assert_eq!(
        Entry::from_leaf_bytes(text.replace("number 5", "n\\u0075mber 5").as_bytes()),
        Err(EntryError::NotCanonical)
    );
    assert_eq!(Entry::from_leaf_bytes(text.replace("\"v\":1", "\"v\":9").as_bytes()), Err(EntryError::Format(9)));
    assert_eq!(Entry::from_leaf_bytes(b"{}"), Err(EntryError::NotAnEntry));
    assert_eq!(
        Entry::from_leaf_bytes(text.replace("\"v\":1", "\"v\":1,\"name\":\"Ada\"").as_bytes()),
        Err(EntryError::NotAnEntry)
    );
}

#[test]
fn a_tag_tells_nothing_without_the_key_and_differs_by_case() {
    let (one, other) = (CaseId::from_bytes([1; 16]), CaseId::from_bytes([2; 16]));
    assert_eq!(subject_tag(&[5; 32], one), subject_tag(&[5; 32], one));
    assert_ne!(subject_tag(&[5; 32], one), subject_tag(&[6; 32], one));
    assert_ne!(subject_tag(&[5; 32], one), subject_tag(&[5; 32], other));
}

struct Town;

impl Names for Town {
    fn actor(&self, _: &str) -> Option<String> {
        Some("Amira Khan".into())
    }
    fn principal(&self, _: &str, principal: &str) -> Option<String> {
        (principal == "role:housing-officer").then(|| "Housing officer".into())
    }
    fn purpose(&self, notice: &str, purpose: &str) -> Option<String> {
        assert_eq!(notice, "coventry@1");
        (purpose == "prevent-or-relieve").then(|| "Provide services to prevent or relieve homelessness.".into())
    }
    fn category(&self, _: &str, category: &str) -> Option<String> {
        match category {
            "identity" => Some("Identity".into()),
            "housing-need" => Some("Housing need".into()),
            "nhs" => Some("NHS number".into()),
            _ => None,
        }
    }
}

#[test]
fn people_read_who_saw_what_why_and_what_was_withheld() {
    let mut seen = entry(1, at(0));
    assert_eq!(
        words(&seen, &Town),
        "Opened: identity, housing need. Withheld: health. Purpose: Provide services to prevent or relieve homelessness."
    );
    assert_eq!(who(&seen, &Town), "Amira Khan, housing officer");
    seen.released = vec!["nhs".into()];
    seen.withheld.clear();
    seen.action = Action::Disclose;
    assert_eq!(words(&seen, &Town), "Sent: NHS number. Purpose: Provide services to prevent or relieve homelessness.");
    seen.actor = "system:retention".into();
    assert_eq!(who(&seen, &Town), "the system (retention)");
    seen.actor = "nobody".into();
    seen.released.clear();
    seen.purpose.clear();
    seen.action = Action::LogInFailed;
    assert_eq!(words(&seen, &Town), "Failed to log in.");
    assert_eq!(who(&seen, &Town), "somebody who was not logged in");
}

proptest! {
    #[test]
    fn what_is_written_is_read(text in "\\PC{0,60}", tags in prop::collection::vec(any::<[u8; 16]>(), 0..4), micros in any::<i64>()) {
        let mut written = entry(3, kernel::Timestamp::from_micros(micros));
        written.detail = text.clone();
        written.released = vec![text];
        written.subjects = tags.into_iter().map(SubjectTag).collect();
        prop_assert_eq!(Entry::from_leaf_bytes(&written.leaf_bytes()).unwrap(), written.clone());
        prop_assert!(!words(&written, &NoNames).is_empty());
    }

    #[test]
    fn anything_at_all_is_read_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(Entry::from_leaf_bytes(&bytes).is_err());
    }
}
