//! Publishing a notice: what has to be so before it counts, and what is said of it.

use crate::error::AppError;
use crate::login::note;
use crate::notices::{Published, bundle};
use crate::{App, Inner};
use disclosure::{Gate, Taken, taken};
use kernel::{Caller, NoticeVersionId};
use ledger::Action;
use notice::Library;
use notice::diff::Diff;
use notice::model::{Act, Compiled};
use notice::proof::Proof;
use std::collections::BTreeMap;
use std::sync::Arc;
use store::{NoticeVersion, Tx};

/// How a notice is published.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Publishing {
    /// The council's own Cedar policies, which can only narrow what the notice allows; empty: none.
    pub policies: String,
    /// What the prover found of this very text.
    pub proof: Option<Proof>,
    /// Why it is published without a proof; it stands on the ledger.
    pub unproved: String,
    /// Whether it may let anybody have more, or keep anything longer, than the version before.
    pub wider: bool,
    /// Whether it may rest on assumptions that nobody has confirmed.
    pub draft: bool,
}

impl Publishing {
    /// For demonstrations and tests, whose notices are known.
    #[must_use]
    pub fn known() -> Self {
        Self { unproved: "a demonstration".to_owned(), wider: true, draft: true, ..Self::default() }
    }
}

/// What publishing did.
#[derive(Debug, Clone)]
pub struct PublishedNow {
    /// The version.
    pub id: NoticeVersionId,
    /// Whether it was published now; else it had been, with the very same text.
    pub new: bool,
    /// What changed from the version before.
    pub changes: Option<Diff>,
    /// What the council's own policies hold back, in words.
    pub held_back: Vec<String>,
    /// How many forms were published with it.
    pub forms: usize,
}

fn refused<T>(words: String) -> Result<T, AppError> {
    Err(AppError::Refused(words))
}

/// What own policies take, in words: one line for whom, what for and which policy.
fn taken_words(compiled: &Compiled, all: &[Taken]) -> Vec<String> {
    let mut lines: BTreeMap<(String, &str, String, String), Vec<String>> = BTreeMap::new();
    for one in all {
        let who = compiled.principals.get(usize::from(one.principal.0)).map_or("somebody", |p| p.words());
        let act = if one.act == Act::See { "see" } else { "record" };
        let purpose = compiled.purposes.get(usize::from(one.purpose.0)).map_or_else(String::new, |p| p.label.clone());
        let by = match one.by.first() {
            Some(policy) => policy.0.clone(),
            None => "a policy that cannot be evaluated".to_owned(),
        };
        let category =
            compiled.categories.get(usize::from(one.category.0)).map_or_else(String::new, |c| c.label.clone());
        let categories = lines.entry((who.to_owned(), act, purpose, by)).or_default();
        if !categories.contains(&category) {
            categories.push(category);
        }
    }
    lines
        .into_iter()
        .map(|((who, act, purpose, by), categories)| {
            format!("{who} may not {act}, for “{purpose}”: {} ({by})", categories.join(", "))
        })
        .collect()
}

/// What the council's own policies hold back, in words.
fn own_policies(compiled: &Arc<Compiled>, policies: &str) -> Result<Vec<String>, AppError> {
    if policies.trim().is_empty() {
        return Ok(Vec::new());
    }
    let gate = |text: &str| Gate::with_local_policies(Arc::clone(compiled), text);
    let narrowed = gate(policies).map_err(|e| AppError::Refused(e.to_string()))?;
    let plain = gate("").map_err(|e| AppError::Fault(e.to_string()))?;
    let all = taken(&plain, &narrowed);
    let by_law: Vec<Taken> = all.iter().filter(|t| t.law).cloned().collect();
    if !by_law.is_empty() {
        let words = taken_words(compiled, &by_law).join("\n  ");
        return refused(format!("The council’s own policies would take away what the law gives:\n  {words}"));
    }
    Ok(taken_words(compiled, &all))
}

/// Sees to it that a version may take the place of the one before.
fn compared(before: &Published, compiled: &Compiled, how: &Publishing) -> Result<Diff, AppError> {
    let changes = notice::diff::diff(&before.compiled, compiled);
    if !changes.reuse.is_empty() {
        return refused(format!(
            "It would use for something new what people gave by consent for something else (UK GDPR article 8A). Ask \
             for that consent apart, or leave it out. `casement notice diff` shows it:\n{}",
            changes.to_text()
        ));
    }
    if !before.policies.trim().is_empty() && before.policies != how.policies && !how.wider {
        return refused(format!(
            "Version {} holds back more by the council’s own policies, and these are not the same here: give them with \
             --policies, or publish it with --wider if that is meant",
            before.compiled.version
        ));
    }
    if changes.verdict.widens() && !how.wider {
        return refused(format!(
            "It is wider than version {}. Read what changes, and publish it with --wider if that is meant:\n{}",
            before.compiled.version,
            changes.to_text()
        ));
    }
    Ok(changes)
}

