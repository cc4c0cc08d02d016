//! The templates that come with the house: examples for councils, and what a demonstration sends.

/// Path and text.
pub const SHIPPED: &[(&str, &str)] = &[
    ("coventry/appointment.toml", include_str!("../templates/coventry/appointment.toml")),
    ("coventry/complaint-received.toml", include_str!("../templates/coventry/complaint-received.toml")),
    ("coventry/consent-withdrawn.toml", include_str!("../templates/coventry/consent-withdrawn.toml")),
    ("coventry/documents.toml", include_str!("../templates/coventry/documents.toml")),
    ("coventry/agreed-plan.toml", include_str!("../templates/coventry/agreed-plan.toml")),
    ("coventry/housing-plan.toml", include_str!("../templates/coventry/housing-plan.toml")),
];
