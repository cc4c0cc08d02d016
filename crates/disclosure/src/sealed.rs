//! `Sealed<T>` opens only with a grant that covers it; what comes out is `Disclosed<T>`, which only this module makes
//! and which is all that pages and the API accept.

use crate::decision::Grant;
use kernel::{PersonId, Sensitive};
use notice::model::CategoryIx;
use serde::de::DeserializeOwned;
use serde::{Serialize, Serializer};
use std::marker::PhantomData;

/// The exact place that sealed bytes belong to. All of it is authenticated: bytes moved elsewhere do not open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Whose data it is.
    pub subject: PersonId,
    /// The record class, which has its own key and its own retention.
    pub record_class: String,
    /// The table.
    pub table: &'static str,
    /// The row's id.
    pub row: [u8; 16],
    /// The row's version.
    pub version: u32,
}

/// What can open sealed bytes: the vault of the `sealing` crate.
pub trait Opener {
    /// Opens bytes at their place.
    ///
    /// # Errors
    /// When the key is destroyed or missing, or the bytes do not belong to the place.
    fn open(&self, place: &Place, sealed: &[u8]) -> Result<Sensitive<Vec<u8>>, OpenError>;
}

/// Why sealed bytes do not open. Says nothing of their content.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// The key was destroyed: the data is beyond use.
    #[error("the data has been erased: its key is destroyed")]
    Erased,
    /// There never was such a key here.
    #[error("there is no key for this data in the key store")]
    NoKey,
    /// The bytes were changed, or moved from another place.
    #[error("the sealed data is damaged or does not belong here")]
    Damaged,
    /// The grant is for another person or category.
    #[error("the decision does not cover this data")]
    NotCovered,
    /// The key store does not answer.
    #[error("the key store is unavailable: {0}")]
    Unavailable(String),
}

/// Sealed content of type `T`, in one category of one person. It cannot be shown, compared, logged or serialised.
pub struct Sealed<T> {
    place: Place,
    category: CategoryIx,
    bytes: Vec<u8>,
    content: PhantomData<fn() -> T>,
}

impl<T> Sealed<T> {
    /// Sealed bytes as a store keeps them.
    #[must_use]
    pub const fn new(place: Place, category: CategoryIx, bytes: Vec<u8>) -> Self {
        Self { place, category, bytes, content: PhantomData }
    }
    /// The category, which is no secret.
    #[must_use]
    pub const fn category(&self) -> CategoryIx {
        self.category
    }
    /// The place, which is no secret.
    #[must_use]
    pub const fn place(&self) -> &Place {
        &self.place
    }
}

impl<T: DeserializeOwned> Sealed<T> {
    /// Opens with a grant.
    ///
    /// # Errors
    /// When the grant does not cover this person and category, or the bytes do not open.
    pub fn open(&self, grant: &Grant, opener: &dyn Opener) -> Result<Disclosed<T>, OpenError> {
        if grant.subject() != self.place.subject || grant.category() != self.category {
            return Err(OpenError::NotCovered);
        }
        let plain = opener.open(&self.place, &self.bytes)?;
        serde_json::from_slice(plain.expose()).map(Disclosed).map_err(|_| OpenError::Damaged)
    }
}

impl Sealed<Vec<u8>> {
    /// Opens bytes that are no text of ours (a document) with a grant.
    ///
    /// # Errors
    /// As [`Sealed::open`].
    pub fn open_bytes(&self, grant: &Grant, opener: &dyn Opener) -> Result<Disclosed<Vec<u8>>, OpenError> {
        if grant.subject() != self.place.subject || grant.category() != self.category {
            return Err(OpenError::NotCovered);
        }
        opener.open(&self.place, &self.bytes).map(|plain| Disclosed(plain.expose().clone()))
    }
}

/// Content that a recorded decision released. Only [`Sealed::open`] and [`Sealed::open_bytes`] make one.
pub struct Disclosed<T>(T);

impl<T> Disclosed<T> {
    /// Looks at it.
    pub const fn get(&self) -> &T {
        &self.0
    }
    /// A part of it, still disclosed (and nothing more).
    pub fn map<U>(self, part: impl FnOnce(T) -> U) -> Disclosed<U> {
        Disclosed(part(self.0))
    }
    /// Several as one, still disclosed (and nothing more).
    #[must_use]
    pub fn all(several: Vec<Self>) -> Disclosed<Vec<T>> {
        Disclosed(several.into_iter().map(|one| one.0).collect())
    }
    /// A part of it, copied, still disclosed (and nothing more).
    pub fn map_ref<U>(&self, part: impl FnOnce(&T) -> U) -> Disclosed<U> {
        Disclosed(part(&self.0))
    }
}

#[cfg(feature = "baseline")]
impl<T> Disclosed<T> {
    /// Content that no decision released: for the benchmark that measures what deciding costs. In no other build.
    pub const fn without_a_decision(content: T) -> Self {
        Self(content)
    }
}

impl<T: Serialize> Serialize for Disclosed<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}
