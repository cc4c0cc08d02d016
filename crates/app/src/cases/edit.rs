//! A section's form, saving it, and its earlier versions.

use super::parts::{
    Standing, Written, as_refs, author, classes, kinds_and_keys, names, notice_line, ring, said_now, said_then,
    with_name, write_section,
};
use crate::actor::Actor;
use crate::cases::Told;
use crate::error::AppError;
use crate::forms::{pinned, pinned_with_earlier, spec};
use crate::look::Look;
use crate::views::{Clash, FormErrors, Item, NoticeLine, SectionVersion};
use crate::work::follow::follow;
use crate::work::marks::follow_marks;
use crate::{App, Inner};
use casework::form::{is_earlier, left_over};
use casework::household::{references, without_references};
use casework::section::Provenance;
use casework::{Came, FieldError, FormSpec, SectionContent, Sure, Typed};
use kernel::{CaseId, MemberPartId, london_date};
use ledger::Action;
use notice::model::{Act, CategoryIx, FieldInfo};
use people::KeyKind;
use store::{CaseState, PersonKey, Section, Tx};

/// How saving a section ended.
pub enum Saved {
    /// It is saved, as this version.
    As(u32),
    /// Somebody else saved meanwhile: both texts, to be put together.
    Clash(Box<Clash>),
}

/// What was sent to be saved.
enum Sent {
    /// By a form.
    Typed(Typed),
    /// By a program.
    Values(SectionContent),
}

/// A section's form with what stands there.
pub struct EditView {
    /// The case's reference.
    pub reference: String,
    /// The person's name.
    pub name: Item<String>,
    /// The notice.
    pub notice: NoticeLine,
    /// The service.
    pub service: String,
    /// The form.
    pub form: FormSpec,
    /// What stands there.
    pub content: Item<SectionContent>,
    /// Its version (0: none yet).
    pub version: u32,
    /// The questions of earlier forms whose answers have no place in this one, and are kept until somebody takes them out.
    pub earlier: Vec<FieldInfo>,
    /// Where data can come from: codes and words.
    pub sources: Vec<(String, String)>,
    /// For what something can have been given: purposes of the notice, with their words.
    pub purposes: Vec<(String, String)>,
}

/// A section's versions.
pub struct HistoryView {
    /// The case's reference.
    pub reference: String,
    /// The person's name.
    pub name: Item<String>,
    /// The notice.
    pub notice: NoticeLine,
    /// The service.
    pub service: String,
    /// The section's name.
    pub label: String,
    /// The versions.
    pub versions: Vec<SectionVersion>,
}

impl App {
    /// A section's form, filled with what stands there (recorded as a disclosure like any other).
    ///
    /// # Errors
    /// `NotFound` when the actor may not both see and record it, or the case is closed.
    pub fn edit(&self, actor: &Actor, case: CaseId, category: &str) -> Result<EditView, AppError> {
        let (actor, category) = (actor.clone(), category.to_owned());
        self.act(&actor.caller.clone(), "edit section", move |tx, inner| {
            let Some(look) = Look::at(tx, inner, &actor, case)? else { return Ok(None) };
            let Some(at) = look.notice.compiled.category(&category) else { return Ok(None) };
            let Some(info) = look.notice.compiled.categories.get(usize::from(at.0)) else { return Ok(None) };
            let newest = look.notice.newest_form(tx, &look.case.service)?;
            let Some(form) = spec(info, newest.as_deref()) else { return Ok(None) };
            let sections = tx.sections(case)?;
            let ring = ring(tx, &look, &sections)?;
            let asked: Vec<CategoryIx> = with_name(&look.notice, at);
            let decision = look.decide(Act::See, &asked);
            let may = decision.releases(at) && look.decide(Act::Record, &[at]).releases(at);
            let recorded = look.record(tx, &actor, decision, Action::Open, &ring, "to edit")?;
            if !may || look.case.state != CaseState::Open {
                return Ok(None);
            }
            let section = sections.iter().find(|s| s.category == category);
            let content = look.content(&recorded, at, section, &ring)?;
            let asked = look.questions(at, section);
            let earlier = match &content {
                Item::Released(content) => left_over(&form, &asked, content.get()),
                _ => Vec::new(),
            };
            Ok(Some(EditView {
                reference: look.case.reference.clone(),
                name: look.name(&recorded, &sections, &ring)?,
                notice: notice_line(&look.notice),
                service: look.notice.service_label(&look.case.service),
                form,
                content,
                version: section.map_or(0, |s| u32::try_from(s.version).unwrap_or(0)),
                earlier,
                sources: look.notice.source_choices(),
                purposes: look.notice.compiled.purposes.iter().map(|p| (p.id.clone(), p.label.clone())).collect(),
            }))
        })?
        .ok_or(AppError::NotFound)
    }

