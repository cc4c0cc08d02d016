//! The JSON Schema of the language, for editors and for the reader's own check of shapes.

use crate::source::NoticeFile;
use serde_json::Value;

/// The schema as a value, closed: a key that no statement has is an error.
pub(crate) fn value() -> Value {
    let mut schema = schemars::schema_for!(NoticeFile).to_value();
    close(&mut schema);
    schema
}

/// The schema of a form file, closed in the same way.
pub(crate) fn form_value() -> Value {
    let mut schema = schemars::schema_for!(crate::form::source::FormFile).to_value();
    close(&mut schema);
    schema
}

/// The JSON Schema of a form file, for editors.
#[must_use]
pub fn form_json_schema() -> String {
    format!("{:#}\n", form_value())
}

/// The JSON Schema of a notice file, for editors (`#:schema notice.schema.json` in the first line of a file).
#[must_use]
pub fn json_schema() -> String {
    // A `Value` has string keys only, so that writing it out cannot fail.
    format!("{:#}\n", value())
}

fn close(schema: &mut Value) {
    match schema {
        Value::Object(map) => {
            if map.contains_key("properties") && !map.contains_key("additionalProperties") {
                map.insert("additionalProperties".to_owned(), Value::Bool(false));
            }
            for inner in map.values_mut() {
                close(inner);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(close),
        _ => {}
    }
}
