//! What is held besides the sections: entries, documents, messages, what came in.

use super::gather::{CopyPassage, Gathering, Words};
use super::marks::Whose;
use crate::actor::Actor;
use crate::error::AppError;
use crate::messages::class_of;
use crate::papers::{Answer, Words as PaperWords};
use ::rights::{Mark, Part};
use casework::SectionContent;
use casework::document::as_read;
use casework::happening::{kind, kind_words, task_words};
use disclosure::{Ask, Disclosed, EntryHead, OpenError, Recorded, Sealed};
use kernel::{AccountId, EntryId, PersonId, Timestamp, london_date};
use ledger::Action;
use messages::Filled;
use notice::model::{Act, CategoryIx};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use sharing::share::code_words;
use store::{
    AgendaItem, DocumentState, Happening, Inbound, InboundPart, Meeting, Message, PaperPart, PaperState, Tx,
    message_place,
};

/// What is the same of most passages.
pub(super) struct Of<'a> {
    pub(super) part: Part,
    pub(super) category: &'a str,
    pub(super) heading: String,
    pub(super) label: String,
    pub(super) when: String,
    pub(super) by: String,
    pub(super) marks: Vec<Mark>,
}

impl Gathering<'_> {
    pub(super) fn add(&mut self, place: &str, of: Of<'_>, text: impl Into<Words>) {
        let mut marks = of.marks;
        if matches!(self.whose, Whose::Member(_)) && !marks.contains(&Mark::OtherPerson) {
            marks.push(Mark::OtherPerson);
        }
        let passage = CopyPassage {
            place: self.place(place),
            case: self.case(),
            part: of.part,
            category: of.category.to_owned(),
            heading: of.heading,
            label: of.label,
            when: of.when,
            source: None,
            by: of.by,
            text: text.into(),
            marks,
            document: None,
        };
        self.push(passage);
    }
    pub(super) fn author(&self, tx: &mut Tx<'_>, by: Option<AccountId>) -> Result<String, AppError> {
        match by {
            Some(account) => self.inner.account_name(tx, account),
            None => Ok("the system".to_owned()),
        }
    }
    /// Something of a person of its own: a referral that came in, a request. Decided by itself, as the record is.
    pub(super) fn apart(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        (person, category): (PersonId, CategoryIx),
        detail: &str,
    ) -> Result<Recorded, AppError> {
        let look = self.look;
        let asks = [Ask { category, facts: look.facts(category) }];
        let decision =
            look.notice.gate.decide_in(&look.case.service, person, look.principal, Act::See, look.purpose, &asks);
        let head = EntryHead {
            id: EntryId::new(tx.now(), tx.entropy()),
            at: tx.now(),
            action: Action::Open,
            subjects: look.tag(self.ring),
            detail: detail.to_owned(),
        };
        let receipt = tx.append(&decision.to_entry(&look.notice.gate, &actor.caller, head))?;
        Ok(decision.recorded(&receipt))
    }
}

pub(super) fn opened<T: DeserializeOwned>(
    recorded: &Recorded,
    category: CategoryIx,
    place: disclosure::Place,
    sealed: &[u8],
    ring: &sealing::KeyRing,
) -> Result<Option<Disclosed<T>>, AppError> {
    let Some(grant) = recorded.grant(category) else { return Ok(None) };
    match Sealed::<T>::new(place, category, sealed.to_vec()).open(&grant, ring) {
        Ok(content) => Ok(Some(content)),
        Err(OpenError::Erased) => Ok(None),
        Err(e) => Err(AppError::Fault(e.to_string())),
    }
}

pub(super) fn day(at: Timestamp) -> String {
    clocks::date_words(london_date(at))
}

/// A code as words.
pub(super) fn words_of(id: &str) -> String {
    task_words(id)
}