    /// Saves a section: a new version; the old ones stay. `based_on` is the version that the form showed.
    ///
    /// # Errors
    /// `Form` with everything to put right; `NotFound` as [`App::edit`].
    pub fn save(
        &self,
        actor: &Actor,
        case: CaseId,
        category: &str,
        based_on: u32,
        typed: &Typed,
        source: &str,
    ) -> Result<Saved, AppError> {
        self.save_told(actor, case, category, based_on, typed, &Told::by(source))
    }

    /// Saves a section, and says how sure what is new is. What was not changed keeps what was said of it before.
    ///
    /// # Errors
    /// As [`App::save`].
    pub fn save_told(
        &self,
        actor: &Actor,
        case: CaseId,
        category: &str,
        based_on: u32,
        typed: &Typed,
        told: &Told,
    ) -> Result<Saved, AppError> {
        self.save_as(actor, case, category, based_on, Sent::Typed(typed.clone()), told)
    }

    /// Saves a section from values in the form in which a section keeps them, as a program sends them. What is masked and left
    /// out stays as it is.
    ///
    /// # Errors
    /// As [`App::save`]; `Form` also for a field that the form does not have.
    pub fn save_values(
        &self,
        actor: &Actor,
        case: CaseId,
        category: &str,
        based_on: u32,
        values: &SectionContent,
        told: &Told,
    ) -> Result<Saved, AppError> {
        self.save_as(actor, case, category, based_on, Sent::Values(values.clone()), told)
    }

