//! What is held about somebody in one record, in all stores, opened with one recorded decision and taken apart into passages:
//! what can be decided about by itself.

use super::marks::Whose;
use super::{around, sections, shared, work};
use crate::Inner;
use crate::actor::Actor;
use crate::cases::parts::recipient_name;
use crate::error::AppError;
use crate::look::Look;
use crate::messages::class_of;
use crate::shares::Silent;
use crate::views::Item;
use ::rights::{Kind, Mark, Part};
use disclosure::{Disclosed, Recorded};
use kernel::{CaseId, ItemId, PersonId, RequestId};
use ledger::Action;
use notice::model::{Act, CategoryIx};
use sealing::{CLASS_SUBJECT, KeyRing};
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use store::{
    AgendaItem, ConsentDetail, ConsentTold, Draft, FactRecord, Happening, Inbound, InboundPart, ItemFilter, Meeting,
    Message, PortalAccount, RetentionDecision, Section, Share, SharePart, ShareStep, Tx,
};

/// How many entries of a record are gathered at most.
const MOST: u32 = 100_000;

/// The tables with sealed words about people that are gathered here, and, of the others, why they are not. A test holds this
/// against the list of all columns.
pub const GATHERED: &[(&str, &str)] = &[
    ("section", ""),
    ("member_part", ""),
    ("case_item", ""),
    ("document_part", ""),
    ("meeting_item", ""),
    ("message", ""),
    ("paper", ""),
    ("paper_signer", ""),
    ("share_part", ""),
    ("share_step", ""),
    ("inbound_part", ""),
    ("consent_detail", ""),
    ("consent_told", ""),
    ("portal_account", ""),
    ("fact_record", ""),
    ("retention_decision", ""),
    ("draft", ""),
    ("rights_request", ""),
    ("rights_step", ""),
    ("outside_request", ""),
    ("case_clock", "the day of birth or death again, which stands in the record"),
    ("share_document", "a copy of a document of the record, which is gathered itself"),
    ("inbound_document", "a document of the record, which is gathered itself, once the referral led to one"),
    ("outside_document", "what another body wrote of its own work: the copy says that it asked, and for what"),
    ("job", "a message on its way, which is gathered as a message; it goes when it is done"),
    ("rights_copy_file", "an earlier copy of the same"),
];

/// What a passage says.
pub enum Words {
    /// What was opened.
    Opened(Disclosed<String>),
    /// What the program itself says of something that stands there in the clear: states, dates, names of bodies.
    Plain(String),
}

impl From<Disclosed<String>> for Words {
    fn from(words: Disclosed<String>) -> Self {
        Self::Opened(words)
    }
}

impl Words {
    /// The words.
    #[must_use]
    pub fn get(&self) -> &str {
        match self {
            Self::Opened(words) => words.get(),
            Self::Plain(words) => words,
        }
    }
}

/// One passage.
pub struct CopyPassage {
    /// Where it stands: ids and codes, nothing that it says.
    pub place: String,
    /// The case.
    pub case: CaseId,
    /// The part of the record.
    pub part: Part,
    /// The category of the notice; empty where it is of none.
    pub category: String,
    /// Its heading.
    pub heading: String,
    /// What it is.
    pub label: String,
    /// When it stood there, or happened.
    pub when: String,
    /// Where it comes from, in words.
    pub source: Option<String>,
    /// By whom it was written: for whoever goes through it.
    pub by: String,
    /// What it says.
    pub text: Words,
    /// Why somebody has to decide about it.
    pub marks: Vec<Mark>,
    /// The document that goes with it.
    pub document: Option<ItemId>,
}

impl CopyPassage {
    /// What it is called in addresses and forms.
    #[must_use]
    pub fn key(&self) -> String {
        key_of(&self.place)
    }
    /// What is proposed for it: the code of an exemption.
    #[must_use]
    pub fn proposed(&self) -> Option<&'static str> {
        self.marks.iter().find_map(|m| m.proposes())
    }
}

