//! A form that a page sends twice is done once: double click, reload, a resend after the answer was lost, two servers at once. The
//! page gave each form a key. The unit of work that writes what the form is for notes the key with it, or finds it noted and does
//! nothing. Only keyed digests of key and request are kept.

use crate::App;
use crate::error::AppError;
use data_encoding::HEXLOWER;
use kernel::Timestamp;
use sealing::BlindIndex;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use store::Tx;

/// How long it is remembered that a form was done, in seconds: longer than anybody keeps a page open.
const REMEMBERED_SECONDS: i64 = 7 * 24 * 60 * 60;
/// How long what came of it may take to be noted, in seconds: longer than any answer may take.
const UNDER_WAY_SECONDS: i64 = 60;
/// What keeps what is typed, and is asked again and again by a form that is sent once; and what only opens something for the scanner,
/// whose word is then written down by another.
const KEEPS: [&str; 4] = ["keep draft", "drop draft", "open to scan again", "open a file that came in to scan"];

/// A form that is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentForm {
    /// Who sends it: an account, or the session of somebody without one.
    pub whose: String,
    /// The key that the page gave it.
    pub key: String,
    /// The digest of all that was sent, and where.
    pub request: [u8; 32],
}

/// A form that is sent, as it is remembered: by keyed digests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormKey {
    key: [u8; 32],
    request: [u8; 32],
}

/// What came of a form.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CameOfIt {
    /// Where it led; empty: to a page that is shown once only.
    pub to: String,
    /// The word for what was said of it; empty: nothing.
    pub said: String,
}

/// Whether a form was sent before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SentBefore {
    /// It was not.
    No,
    /// The same was, and this came of it; none: that was never noted.
    Done(Option<CameOfIt>),
    /// The same was, and its answer is on its way.
    UnderWay,
    /// The form was sent and done, with something else typed into it.
    Changed,
}

/// What became of a form in the units of work of one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claimed {
    /// Nothing was written.
    Nothing,
    /// It was done by this request.
    Here,
    /// Another request had done it; this one wrote nothing.
    Elsewhere,
}

const NOTHING: u8 = 0;
const HERE: u8 = 1;
const ELSEWHERE: u8 = 2;
const TRIED: u8 = 3;

/// The form that the units of work of one request are for.
pub(crate) struct Scope {
    form: FormKey,
    state: AtomicU8,
}

impl Scope {
    /// Whether a unit of work does what the form is for: the first that writes does.
    pub(crate) fn guards(&self, name: &str) -> bool {
        self.state.load(Ordering::Acquire) != HERE && !KEEPS.contains(&name)
    }
    /// Does a unit of work, and notes the form with what it wrote. Found noted, all that it wrote is undone.
    pub(crate) fn around<T>(
        &self,
        tx: &mut Tx<'_>,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, AppError>,
    ) -> Result<T, AppError> {
        // Tried and not kept: it is run again.
        let _ = self.state.compare_exchange(TRIED, NOTHING, Ordering::AcqRel, Ordering::Acquire);
        let mark = tx.written()?;
        let done = work(tx)?;
        if tx.wrote_since(mark)? {
            let FormKey { key, request } = &self.form;
            if tx.sent_form(key)?.is_some() {
                self.state.store(ELSEWHERE, Ordering::Release);
                return Err(AppError::SentBefore);
            }
            tx.claim_sent_form(key, request, tx.now().plus_seconds(-REMEMBERED_SECONDS))?;
            self.state.store(TRIED, Ordering::Release);
        }
        Ok(done)
    }
    /// A unit of work was committed.
    pub(crate) fn kept(&self) {
        let _ = self.state.compare_exchange(TRIED, HERE, Ordering::AcqRel, Ordering::Acquire);
    }
}

/// A keyed digest of twice the usual length: nothing but the same text has it.
fn wide(index: &BlindIndex, kind: &str, text: &str) -> [u8; 32] {
    let mut out = [0; 32];
    let halves = [index.digest(&format!("{kind}-1"), text), index.digest(&format!("{kind}-2"), text)].concat();
    out.copy_from_slice(&halves);
    out
}

/// How it stands with a form.
fn stands(tx: &mut Tx<'_>, form: &FormKey) -> Result<SentBefore, AppError> {
    let Some(sent) = tx.sent_form(&form.key)? else { return Ok(SentBefore::No) };
    if sent.request_hash != form.request {
        return Ok(SentBefore::Changed);
    }
    let late = |at: Timestamp| at.plus_seconds(UNDER_WAY_SECONDS) < tx.now();
    Ok(match (sent.answer, sent.said) {
        (Some(to), Some(said)) => SentBefore::Done(Some(CameOfIt { to, said })),
        _ if late(sent.at) => SentBefore::Done(None),
        _ => SentBefore::UnderWay,
    })
}

/// The keyed digest of what was typed into the form of a new case.
pub(crate) fn typed_digest(tx: &mut Tx<'_>, typed: &[(String, String)]) -> Result<Vec<u8>, AppError> {
    let text: String =
        typed.iter().map(|(name, value)| format!("{}:{name}={}:{value};", name.len(), value.len())).collect();
    Ok(wide(&tx.blind_index()?, "form-typed", &text).to_vec())
}

impl App {
    /// The application, doing what a form is for: once, whatever is asked of it.
    #[must_use]
    pub fn for_form(&self, form: FormKey) -> Self {
        let scope = Scope { form, state: AtomicU8::new(NOTHING) };
        Self { inner: Arc::clone(&self.inner), once: Some(Arc::new(scope)) }
    }

    /// What became of the form that this application was given for.
    #[must_use]
    pub fn claimed(&self) -> Claimed {
        match self.once.as_ref().map(|scope| scope.state.load(Ordering::Acquire)) {
            Some(HERE) => Claimed::Here,
            Some(ELSEWHERE) => Claimed::Elsewhere,
            _ => Claimed::Nothing,
        }
    }

    /// This application, for what is about the form itself.
    fn beside(&self) -> Self {
        Self { inner: Arc::clone(&self.inner), once: None }
    }

    /// A form that is sent, and how it stands with it.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn form_sent(&self, form: &SentForm) -> Result<(FormKey, SentBefore), AppError> {
        let form = form.clone();
        // The key of the digests is in the key store, which units of work that only read do not reach.
        self.beside().act(&self.public(), "form is sent", move |tx, _| {
            let index = tx.blind_index()?;
            let form = FormKey {
                key: wide(&index, "form-key", &format!("{}\n{}", form.whose, form.key)),
                request: wide(&index, "form-request", &HEXLOWER.encode(&form.request)),
            };
            let so = stands(tx, &form)?;
            Ok((form, so))
        })
    }

    /// How it stands with a form by now.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn sent_before(&self, form: &FormKey) -> Result<SentBefore, AppError> {
        let form = form.clone();
        self.inner.store.read(&self.public(), "form sent before", move |tx| stands(tx, &form))
    }

    /// Notes what came of a form that was done.
    ///
    /// # Errors
    /// When the store does not answer: then it stays noted that it was done.
    pub fn note_sent(&self, form: &FormKey, came: &CameOfIt) -> Result<(), AppError> {
        let (key, came) = (form.key, came.clone());
        self.beside()
            .act(&self.public(), "note sent form", move |tx, _| Ok(tx.answer_sent_form(&key, &came.to, &came.said)?))
    }

    /// Nothing came of a form after all: it may be sent again.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn forget_sent(&self, form: &FormKey) -> Result<(), AppError> {
        let key = form.key;
        self.beside().act(&self.public(), "forget sent form", move |tx, _| Ok(tx.forget_sent_form(&key)?))
    }
}
