//! The originator's word: what the police or probation gave goes on only with their agreement. Who agreed, when, of what, to whom,
//! for what and until when is written down; for exactly that, what they gave is shown from the next request on.

use super::send::Part;
use super::ways::may_share;
use super::{Said, refused, write_step};
use crate::App;
use crate::actor::Actor;
use crate::cases::parts::{recipient_name, ring};
use crate::error::AppError;
use crate::look::Look;
use crate::views::{CaseTop, FormErrors, Item};
use crate::work::desk::{Desk, visible};
use casework::{FieldError, SectionContent};
use disclosure::Opener as _;
use jiff::ToSpan as _;
use jiff::civil::Date;
use kernel::{AttachmentId, CaseId, Timestamp};
use ledger::Action;
use notice::model::Act;
use notice::source::SourceRestriction;
use store::{OriginatorWord, Tx};

/// How many days such a word counts at most: it is given for an occasion.
pub const MOST_DAYS: i32 = 366;

/// The word of whoever gave something, as it is typed.
#[derive(Debug, Clone, Default)]
pub struct NewWord {
    /// Of what: a category.
    pub category: String,
    /// Who gave it: a source of the notice.
    pub source: String,
    /// To whom it may go.
    pub party: String,
    /// For what.
    pub purpose: String,
    /// Who agreed: name, rank or role; sealed.
    pub by: String,
    /// Under which reference; sealed.
    pub reference: String,
    /// On which day.
    pub agreed_on: Option<Date>,
    /// The last day on which it counts.
    pub until_on: Option<Date>,
}

/// One, as shown.
pub struct WordLine {
    /// Its id.
    pub id: AttachmentId,
    /// The category, the source, the recipient, the purpose: in words.
    pub what: [String; 4],
    /// When they agreed, and until when it counts.
    pub days: (Date, Date),
    /// Who agreed and under which reference, as the gate allows.
    pub said: Item<SectionContent>,
    /// Who wrote it down, and when.
    pub recorded: (String, Timestamp),
    /// Whether it counts today.
    pub counts: bool,
    /// When it was taken back.
    pub ended_at: Option<Timestamp>,
}

/// What can be chosen: codes and words.
#[derive(Debug, Clone, Default)]
pub struct WordChoices {
    /// Categories that the actor may see.
    pub categories: Vec<(String, String)>,
    /// Sources.
    pub sources: Vec<(String, String)>,
    /// Recipients.
    pub parties: Vec<(String, String)>,
    /// Purposes.
    pub purposes: Vec<(String, String)>,
}

/// The words on a case, and what can be chosen for a new one.
pub struct WordsView {
    /// The head of the page.
    pub top: CaseTop,
    /// The words, the newest first.
    pub lines: Vec<WordLine>,
    /// What originators were asked at their desks, the newest first.
    pub asked: Vec<super::OriginatorAskLine>,
    /// What can be chosen.
    pub choices: WordChoices,
}

pub(super) fn choices(tx: &mut Tx<'_>, look: &Look) -> Result<WordChoices, AppError> {
    let compiled = &look.notice.compiled;
    let decision = look.decide(Act::See, &look.notice.all);
    let mut sources: Vec<(String, String)> = compiled
        .merged
        .source
        .iter()
        .filter(|(id, _)| id.as_str() != "subject")
        .map(|(id, s)| {
            let asks = s.restrictions.contains(&SourceRestriction::OriginatorApproval);
            (!asks, id.clone(), look.notice.source_names(id))
        })
        .collect::<std::collections::BTreeSet<_>>()
        .into_iter()
        .map(|(_, id, words)| (id, words))
        .collect();
    sources.dedup();
    let mut parties: Vec<(String, String)> = compiled
        .merged
        .party
        .iter()
        .filter(|(id, _)| !compiled.merged.notice.controller.contains(id))
        .map(|(id, party)| (id.clone(), party.name.clone()))
        .collect();
    parties
        .extend(tx.enrolments(&compiled.id)?.into_iter().filter(|e| e.holds_on(look.today)).map(|e| (e.body, e.name)));
    parties.sort_by(|a, b| a.1.cmp(&b.1));
    Ok(WordChoices {
        categories: look
            .notice
            .all
            .iter()
            .filter(|c| decision.releases(**c))
            .map(|c| (look.notice.category_id(*c).to_owned(), look.notice.category_label(look.notice.category_id(*c))))
            .collect(),
        sources,
        parties,
        purposes: compiled.purposes.iter().map(|p| (p.id.clone(), p.label.clone())).collect(),
    })
}