/// What a place is called in addresses and forms.
pub(super) fn key_of(place: &str) -> String {
    let hash = Sha256::new().chain_update(b"casement passage 1:").chain_update(place.as_bytes()).finalize();
    data_encoding::HEXLOWER.encode(hash.get(..12).unwrap_or_default())
}

/// All that has to be read of one record, before anything is opened.
struct Held {
    sections: Vec<Section>,
    items: Vec<Happening>,
    messages: Vec<Message>,
    papers: Vec<store::Paper>,
    shares: Vec<(Share, Vec<SharePart>, Vec<ShareStep>)>,
    inbound: Vec<(Inbound, Vec<InboundPart>)>,
    consents: (Vec<ConsentDetail>, Vec<ConsentTold>),
    facts: Vec<FactRecord>,
    decisions: Vec<RetentionDecision>,
    drafts: Vec<Draft>,
    accounts: Vec<PortalAccount>,
    agendas: Vec<(Meeting, AgendaItem)>,
}

impl Held {
    fn of(tx: &mut Tx<'_>, look: &Look) -> Result<Self, AppError> {
        let case = look.case.id;
        let mut sections = Vec::new();
        for &category in &look.notice.all {
            sections.extend(tx.section_history(case, look.notice.category_id(category))?);
        }
        look.notice.ready_forms(tx, &sections)?;
        let mut items = Vec::new();
        for item in tx.items(case, &ItemFilter::default(), MOST)? {
            items.extend(tx.item_history(item.id)?);
        }
        let mut shares = Vec::new();
        for share in tx.shares(case)? {
            let (mut parts, steps) = (tx.share_parts(share.id)?, tx.share_steps(share.id)?);
            parts.extend(tx.share_answers(share.id, look.today)?);
            shares.push((share, parts, steps));
        }
        let mut inbound = Vec::new();
        for row in tx.inbound_of_case(case)? {
            let parts = tx.inbound_parts(row.id)?;
            inbound.push((row, parts));
        }
        Ok(Self {
            sections,
            items,
            shares,
            inbound,
            messages: tx.messages_of(case)?,
            papers: tx.papers_of(case)?,
            consents: (tx.consent_details(case)?, tx.consents_told(case)?),
            facts: tx.fact_history(case)?,
            decisions: tx.retention_decisions(&[case])?,
            drafts: tx.drafts_of_case(case)?,
            accounts: tx.portal_accounts(case)?,
            agendas: tx.agenda_of_case(case)?,
        })
    }

    /// The keys that open all of it.
    fn ring(&self, tx: &mut Tx<'_>, look: &Look) -> Result<KeyRing, AppError> {
        let person = look.case.person;
        let of_messages = class_of(look.case.id);
        let mut keys: Vec<(PersonId, &str)> = vec![(person, CLASS_SUBJECT)];
        keys.extend(self.sections.iter().map(|s| (s.person, s.record_class.as_str())));
        keys.extend(self.items.iter().map(|i| (i.person, i.record_class.as_str())));
        keys.extend(self.messages.iter().map(|m| (m.person, of_messages.as_str())));
        keys.extend(self.papers.iter().map(|p| (p.person, p.record_class.as_str())));
        for (share, parts, steps) in &self.shares {
            keys.push((share.person, share.record_class.as_str()));
            keys.extend(parts.iter().map(|p| (p.person, p.record_class.as_str())));
            keys.extend(steps.iter().map(|s| (s.person, s.record_class.as_str())));
        }
        for (_, parts) in &self.inbound {
            keys.extend(parts.iter().map(|p| (p.person, p.record_class.as_str())));
        }
        keys.extend(self.consents.0.iter().map(|d| (person, d.record_class.as_str())));
        keys.extend(self.consents.1.iter().map(|t| (t.person, t.record_class.as_str())));
        keys.extend(self.facts.iter().map(|f| (f.person, f.record_class.as_str())));
        keys.extend(self.decisions.iter().map(|d| (person, d.class.as_str())));
        keys.extend(self.drafts.iter().map(|d| (d.person, d.record_class.as_str())));
        keys.extend(self.accounts.iter().map(|a| (a.person, a.record_class.as_str())));
        keys.extend(self.agendas.iter().map(|(_, i)| (i.person, i.record_class.as_str())));
        keys.extend(look.member_keys());
        keys.retain(|(_, class)| !class.is_empty());
        keys.sort_unstable();
        keys.dedup();
        Ok(tx.ring(&keys)?)
    }
}

