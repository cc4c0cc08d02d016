//! The JSON Schema that editors read stands beside the notices, and is the one that the language has.

use crate::support::SHIPPED;
use notice::json_schema;

const WRITTEN: &str = include_str!("../../../../notices/notice.schema.json");

#[test]
fn the_schema_beside_the_notices_is_the_one_of_the_language() {
    if std::env::var_os("WRITE_SCHEMA").is_some() {
        std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/../../notices/notice.schema.json"), json_schema())
            .expect("notices/ can be written");
    } else {
        assert!(
            WRITTEN == json_schema(),
            "run `WRITE_SCHEMA=1 cargo nextest run -p notice schema` and look at the difference"
        );
    }
}

#[test]
fn each_notice_points_its_editor_to_the_schema() {
    for (path, text) in SHIPPED {
        let schema = if path.contains("/base/") { "../notice.schema.json" } else { "notice.schema.json" };
        assert_eq!(text.lines().next(), Some(format!("#:schema {schema}").as_str()), "{path}");
    }
}
