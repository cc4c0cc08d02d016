//! Keys for people whom no store knows yet: made, used and handed over for keeping in one go, outside any unit of work.
//! For loading many records at once.

use crate::envelope;
use crate::key_store::NewKey;
use crate::master::{DataKey, KeyPlace, MasterKeys};
use crate::vault::SealError;
use disclosure::Place;
use kernel::{CaseId, Entropy, KeyId, PersonId, Timestamp};
use ledger::SubjectTag;

/// The version of a first key.
const FIRST: u32 = 1;

/// A key that was made just now.
pub struct FreshKey(DataKey);

impl std::fmt::Debug for FreshKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FreshKey(secret)")
    }
}

impl FreshKey {
    /// Makes the first key of a person's record class. What is sealed with it can be opened once the [`NewKey`] is in the
    /// key store; where the person may have a key of the class already, use
    /// [`Vault::ring_for_sealing`](crate::Vault::ring_for_sealing) instead.
    ///
    /// # Errors
    /// When the master key fails.
    pub fn make(
        masters: &dyn MasterKeys,
        subject: PersonId,
        class: &str,
        at: Timestamp,
        entropy: &mut dyn Entropy,
    ) -> Result<(Self, NewKey), SealError> {
        let key = DataKey::random(entropy);
        let wrapped = masters.wrap(KeyPlace { subject, class, version: FIRST }, &key, entropy)?;
        let row =
            NewKey { id: KeyId::new(at, entropy), subject, class: class.to_owned(), version: FIRST, wrapped, made: at };
        Ok((Self(key), row))
    }
    /// The tag that stands for the person in a case, in the ledger. For keys of [`CLASS_SUBJECT`](crate::CLASS_SUBJECT).
    #[must_use]
    pub fn subject_tag(&self, case: CaseId) -> SubjectTag {
        ledger::subject_tag(self.0.expose(), case)
    }
    /// Seals content for its place, which has to be of the key's own person and class.
    ///
    /// # Errors
    /// When the content is too long.
    pub fn seal(&self, place: &Place, plain: &[u8], entropy: &mut dyn Entropy) -> Result<Vec<u8>, SealError> {
        envelope::seal(&self.0, FIRST, place, plain, entropy).ok_or(SealError::TooLong)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{KeyStore as _, MasterKeyRing, MemoryKeys, Vault};
    use disclosure::Opener as _;
    use kernel::SeededEntropy;
    use std::sync::Arc;

    #[test]
    fn what_a_fresh_key_seals_opens_from_the_store() {
        let mut entropy = SeededEntropy::new(1);
        let masters = Arc::new(MasterKeyRing::random(&mut entropy));
        let at = Timestamp::from_micros(0);
        let subject = PersonId::new(at, &mut entropy);
        let (key, row) = FreshKey::make(masters.as_ref(), subject, "casework", at, &mut entropy).unwrap();
        let place = Place { subject, record_class: "casework".to_owned(), table: "section", row: [7; 16], version: 1 };
        let sealed = key.seal(&place, b"content", &mut entropy).unwrap();
        let mut store = MemoryKeys::default();
        store.put(&[row]).unwrap();
        let ring = Vault::new(masters, 0).ring(&mut store, &[(subject, "casework")]).unwrap();
        assert_eq!(ring.open(&place, &sealed).unwrap().expose(), b"content");
        let elsewhere = Place { row: [8; 16], ..place };
        assert!(ring.open(&elsewhere, &sealed).is_err());
    }
}
