//! What a provider says about somebody, after it was verified.

use serde_json::{Map, Value};

/// The most groups that are looked at.
const MOST_GROUPS: usize = 1000;

/// Somebody whom a provider has logged in. It has no `Debug`: it is about a person.
#[derive(Clone, PartialEq, Eq)]
pub struct Person {
    /// The provider's own name for them, which never changes: the only thing by which they are known again.
    pub subject: String,
    /// Their name.
    pub name: Option<String>,
    /// Their address, unless the provider says that it is not verified.
    pub email: Option<String>,
    /// What they type to log in there.
    pub username: Option<String>,
    /// The provider's groups that they are in, by the claim that was named.
    pub groups: Vec<String>,
    /// The provider said that there are groups, and left them out because there are too many.
    pub groups_left_out: bool,
    /// How they showed who they are: methods (`amr`) and class (`acr`).
    pub factors: Vec<String>,
}

/// The groups under a claim: `groups`, or one within others, `realm_access.roles`.
pub(crate) fn groups(claims: &Map<String, Value>, claim: &str) -> Option<Vec<String>> {
    // A claim can have dots in its own name, as those that are web addresses do.
    let found = claims.get(claim).or_else(|| {
        let mut names = claim.split('.');
        let first = claims.get(names.next()?)?;
        names.try_fold(first, |at, name| at.get(name))
    })?;
    Some(match found {
        Value::String(one) => vec![one.clone()],
        Value::Array(all) => all.iter().filter_map(Value::as_str).take(MOST_GROUPS).map(str::to_owned).collect(),
        _ => return None,
    })
}

/// Whether groups were left out for their number (`_claim_names`, OpenID Connect Core 5.6.2).
pub(crate) fn left_out(claims: &Map<String, Value>, claim: &str) -> bool {
    claims.get("_claim_names").is_some_and(|names| names.get(claim).is_some())
        || claims.get("hasgroups").and_then(Value::as_bool) == Some(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_found_where_providers_put_them() {
        let claims = serde_json::json!({
            "groups": ["a", 1, "b"], "role": "one", "realm_access": { "roles": ["c"] }, "https://a.example/groups": ["d"],
            "_claim_names": { "others": "src1" },
        });
        let claims = claims.as_object().cloned().unwrap_or_default();
        let found = |claim: &str| groups(&claims, claim);
        assert_eq!(found("groups"), Some(vec!["a".to_owned(), "b".to_owned()]));
        assert_eq!(found("role"), Some(vec!["one".to_owned()]));
        assert_eq!(found("realm_access.roles"), Some(vec!["c".to_owned()]));
        assert_eq!(found("https://a.example/groups"), Some(vec!["d".to_owned()]));
        assert_eq!((found("realm_access"), found("nothing"), found("realm_access.none.more")), (None, None, None));
        assert!(left_out(&claims, "others") && !left_out(&claims, "groups"));
    }
}