fn check(new: &NewWord, choices: &WordChoices, today: Date) -> Result<(Date, Date), AppError> {
    let mut fields = Vec::new();
    let mut wrong = |input: &str, words: &str| {
        fields.push(FieldError { input: input.to_owned(), words: words.to_owned() });
    };
    let has = |list: &[(String, String)], id: &str| list.iter().any(|(known, _)| known == id);
    if !has(&choices.categories, &new.category) {
        wrong("category", "Choose what was given");
    }
    if !has(&choices.sources, &new.source) {
        wrong("source", "Choose who gave it");
    }
    if !has(&choices.parties, &new.party) {
        wrong("party", "Choose to whom it may go");
    }
    if !has(&choices.purposes, &new.purpose) {
        wrong("purpose", "Choose what for");
    }
    if new.by.trim().is_empty() || new.by.len() > 2_000 {
        wrong("by", "Enter who agreed, and as what, in at most 2,000 characters");
    }
    if new.reference.len() > 2_000 {
        wrong("reference", "Write at most 2,000 characters");
    }
    let agreed = new.agreed_on.filter(|on| *on <= today);
    if agreed.is_none() {
        wrong("agreed-day", "Enter the day on which they agreed: today or earlier");
    }
    let most = today.checked_add(MOST_DAYS.days()).unwrap_or(today);
    let until = new.until_on.filter(|on| today <= *on && *on <= most);
    if until.is_none() {
        wrong("until-day", "Enter the last day on which it counts: today or later, within a year");
    }
    match (agreed, until) {
        (Some(agreed), Some(until)) if fields.is_empty() => Ok((agreed, until)),
        _ => Err(AppError::Form(FormErrors { fields })),
    }
}

/// Seals what was said with a word, and writes it down.
pub(super) fn write_word(tx: &mut Tx<'_>, row: &mut OriginatorWord, said: &SectionContent) -> Result<(), AppError> {
    let sealing = tx.ring_for_sealing(&[(row.person, row.record_class.as_str())])?;
    row.sealed = super::sealed(tx, &sealing, &row.place(), said)?;
    Ok(tx.insert_originator_word(row)?)
}

/// The word has ended: whoever was sent something on account of it is shown it no more, and is asked to delete it.
fn tell_of_the_end(tx: &mut Tx<'_>, look: &Look, word: &OriginatorWord) -> Result<(), AppError> {
    let others = tx.originator_words(&[look.case.id], Some(&word.party))?.into_iter().any(|w| {
        w.category == word.category && w.source == word.source && w.purpose == word.purpose && w.counts(look.today)
    });
    if others {
        return Ok(());
    }
    for share in tx.shares(look.case.id)? {
        let theirs = share.party == word.party && share.purpose == word.purpose && share.sent_at.is_some();
        if !theirs || !sent_on_word(tx, share.id, word)? {
            continue;
        }
        super::copies::over_part(tx, look, &share, &word.category)?;
        let said = Said { step: WORD_ENDED, code: None, words: SectionContent::default() };
        write_step(tx, &share, None, said)?;
    }
    Ok(())
}

