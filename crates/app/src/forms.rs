//! Forms of services: published beside their notice, and what was answered shown with the version that asked.

use crate::error::AppError;
use crate::login::note;
use crate::notices::Published;
use crate::{App, Inner};
use casework::FormSpec;
use casework::form::with_earlier;
use kernel::{Caller, FormVersionId, NoticeVersionId};
use ledger::Action;
use notice::Library;
use notice::form::{Form, compile_form, form_of};
use notice::model::{CategoryInfo, FieldInfo};
use sha2::{Digest as _, Sha256};
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use store::{FormVersion, Section, Tx};

/// The forms of one notice version that are in memory, by `service@version`.
#[derive(Default)]
pub struct Forms(RwLock<HashMap<String, Arc<Form>>>);

impl Forms {
    fn get(&self, name: &str) -> Option<Arc<Form>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(name).cloned()
    }
    fn keep(&self, name: String, form: Arc<Form>) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).insert(name, form);
    }
}

/// What sections name a form by.
fn name_of(service: &str, version: &str) -> String {
    format!("{service}@{version}")
}

impl Published {
    /// A form as it is stored, compiled once.
    fn compiled_form(&self, row: &FormVersion) -> Result<Arc<Form>, AppError> {
        let name = name_of(&row.service, &row.version);
        if let Some(known) = self.forms.get(&name) {
            return Ok(known);
        }
        let library = Library::new().with("form.toml", row.source.clone());
        let form = compile_form(&library, "form.toml", &self.compiled)
            .form
            .ok_or_else(|| AppError::Fault(format!("the stored form {name} does not compile")))?;
        let form = Arc::new(form);
        self.forms.keep(name, Arc::clone(&form));
        Ok(form)
    }

    /// The newest form of a service; none: the notice's own fields are its form.
    pub(crate) fn newest_form(&self, tx: &mut Tx<'_>, service: &str) -> Result<Option<Arc<Form>>, AppError> {
        let rows = tx.forms_of(self.version_id)?;
        let of_service = rows.iter().filter(|r| r.service == service);
        let newest = of_service.max_by_key(|r| (r.published_at, numbers(&r.version)));
        newest.map(|row| self.compiled_form(row)).transpose()
    }

    /// Sees to it that the forms under which sections were answered are in memory.
    pub(crate) fn ready_forms(&self, tx: &mut Tx<'_>, sections: &[Section]) -> Result<(), AppError> {
        let missing = |s: &Section| s.form.split(AND).any(|name| !name.is_empty() && self.forms.get(name).is_none());
        if !sections.iter().any(missing) {
            return Ok(());
        }
        for row in tx.forms_of(self.version_id)? {
            self.compiled_form(&row)?;
        }
        Ok(())
    }

    /// A form that is in memory, by what sections name it by.
    pub(crate) fn form_named(&self, name: &str) -> Option<Arc<Form>> {
        self.forms.get(name.split(AND).next().unwrap_or(name))
    }

    /// The questions under which a section was answered: those of its form's version, or the notice's own fields; with those of
    /// earlier forms whose answers it still holds.
    pub(crate) fn questions(&self, info: &CategoryInfo, form: &str) -> Arc<[FieldInfo]> {
        let mut names = form.split(AND);
        let present = self.questions_of_one(info, names.next().unwrap_or_default());
        let earlier: Vec<Arc<[FieldInfo]>> = names.map(|name| self.questions_of_one(info, name)).collect();
        if earlier.is_empty() {
            return present;
        }
        with_earlier(&present, earlier.iter().map(AsRef::as_ref)).into()
    }

    fn questions_of_one(&self, info: &CategoryInfo, form: &str) -> Arc<[FieldInfo]> {
        let asked = if form.is_empty() { None } else { self.forms.get(form) };
        match asked.as_ref().and_then(|f| f.section(&info.id)) {
            Some(section) => Arc::clone(&section.fields),
            None => Arc::clone(&info.fields),
        }
    }
}

