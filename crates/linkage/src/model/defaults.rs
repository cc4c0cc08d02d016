//! Settings that come with the program.

use super::settings::{BlockingRule, Comparison, Condition, KeyPart, Level, Limits, Settings, Training};
use crate::table::{Field, FieldKind};
use Condition as C;
use KeyPart as K;

fn s(text: &str) -> String {
    text.to_owned()
}

fn level(label: &str, when: Condition) -> Level {
    Level { label: s(label), when, rarity_of: None }
}

fn rare(label: &str, when: Condition, field: &str) -> Level {
    Level { label: s(label), when, rarity_of: Some(s(field)) }
}

fn otherwise(label: &str) -> Level {
    level(label, C::Otherwise)
}

fn similar(field: &str, at_least: f64) -> Condition {
    C::Similar { field: s(field), at_least }
}

fn edits(field: &str, at_most: u32) -> Condition {
    C::Edits { field: s(field), at_most }
}

fn comparison(name: &str, needs: &[&str], levels: Vec<Level>) -> Comparison {
    Comparison { name: s(name), needs: needs.iter().map(|n| s(n)).collect(), levels }
}

fn rule(key: Vec<KeyPart>, divide_by: Vec<KeyPart>) -> BlockingRule {
    BlockingRule { key, divide_by }
}

fn value(field: &str) -> KeyPart {
    K::Value(s(field))
}

fn identifier(field: &str, called: &str) -> Comparison {
    comparison(
        field,
        &[field],
        vec![
            level(&format!("same {called}"), C::Exact(s(field))),
            level(&format!("{called} one slip apart"), edits(field, 1)),
            otherwise(&format!("different {called}")),
        ],
    )
}

/// The fields of a list of people in England, as agencies keep it.
fn fields() -> Vec<Field> {
    vec![
        Field::new("forename", FieldKind::Forename, "first_name"),
        Field::new("later_forenames", FieldKind::LaterForenames, "first_name"),
        Field::new("surname", FieldKind::Surname, "surname"),
        Field::new("sex", FieldKind::Sex, "sex"),
        Field::new("born", FieldKind::Date, "dob"),
        Field::new("postcode", FieldKind::Postcode, "postcode"),
        Field::new("house", FieldKind::House, "address"),
        Field::new("flat", FieldKind::Flat, "address"),
        Field::new("street", FieldKind::Street, "address"),
        Field::new("nino", FieldKind::NiNumber, "nino"),
        Field::new("upn", FieldKind::Upn, "upn"),
    ]
}