pub(super) fn all_of(content: SectionContent, asked: impl Fn(&str) -> String) -> String {
    let lines = content.fields.iter().filter(|(_, text)| !text.trim().is_empty());
    let many = content.fields.len() > 1;
    let line = |(id, text): (&String, &String)| if many { format!("{}: {text}", asked(id)) } else { text.clone() };
    lines.map(line).collect::<Vec<_>>().join("\n")
}

/// The same of an entry about a document, whose codes are said in words.
fn as_read_of(mut content: SectionContent) -> SectionContent {
    content.fields = content.fields.iter().filter_map(|(id, text)| Some((id.clone(), as_read(id, text)?))).collect();
    content
}

pub(super) fn items(tx: &mut Tx<'_>, at: &mut Gathering<'_>, items: &[Happening]) -> Result<(), AppError> {
    let warnings = tx.warnings(at.case())?;
    for item in items {
        let asked = |field: &str| {
            let known = kind(&item.kind).and_then(|k| k.asks.iter().find(|a| a.id == field));
            known.map_or_else(|| words_of(field), |a| a.label.to_owned())
        };
        let Some(content) = at.open::<SectionContent>(&item.category, item.place(), &item.sealed)? else { continue };
        let document = item.kind == "document";
        let current = item.superseded_at.is_none();
        let mut marks = Vec::new();
        if item.third_party {
            marks.push(Mark::ThirdParty);
        }
        if item.staff_only {
            marks.push(Mark::StaffOnly);
        }
        if warnings.iter().any(|w| w.id == item.id && w.told_on.is_none()) {
            marks.push(Mark::Untold);
        }
        if matches!(at.whose, Whose::Member(_)) {
            marks.push(Mark::OtherPerson);
        }
        let kept = match (document, current) {
            (true, true) => tx.document(item.id)?.filter(|d| d.state == DocumentState::Kept).map(|d| d.id),
            _ => None,
        };
        let named = kind_words(&item.kind);
        let passage = CopyPassage {
            place: at.place(&format!("i/{}/{}", item.id, item.version)),
            case: at.case(),
            part: if document { Part::Documents } else { Part::Entries },
            category: item.category.clone(),
            heading: at.look.notice.category_label(&item.category),
            label: if current { named.to_owned() } else { format!("{named}, as it was written at first") },
            when: item.happened_at.words(),
            source: None,
            by: at.author(tx, item.author)?,
            text: Words::Opened(content.map(|content| {
                let said = if item.kind.ends_with("document") { as_read_of(content) } else { content };
                all_of(said, asked)
            })),
            marks,
            document: kept,
        };
        at.push(passage);
    }
    Ok(())
}

/// Why the person stood on the agenda of a meeting of agencies, and what became of it. What was said there is among the entries.
pub(super) fn meetings(
    tx: &mut Tx<'_>,
    at: &mut Gathering<'_>,
    agendas: &[(Meeting, AgendaItem)],
) -> Result<(), AppError> {
    for (meeting, item) in agendas {
        let Some(content) = at.open::<SectionContent>(&item.category, item.place(), &item.sealed)? else { continue };
        let outcome = item.outcome.as_deref().and_then(|code| code_words(sharing::meeting::OUTCOMES, code));
        let label = match outcome {
            Some(words) => format!("On the agenda of a meeting of agencies; what became of it: {words}"),
            None => "On the agenda of a meeting of agencies".to_owned(),
        };
        let of = Of {
            part: Part::Entries,
            category: &item.category,
            heading: at.look.notice.category_label(&item.category),
            label,
            when: clocks::date_words(meeting.held_on),
            by: at.author(tx, Some(item.put_by))?,
            marks: Vec::new(),
        };
        at.add(&format!("a/{}", item.id), of, content.map(|content| all_of(content, words_of)));
    }
    Ok(())
}

/// What is sealed of a message.
#[derive(Deserialize)]
struct Sent {
    to: String,
    says: Filled,
}