    fn save_as(
        &self,
        actor: &Actor,
        case: CaseId,
        category: &str,
        based_on: u32,
        sent: Sent,
        told: &Told,
    ) -> Result<Saved, AppError> {
        let (actor, category, told) = (actor.clone(), category.to_owned(), told.clone());
        self.act(&actor.caller.clone(), "save section", move |tx, inner| {
            let look = Look::at(tx, inner, &actor, case)?.ok_or(AppError::NotFound)?;
            let at = look.notice.compiled.category(&category).ok_or(AppError::NotFound)?;
            let info = look.notice.compiled.categories.get(usize::from(at.0)).ok_or(AppError::NotFound)?.clone();
            let newest = look.notice.newest_form(tx, &look.case.service)?;
            let form = spec(&info, newest.as_deref()).ok_or(AppError::NotFound)?;
            let decision = look.decide(Act::Record, &[at]);
            if !decision.releases(at) || look.case.state != CaseState::Open {
                return Err(AppError::NotFound);
            }
            let today = london_date(tx.now());
            let wrong = |fields| AppError::Form(FormErrors { fields });
            let told = if actor.is_staff() {
                crate::sources::came_in(tx, &look.notice, &told, today)?
            } else {
                Told { came: Came::default(), ..told.clone() }
            };
            let sections = tx.sections(case)?;
            let standing = sections.iter().find(|s| s.category == category);
            let version = standing.map_or(0, |s| u32::try_from(s.version).unwrap_or(0));
            let old = match standing {
                Some(section) => standing_content(tx, &actor, &look, at, (section, &form))?,
                None => None,
            };
            let opened = old;
            let old = opened.as_ref().map(|old| (old.shown.get(), old.whole.get()));
            let typed = match (&sent, old) {
                (Sent::Typed(typed), Some((shown, _))) => typed.unmasked(&form, shown),
                (Sent::Typed(typed), None) => typed.clone(),
                (Sent::Values(values), _) => {
                    let kept = old.map(|(shown, _)| shown).filter(|_| form.masks());
                    Typed::of_values(&form, values, kept).map_err(wrong)?
                }
            };
            let content = form.read(&typed, today).map_err(wrong)?;
            let taken_out = |id: &str| typed.all("drop-earlier").any(|out| out == id);
            let content = match old {
                Some((_, whole)) => content.with_set_apart(whole, taken_out),
                None => content,
            };
            if version != based_on {
                // Their own text, sent once more: it is saved already.
                if let (Some((shown, whole)), Some(section)) = (old, standing)
                    && section.author == Some(actor.account)
                    && section.source == look.notice.source_for(&actor, &told.source)
                    && content.clone().with_what_was_hidden(whole, shown).fields == whole.fields
                {
                    return Ok(Saved::As(version));
                }
                return clash(tx, inner, &actor, &look, at, &sections).map(|c| Saved::Clash(Box::new(c)));
            }
            let now = said_now(&look.notice, &actor, &told, today);
            // What stands there and is not shown to whoever writes was said before all the same: it is only written on.
            let unseen = match standing {
                Some(section) if old.is_none() => crate::retention::plain(tx, section)?,
                _ => None,
            };
            let parts = unseen.as_ref().map(references).unwrap_or_default();
            let unseen = unseen.map(|whole| without_references(whole, &parts));
            let unseen = unseen.map(|whole| {
                let left = left_over(&form, &look.questions(at, standing), &whole);
                whole.set_apart(&left)
            });
            // Nor is what they are not shown added a second time, row by row; they are not told of it.
            let content = match &unseen {
                Some(whole) => {
                    // Whether there is room is told alike, be what they write there already or not: else it would tell.
                    let there = |question: &str| whole.rows(question).len();
                    let together = |question: &str| (there(question) + content.rows(question).len(), there(question));
                    no_more_than_fit(&form, together, &parts).map_err(wrong)?;
                    without_what_is_there(tx, &look, &form, content, whole, &parts)?
                }
                None => content,
            };
            // What whoever writes is not shown, they do not take out.
            let content = match (old, &unseen) {
                (Some((shown, whole)), _) => content.with_what_was_hidden(whole, shown),
                (None, Some(whole)) => content.with_what_was_hidden(whole, &SectionContent::default()),
                (None, None) => content,
            };
            let before = old.map(|(_, whole)| whole).or(unseen.as_ref());
            let of = |question: &str| (content.rows(question).len(), before.map_or(0, |was| was.rows(question).len()));
            no_more_than_fit(&form, of, &parts).map_err(wrong)?;
            // Whether it is another text than what stands there is told, by what follows from it, to those only who may read that.
            let changed = standing.is_some() && old.is_none_or(|(_, whole)| whole.fields != content.fields);
            let content = attributed(standing, before, content, &now);
            let classes = classes(&look.notice, (look.case.person, look.case.id), &[at]);
            let ring = tx.ring_for_sealing(&as_refs(&classes))?;
            look.record(tx, &actor, decision, Action::Edit, &ring, "")?;
            let pinned = match standing {
                Some(section) if content.given().iter().any(|id| is_earlier(id)) => {
                    pinned_with_earlier(&pinned(newest.as_deref()), &section.form)
                }
                _ => pinned(newest.as_deref()),
            };
            let written = Written { source: &told.source, form: &pinned, standing: opened.as_ref(), unseen: &parts };
            let met = write_section(tx, &look, &ring, at, version + 1, &content, &actor, &written)?;
            follow(tx, &actor, &look, newest.as_deref(), &[(at, &content)], changed)?;
            follow_marks(tx, &look, &[(at, before, &content)])?;
            crate::people::members::settle(tx, inner, &actor, &look, &met)?;
            crate::drafts::sent(tx, &actor, case, &category)?;
            if crate::messages::reach_categories(&look.notice).contains(&at) {
                crate::portal::shut_where_unsafe(tx, inner, case)?;
            }
            if look.notice.well_known.holds_identity(at) {
                let found_by = reindex(tx, &actor, &look, at, &content, &sections)?;
                crate::people::propose(tx, inner, &actor, &look, &found_by)?;
            }
            Ok(Saved::As(version + 1))
        })
    }

