//! The templates that come with the house: examples for councils, and what a demonstration sends.

/// Path and text: of Coventry's notice.
pub const SHIPPED: &[(&str, &str)] = &[
    ("coventry/appointment.toml", include_str!("../templates/coventry/appointment.toml")),
    ("coventry/complaint-received.toml", include_str!("../templates/coventry/complaint-received.toml")),
    ("coventry/consent-withdrawn.toml", include_str!("../templates/coventry/consent-withdrawn.toml")),
    ("coventry/documents.toml", include_str!("../templates/coventry/documents.toml")),
    ("coventry/agreed-plan.toml", include_str!("../templates/coventry/agreed-plan.toml")),
    ("coventry/housing-plan.toml", include_str!("../templates/coventry/housing-plan.toml")),
];

/// Path and text: of the other notices.
pub const SHIPPED_ELSEWHERE: &[(&str, &str)] = &[
    ("dudley/appointment.toml", include_str!("../templates/dudley/appointment.toml")),
    ("dudley/documents.toml", include_str!("../templates/dudley/documents.toml")),
    ("dudley/complaint-received.toml", include_str!("../templates/dudley/complaint-received.toml")),
    ("dudley/support-in-a-new-home.toml", include_str!("../templates/dudley/support-in-a-new-home.toml")),
    ("families/appointment.toml", include_str!("../templates/families/appointment.toml")),
    ("families/documents.toml", include_str!("../templates/families/documents.toml")),
    ("families/family-plan.toml", include_str!("../templates/families/family-plan.toml")),
    ("families/complaint-received.toml", include_str!("../templates/families/complaint-received.toml")),
    ("kirklees/appointment.toml", include_str!("../templates/kirklees/appointment.toml")),
    ("kirklees/support-review.toml", include_str!("../templates/kirklees/support-review.toml")),
    ("kirklees/consent-withdrawn.toml", include_str!("../templates/kirklees/consent-withdrawn.toml")),
    ("kirklees/complaint-received.toml", include_str!("../templates/kirklees/complaint-received.toml")),
    ("mars/appointment.toml", include_str!("../templates/mars/appointment.toml")),
    ("mars/place-to-stay.toml", include_str!("../templates/mars/place-to-stay.toml")),
    ("mars/complaint-received.toml", include_str!("../templates/mars/complaint-received.toml")),
    ("mars/who-meets-about-you.toml", include_str!("../templates/mars/who-meets-about-you.toml")),
];