/// The model shipped for lists of people in England: names, birth, address, National Insurance and pupil number.
#[must_use]
pub fn people_of_england() -> Settings {
    let forename = comparison(
        "forename",
        &["forename"],
        vec![
            rare("same forename", C::Exact(s("forename")), "forename"),
            level("forename and surname exchanged", C::Crossed(s("forename"), s("surname"))),
            level("known by a middle name", C::Either(s("forename"), s("later_forenames"))),
            level("short form or other spelling of the forename", C::ShortForm(s("forename"))),
            level("very similar forename", similar("forename", 0.92)),
            level("initial of the forename", C::Initial(s("forename"))),
            level(
                "similar forename",
                C::Any(vec![similar("forename", 0.86), edits("forename", 1), C::Sound(s("forename"))]),
            ),
            level("somewhat similar forename", similar("forename", 0.75)),
            otherwise("different forename"),
        ],
    );
    let surname = comparison(
        "surname",
        &["surname"],
        vec![
            rare("same surname", C::Exact(s("surname")), "surname"),
            level("surname and forename exchanged", C::Crossed(s("forename"), s("surname"))),
            level("half of a double surname", C::SharesPart(s("surname"))),
            level("very similar surname", similar("surname", 0.92)),
            level(
                "similar surname",
                C::Any(vec![similar("surname", 0.86), edits("surname", 1), C::Sound(s("surname"))]),
            ),
            level("somewhat similar surname", similar("surname", 0.75)),
            otherwise("different surname"),
        ],
    );
    let born = comparison(
        "born",
        &["born"],
        vec![
            level("same date of birth", C::Exact(s("born"))),
            level("day and month of birth exchanged", C::DayMonthSwapped(s("born"))),
            level("date of birth one slip apart", edits("born", 1)),
            level("1 January of the same year of birth", C::FirstOfJanuary(s("born"))),
            level(
                "same day and month of birth, year close",
                C::All(vec![C::SameDay(s("born")), C::DaysApart { field: s("born"), at_most: 370 }]),
            ),
            level("date of birth two slips apart", edits("born", 2)),
            level("born within a year", C::DaysApart { field: s("born"), at_most: 366 }),
            level("born within five years", C::DaysApart { field: s("born"), at_most: 1_827 }),
            level("born within 15 years", C::DaysApart { field: s("born"), at_most: 5_479 }),
            otherwise("different date of birth"),
        ],
    );
    let same = |f: &str| C::Exact(s(f));
    let gone = |f: &str| C::Missing(s(f));
    let address = comparison(
        "address",
        &[],
        vec![
            level("no address to compare", C::All(vec![gone("postcode"), C::Any(vec![gone("house"), gone("street")])])),
            level("same postcode, house and flat", C::All(vec![same("postcode"), same("house"), same("flat")])),
            level(
                "same postcode and house, another flat",
                C::All(vec![same("postcode"), same("house"), C::Not(Box::new(gone("flat")))]),
            ),
            level("same postcode and house", C::All(vec![same("postcode"), same("house")])),
            level(
                "same house and street",
                C::All(vec![same("house"), C::Any(vec![same("street"), similar("street", 0.92)])]),
            ),
            level("same postcode, house unknown", C::All(vec![same("postcode"), gone("house")])),
            level("same postcode, another house", same("postcode")),
            level(
                "same house number, postcode one slip apart or neighbouring",
                C::All(vec![same("house"), C::Any(vec![edits("postcode", 1), C::Sector(s("postcode"))])]),
            ),
            level("same postcode sector", C::Sector(s("postcode"))),
            level("same postcode district", C::District(s("postcode"))),
            otherwise("different address"),
        ],
    );
    let sex = comparison("sex", &["sex"], vec![level("same sex", same("sex")), otherwise("different sex")]);
    Settings {
        fields: fields(),
        comparisons: vec![
            forename,
            surname,
            born,
            address,
            sex,
            identifier("nino", "National Insurance number"),
            identifier("upn", "unique pupil number"),
        ],
        blocking: wide_blocking(),
        limits: Limits::default(),
        training: Training {
            sessions: vec![
                vec![value("born"), K::Sound(s("forename"))],
                vec![K::Sound(s("surname")), K::ShortForm(s("forename"))],
                vec![value("postcode"), value("house"), K::ShortForm(s("forename"))],
                vec![value("nino")],
            ],
            certain: vec![
                vec![value("nino")],
                vec![value("upn")],
                vec![value("forename"), value("surname"), value("born")],
            ],
            household: Some(vec![value("postcode"), value("house")]),
            ..Training::default()
        },
    }
}

fn wide_blocking() -> Vec<BlockingRule> {
    let born = || value("born");
    vec![
        rule(vec![value("nino")], vec![]),
        rule(vec![value("upn")], vec![]),
        rule(vec![K::Parts(s("surname")), born()], vec![K::ShortForm(s("forename"))]),
        rule(vec![K::ShortForm(s("forename")), born()], vec![K::Sound(s("surname"))]),
        rule(vec![value("postcode"), born()], vec![K::ShortForm(s("forename"))]),
        rule(
            vec![K::Unordered(s("forename"), s("surname"))],
            vec![K::Year(s("born")), K::District(s("postcode")), K::DayOfYear(s("born"))],
        ),
        rule(vec![value("postcode"), K::Sound(s("surname"))], vec![K::ShortForm(s("forename")), value("house")]),
        rule(vec![value("postcode"), K::ShortForm(s("forename"))], vec![K::Sound(s("surname")), value("house")]),
        rule(vec![value("postcode"), value("house")], vec![value("flat"), K::Sound(s("surname"))]),
        rule(
            vec![K::Sound(s("forename")), K::Sound(s("surname")), K::Year(s("born"))],
            vec![K::DayOfYear(s("born")), K::District(s("postcode"))],
        ),
        rule(vec![born()], vec![K::Prefix(s("forename"), 1), K::Prefix(s("surname"), 1)]),
        rule(
            vec![K::ShortForm(s("forename")), K::Parts(s("surname")), K::District(s("postcode"))],
            vec![K::Year(s("born"))],
        ),
        rule(vec![value("house"), value("street"), K::Sound(s("surname"))], vec![K::ShortForm(s("forename"))]),
        rule(vec![value("house"), value("street"), K::ShortForm(s("forename"))], vec![K::Sound(s("surname"))]),
        rule(vec![K::YearAndFigures(s("born")), K::Sound(s("surname"))], vec![K::ShortForm(s("forename"))]),
        rule(vec![K::YearAndFigures(s("born")), K::ShortForm(s("forename"))], vec![K::Sound(s("surname"))]),
    ]
}