pub(super) fn messages(tx: &mut Tx<'_>, at: &mut Gathering<'_>, messages: &[Message]) -> Result<(), AppError> {
    let class = class_of(at.case());
    for message in messages {
        let category = message.categories.first().cloned().unwrap_or_else(|| "contact".to_owned());
        let place = message_place(message.id, message.person, &class);
        let Some(sent) = at.open::<Sent>(&category, place, &message.sealed)? else { continue };
        let of = Of {
            part: Part::Messages,
            category: &category,
            heading: format!("Message by {}", message.channel),
            label: if message.sent_at.is_some() { "Sent" } else { "Written and not sent" }.to_owned(),
            when: message.queued_at.words(),
            by: at.author(tx, Some(message.sender))?,
            marks: Vec::new(),
        };
        let text = sent.map(|s| {
            [format!("To: {}", s.to), s.says.subject, s.says.body]
                .into_iter()
                .filter(|t| !t.trim().is_empty())
                .collect::<Vec<_>>()
                .join("\n")
        });
        at.add(&format!("m/{}", message.id), of, text);
    }
    Ok(())
}

/// Papers to be signed, with who signed them or why not.
pub(super) fn papers(tx: &mut Tx<'_>, at: &mut Gathering<'_>, papers: &[store::Paper]) -> Result<(), AppError> {
    for paper in papers {
        let category = paper.categories.last().cloned().unwrap_or_else(|| "contact".to_owned());
        let (label, when) = match (paper.state, paper.settled_at) {
            (PaperState::Signed, Some(at)) => ("Signed", at),
            (PaperState::Declined, Some(at)) => ("Not signed", at),
            _ => ("Written to be signed", paper.made_at),
        };
        let by = at.author(tx, Some(paper.made_by))?;
        let of = |label: &str| Of {
            part: Part::Messages,
            category: &category,
            heading: "Paper to be signed".to_owned(),
            label: label.to_owned(),
            when: when.words(),
            by: by.clone(),
            marks: Vec::new(),
        };
        if let Some(words) = at.open::<PaperWords>(&category, paper.place(PaperPart::Words), &paper.sealed)? {
            let text = words.map(|w| [w.title, w.body, w.agree].join("\n"));
            at.add(&format!("p/{}", paper.id), of(label), text);
        }
        for signer in tx.paper_signers(paper.id)? {
            let Some(sealed) = &signer.answer else { continue };
            let place = paper.place(PaperPart::Answer(signer.place));
            let Some(answer) = at.open::<Answer>(&category, place, sealed)? else { continue };
            let name = if signer.place == 0 { "answer".to_owned() } else { format!("answer-{}", signer.place) };
            at.add(&format!("p/{}/{name}", paper.id), of("What the person wrote below it"), answer.map(|a| a.words));
        }
    }
    Ok(())
}

/// What came in and led to the record. Who referred is held apart: a look of its own, and a passage of its own.
pub(super) fn came_in(
    tx: &mut Tx<'_>,
    actor: &Actor,
    at: &mut Gathering<'_>,
    inbound: &[(Inbound, Vec<InboundPart>)],
) -> Result<(), AppError> {
    for (row, parts) in inbound {
        for part in parts {
            let Some(category) = at.category(&part.category) else { continue };
            let detail = format!("referral {} that came in: {}", row.id, part.part);
            let recorded = at.apart(tx, actor, (part.person, category), &detail)?;
            let content = opened::<SectionContent>(&recorded, category, part.place(), &part.sealed, at.ring)?;
            let Some(content) = content else { continue };
            let referrer = part.part == "referrer";
            let of = Of {
                part: Part::CameIn,
                category: &part.category,
                heading: "Referral that came in".to_owned(),
                label: if referrer { "Who referred" } else { "What it said" }.to_owned(),
                when: row.received_at.words(),
                by: row.body.clone().unwrap_or_default(),
                marks: if referrer { vec![Mark::Referrer] } else { Vec::new() },
            };
            at.add(&format!("r/{}/{}", row.id, part.part), of, content.map(|c| all_of(c, words_of)));
        }
    }
    Ok(())
}
