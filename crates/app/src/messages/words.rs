//! Making words of a template and the record: what is asked is there, whoever writes may see what it tells, and it may go to the
//! person.

use super::compose::{Sending, contact_of, opened, recipient, writable};
use super::reach::{opened_reach, reach_version};
use super::templates::one;
use crate::Inner;
use crate::actor::Actor;
use crate::error::AppError;
use crate::look::Look;
use crate::views::{FormErrors, Item};
use casework::identifier::{NI_NUMBER_IN_TEXT, has_ni_number};
use casework::{FieldError, SectionContent, Typed};
use disclosure::Disclosed;
use jiff::civil::Date;
use kernel::{CaseId, london_date};
use messages::{Checked, Filled, Values, fill};
use notice::model::{Act, CategoryIx, FieldInfo, Part};
use std::collections::HashMap;
use store::Tx;

/// What is wanted beside the words.
pub(crate) struct Wants {
    /// The person's name.
    pub(crate) named: bool,
    /// The ways to reach the person.
    pub(crate) reach: bool,
}

/// A text made of a template and the record, which the person may be told.
pub(crate) struct Worded {
    pub(crate) look: Look,
    pub(crate) checked: Checked,
    pub(crate) told: Vec<CategoryIx>,
    pub(crate) says: Filled,
    pub(crate) name: Option<String>,
    pub(crate) today: String,
    /// The ways to reach the person, with the version of what says so.
    pub(super) reach: Option<(i32, Disclosed<SectionContent>)>,
}

/// Makes a text of a template: what is asked is there, the actor may see what it tells, and it may go to the person.
pub(crate) fn worded(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    case: CaseId,
    (sending, council): (&Sending, &str),
    wants: Wants,
) -> Result<Worded, AppError> {
    let refused = |words: String| AppError::Refused(words);
    let look = writable(tx, inner, actor, case)?;
    let checked = one(tx, &look.notice, &sending.template)?;
    if !checked.template.channels().any(|c| c == sending.channel) {
        return Err(AppError::NotFound);
    }
    let mut errors = FormErrors::default();
    for (name, ask) in &checked.template.asks {
        let input = format!("ask.{name}");
        if !ask.optional && sending.typed.first(&input).trim().is_empty() {
            errors.fields.push(FieldError { words: format!("Enter: {}", lower_first(&ask.label)), input });
        } else if has_ni_number(sending.typed.first(&input)) {
            errors.fields.push(FieldError { words: format!("{}: {NI_NUMBER_IN_TEXT}", ask.label), input });
        }
    }
    if !errors.fields.is_empty() {
        return Err(AppError::Form(errors));
    }
    let mut told = checked.categories(&look.notice.compiled, sending.channel);
    let no_name = || refused("The forms of this service hold no name of the person".to_owned());
    let named = if wants.named { Some(look.notice.well_known.name.clone().ok_or_else(no_name)?) } else { None };
    if let Some((category, _)) = named.as_ref().filter(|(category, _)| !told.contains(category)) {
        told.push(*category);
    }
    let mut needed = told.clone();
    let contact = if wants.reach { contact_of(&look.notice)? } else { Vec::new() };
    for category in &contact {
        if !needed.contains(category) {
            needed.push(*category);
        }
    }
    let title = &checked.template.title;
    let see = look.decide(Act::See, &needed);
    if let Some(no) = see.outcomes().iter().find(|o| !o.released) {
        let label = look.notice.category_label(look.notice.category_id(no.category));
        return Err(refused(format!("“{title}” tells something of “{label}”, which you may not see for this purpose")));
    }
    // The person, or whoever it goes to, is asked about as any recipient is.
    let to = recipient(actor, &look.notice.compiled.id, &checked.template.to, &checked.template.purpose);
    let to = Look::even_closed(tx, inner, &to, case)?.ok_or(AppError::NotFound)?;
    if let Some(no) = to.decide(Act::See, &told).outcomes().iter().find(|o| !o.released) {
        let label = look.notice.category_label(look.notice.category_id(no.category));
        let why = to.why(no).reasons.join(" ");
        return Err(refused(format!("Nothing of “{label}” may go to them as things stand. {why}")));
    }
    let sections = tx.sections(case)?;
    look.notice.ready_forms(tx, &sections)?;
    let (_, mut contents) = opened(tx, actor, &look, &sections, &needed, &format!("to write “{title}”"))?;
    let mut record: HashMap<String, HashMap<String, String>> = HashMap::new();
    for (category, item) in &contents {
        if let Item::Released(content) = item {
            let id = look.notice.category_id(*category);
            let questions = look.questions(*category, sections.iter().find(|s| s.category == id));
            record.insert(id.to_owned(), read(content.get(), &questions));
        }
    }
    let given = Given {
        record,
        typed: &sending.typed,
        reference: look.case.reference.clone(),
        council: council.to_owned(),
        officer: actor.name.clone(),
        today: clocks::date_words(london_date(tx.now())),
    };
    let says = fill(&checked.template, sending.channel, &given)
        .map_err(|missing| refused(format!("The record has nothing for {}: fill that in first", missing.join(", "))))?;
    let name = match &named {
        Some((category, field)) => {
            let name = given.record(look.notice.category_id(*category), field).filter(|n| !n.trim().is_empty());
            Some(
                name.ok_or_else(|| refused("There is no name of the person on record: fill that in first".to_owned()))?,
            )
        }
        None => None,
    };
    let reach = match opened_reach(&contact, &mut contents) {
        Item::Released(reach) => Some((reach_version(&look.notice, &sections), reach)),
        _ => None,
    };
    let today = given.today.clone();
    Ok(Worded { look, checked, told, says, name, today, reach })
}

