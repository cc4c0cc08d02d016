//! Making the copy: what was decided is carried out on everything that is held, and only what is left is sealed, as one thing.
//! What was left out is in no part of it.

use super::about::about;
use super::decide::{Decided, drop_copies, still_open};
use super::gather::{CopyPassage, Gathered, Paper, document_bytes};
use super::review::{Bench, bodies};
use crate::App;
use crate::Inner;
use crate::actor::Actor;
use crate::error::AppError;
use crate::look::{Look, Toward};
use crate::notices::Published;
use crate::requests::contact::controllers;
use crate::requests::steps::write_step;
use ::rights::{
    Bundle, BundleEntry, BundleFile, FORM, Kind, LeftOut, Part, Record, RecordPart, StepKind, exemption, struck,
};
use data_encoding::HEXLOWER;
use disclosure::{Decision, Disclosed};
use jiff::ToSpan as _;
use jiff::civil::Date;
use kernel::{CopyId, RequestId, Timestamp, london_date};
use ledger::Action;
use notice::model::Act;
use sha2::{Digest, Sha256};
use store::{FactKind, RightsCopy, Tx, copy_class, copy_place};

/// For how many days a copy that was not handed over is kept.
const KEPT_DAYS: i32 = 90;
/// How many bytes the documents of a copy have at most.
const LARGEST: usize = 200 * 1024 * 1024;
/// The recipient that is the person in whose name the record is kept.
pub(super) const SUBJECT: &str = "subject";
/// The recipient that is somebody else of a file.
pub(super) const MEMBER: &str = "member";

/// How a copy stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CopyState {
    /// Its id.
    pub id: CopyId,
    /// For whom, in words.
    pub recipient: String,
    /// `made`, `checked`, `handed` or `dropped`.
    pub state: String,
    /// How many things are in it, and how many were left out in whole or in part.
    pub counts: (i32, i32),
    /// The SHA-256 of all of it, in hexadecimal.
    pub sha256: String,
    /// Who made it, and when.
    pub made: (String, Timestamp),
    /// Who checked it, and when.
    pub checked: Option<(String, Timestamp)>,
    /// Until when a link works.
    pub link_until: Option<Timestamp>,
    /// When and how it was handed over: a code.
    pub handed: Option<(Timestamp, String)>,
    /// The last day on which it is kept.
    pub keep_until: Date,
    /// Whether the actor may check it: nobody checks what they made or decided about.
    pub may_check: bool,
}

impl CopyState {
    pub(super) fn of(
        tx: &mut Tx<'_>,
        inner: &Inner,
        notice: &Published,
        actor: &Actor,
        copy: RightsCopy,
    ) -> Result<Self, AppError> {
        let checked = match (copy.checked_by, copy.checked_at) {
            (Some(by), Some(at)) => Some((inner.account_name(tx, by)?, at)),
            _ => None,
        };
        Ok(Self {
            id: copy.id,
            recipient: recipient_words(notice, &copy.recipient),
            counts: (copy.pieces, copy.left_out),
            sha256: HEXLOWER.encode(&copy.hash),
            made: (inner.account_name(tx, copy.made_by)?, copy.made_at),
            checked,
            link_until: copy.link_until.filter(|_| copy.link_hash.is_some()),
            handed: copy.handed_at.map(|at| (at, copy.handed_how.clone().unwrap_or_default())),
            keep_until: copy.keep_until,
            may_check: copy.state == "made" && may_check(tx, actor, &copy)?,
            state: copy.state,
        })
    }
}

/// Nobody checks what they made or decided about.
pub(super) fn may_check(tx: &mut Tx<'_>, actor: &Actor, copy: &RightsCopy) -> Result<bool, AppError> {
    let decided = tx.passages(copy.request)?.iter().any(|p| p.decided_by == actor.account);
    Ok(copy.made_by != actor.account && !decided)
}

pub(super) fn recipient_words(notice: &Published, recipient: &str) -> String {
    match recipient {
        SUBJECT => "The person".to_owned(),
        MEMBER => "Somebody of the file".to_owned(),
        party => notice.principal_label(party),
    }
}

