//! What the build embeds: templates and static files.

/// A static file, with its compressed forms made at build time.
#[derive(Debug, Clone, Copy)]
pub struct Asset {
    /// Its name within the bundle: `images/icon-document.svg`.
    pub name: &'static str,
    /// Its media type.
    pub kind: &'static str,
    /// The bytes.
    pub plain: &'static [u8],
    /// The same, in gzip.
    pub gzip: Option<&'static [u8]>,
    /// The same, in Brotli.
    pub brotli: Option<&'static [u8]>,
}

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// The hash of all static files, which is part of their address, so that browsers may keep them for ever.
pub const fn bundle() -> &'static str {
    BUNDLE
}

/// Finds a static file by bundle hash and name.
#[must_use]
pub fn asset(bundle: &str, name: &str) -> Option<&'static Asset> {
    if bundle != BUNDLE {
        return None;
    }
    ASSETS.binary_search_by(|asset| asset.name.cmp(name)).ok().and_then(|at| ASSETS.get(at))
}

/// Our own templates.
pub(crate) const fn ours() -> &'static [(&'static str, &'static str)] {
    OURS
}

/// The design system's components and what they import.
pub(crate) fn components() -> impl Iterator<Item = &'static (&'static str, &'static str)> {
    COMPONENTS.iter().chain(MACROS)
}
