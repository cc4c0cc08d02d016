//! The certificate with which signed papers are sealed: made here when none is there, or brought. Its key is sealed in the store,
//! under a key of the authority's that lies in the key store.

use crate::error::AppError;
use crate::login::note;
use crate::{App, Inner};
use disclosure::Opener as _;
use kernel::{Caller, PersonId, Timestamp};
use ledger::Action;
use signing::OwnKey;
use store::{CLASS_SIGNING, SigningCertificate, Tx, signing_place};

/// A certificate that counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateView {
    /// As DER.
    pub certificate: Vec<u8>,
    /// When it was made or brought.
    pub since: Timestamp,
    /// The council brought it.
    pub brought: bool,
    /// How many days it still counts.
    pub days_left: Option<u64>,
}

impl App {
    /// Seals papers with somebody else's signature from now on: a service outside, which is handed a digest and no word of any paper.
    /// Without, they are sealed with the council's own key.
    ///
    /// # Errors
    /// `Refused` when it does not sign, or its signatures do not fit a paper.
    pub fn seal_with(&self, sealer: Box<dyn signing::Signer>) -> Result<(), AppError> {
        let fits = signing::fits(sealer.as_ref(), letters::SIGNATURE_BYTES, self.now());
        fits.map_err(|e| AppError::Refused(e.to_string()))?;
        // Once for a server; a second call changes nothing.
        let _ = self.inner.sealer.set(sealer);
        Ok(())
    }

    /// The certificate with which papers are sealed; one is made if none is there.
    ///
    /// # Errors
    /// When it cannot be made, or the store does not answer.
    pub fn signing_certificate(&self, caller: &Caller) -> Result<CertificateView, AppError> {
        self.act(caller, "signing certificate", move |tx, inner| {
            signer(tx, inner)?;
            let there = tx.signing_certificate()?.ok_or(AppError::NotFound)?;
            let days_left = signing::days_left(&there.certificate, tx.now());
            Ok(CertificateView {
                certificate: there.certificate,
                since: there.made_at,
                brought: there.brought,
                days_left,
            })
        })
    }

    /// Takes a certificate and its key, both in PEM: papers are sealed with it from now on. It stands on the ledger.
    ///
    /// # Errors
    /// `Refused` when they are not understood, do not belong together or do not count today.
    pub fn bring_certificate(&self, caller: &Caller, certificate: &str, key: &str) -> Result<(), AppError> {
        let (certificate, key) = (certificate.to_owned(), kernel::Sensitive::new(key.to_owned()));
        let who = disclosure::actor(caller);
        self.act(caller, "bring certificate", move |tx, inner| {
            let brought = OwnKey::bring(&certificate, key.expose()).map_err(|e| AppError::Refused(e.to_string()))?;
            // What cannot sign today, or does not fit a paper, would leave papers without a seal.
            let fits = signing::fits(&brought, letters::SIGNATURE_BYTES, tx.now());
            fits.map_err(|e| AppError::Refused(e.to_string()))?;
            keep(tx, inner, &brought, true)?;
            note(tx, &who, Action::Administer, "a signing certificate was brought")
        })
    }
}

fn keep(tx: &mut Tx<'_>, inner: &Inner, key: &OwnKey, brought: bool) -> Result<(), AppError> {
    let made_at = tx.now();
    let subject = PersonId::from_bytes(*inner.authority.as_bytes());
    let ring = tx.ring_for_sealing(&[(subject, CLASS_SIGNING)])?;
    let sealed = ring.seal(&signing_place(inner.authority, made_at), &key.secret(), tx.entropy());
    Ok(tx.insert_signing_certificate(&SigningCertificate {
        made_at,
        certificate: signing::Signer::certificate(key).to_vec(),
        sealed: sealed.map_err(|e| AppError::Fault(e.to_string()))?,
        brought,
    })?)
}

/// Whoever seals papers: the certificate that counts, or one that is made now.
pub(crate) fn signer(tx: &mut Tx<'_>, inner: &Inner) -> Result<OwnKey, AppError> {
    let fault = |e: &dyn std::fmt::Display| AppError::Fault(e.to_string());
    let now = tx.now();
    if let Some(there) = tx.signing_certificate()?
        && (there.brought || signing::days_left(&there.certificate, now).is_some())
    {
        let subject = PersonId::from_bytes(*inner.authority.as_bytes());
        let ring = tx.ring(&[(subject, CLASS_SIGNING)])?;
        let plain = ring.open(&signing_place(inner.authority, there.made_at), &there.sealed).map_err(|e| fault(&e))?;
        return OwnKey::open(&there.certificate, plain.expose()).map_err(|e| fault(&e));
    }
    let council = tx.authorities()?.into_iter().find(|a| a.id == inner.authority).map_or_else(String::new, |a| a.name);
    let made = OwnKey::make(&council, now, tx.entropy()).map_err(|e| fault(&e))?;
    keep(tx, inner, &made, false)?;
    note(tx, "system", Action::Administer, "a signing certificate was made")?;
    Ok(made)
}
