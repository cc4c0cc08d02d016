//! Templates: published as notices are, checked against the notice, every version kept.

use crate::error::AppError;
use crate::login::note;
use crate::notices::Published;
use crate::{App, Inner};
use kernel::Caller;
use ledger::Action;
use messages::{Channel, Checked, Template, check};
use sha2::{Digest, Sha256};
use store::{StoredTemplate, Tx};

/// A template that can be picked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateLine {
    /// Its name.
    pub key: String,
    /// Its version.
    pub version: String,
    /// What it is.
    pub title: String,
    /// By which ways it goes.
    pub channels: Vec<Channel>,
}

impl App {
    /// Publishes a template for the notice that it names. The same version with the same text is left as it is. Answers
    /// whether it is new.
    ///
    /// # Errors
    /// `Refused` when it does not fit the notice (with lines and what to do), or this version was published with another text.
    pub fn publish_template(&self, caller: &Caller, path: &str, source: &str) -> Result<bool, AppError> {
        Ok(self.publish_templates(caller, vec![(path.to_owned(), source.to_owned())])? == 1)
    }

    /// Publishes templates, paths with texts: all that are new, or none if one does not fit. Answers with how many are new.
    ///
    /// # Errors
    /// As [`App::publish_template`].
    pub fn publish_templates(&self, caller: &Caller, files: Vec<(String, String)>) -> Result<usize, AppError> {
        let who = disclosure::actor(caller);
        self.act(caller, "publish templates", move |tx, inner| {
            let mut new = 0;
            for (path, source) in &files {
                new += usize::from(publish(tx, inner, &who, path, source)?);
            }
            Ok(new)
        })
    }
}

fn publish(tx: &mut Tx<'_>, inner: &Inner, who: &str, path: &str, source: &str) -> Result<bool, AppError> {
    let template = Template::parse(path, source).map_err(|e| AppError::Refused(e.to_string()))?;
    let notice = inner.latest(tx, &template.notice)?.ok_or_else(|| {
        AppError::Refused(format!("{path}: the notice `{}` is not published: publish it first", template.notice))
    })?;
    let checked = check(path, template, &notice.compiled).map_err(|e| AppError::Refused(e.to_string()))?;
    let hash = Sha256::digest(source.as_bytes()).to_vec();
    let Template { key, version, notice: notice_id, .. } = checked.template;
    let there = tx.templates(&notice_id)?.into_iter().find(|t| t.key == key && t.version == version);
    if let Some(there) = there {
        if there.hash == hash {
            return Ok(false);
        }
        return Err(AppError::Refused(format!(
            "{path}: version {version} of `{key}` was published with another text: give the new text a new version"
        )));
    }
    let words = format!("template {notice_id}#{key}@{version}");
    let published_at = tx.now();
    let source = source.to_owned();
    tx.insert_template(&StoredTemplate { notice_id, key, version, source, hash, published_at })?;
    note(tx, who, Action::Publish, &words)?;
    Ok(true)
}

/// The newest version of each template of a notice that still fits it.
pub(crate) fn current(tx: &mut Tx<'_>, notice: &Published) -> Result<Vec<Checked>, AppError> {
    let mut found: Vec<Checked> = Vec::new();
    for stored in tx.templates(&notice.compiled.id)? {
        if found.iter().any(|c| c.template.key == stored.key) {
            continue;
        }
        // One that no longer fits a newer notice is not offered; the checker says why when it is published again.
        if let Ok(checked) =
            Template::parse(&stored.key, &stored.source).and_then(|t| check(&stored.key, t, &notice.compiled))
        {
            found.push(checked);
        }
    }
    found.sort_by(|a, b| a.template.title.cmp(&b.template.title));
    Ok(found)
}

/// One of them.
pub(super) fn one(tx: &mut Tx<'_>, notice: &Published, key: &str) -> Result<Checked, AppError> {
    current(tx, notice)?.into_iter().find(|c| c.template.key == key).ok_or(AppError::NotFound)
}

/// What a stored template is called, `appointment@1.0.0`.
pub(crate) fn title_of(tx: &mut Tx<'_>, notice: &Published, name: &str) -> Result<String, AppError> {
    if let Some((party, _)) = crate::consent::permission_of(name) {
        return crate::consent::permission_title(tx, notice, party);
    }
    let (key, version) = name.split_once('@').unwrap_or((name, ""));
    let stored = tx.templates(&notice.compiled.id)?.into_iter().find(|t| t.key == key && t.version == version);
    Ok(stored.and_then(|t| Template::parse(key, &t.source).ok()).map_or_else(|| key.to_owned(), |t| t.title))
}