/// Splink's recommended comparisons and the twelve rules of our benchmark, for running both on the same work.
/// `wide` adds three heavier rules.
#[must_use]
pub fn plain_comparisons(wide: bool) -> Settings {
    let name = |field: &str| {
        comparison(
            field,
            &[field],
            vec![
                rare(&format!("same {field}"), C::Exact(s(field)), field),
                level(&format!("very similar {field}"), similar(field, 0.92)),
                level(&format!("similar {field}"), similar(field, 0.88)),
                level(&format!("somewhat similar {field}"), similar(field, 0.7)),
                otherwise(&format!("different {field}")),
            ],
        )
    };
    let apart = |at_most| C::DaysApart { field: s("dob"), at_most };
    let dob = comparison(
        "dob",
        &["dob"],
        vec![
            level("same date of birth", C::Exact(s("dob"))),
            level("date of birth one slip apart", edits("dob", 1)),
            level("born within a month", apart(30)),
            level("born within a year", apart(365)),
            level("born within ten years", apart(3_652)),
            otherwise("different date of birth"),
        ],
    );
    let postcode = comparison(
        "postcode",
        &["postcode"],
        vec![
            level("same postcode", C::Exact(s("postcode"))),
            level("same postcode sector", C::Sector(s("postcode"))),
            level("same postcode district", C::District(s("postcode"))),
            level("same postcode area", C::Area(s("postcode"))),
            otherwise("different postcode"),
        ],
    );
    let sex = comparison("sex", &["sex"], vec![level("same sex", C::Exact(s("sex"))), otherwise("different sex")]);
    let keys = |fields: &[&str]| rule(fields.iter().map(|f| value(f)).collect(), vec![]);
    let mut blocking = vec![
        keys(&["nino"]),
        keys(&["upn"]),
        keys(&["surname", "dob"]),
        keys(&["first_name", "dob"]),
        keys(&["postcode", "dob"]),
        keys(&["first_name", "surname"]),
        keys(&["postcode", "surname"]),
        keys(&["postcode", "first_name"]),
        rule(vec![K::Prefix(s("first_name"), 3), K::Prefix(s("surname"), 4), K::Year(s("dob"))], vec![]),
        rule(vec![value("dob"), K::Prefix(s("surname"), 1)], vec![]),
        keys(&["postcode", "house_no"]),
        rule(vec![K::Unordered(s("first_name"), s("surname"))], vec![]),
    ];
    if wide {
        blocking.push(keys(&["dob"]));
        blocking.push(rule(vec![value("surname"), K::District(s("postcode")), value("sex")], vec![]));
        blocking.push(rule(vec![value("first_name"), K::District(s("postcode")), K::Decade(s("dob"))], vec![]));
    }
    Settings {
        fields: vec![
            Field::new("first_name", FieldKind::FirstWord, "first_name"),
            Field::new("surname", FieldKind::Name, "surname"),
            Field::new("sex", FieldKind::Sex, "sex"),
            Field::new("dob", FieldKind::Date, "dob"),
            Field::new("postcode", FieldKind::Postcode, "postcode"),
            Field::new("house_no", FieldKind::House, "address"),
            Field::new("nino", FieldKind::Code, "nino"),
            Field::new("upn", FieldKind::Code, "upn"),
        ],
        comparisons: vec![
            name("first_name"),
            name("surname"),
            dob,
            postcode,
            sex,
            identifier("nino", "National Insurance number"),
            identifier("upn", "unique pupil number"),
        ],
        blocking,
        limits: Limits { largest_block: 100_000, pairs_per_record: 1_000.0 },
        training: Training {
            sessions: vec![vec![value("first_name"), value("surname")], vec![value("dob"), value("postcode")]],
            certain: vec![
                vec![value("nino")],
                vec![value("upn")],
                vec![value("first_name"), value("surname"), value("dob")],
            ],
            ..Training::default()
        },
    }
}
