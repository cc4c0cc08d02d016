use crate::fixture::{ask, compiled, facts, gate, person};
use disclosure::{Ask, Gate, GateError, Obligation, Reason};
use notice::model::{Act, CategoryIx, Fact, Facts, PrincipalIx, PurposeIx, StatementId};
use std::sync::Arc;

fn statement(id: &str) -> StatementId {
    StatementId(id.into())
}

fn local(extra: &str) -> Result<Gate, GateError> {
    Gate::with_local_policies(Arc::new(compiled()), extra)
}

#[test]
fn a_release_names_its_statement() {
    let outcome = ask(&gate(), "role:officer", "casework", "health", &[]);
    assert!(outcome.released);
    assert_eq!(outcome.statements, [statement("access.officer")]);
    assert!(outcome.reasons.is_empty());
}

#[test]
fn what_the_notice_does_not_say_is_refused() {
    let outcome = ask(&gate(), "st-basils", "refer", "health", &[Fact::Consent, Fact::Explicit]);
    assert_eq!((outcome.released, outcome.reasons), (false, vec![Reason::NotInNotice]));
    let outcome = ask(&gate(), "st-basils", "casework", "identity", &[Fact::Consent]);
    assert!(!outcome.released, "consent to a referral is no consent to casework");
}

#[test]
fn a_refusal_names_what_is_missing_and_nothing_more() {
    let outcome = ask(&gate(), "st-basils", "refer", "needs", &[]);
    let missing = vec!["the person's consent for this organisation".to_owned()];
    assert_eq!(outcome.reasons, [Reason::Needs { statement: statement("disclose.partner"), missing }]);
    let outcome = ask(&gate(), "st-basils", "refer", "needs", &[Fact::Consent, Fact::Withdrawn]);
    let missing = vec!["consent given anew: it was withdrawn or has run out".to_owned()];
    assert_eq!(outcome.reasons, [Reason::Needs { statement: statement("disclose.partner"), missing }]);
    let outcome = ask(&gate(), "class:landlord", "refer", "identity", &[Fact::Consent]);
    let missing = vec!["the organisation's enrolment".to_owned()];
    assert_eq!(outcome.reasons, [Reason::Needs { statement: statement("disclose.offer"), missing }]);
}

#[test]
fn a_prohibition_wins_and_is_said() {
    let outcome = ask(&gate(), "role:officer", "casework", "needs", &[Fact::Expired]);
    let words = "What law.expired says.".to_owned();
    assert_eq!(outcome.reasons, [Reason::Forbidden { statement: statement("law.expired"), words }]);
    let outcome = ask(&gate(), "st-basils", "refer", "needs", &[Fact::Restricted]);
    assert_eq!(outcome.reasons.len(), 2, "both the prohibition and the missing consent: {:?}", outcome.reasons);
    assert!(ask(&gate(), "subject", "rights", "needs", &[Fact::Restricted, Fact::Expired]).released);
}

#[test]
fn an_override_needs_all_three_and_is_reviewed() {
    let all = [Fact::Safeguarding, Fact::Reason, Fact::Approval];
    let outcome = ask(&gate(), "emmaus", "safeguard", "risk", &all);
    assert!(outcome.released);
    assert_eq!(outcome.obligations, [Obligation::ReviewWithin(5)]);
    for left_out in all {
        let rest: Vec<_> = all.into_iter().filter(|f| *f != left_out).collect();
        assert!(!ask(&gate(), "emmaus", "safeguard", "risk", &rest).released, "without {left_out:?}");
    }
}

#[test]
fn obligations_come_with_the_release() {
    let outcome = ask(&gate(), "ministry", "report", "needs", &[]);
    assert_eq!(outcome.obligations, [Obligation::CannotRecall, Obligation::NoOnward, Obligation::NoDecisions]);
    let outcome = ask(&gate(), "st-basils", "refer", "needs", &[Fact::Consent]);
    assert_eq!(outcome.obligations, [Obligation::NoOnward]);
    assert!(ask(&gate(), "st-basils", "refer", "needs", &[]).obligations.is_empty());
}

#[test]
fn own_policies_narrow() {
    let gate = local(
        r#"@id("no-health") @words("Health is not shown in this council.")
           forbid(principal, action == Action::"see", resource == Category::"health");"#,
    )
    .unwrap();
    let outcome = ask(&gate, "role:officer", "casework", "health", &[]);
    let words = "Health is not shown in this council.".to_owned();
    assert_eq!(outcome.reasons, [Reason::Forbidden { statement: statement("local.no-health"), words }]);
    assert!(ask(&gate, "role:officer", "casework", "needs", &[]).released);
}

