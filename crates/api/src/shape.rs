//! Whether what was sent has the shape that the description gives: an object where an object is described, a list where a list is.
//! What reads it afterwards takes more than that (a list for an object, say), and what is described is what is taken.

use crate::routes::{Route, routes};
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value};
use std::collections::HashMap;
use std::sync::LazyLock;

/// What bodies are described as.
struct Described {
    /// By the name of the route.
    bodies: HashMap<&'static str, Value>,
    /// What they refer to.
    parts: Map<String, Value>,
}

static DESCRIBED: LazyLock<Described> = LazyLock::new(|| {
    let mut generator = SchemaSettings::draft2020_12().into_generator();
    let bodies = routes().filter_map(|route| Some((route.id, Value::from((route.body?)(&mut generator)))));
    let bodies = bodies.collect();
    Described { bodies, parts: generator.take_definitions(true) }
});

/// A place in a body that has another shape than the description gives it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Misfit {
    /// Where: a JSON pointer, by names that the description has and by numbers. What a program names itself is not repeated.
    pub(crate) pointer: String,
    /// What belongs there.
    pub(crate) wanted: String,
}

/// The first place of a body that has another shape than the route's description gives it.
pub(crate) fn misfit(route: &Route, sent: &Value) -> Option<Misfit> {
    let schema = DESCRIBED.bodies.get(route.id)?;
    misfits(&DESCRIBED.parts, schema, sent, "")
}

fn misfits(parts: &Map<String, Value>, schema: &Value, sent: &Value, at: &str) -> Option<Misfit> {
    // `true` takes everything.
    let schema = schema.as_object()?;
    let below = |schema: &Value, sent: &Value, at: &str| misfits(parts, schema, sent, at);
    if let Some(part) = schema.get("$ref").and_then(Value::as_str).and_then(|to| parts.get(to.rsplit('/').next()?))
        && let Some(misfit) = below(part, sent, at)
    {
        return Some(misfit);
    }
    if let Some(wanted) = schema.get("type")
        && !wanted
            .as_str()
            .into_iter()
            .chain(wanted.as_array().into_iter().flatten().filter_map(Value::as_str))
            .any(|t| is(t, sent))
    {
        return Some(Misfit { pointer: at.to_owned(), wanted: words(wanted) });
    }
    for all in schema.get("allOf").and_then(Value::as_array).into_iter().flatten() {
        if let Some(misfit) = below(all, sent, at) {
            return Some(misfit);
        }
    }
    for key in ["anyOf", "oneOf"] {
        let Some(any) = schema.get(key).and_then(Value::as_array) else { continue };
        let none_fits: Option<Vec<Misfit>> = any.iter().map(|one| below(one, sent, at)).collect();
        // Of several that do not fit, the one that fits furthest says most.
        if let Some(furthest) = none_fits.and_then(|all| all.into_iter().max_by_key(|m| m.pointer.len())) {
            return Some(furthest);
        }
    }
    match sent {
        Value::Object(fields) => fields.iter().find_map(|(name, value)| {
            let named = schema.get("properties").and_then(|all| all.get(name));
            match (named, schema.get("additionalProperties")) {
                (Some(named), _) => below(named, value, &format!("{at}/{name}")),
                (None, Some(other)) => below(other, value, at),
                (None, None) => None,
            }
        }),
        Value::Array(items) => {
            let of = schema.get("items")?;
            items.iter().enumerate().find_map(|(n, item)| below(of, item, &format!("{at}/{n}")))
        }
        _ => None,
    }
}

fn is(wanted: &str, sent: &Value) -> bool {
    match wanted {
        "object" => sent.is_object(),
        "array" => sent.is_array(),
        "string" => sent.is_string(),
        "boolean" => sent.is_boolean(),
        "null" => sent.is_null(),
        // Whether a number is whole, and of what size, is asked where it is read.
        _ => sent.is_number(),
    }
}

fn words(wanted: &Value) -> String {
    let one = |wanted: &str| match wanted {
        "object" => "an object",
        "array" => "a list",
        "string" => "a text",
        "boolean" => "true or false",
        "null" => "null",
        _ => "a number",
    };
    let all = wanted.as_str().into_iter().chain(wanted.as_array().into_iter().flatten().filter_map(Value::as_str));
    all.map(one).collect::<Vec<_>>().join(" or ")
}

#[cfg(test)]
mod tests {
    use super::{misfit, misfits};
    use crate::routes::routes;
    use serde_json::{Value, json};

    /// Everything that stands in a value, each replaced by a list, one at a time, with whether it was an object.
    fn with_lists(value: &Value, put: &mut dyn FnMut(Value)) {
        if value.is_object() {
            put(json!([null]));
        }
        let Some(fields) = value.as_object() else { return };
        for (name, inner) in fields {
            with_lists(inner, &mut |other| {
                let mut whole = value.clone();
                whole[name] = other;
                put(whole);
            });
        }
    }

    #[test]
    fn an_object_is_no_list_at_any_depth_and_what_a_program_names_is_not_repeated() {
        let schema = json!({
            "type": "object",
            "properties": { "days": { "type": ["integer", "null"] }, "who": { "$ref": "#/$defs/Who" } },
            "additionalProperties": { "type": "object", "additionalProperties": { "type": "string" } },
        });
        let parts = json!({ "Who": { "anyOf": [{ "type": "null" }, { "type": "object", "properties": { "in": { "type": "array", "items": { "type": "object" } } } }] } });
        let parts = parts.as_object().unwrap();
        let good = json!({ "days": null, "who": { "in": [{}] }, "Zanary": { "a": "b" } });
        assert_eq!(misfits(parts, &schema, &good, ""), None);
        let mut tried = 0;
        with_lists(&good, &mut |bad| {
            tried += 1;
            let found = misfits(parts, &schema, &bad, "").unwrap();
            assert!(!found.pointer.contains("Zanary"), "{found:?}");
        });
        assert_eq!(tried, 3);
        let deep = misfits(parts, &schema, &json!({ "who": { "in": [[]] } }), "").unwrap();
        assert_eq!((deep.pointer.as_str(), deep.wanted.as_str()), ("/who/in/0", "an object"));
    }

    #[test]
    fn no_body_that_is_described_as_an_object_may_be_a_list() {
        let mut objects = 0;
        for route in routes().filter(|route| route.body.is_some()) {
            if misfit(route, &json!({})).is_none() {
                objects += 1;
                assert!(misfit(route, &json!([null])).is_some(), "{}", route.path);
                assert!(misfit(route, &json!([])).is_some(), "{}", route.path);
            }
        }
        assert!(objects > 50, "{objects}");
    }
}
