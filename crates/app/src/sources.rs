//! What came from somebody else: whether everything is written down that its source asks for, and in words.

use crate::cases::Told;
use crate::error::AppError;
use crate::notices::Published;
use crate::views::FormErrors;
use casework::{Came, FieldError};
use jiff::civil::Date;
use notice::source::SourceAsk;
use store::Tx;

/// What has to be said of something from a source.
fn asks<'n>(notice: &'n Published, source: &str) -> &'n [SourceAsk] {
    notice.compiled.merged.source.get(source).map_or(&[], |s| s.asks.as_slice())
}

/// Whether a whole case can be begun with what came from a source: only where nothing has to be said of each thing.
pub(crate) fn may_begin(notice: &Published, source: &str) -> Result<(), AppError> {
    if asks(notice, source).is_empty() {
        return Ok(());
    }
    let names = notice.source_names(source);
    Err(AppError::field(
        "source",
        &format!(
            "Begin with what the person says. What came from {names} is written into its section afterwards, where it is asked how \
             it came in"
        ),
    ))
}

/// What is told, with how it came in as it is kept.
///
/// # Errors
/// `Form` with everything that its source asks for and is not said, or that makes no sense.
pub(crate) fn came_in(tx: &mut Tx<'_>, notice: &Published, told: &Told, today: Date) -> Result<Told, AppError> {
    let trimmed = |text: &str| text.trim().to_owned();
    let mut came =
        Came { body: trimmed(&told.came.body), reference: trimmed(&told.came.reference), ..told.came.clone() };
    let source = notice.known_source(&told.source);
    let asks = asks(notice, &source);
    let mut fields = came.wrong(asks, today);
    let mut wrong = |input: &str, words: String| fields.push(FieldError { input: input.to_owned(), words });
    if !came.gateway.is_empty() && sharing::gateway::gateway(&came.gateway).is_none() {
        wrong("came-gateway", "Choose the law from the list".to_owned());
    }
    if !came.purpose.is_empty() && notice.compiled.purpose(&came.purpose).is_none() {
        wrong("came-purpose", "Choose what it was given for from the list".to_owned());
    }
    if asks.contains(&SourceAsk::RegisteredBody) && !came.body.is_empty() {
        let known = registered(tx, notice, &source)?;
        match known.iter().find(|name| name.to_lowercase() == came.body.to_lowercase()) {
            Some(name) => came.body.clone_from(name),
            None if known.is_empty() => {
                wrong("came-body", "No body of this kind is on the register yet: have it enrolled first".to_owned())
            }
            None => wrong("came-body", format!("Enter a body that is on the register: {}", known.join(", "))),
        }
    }
    if fields.is_empty() { Ok(Told { came, ..told.clone() }) } else { Err(AppError::Form(FormErrors { fields })) }
}

/// The bodies of a source, by name: those that the notice names, and those that are enrolled.
fn registered(tx: &mut Tx<'_>, notice: &Published, source: &str) -> Result<Vec<String>, AppError> {
    let compiled = &notice.compiled;
    let Some(source) = compiled.merged.source.get(source) else { return Ok(Vec::new()) };
    let party = |id: &String| compiled.merged.party.get(id).map_or_else(|| id.clone(), |p| p.name.clone());
    let enrolled = tx.enrolments(&compiled.id)?;
    let mut names = Vec::new();
    for from in &source.from {
        match from.strip_prefix("class:") {
            Some(class) => {
                names.extend(compiled.merged.class.get(class).into_iter().flat_map(|c| c.members.iter().map(party)));
                names.extend(enrolled.iter().filter(|e| e.class == class).map(|e| e.name.clone()));
            }
            None if from == "subject" => {}
            None => names.push(party(from)),
        }
    }
    names.sort_unstable();
    names.dedup();
    Ok(names)
}

/// How something came in, in words.
pub(crate) fn came_words(notice: &Published, came: &Came) -> String {
    let gateway =
        |id: &str| sharing::gateway::gateway(id).map_or_else(|| id.to_owned(), sharing::gateway::Gateway::words);
    came.words(gateway, |purpose| notice.purpose_label(purpose))
}