    /// Every version of a section, the newest first.
    ///
    /// # Errors
    /// `NotFound` when the section is not released to the actor.
    pub fn section_history(&self, actor: &Actor, case: CaseId, category: &str) -> Result<HistoryView, AppError> {
        let (actor, category) = (actor.clone(), category.to_owned());
        self.act(&actor.caller.clone(), "section history", move |tx, inner| {
            let Some(look) = Look::at(tx, inner, &actor, case)? else { return Ok(None) };
            let Some(at) = look.notice.compiled.category(&category) else { return Ok(None) };
            let Some(info) = look.notice.compiled.categories.get(usize::from(at.0)) else { return Ok(None) };
            let versions = tx.section_history(case, &category)?;
            let latest = tx.sections(case)?;
            let mut ring_for = versions.clone();
            ring_for.extend(latest.iter().cloned());
            let ring = ring(tx, &look, &ring_for)?;
            let decision = look.decide(Act::See, &with_name(&look.notice, at));
            let may = decision.releases(at);
            let recorded = look.record(tx, &actor, decision, Action::Open, &ring, "earlier versions")?;
            if !may {
                return Ok(None);
            }
            let people = names(tx, inner, &versions, None)?;
            let mut lines = Vec::with_capacity(versions.len());
            for section in &versions {
                lines.push(SectionVersion {
                    version: u32::try_from(section.version).unwrap_or(0),
                    recorded: (section.recorded_at, author(section, &people)),
                    fields: look.questions(at, Some(section)),
                    content: look.content(&recorded, at, Some(section), &ring)?,
                });
            }
            Ok(Some(HistoryView {
                reference: look.case.reference.clone(),
                name: look.name(&recorded, &latest, &ring)?,
                notice: notice_line(&look.notice),
                service: look.notice.service_label(&look.case.service),
                label: info.label.clone(),
                versions: lines,
            }))
        })?
        .ok_or(AppError::NotFound)
    }
}

/// Without the rows that stand there already, in a section that whoever writes is not shown. `whole`: what stands there; `parts`: the
/// rows of it that are kept by themselves, which are read here and go nowhere.
fn without_what_is_there(
    tx: &mut Tx<'_>,
    look: &Look,
    form: &FormSpec,
    content: SectionContent,
    whole: &SectionContent,
    parts: &[(String, usize, MemberPartId)],
) -> Result<SectionContent, AppError> {
    let mut kept: Vec<(&str, SectionContent)> = Vec::new();
    for (field, _, id) in parts.iter().filter(|(field, _, _)| !content.rows(field).is_empty()) {
        let part = look.parts.iter().find(|p| p.id == *id);
        if let Some(row) = part.map(|part| crate::people::members::plain(tx, part)).transpose()?.flatten() {
            kept.push((field, row));
        }
    }
    let questions = form.fields.iter().filter(|q| q.rows().is_some());
    Ok(questions.fold(content, |content, question| {
        let mut there = whole.rows(&question.id);
        there.extend(kept.iter().filter(|(field, _)| *field == question.id).map(|(_, row)| row.as_row()));
        content.without_rows_there(&question.id, &there)
    }))
}

/// Rows of whoever writes, and those that they are not shown, are together no more than the question takes: unless there were more
/// before, and no row is added. `rows`: how many there would be of a question, and how many there were.
fn no_more_than_fit(
    form: &FormSpec,
    rows: impl Fn(&str) -> (usize, usize),
    parts: &[(String, usize, MemberPartId)],
) -> Result<(), Vec<FieldError>> {
    let mut wrong = Vec::new();
    for (question, takes) in form.fields.iter().filter_map(|q| Some((q, q.rows()?))) {
        let unseen = parts.iter().filter(|(field, _, _)| *field == question.id).count();
        let (now, before) = rows(&question.id);
        if now + unseen > takes.at_most && now > before {
            let words = format!(
                "{} can hold {} at most, with what stands there: ask somebody who is shown all of it to put some of them together",
                question.label, takes.at_most
            );
            wrong.push(FieldError { input: form.input(question), words });
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong) }
}

/// What is new is said by whoever tells it now; what stood there already keeps what was said of it.
fn attributed(
    standing: Option<&Section>,
    old: Option<&SectionContent>,
    content: SectionContent,
    now: &Provenance,
) -> SectionContent {
    match (standing, old) {
        // In a first text everything is said alike, unless somebody is sure, or unsure, of it.
        (None, _) if now.sure == Sure::Said && now.marking.is_none() && now.came.is_empty() => content,
        (Some(section), Some(old)) => content.attributed(Some((old, &said_then(section))), now),
        _ => content.attributed(None, now),
    }
}