/// A version as numbers, to compare.
fn numbers(version: &str) -> Vec<u32> {
    version.split('.').map(|n| n.parse().unwrap_or(0)).collect()
}

/// The form of a category: of the service's form where there is one, of the notice itself where not. A form that leaves a
/// category out does not ask it.
pub(crate) fn spec(info: &CategoryInfo, form: Option<&Form>) -> Option<FormSpec> {
    match form {
        Some(form) => FormSpec::asking(info, form.section(&info.id)?),
        None => FormSpec::of(info),
    }
}

/// What stands between the form that a section is answered under and earlier ones whose answers it still holds.
const AND: char = '|';

/// What a section says of its form where it still holds answers to earlier ones: those of the version before it.
pub(crate) fn pinned_with_earlier(pinned: &str, before: &str) -> String {
    let mut names = vec![pinned];
    names.extend(before.split(AND));
    let mut seen = Vec::new();
    names.retain(|name| {
        !seen.contains(name) && {
            seen.push(*name);
            true
        }
    });
    names.join(&AND.to_string())
}

/// What a section says of the form that it is answered under.
pub(crate) fn pinned(form: Option<&Form>) -> String {
    form.map_or_else(String::new, |f| name_of(&f.service, &f.version))
}

impl App {
    /// Publishes the forms of a notice that a library has, under the newest published version of the notice. Publishing the
    /// very same version of a form again does nothing.
    ///
    /// # Errors
    /// `Refused` when one does not compile, or when its version was published with another text; `NotFound` when the notice
    /// was not published.
    pub fn publish_forms(&self, caller: &Caller, library: &Library, notice_id: &str) -> Result<usize, AppError> {
        let (notice_id, who, library) = (notice_id.to_owned(), disclosure::actor(caller), library.clone());
        self.act(caller, "publish forms", move |tx, inner: &Inner| {
            let newest = tx.versions_of(&notice_id)?.first().copied().ok_or(AppError::NotFound)?;
            publish(tx, inner, newest, &library, &who)
        })
    }
}

/// Publishes the forms that a library has of a notice, under a version of it.
pub(crate) fn publish(
    tx: &mut Tx<'_>,
    inner: &Inner,
    version: NoticeVersionId,
    library: &Library,
    who: &str,
) -> Result<usize, AppError> {
    let notice = inner.published(tx, version)?;
    let texts: Vec<(String, String)> =
        library.forms_of(&notice.compiled.id).into_iter().map(|f| (f.path.clone(), f.text.clone())).collect();
    let known = tx.forms_of(notice.version_id)?;
    for (path, text) in &texts {
        let library = Library::new().with(path.clone(), text.clone());
        let Some(form) = compile_form(&library, path, &notice.compiled).form else {
            return Err(AppError::Refused(format!(
                "The form {path} does not compile: run `casement form check` and mend what it says"
            )));
        };
        let hash = Sha256::digest(text.as_bytes()).to_vec();
        if let Some(same) = known.iter().find(|k| k.service == form.service && k.version == form.version) {
            if same.hash == hash {
                continue;
            }
            return Err(AppError::Refused(format!(
                "Version {} of the form for {} is published with another text: raise the version",
                form.version, form.service
            )));
        }
        debug_assert!(form_of(text).is_some(), "the library knows it for a form");
        let row = FormVersion {
            id: FormVersionId::new(tx.now(), tx.entropy()),
            notice_version: notice.version_id,
            service: form.service.clone(),
            version: form.version.clone(),
            title: form.title.clone(),
            source: text.clone(),
            hash,
            published_at: tx.now(),
        };
        tx.publish_form(&row)?;
        note(tx, who, Action::Publish, &format!("form {}", name_of(&row.service, &row.version)))?;
        notice.compiled_form(&row)?;
    }
    Ok(texts.len())
}
