use crate::fixture::{facts, gate, person};
use disclosure::{Ask, Explanation};
use notice::model::{Act, CategoryIx, Fact, PrincipalIx, PurposeIx};

fn explain(principal: u16, purpose: u8, category: u8, of: &[Fact]) -> Explanation {
    let ask = Ask { category: CategoryIx(category), facts: facts(of) };
    gate().explain(person(), PrincipalIx(principal), Act::See, PurposeIx(purpose), ask)
}

#[test]
fn a_refusal_says_what_would_change_it() {
    let said = explain(2, 1, 1, &[Fact::Consent, Fact::Withdrawn]);
    assert!(!said.released);
    assert_eq!(
        said.says,
        "Withheld: St Basils may not see “NEEDS” for “To refer”. It needs consent given anew: it was withdrawn or has run \
         out."
    );
    assert_eq!(said.change, ["consent given anew: it was withdrawn or has run out"]);
    assert_eq!(said.statements[0].words, "What disclose.partner says.");
    let facts: Vec<_> = said.facts.iter().map(|f| (f.fact, f.holds)).collect();
    assert_eq!(
        facts,
        [(Fact::Consent, true), (Fact::Withdrawn, true), (Fact::Expired, false), (Fact::Restricted, false)]
    );
    assert_eq!(said.facts[1].words, "consent has been withdrawn or has run out");
}

#[test]
fn a_release_says_under_what_and_with_what() {
    let said = explain(4, 2, 1, &[]);
    assert_eq!(said.says, "Released: The ministry may see “NEEDS” for “To report”.");
    assert!(said.change.is_empty());
    assert_eq!(
        said.obligations,
        [
            "Once sent it cannot be called back.",
            "It may not be passed on.",
            "It may not be used to decide anything about the person.",
        ]
    );
}

#[test]
fn what_is_unknown_is_refused_in_words() {
    let said = explain(99, 99, 99, &[]);
    assert!(!said.released && said.facts.is_empty());
    assert!(said.says.ends_with("The notice does not allow it."), "{}", said.says);
}

#[test]
fn the_matrix_reads_as_a_table_of_rules() {
    let matrix = gate().matrix();
    let text = matrix.to_text();
    assert!(text.contains("  see for refer: To refer\n    identity, needs\n      consent has been given and consent has not been withdrawn  [disclose.partner]"), "{text}");
    assert!(
        text.contains("when the time for keeping the data has run out, except for rights  [law.expired]"),
        "{text}"
    );
    let outreach: Vec<_> = matrix.rows.iter().filter(|r| r.principal == "role:outreach").collect();
    assert_eq!(outreach.len(), 1, "an outreach worker records nothing and sees for casework only");
    assert_eq!(
        outreach[0].cells.iter().map(|c| c.category.as_str()).collect::<Vec<_>>(),
        ["identity", "needs", "risk"]
    );
}