/// What stands there, for who may see it.
fn standing_content(
    tx: &mut Tx<'_>,
    actor: &Actor,
    look: &Look,
    at: CategoryIx,
    (section, form): (&Section, &FormSpec),
) -> Result<Option<Standing>, AppError> {
    let ring = ring(tx, look, std::slice::from_ref(section))?;
    let decision = look.decide(Act::See, &[at]);
    let recorded = look.record(tx, actor, decision, Action::Open, &ring, "to keep who said what")?;
    let whole = look.unseal(&recorded, at, Some(section.place()), section.sealed.clone(), &ring)?;
    let Item::Released(whole) = whole else { return Ok(None) };
    let parts = references(whole.get());
    let (whole, _) = look.with_members(&recorded, at, whole, &ring)?;
    let (shown, _) = look.narrowed(at, section, whole.map_ref(SectionContent::clone));
    // What has no place in the form is kept beside it.
    let left = left_over(form, &look.questions(at, Some(section)), whole.get());
    let (shown, whole) = (shown.map(|c| c.set_apart(&left)), whole.map(|c| c.set_apart(&left)));
    Ok(Some(Standing { shown, whole, parts, recorded, ring }))
}

/// Both texts, when somebody else has saved meanwhile: theirs is disclosed like any other.
fn clash(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    look: &Look,
    at: CategoryIx,
    sections: &[Section],
) -> Result<Clash, AppError> {
    let ring = ring(tx, look, sections)?;
    let decision = look.decide(Act::See, &[at]);
    let recorded = look.record(tx, actor, decision, Action::Open, &ring, "changed meanwhile")?;
    let standing = sections.iter().find(|s| s.category == look.notice.category_id(at));
    let people = names(tx, inner, sections, None)?;
    Ok(Clash {
        theirs: look.content(&recorded, at, standing, &ring)?,
        version: standing.map_or(0, |s| u32::try_from(s.version).unwrap_or(0)),
        recorded: standing.map_or_else(|| (tx.now(), String::new()), |s| (s.recorded_at, author(s, &people))),
    })
}

/// After a change of name, birth or number: the hashes by which the person is found. What the other sections say of them is
/// read for that, by the same decision as for anybody. Answers with those hashes and what each is made of.
fn reindex(
    tx: &mut Tx<'_>,
    actor: &Actor,
    look: &Look,
    changed: CategoryIx,
    content: &SectionContent,
    sections: &[Section],
) -> Result<Vec<(KeyKind, PersonKey)>, AppError> {
    let today = london_date(tx.now());
    let others: Vec<CategoryIx> = look
        .notice
        .all
        .iter()
        .copied()
        .filter(|c| *c != changed && look.notice.well_known.holds_identity(*c))
        .collect();
    let mut contents = Vec::new();
    let mut seen_all = true;
    if !others.is_empty() {
        let ring = ring(tx, look, sections)?;
        let decision = look.decide(Act::See, &others);
        let recorded = look.record(tx, actor, decision, Action::Open, &ring, "for the index")?;
        for category in others {
            let section = sections.iter().find(|s| s.category == look.notice.category_id(category));
            match look.content(&recorded, category, section, &ring)? {
                Item::Released(other) => contents.push((category, other)),
                Item::Withheld(_) => seen_all = false,
                Item::Empty | Item::Erased => {}
            }
        }
    }
    let mut known: Vec<(CategoryIx, &SectionContent)> = contents.iter().map(|(c, other)| (*c, other.get())).collect();
    known.push((changed, content));
    let found_by = kinds_and_keys(tx, &look.notice.well_known.identity_of(&known, today))?;
    let keys: Vec<PersonKey> = found_by.iter().map(|(_, key)| *key).collect();
    // Keys of what this actor cannot see, or of another case of the person, stay: a key that fits no more finds nobody,
    // because whoever is found is compared with what is written.
    if seen_all && tx.cases_of(&[look.case.person])?.len() == 1 {
        tx.replace_person_keys(look.case.person, &keys)?;
    } else {
        tx.add_person_keys(look.case.person, &keys)?;
    }
    Ok(found_by)
}