/// The fields of a section, as somebody reads them: dates and codes in words, rows as points of a list.
fn read(content: &SectionContent, questions: &[FieldInfo]) -> HashMap<String, String> {
    let in_words = |field: Option<&FieldInfo>, value: &str| match value.parse::<Date>() {
        Ok(day) if value.len() == 10 => clocks::date_words(day),
        _ => field.map_or_else(|| value.to_owned(), |f| f.words_of(value).to_owned()),
    };
    let of = |id: &str| questions.iter().find(|q| q.id == id);
    let mut all: HashMap<String, String> =
        content.fields.iter().map(|(id, value)| (id.clone(), in_words(of(id), value))).collect();
    for question in questions {
        let Part::Rows(rows) = &question.part else { continue };
        let points: Vec<String> = content
            .rows(&question.id)
            .iter()
            .map(|row| {
                let said = rows.columns.iter().enumerate().filter_map(|(at, column)| {
                    let value = in_words(Some(column), row.get(&column.id).filter(|v| !v.trim().is_empty())?);
                    let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
                    Some(if at == 0 { value } else { format!("{}: {value}", lower_first(&column.label)) })
                });
                format!("- {}", said.collect::<Vec<_>>().join("; "))
            })
            .collect();
        if !points.is_empty() {
            all.insert(question.id.clone(), points.join("\n"));
        }
    }
    all
}

/// The same words, with their first letter small.
pub(crate) fn lower_first(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

struct Given<'t> {
    record: HashMap<String, HashMap<String, String>>,
    typed: &'t Typed,
    reference: String,
    council: String,
    officer: String,
    today: String,
}

impl Values for Given<'_> {
    fn record(&self, category: &str, field: &str) -> Option<String> {
        self.record.get(category)?.get(field).cloned()
    }
    fn ask(&self, name: &str) -> String {
        self.typed.first(&format!("ask.{name}")).to_owned()
    }
    fn reference(&self) -> String {
        self.reference.clone()
    }
    fn council(&self) -> String {
        self.council.clone()
    }
    fn officer(&self) -> String {
        self.officer.clone()
    }
    fn today(&self) -> String {
        self.today.clone()
    }
}