/// What is handed over: the copy, and its documents by their names in it.
pub struct CopyBytes {
    /// The request's reference.
    pub reference: String,
    /// The copy.
    pub bundle: Disclosed<Bundle>,
    /// Its documents.
    pub files: Vec<(String, Disclosed<Vec<u8>>)>,
    /// The notice as it was published, as a page to print.
    pub notice: String,
}

/// The principal that a recipient of a copy is in a notice.
pub(super) fn principal_of(recipient: &str) -> &str {
    if recipient == MEMBER { SUBJECT } else { recipient }
}

/// What the gate says to the recipient about a case, just now.
pub(super) fn decision_for(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    case: store::Case,
    (recipient, purpose): (&str, &str),
) -> Result<Option<(Look, Decision)>, AppError> {
    let notice = inner.published(tx, case.notice_version)?;
    let items: Vec<String> = notice.all.iter().map(|c| format!("{}.*", notice.category_id(*c))).collect();
    let party = principal_of(recipient);
    let mut facts = vec![FactKind::Request.id().to_owned()];
    if party == SUBJECT {
        // What the gate holds back from the person until somebody decides is marked, and no copy is made while a mark waits for a decision.
        facts.push(FactKind::Approval.id().to_owned());
    }
    // A body that looks into something has to do with the person because of that, and of nothing else.
    let linked = party != SUBJECT;
    let to = Toward { party, purpose, facts: &facts, items: &items, linked, enrolled: false, country: None };
    let Some(look) = Look::toward(tx, inner, actor, case, &to)? else { return Ok(None) };
    let decision = look.decide_all(Act::See);
    Ok(Some((look, decision)))
}

/// The copy as it is put together.
struct Making<'a> {
    bench: &'a Bench,
    number: usize,
    left_out: usize,
    reasons: Vec<(&'static str, usize)>,
    other: Vec<(String, usize)>,
    files: Vec<BundleFile>,
    bytes: Vec<Disclosed<Vec<u8>>>,
    size: usize,
    scope: Vec<String>,
}

