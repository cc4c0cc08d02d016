//! The purposes that a policy starts by asking for, so that for any other purpose it need not be evaluated at all.

use cedar_policy::Policy;
use serde_json::Value;

/// The ids of the purposes without which the very first test of a policy's condition fails. `None`: it does not begin with
/// such a test. Cedar goes from left to right and stops at the first test that fails, so that for another purpose the
/// policy is neither satisfied nor can it err; a test further to the right would not do.
pub(crate) fn asked_first(policy: &Policy) -> Option<Vec<String>> {
    let json = policy.to_json().ok()?;
    let first = json.get("conditions")?.get(0)?;
    if first.get("kind")?.as_str()? != "when" {
        return None;
    }
    let mut test = first.get("body")?;
    while let Some(left) = test.get("&&").and_then(|both| both.get("left")) {
        test = left;
    }
    if let Some(equal) = test.get("==") {
        let (left, right) = (equal.get("left")?, equal.get("right")?);
        return is_purpose(left).then(|| id(right)).flatten().map(|one| vec![one]);
    }
    let contains = test.get("contains")?;
    let of = contains.get("left")?.get("Set")?.as_array()?;
    if is_purpose(contains.get("right")?) { of.iter().map(id).collect() } else { None }
}

fn is_purpose(value: &Value) -> bool {
    let Some(access) = value.get(".") else { return false };
    access.get("attr").and_then(Value::as_str) == Some("purpose")
        && access.get("left").and_then(|l| l.get("Var")).and_then(Value::as_str) == Some("context")
}

fn id(value: &Value) -> Option<String> {
    let entity = value.get("Value")?.get("__entity")?;
    (entity.get("type")?.as_str()? == "Purpose").then(|| entity.get("id")?.as_str().map(str::to_owned)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(when: &str) -> Option<Vec<String>> {
        asked_first(&Policy::parse(None, format!("permit(principal, action, resource) {when};")).unwrap())
    }

    #[test]
    fn only_the_first_test_counts() {
        let one = Some(vec!["refer".to_owned()]);
        assert_eq!(asked(r#"when { context.purpose == Purpose::"refer" }"#), one);
        assert_eq!(
            asked(r#"when { context.purpose == Purpose::"refer" && context.consent && !context.withdrawn }"#),
            one
        );
        assert_eq!(
            asked(r#"when { (context.purpose == Purpose::"refer") && (context.linked || context.reason) }"#),
            one
        );
        let two = Some(vec!["a".to_owned(), "b".to_owned()]);
        assert_eq!(asked(r#"when { [Purpose::"a", Purpose::"b"].contains(context.purpose) && context.consent }"#), two);
    }

    #[test]
    fn anything_else_is_always_evaluated() {
        let others = [
            "",
            r#"when { context.consent && context.purpose == Purpose::"refer" }"#,
            r#"when { context.purpose != Purpose::"refer" }"#,
            r#"when { !(context.purpose == Purpose::"refer") }"#,
            r#"when { context.purpose == Purpose::"refer" || context.consent }"#,
            r#"unless { context.purpose == Purpose::"refer" }"#,
            r#"when { [Purpose::"a", context.purpose].contains(context.purpose) }"#,
            r#"when { [Purpose::"a"].contains(context.other) }"#,
            r#"when { context.other == Purpose::"refer" }"#,
            r#"when { if context.consent then context.purpose == Purpose::"refer" else true }"#,
        ];
        for other in others {
            assert_eq!(asked(other), None, "{other}");
        }
    }
}