/// A record that is being gathered.
pub(super) struct Gathering<'a> {
    pub(super) inner: &'a Inner,
    pub(super) look: &'a Look,
    pub(super) recorded: &'a Recorded,
    pub(super) ring: &'a KeyRing,
    pub(super) whose: &'a Whose,
    pub(super) out: Vec<CopyPassage>,
    /// The names of whom it is about, and of everybody else whom its rows name.
    pub(super) people: (Vec<String>, Vec<String>),
    /// Whether it is for the regulator.
    regulator: bool,
    /// Bodies to which something went under a discreet selection.
    quiet: Vec<String>,
    /// What the person does not learn of.
    pub(super) silent: Silent,
    /// What the gate did not release to whoever gathers: categories.
    pub(super) withheld: Vec<String>,
}

impl Gathering<'_> {
    pub(super) fn case(&self) -> CaseId {
        self.look.case.id
    }
    /// Whether a body is not named. The regulator is told of all.
    pub(super) fn keeps_quiet(&self, party: &str) -> bool {
        let of = |quiet: &String| quiet == party || quiet.split('/').next() == Some(party);
        !self.regulator && (self.look.notice.is_discreet_body(party) || self.quiet.iter().any(of))
    }
    /// A body, as a copy names it: one that nobody who watches the person may find there is not named.
    pub(super) fn body(&self, tx: &mut Tx<'_>, party: &str) -> Result<String, AppError> {
        if self.keeps_quiet(party) {
            return Ok(crate::seen::UNNAMED.to_owned());
        }
        recipient_name(tx, &self.look.notice, party)
    }
    /// A place in this record.
    pub(super) fn place(&self, rest: &str) -> String {
        format!("{}/{rest}", self.look.case.id)
    }
    /// The category by its id; the one of the name for what has none of its own.
    pub(super) fn category(&self, id: &str) -> Option<CategoryIx> {
        let compiled = &self.look.notice.compiled;
        compiled.category(id).or_else(|| self.look.notice.well_known.name.as_ref().map(|(c, _)| *c))
    }
    /// Something sealed of it, as the decision allows. What is withheld from whoever gathers is written down.
    pub(super) fn open<T: DeserializeOwned>(
        &mut self,
        category: &str,
        place: disclosure::Place,
        sealed: &[u8],
    ) -> Result<Option<Disclosed<T>>, AppError> {
        let Some(at) = self.category(category) else { return Ok(None) };
        match self.look.unseal::<T>(self.recorded, at, Some(place), sealed.to_vec(), self.ring)? {
            Item::Released(content) => Ok(Some(content)),
            Item::Withheld(_) => {
                let label = self.look.notice.category_label(self.look.notice.category_id(at));
                if !self.withheld.contains(&label) {
                    self.withheld.push(label);
                }
                Ok(None)
            }
            Item::Empty | Item::Erased => Ok(None),
        }
    }
    /// What is known without opening anything, if its category was released.
    pub(super) fn plain(&self, category: &str, text: String) -> Option<Words> {
        let at = self.category(category)?;
        self.recorded.decision().releases(at).then_some(Words::Plain(text))
    }
    /// Adds a passage, unless it says nothing.
    pub(super) fn push(&mut self, mut passage: CopyPassage) {
        let notice = &self.look.notice.compiled;
        let limited = notice.category(&passage.category).is_some_and(|c| notice.waits_for_a_decision(c));
        if limited && passage.marks.is_empty() {
            passage.marks.push(Mark::Limited);
        }
        if !passage.text.get().trim().is_empty() || passage.document.is_some() {
            self.out.push(passage);
        }
    }
}