impl App {
    /// Publishes a notice that is known, of a demonstration or a test, without any forms. Publishing the very same version again
    /// does nothing.
    ///
    /// # Errors
    /// As [`App::publish_as`].
    pub fn publish(&self, caller: &Caller, library: &Library, id: &str) -> Result<NoticeVersionId, AppError> {
        Ok(self.publish_with(caller, (library, id), &Publishing::known(), false)?.id)
    }

    /// Publishes a notice of a library with its bases, the council's own policies, and the forms that the library has of it.
    /// Publishing the very same version again does nothing.
    ///
    /// # Errors
    /// `Refused` when it does not compile; when this version was published with another text or other policies; when there is
    /// neither a proof of this very text nor a reason why not; when it is a draft or wider than the version before and that
    /// is not meant; when it uses what was given by consent for something new; when own policies permit anything, do not fit
    /// or take what the law gives; when a form does not compile.
    pub fn publish_as(
        &self,
        caller: &Caller,
        library: &Library,
        id: &str,
        how: &Publishing,
    ) -> Result<PublishedNow, AppError> {
        self.publish_with(caller, (library, id), how, true)
    }

    fn publish_with(
        &self,
        caller: &Caller,
        (library, id): (&Library, &str),
        how: &Publishing,
        forms: bool,
    ) -> Result<PublishedNow, AppError> {
        let Some(compiled) = notice::compile(library, id).compiled else {
            return refused(format!(
                "The notice {id} does not compile: run `casement notice check` and mend what it says"
            ));
        };
        let compiled = Arc::new(compiled);
        let held_back = own_policies(&compiled, &how.policies)?;
        match (&how.proof, how.unproved.trim()) {
            (Some(proof), _) => {
                if let Some(why) = proof.lacks(&compiled) {
                    return refused(format!("The proof does not prove this notice: {why}"));
                }
            }
            (None, "") => {
                return refused(
                    "There is no proof of this notice. Make one with `casement-prove FILE --out PROOF` and give it with \
                     --proof, or say with --unproved why it is published without"
                        .to_owned(),
                );
            }
            (None, _) => {}
        }
        if compiled.is_draft() && !how.draft {
            return refused(format!(
                "The notice is a draft: {} things in it are assumed. Have them confirmed (`casement notice check` lists \
                 them), or publish it as a draft with --draft; its page then says so",
                compiled.assumptions.len()
            ));
        }
        let source = bundle(library, id, how)?;
        let (who, how, library) = (disclosure::actor(caller), how.clone(), library.clone());
        self.act(caller, "publish notice", move |tx, inner| {
            if let Some(why) = crate::destinations::misplaced(tx, &compiled)? {
                return refused(format!("{why}: enter under Destinations where it is now, or change the notice"));
            }
            let mut now = version(tx, inner, &compiled, &source, (&how, &who))?;
            now.held_back.clone_from(&held_back);
            if forms {
                now.forms = crate::forms::publish(tx, inner, now.id, &library, &who)?;
            }
            Ok(now)
        })
    }
}

/// Writes the version down, if it is new.
fn version(
    tx: &mut Tx<'_>,
    inner: &Inner,
    compiled: &Compiled,
    source: &str,
    (how, who): (&Publishing, &str),
) -> Result<PublishedNow, AppError> {
    let done = |id, new, changes| PublishedNow { id, new, changes, held_back: Vec::new(), forms: 0 };
    if let Some(same) = tx.notice_version_named(&compiled.id, &compiled.version)? {
        let policies = &inner.published(tx, same.id)?.policies;
        if same.hash == compiled.hash && *policies == how.policies {
            return Ok(done(same.id, false, None));
        }
        return refused(format!(
            "Version {} of {} is published with another text or other policies: raise the version",
            compiled.version, compiled.id
        ));
    }
    let before = match tx.versions_of(&compiled.id)?.first() {
        Some(id) => Some(inner.published(tx, *id)?),
        None => None,
    };
    if before.is_some() {
        crate::taken_over::name_each(tx, inner, &compiled.id)?;
    }
    let changes = before.map(|before| compared(&before, compiled, how)).transpose()?;
    let now = tx.now();
    let row = NoticeVersion {
        id: NoticeVersionId::new(now, tx.entropy()),
        notice_id: compiled.id.clone(),
        version: compiled.version.clone(),
        title: compiled.title.clone(),
        source: source.to_owned(),
        hash: compiled.hash.to_vec(),
        draft: compiled.is_draft(),
        effective_on: compiled.effective,
        published_at: now,
    };
    tx.publish_notice(&row)?;
    let ground = match &how.proof {
        Some(proof) => format!("proved by {}", proof.solver),
        None => format!("without proof: {}", how.unproved.trim()),
    };
    note(tx, who, Action::Publish, &format!("{}@{}, {ground}", row.notice_id, row.version))?;
    inner.notices.keep(Arc::new(Published::from_bundle(row.id, &row.source)?));
    Ok(done(row.id, true, changes))
}