impl Making<'_> {
    fn count(&mut self, reason: &'static str) {
        self.left_out += 1;
        match self.reasons.iter_mut().find(|(r, _)| *r == reason) {
            Some((_, n)) => *n += 1,
            None => self.reasons.push((reason, 1)),
        }
    }
    fn record(&mut self, tx: &mut Tx<'_>, gathered: &Gathered, decision: &Decision) -> Result<Record, AppError> {
        let mut parts: Vec<RecordPart> = Vec::new();
        for part in Part::ALL {
            let mut entries = Vec::new();
            for passage in gathered.passages.iter().filter(|p| p.part == part) {
                entries.extend(self.entry(tx, gathered, decision, passage)?);
            }
            if !entries.is_empty() {
                parts.push(RecordPart { part, heading: part.words().to_owned(), entries });
            }
        }
        Ok(Record {
            reference: gathered.look.case.reference.clone(),
            service: gathered.look.notice.service_label(&gathered.look.case.service),
            parts,
        })
    }
    fn entry(
        &mut self,
        tx: &mut Tx<'_>,
        gathered: &Gathered,
        decision: &Decision,
        passage: &CopyPassage,
    ) -> Result<Option<BundleEntry>, AppError> {
        let look = &gathered.look;
        let id = if passage.category.is_empty() { look.name_category().unwrap_or_default() } else { &passage.category };
        let category = look.notice.compiled.category(id);
        let outcome = category.and_then(|c| decision.outcome(c));
        let entry = |number: usize, text: Option<String>, left_out: Option<String>| BundleEntry {
            number,
            heading: passage.heading.clone(),
            label: passage.label.clone(),
            text,
            when: passage.when.clone(),
            source: passage.source.clone(),
            left_out,
            file: None,
        };
        let decided = self.bench.decided.get(&passage.place);
        let why = decided.and_then(|d| exemption(&d.reason));
        // Before the gate is asked: what is left out quietly stands nowhere, not even as withheld.
        if let (Some(Decided { shown: false, .. }), Some(why)) = (decided, why) {
            self.count(why.id);
            if why.quiet {
                return Ok(None);
            }
            self.number += 1;
            return Ok(Some(entry(self.number, None, Some(format!("{} ({})", why.words, why.law)))));
        }
        if !outcome.is_some_and(|o| o.released) {
            let why = outcome.map(|o| look.why(o).reasons.join(" ")).unwrap_or_default();
            self.left_out += 1;
            match self.other.iter_mut().find(|(w, _)| *w == why) {
                Some((_, n)) => *n += 1,
                None => self.other.push((why.clone(), 1)),
            }
            self.number += 1;
            return Ok(Some(entry(self.number, None, Some(why))));
        }
        let own = decided.and_then(|d| d.note.as_ref()).map(|n| n.get().struck.clone()).unwrap_or_default();
        let (text, here) = struck(passage.text.get(), &own);
        if here == 0 && !own.is_empty() {
            return Err(AppError::Refused(format!(
                "The words to be struck do not stand in “{}”, “{}”: look at that passage again",
                passage.heading, passage.label
            )));
        }
        let everywhere = self.bench.struck.as_ref().map(|w| w.get().clone()).unwrap_or_default();
        let (text, there) = struck(&text, &everywhere);
        let mut left_out = None;
        if here + there > 0 {
            let why = why.or_else(|| exemption("third-party")).ok_or(AppError::NotFound)?;
            self.count(why.id);
            left_out = (!why.quiet).then(|| format!("Some words: {} ({})", why.words, why.law));
        }
        self.number += 1;
        let mut made = entry(self.number, Some(text.clone()), left_out);
        if let Some((category, id)) = category.map(|c| (c, look.notice.category_id(c)))
            && decision.releases(category)
        {
            let scope = format!("{}/{id}", look.case.id);
            if !self.scope.contains(&scope) {
                self.scope.push(scope);
            }
        }
        if let Some(item) = passage.document
            && let Some(Paper { media, bytes }) = document_bytes(tx, look, &gathered.recorded, item)?
        {
            self.size += bytes.get().len();
            if self.size > LARGEST {
                return Err(AppError::Refused(format!(
                    "The documents are more than {} MB together: leave some out, and hand those over by themselves",
                    LARGEST / 1024 / 1024
                )));
            }
            let ending = files::Media::of(&media).map_or("bin", |m| m.ending);
            let name = format!("documents/{:04}.{ending}", self.number);
            self.files.push(BundleFile {
                name: name.clone(),
                title: text.lines().next().unwrap_or_default().to_owned(),
                media,
                sha256: HEXLOWER.encode(&Sha256::digest(bytes.get())),
                number: self.number,
            });
            self.bytes.push(bytes);
            made.file = Some(name);
        }
        Ok(Some(made))
    }
    /// What was left out, in general terms. Of what the law lets be kept back without a word, no number is given.
    fn summary(&self) -> Vec<LeftOut> {
        let mut all: Vec<LeftOut> = self
            .reasons
            .iter()
            .filter_map(|(id, n)| {
                let why = exemption(id)?;
                let count = (!why.quiet).then_some(*n);
                Some(LeftOut { why: why.words.to_owned(), law: why.law.to_owned(), count })
            })
            .collect();
        all.extend(self.other.iter().map(|(why, n)| LeftOut {
            why: why.clone(),
            law: "The privacy notice".to_owned(),
            count: Some(*n),
        }));
        all
    }
}