/// What was gathered of one record.
pub(super) struct Gathered {
    pub(super) look: Look,
    /// The decision that it was opened with.
    pub(super) recorded: Recorded,
    pub(super) passages: Vec<CopyPassage>,
    pub(super) people: (Vec<String>, Vec<String>),
    pub(super) withheld: Vec<String>,
}

/// Gathers one record for the officer: the look and what it opened are on the ledger. `None`: it does not exist for them.
pub(super) fn gather(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    (case, request, reference): (CaseId, RequestId, &str),
    whose: &Whose,
) -> Result<Option<Gathered>, AppError> {
    // The request is the reason to look at a closed case.
    let Some(look) = Look::even_closed(tx, inner, actor, case)? else { return Ok(None) };
    let held = Held::of(tx, &look)?;
    let ring = held.ring(tx, &look)?;
    let detail = format!("everything, to answer request {reference}");
    let recorded = look.record(tx, actor, look.decide_all(Act::See), Action::Open, &ring, &detail)?;
    let regulator = tx.request(request)?.is_some_and(|r| r.kind == Kind::Regulator.id());
    let discreet = |share: &&Share| crate::shares::is_discreet(&look.notice, share);
    let quiet = held.shares.iter().map(|(share, ..)| share).filter(discreet).map(|share| share.party.clone()).collect();
    let mut at = Gathering {
        inner,
        regulator,
        quiet,
        silent: Silent::of(tx, &look, |_| false)?,
        look: &look,
        recorded: &recorded,
        ring: &ring,
        whose,
        out: Vec::new(),
        people: (Vec::new(), Vec::new()),
        withheld: Vec::new(),
    };
    sections::gather(tx, &mut at, &held.sections)?;
    around::items(tx, &mut at, &held.items)?;
    around::meetings(tx, &mut at, &held.agendas)?;
    around::messages(tx, &mut at, &held.messages)?;
    around::papers(tx, &mut at, &held.papers)?;
    around::came_in(tx, actor, &mut at, &held.inbound)?;
    shared::consents(tx, &mut at, &held.consents)?;
    shared::shares(tx, &mut at, &held.shares)?;
    work::reasons(tx, &mut at, &held.facts, &held.decisions)?;
    work::work(tx, &mut at, &held.shares, &held.drafts, &held.accounts)?;
    work::requests(tx, actor, &mut at, request)?;
    work::asked_from_outside(tx, actor, &mut at)?;
    work::looked(tx, &mut at)?;
    let (passages, people, withheld) = (at.out, at.people, at.withheld);
    Ok(Some(Gathered { look, recorded, passages, people, withheld }))
}

/// A document that goes with a passage.
pub(super) struct Paper {
    pub(super) media: String,
    pub(super) bytes: Disclosed<Vec<u8>>,
}

/// The bytes of a document, with the key of its own part.
pub(super) fn document_bytes(
    tx: &mut Tx<'_>,
    look: &Look,
    recorded: &Recorded,
    id: ItemId,
) -> Result<Option<Paper>, AppError> {
    let (Some(document), Some((place, sealed))) = (tx.document(id)?, tx.document_part(id, store::Part::Original)?)
    else {
        return Ok(None);
    };
    let Some(entry) = tx.items_by_id(&[id])?.pop() else { return Ok(None) };
    let Some(category) = look.notice.compiled.category(&entry.category) else { return Ok(None) };
    let Some(grant) = recorded.grant(category) else { return Ok(None) };
    let ring = tx.ring(&[(place.subject, place.record_class.as_str())])?;
    match disclosure::Sealed::<Vec<u8>>::new(place, category, sealed).open_bytes(&grant, &ring) {
        Ok(bytes) => Ok(Some(Paper { media: document.media, bytes })),
        Err(disclosure::OpenError::Erased) => Ok(None),
        Err(e) => Err(AppError::Fault(e.to_string())),
    }
}