/// Whether anything of what was sent went on account of a word. The program reads it for this only: it is shown to nobody.
fn sent_on_word(tx: &mut Tx<'_>, share: kernel::ShareId, word: &OriginatorWord) -> Result<bool, AppError> {
    for part in tx.share_parts(share)?.iter().filter(|p| p.category == word.category) {
        let ring = tx.ring(&[(part.person, part.record_class.as_str())])?;
        let plain = match ring.open(&part.place(), &part.sealed) {
            Ok(plain) => plain,
            Err(disclosure::OpenError::Erased) => continue,
            Err(e) => return Err(AppError::Fault(e.to_string())),
        };
        let part: Part = serde_json::from_slice(plain.expose())
            .map_err(|_| AppError::Fault("what was sent cannot be read".to_owned()))?;
        if part.rows.iter().any(|r| r.word.as_deref() == Some(word.source.as_str())) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The step by which a recipient learns that an originator's word has ended.
pub(super) const WORD_ENDED: &str = "word-ended";

impl App {
    /// What originators have agreed to on a case, and what can be written down.
    ///
    /// # Errors
    /// `NotFound` when the actor may record nothing of the case.
    pub fn originator_words(&self, actor: &Actor, case: CaseId) -> Result<WordsView, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "originators", move |tx, inner| {
            let Some(look) = visible(tx, inner, &actor, case)? else { return Ok(None) };
            if may_share(&look, &actor).is_err() {
                return Ok(None);
            }
            let rows = tx.originator_words(&[case], None)?;
            let requests = tx.originator_requests(case)?;
            let kept_in = requests.iter().map(|r| (r.category.as_str(), r.record_class.as_str()));
            let kept_in: Vec<_> =
                kept_in.chain(rows.iter().map(|r| (r.category.as_str(), r.record_class.as_str()))).collect();
            let asked: Vec<_> = look
                .notice
                .all
                .iter()
                .copied()
                .filter(|c| kept_in.iter().any(|(category, _)| *category == look.notice.category_id(*c)))
                .collect();
            let classes: Vec<&str> = kept_in.iter().map(|(_, class)| *class).collect();
            let choices = choices(tx, &look)?;
            let desk = Desk::of(tx, &actor, look, &asked, &classes, (Action::Open, "what originators agreed to"))?;
            let mut lines = Vec::new();
            for row in rows {
                let notice = &desk.look.notice;
                let Some(category) = notice.compiled.category(&row.category) else { continue };
                let said =
                    desk.look.unseal(&desk.recorded, category, Some(row.place()), row.sealed.clone(), &desk.ring)?;
                lines.push(WordLine {
                    id: row.id,
                    what: [
                        notice.category_label(&row.category),
                        notice.source_names(&row.source),
                        recipient_name(tx, notice, &row.party)?,
                        notice.purpose_label(&row.purpose),
                    ],
                    days: (row.agreed_on, row.until_on),
                    said,
                    recorded: (inner.account_name(tx, row.recorded_by)?, row.recorded_at),
                    counts: row.counts(desk.look.today),
                    ended_at: row.ended_at,
                });
            }
            let asked = super::originator_ask::of_case(tx, inner, &desk, requests)?;
            Ok(Some(WordsView { top: desk.top(&actor)?, lines, asked, choices }))
        })?
        .ok_or(AppError::NotFound)
    }

    /// Writes down that whoever gave something agrees that it is passed on. For exactly that it is shown from now on; everything else
    /// that the notice asks for has to be so as well.
    ///
    /// # Errors
    /// `NotFound` when the actor may record nothing of the case; `Form` with everything to put right; `Refused` when it is closed.
    pub fn record_originator_word(&self, actor: &Actor, case: CaseId, new: &NewWord) -> Result<AttachmentId, AppError> {
        let (actor, new) = (actor.clone(), new.clone());
        self.act(&actor.caller.clone(), "record originator", move |tx, inner| {
            let Some(look) = visible(tx, inner, &actor, case)? else { return Ok(None) };
            if may_share(&look, &actor).is_err() {
                return Ok(None);
            }
            if !look.is_open() {
                return refused(super::send::CLOSED);
            }
            let choices = choices(tx, &look)?;
            let (agreed_on, until_on) = check(&new, &choices, look.today)?;
            let category = look.notice.compiled.category(&new.category).ok_or(AppError::NotFound)?;
            let mut row = OriginatorWord {
                id: AttachmentId::new(tx.now(), tx.entropy()),
                case_id: case,
                person: look.case.person,
                category: new.category.clone(),
                source: new.source.clone(),
                party: new.party.clone(),
                purpose: new.purpose.clone(),
                agreed_on,
                until_on,
                recorded_by: actor.account,
                recorded_at: tx.now(),
                ended_at: None,
                record_class: look.notice.class_in(category, case),
                sealed: Vec::new(),
            };
            let said = SectionContent::from_pairs([("who-agreed", new.by.trim()), ("reference", new.reference.trim())]);
            write_word(tx, &mut row, &said)?;
            let keys = ring(tx, &look, &[])?;
            let detail = format!(
                "the originator ({}) agrees that {} goes to {} for {}, until {until_on}",
                row.source, row.category, row.party, row.purpose
            );
            look.record(tx, &actor, look.decide(Act::See, &[category]), Action::Administer, &keys, &detail)?;
            Ok(Some(row.id))
        })?
        .ok_or(AppError::NotFound)
    }

    /// Takes it back: from the next request on nothing is shown on account of it.
    ///
    /// # Errors
    /// `NotFound` when there is none that has not ended, or the actor may record nothing of the case.
    pub fn end_originator_word(&self, actor: &Actor, case: CaseId, id: AttachmentId) -> Result<(), AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "end originator", move |tx, inner| {
            let Some(look) = visible(tx, inner, &actor, case)? else { return Ok(None) };
            if may_share(&look, &actor).is_err() || !tx.end_originator_word(case, id)? {
                return Ok(None);
            }
            let keys = ring(tx, &look, &[])?;
            let detail = format!("the originator's word {id} was taken back");
            look.record(tx, &actor, look.decide(Act::See, &[]), Action::Administer, &keys, &detail)?;
            let ended = tx.originator_words(&[case], None)?.into_iter().find(|w| w.id == id);
            if let Some(word) = ended {
                tell_of_the_end(tx, &look, &word)?;
            }
            Ok(Some(()))
        })?
        .ok_or(AppError::NotFound)
    }
}
