//! What can go wrong. Nothing of what a provider sent is repeated: it can hold tokens and people's names.

/// Why somebody was not logged in, or a provider cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignOnError {
    /// The address of the provider cannot be used.
    #[error("the address has to begin with https:// (or http:// on this machine), without a question mark or #")]
    Address,
    /// The provider does not answer, or not in time.
    #[error("the provider does not answer")]
    Unreachable,
    /// What is there is no provider of this address, or one that is not understood.
    #[error("what answers there is no OpenID Connect provider of exactly this address: copy its issuer as it gives it")]
    NoProvider,
    /// The provider does not take our name and secret, or the code.
    #[error("the provider does not take the code: check the client's id and secret")]
    NotTaken,
    /// What the provider said about the person cannot be trusted: which part.
    #[error("what the provider says cannot be trusted ({0})")]
    Untrusted(&'static str),
}

impl SignOnError {
    /// A word for the ledger.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Address => "address",
            Self::Unreachable => "unreachable",
            Self::NoProvider => "no provider",
            Self::NotTaken => "code not taken",
            Self::Untrusted(which) => which,
        }
    }
}