#[test]
fn own_policies_cannot_widen() {
    let error = local(r#"@id("everything") permit(principal, action, resource);"#).unwrap_err();
    assert_eq!(error, GateError::LocalPermit("local.everything".into()));
    assert!(error.to_string().contains("can only narrow"), "{error}");
    let error = local(r"forbid(principal == ?principal, action, resource);").unwrap_err();
    assert!(matches!(error, GateError::Local(_)), "{error}");
    assert!(matches!(local("forbid(principal"), Err(GateError::Local(_))));
}

#[test]
fn own_policies_must_fit_the_schema() {
    let error = local(r"forbid(principal, action, resource) when { context.missing };").unwrap_err();
    assert!(matches!(error, GateError::LocalInvalid(_)), "{error}");
    let error = local(r"forbid(principal, action, resource) when { resource.shape == 3 };").unwrap_err();
    assert!(matches!(error, GateError::LocalInvalid(_)), "{error}");
}

#[test]
fn a_policy_that_errs_refuses_everything_it_touches() {
    // Validates, and overflows when it runs. Cedar would skip it, so that a forbid that errs would let everything pass.
    let overflow = r#"@id("wrong") forbid(principal, action == Action::"see", resource)
        when { context.linked && 9223372036854775807 + 1 > 0 };"#;
    let gate = local(overflow).unwrap();
    let outcome = ask(&gate, "role:officer", "casework", "needs", &[Fact::Linked]);
    assert_eq!((outcome.released, outcome.reasons), (false, vec![Reason::EvaluationError]));
    assert!(outcome.statements.is_empty() && outcome.obligations.is_empty());
    assert!(ask(&gate, "role:officer", "casework", "needs", &[]).released, "where it does not err it does not matter");
}

#[test]
fn an_error_is_not_overlooked_for_being_about_another_purpose() {
    let overflow = r#"@id("wrong") forbid(principal, action == Action::"see", resource)
        when { 9223372036854775807 + 1 > 0 && context.purpose == Purpose::"refer" };"#;
    let outcome = ask(&local(overflow).unwrap(), "role:officer", "casework", "needs", &[]);
    assert_eq!(outcome.reasons, [Reason::EvaluationError]);
}

#[test]
fn a_permit_that_errs_refuses_too() {
    let mut compiled = compiled();
    compiled.cedar_policies.push_str(
        r#"@id("odd") @statement("access.officer") permit(principal == Role::"officer", action == Action::"see", resource)
           when { 9223372036854775807 + 1 > 0 };"#,
    );
    let gate = Gate::new(Arc::new(compiled)).unwrap();
    assert_eq!(ask(&gate, "role:officer", "casework", "needs", &[]).reasons, [Reason::EvaluationError]);
}

#[test]
fn compiled_policies_are_checked_before_they_run() {
    let with = |policy: &str| {
        let mut compiled = compiled();
        compiled.cedar_policies.push_str(policy);
        Gate::new(Arc::new(compiled)).map(|_| ()).unwrap_err()
    };
    let missing = r#"@id("x") @statement("access.officer") permit(principal, action, resource) when { context.shoe };"#;
    assert!(matches!(with(missing), GateError::Invalid(_)));
    let nameless = r#"@statement("access.officer") forbid(principal, action, resource);"#;
    assert!(matches!(with(nameless), GateError::Unnamed(_)));
    let unknown = r#"@id("x") @statement("disclose.nobody") forbid(principal, action, resource);"#;
    assert!(matches!(with(unknown), GateError::UnknownStatement { .. }));
    let twice = r#"@id("law.access") @statement("law.access") forbid(principal, action, resource);"#;
    assert!(matches!(with(twice), GateError::Duplicate(_)));
    assert!(matches!(with("permit("), GateError::Policies(_)));
}

#[test]
fn what_the_notice_does_not_have_is_refused_and_nothing_breaks() {
    let gate = gate();
    let (officer, casework, needs) = (PrincipalIx(0), PurposeIx(0), CategoryIx(1));
    let requests = [
        (PrincipalIx(u16::MAX), casework, needs),
        (PrincipalIx(7), casework, needs),
        (officer, PurposeIx(5), needs),
        (officer, PurposeIx(u8::MAX), needs),
        (officer, casework, CategoryIx(4)),
        (officer, casework, CategoryIx(u8::MAX)),
    ];
    for (principal, purpose, category) in requests {
        let asks = [Ask { category, facts: Facts(u16::MAX) }];
        let decision = gate.decide(person(), principal, Act::See, purpose, &asks);
        assert!(decision.releases_nothing());
        assert_eq!(decision.outcomes()[0].reasons, [Reason::NotInNotice]);
    }
    assert!(gate.decide(person(), officer, Act::See, casework, &[]).releases_nothing());
}

#[test]
fn stray_bits_are_no_facts() {
    let gate = gate();
    let asks = |facts| [Ask { category: CategoryIx(1), facts }];
    let stray = gate.decide(person(), PrincipalIx(2), Act::See, PurposeIx(1), &asks(Facts(0b1000_0000_0000_0001)));
    let plain = gate.decide(person(), PrincipalIx(2), Act::See, PurposeIx(1), &asks(facts(&[Fact::Consent])));
    assert_eq!(stray.outcomes(), plain.outcomes());
    assert_eq!(gate.remembered().0, 1);
}