impl App {
    /// Makes the copy, for the person, or for a body as [`CopyReview::bodies`](super::CopyReview) names it with its purpose.
    /// What was made before and not handed over is destroyed.
    ///
    /// # Errors
    /// `Refused` with what has to be done first: passages that wait for a decision, words that do not stand where they are to be
    /// struck, documents that are too large; `NotFound` when no copy answers the request, and for everybody but the data
    /// protection officer.
    pub fn make_copy(&self, actor: &Actor, id: RequestId, body: &str) -> Result<CopyId, AppError> {
        let (actor, body) = (actor.clone(), body.to_owned());
        self.act(&actor.caller.clone(), "make copy", move |tx, inner| {
            let bench = Bench::of(tx, inner, &actor, id, (Act::Record, Action::Edit, "made the copy"))?;
            let request = bench.opened.request.clone();
            let refuse = |words: String| Err(AppError::Refused(words));
            still_open(&request)?;
            if bench.gathered.is_empty() {
                return refuse("Say first whose record it is about".to_owned());
            }
            let withheld: Vec<&str> =
                bench.gathered.iter().flat_map(|g| g.withheld.iter().map(String::as_str)).collect();
            if !withheld.is_empty() {
                return refuse(format!(
                    "Some of the record is not released to you ({}): a copy without it would not be whole",
                    withheld.join(", ")
                ));
            }
            let waits = bench.open();
            if waits > 0 {
                let how_many =
                    if waits == 1 { "One passage waits".to_owned() } else { format!("{waits} passages wait") };
                return refuse(format!("{how_many} for a decision: say whether it goes in, and why"));
            }
            let (recipient, purpose) = if bench.kind == Kind::Regulator {
                let known = bodies(&bench.opened).iter().any(|(key, _)| *key == body);
                let Some((party, purpose)) = body.split_once('|').filter(|_| known) else {
                    return Err(AppError::field("body", "Choose for whom the copy is"));
                };
                (party.to_owned(), purpose.to_owned())
            } else {
                let whose = if bench.members.is_empty() { SUBJECT } else { MEMBER };
                (whose.to_owned(), crate::portal::OWN_ACCESS.to_owned())
            };
            let mut making = Making {
                bench: &bench,
                number: 0,
                left_out: 0,
                reasons: Vec::new(),
                other: Vec::new(),
                files: Vec::new(),
                bytes: Vec::new(),
                size: 0,
                scope: Vec::new(),
            };
            let mut records = Vec::new();
            for gathered in &bench.gathered {
                let case = gathered.look.case.clone();
                let Some((_, decision)) = decision_for(tx, inner, &actor, case, (&recipient, &purpose))? else {
                    return refuse("The notice does not know this recipient and purpose".to_owned());
                };
                if decision.releases_nothing() {
                    return refuse("The notice releases nothing of this to them for that purpose".to_owned());
                }
                records.push(making.record(tx, gathered, &decision)?);
            }
            let today = london_date(tx.now());
            let notice = &bench.opened.notice;
            let bundle = Bundle {
                form: FORM.to_owned(),
                reference: request.reference.clone(),
                recipient: recipient_words(notice, &recipient),
                of_a_file: recipient == MEMBER,
                controller: controllers(&notice.compiled).into_iter().map(|(_, n)| n).collect::<Vec<_>>().join(" and "),
                notice: notice.compiled.title.clone(),
                notice_version: notice.gate.notice().at(),
                made_on: today.to_string(),
                about: about(tx, &bench, (&records, &recipient), today)?,
                records,
                files: making.files.clone(),
                left_out: making.summary(),
            };
            let copy = CopyId::new(tx.now(), tx.entropy());
            drop_copies(tx, &request, "another copy took its place")?;
            let plain = serde_json::to_vec(&bundle).map_err(|_| AppError::Fault("not writable".to_owned()))?;
            let mut hash = Sha256::new().chain_update(&plain);
            for bytes in &making.bytes {
                hash.update(bytes.get());
            }
            let keep_until = today.checked_add(KEPT_DAYS.days()).map_err(|e| AppError::Fault(e.to_string()))?;
            tx.insert_copy(&RightsCopy {
                id: copy,
                request: id,
                recipient,
                purpose,
                state: "made".to_owned(),
                scope: making.scope.clone(),
                pieces: i32::try_from(making.number).unwrap_or(i32::MAX),
                left_out: i32::try_from(making.left_out).unwrap_or(i32::MAX),
                hash: hash.finalize().to_vec(),
                made_by: actor.account,
                made_at: tx.now(),
                checked_by: None,
                checked_at: None,
                link_hash: None,
                code_hash: None,
                link_until: None,
                link_tries: 0,
                handed_at: None,
                handed_how: None,
                handed_by: None,
                keep_until,
            })?;
            let class = copy_class(copy);
            let ring = tx.ring_for_sealing(&[(request.person, class.as_str())])?;
            let parts = std::iter::once(plain.as_slice()).chain(making.bytes.iter().map(|b| b.get().as_slice()));
            for (part, bytes) in (0_i32..).zip(parts) {
                let sealed = ring
                    .seal(&copy_place(copy, request.person, part), bytes, tx.entropy())
                    .map_err(|e| AppError::Fault(e.to_string()))?;
                tx.insert_copy_part(copy, request.person, part, &sealed)?;
            }
            write_step(tx, actor.account, &request, (StepKind::CopyMade, today), "", "")?;
            Ok(copy)
        })
    }
}
