//! The notices and bases that are compiled into the program.

/// Path and text of each, bases first.
pub const NOTICES: &[(&str, &str)] = &[
    ("notices/base/england-housing.toml", include_str!("../../../notices/base/england-housing.toml")),
    ("notices/base/united-kingdom.toml", include_str!("../../../notices/base/united-kingdom.toml")),
    ("notices/coventry.toml", include_str!("../../../notices/coventry.toml")),
    ("notices/dudley.toml", include_str!("../../../notices/dudley.toml")),
    ("notices/families.toml", include_str!("../../../notices/families.toml")),
    ("notices/kirklees.toml", include_str!("../../../notices/kirklees.toml")),
    ("notices/mars.toml", include_str!("../../../notices/mars.toml")),
];
