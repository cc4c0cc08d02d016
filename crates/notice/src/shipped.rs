//! The notices, bases and forms that are compiled into the program.

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

/// Path and text of each form.
pub const FORMS: &[(&str, &str)] = &[
    ("notices/forms/coventry-homefinder.toml", include_str!("../../../notices/forms/coventry-homefinder.toml")),
    ("notices/forms/coventry-homelessness.toml", include_str!("../../../notices/forms/coventry-homelessness.toml")),
    ("notices/forms/dudley-housing-first.toml", include_str!("../../../notices/forms/dudley-housing-first.toml")),
    ("notices/forms/dudley-housing-options.toml", include_str!("../../../notices/forms/dudley-housing-options.toml")),
    ("notices/forms/families-programme.toml", include_str!("../../../notices/forms/families-programme.toml")),
    ("notices/forms/kirklees-support.toml", include_str!("../../../notices/forms/kirklees-support.toml")),
    ("notices/forms/mars.toml", include_str!("../../../notices/forms/mars.toml")),
];
