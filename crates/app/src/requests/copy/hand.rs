//! Checking the copy by a second person, and handing it over: once, by whoever answers the request, by a link with a code, or on
//! the person's own page. The disclosure is decided anew and on the ledger before anything leaves.

use super::make::{CopyBytes, SUBJECT, decision_for, may_check, principal_of};
use super::review::for_copy;
use crate::App;
use crate::Inner;
use crate::actor::{Actor, Capacity};
use crate::error::AppError;
use crate::login::note;
use crate::look::Look;
use crate::notices::Published;
use crate::people::linked;
use crate::portal::{Me, REPRESENTATIVE, looks};
use crate::requests::steps::{keep_step, write_step};
use ::rights::{Bundle, StepKind};
use disclosure::{Ask, Disclosed, EntryHead, OpenError, Recorded, Sealed};
use identity::{HandedOut, SecretFor};
use jiff::ToSpan as _;
use kernel::{AccountId, Caller, CopyId, EntryId, PersonId, RequestId, Sensitive, SessionId, Timestamp, london_date};
use ledger::Action;
use notice::model::{Act, CategoryIx, Fact, Facts};
use notice::render::{As, render};
use sealing::{CLASS_SUBJECT, KeyRing};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::Arc;
use store::{RightsCopy, RightsRequest, Tx, copy_class, copy_place};
use subtle::ConstantTimeEq as _;

/// For how many days a link works.
pub const LINK_DAYS: i64 = 7;
/// How many letters and figures the code of a link has.
pub const CODE_LENGTH: usize = 8;
/// How often a wrong code can be tried.
const TRIES: i32 = 5;
/// For how many days a copy is kept after it was handed over: so long can somebody ask what was in it.
const KEPT_AFTER: i32 = 28;
/// The letters of codes: none that is taken for another.
const LETTERS: &[u8; 31] = b"23456789ABCDEFGHJKLMNPQRSTUVWXY";

/// A link that was made. Both are shown once and kept nowhere.
pub struct LinkMade {
    /// The link's secret.
    pub link: HandedOut,
    /// The code, to be told by another way than the link.
    pub code: Sensitive<String>,
}

/// How a copy is handed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Handing {
    /// By whoever answers the request: on paper, on a stick, by secure email.
    ByStaff,
    /// By a link with a code.
    Link,
    /// On the person's own page.
    OwnPage,
}

impl Handing {
    /// Its code.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::ByStaff => "by-staff",
            Self::Link => "link",
            Self::OwnPage => "own-page",
        }
    }
    /// In words, by its code.
    #[must_use]
    pub fn words(id: &str) -> &'static str {
        match id {
            "link" => "by a link with a code",
            "own-page" => "on their own page",
            _ => "by hand",
        }
    }
}

/// What came of following a link.
pub enum HeldCopy {
    /// The copy.
    Here(Box<CopyBytes>),
    /// The code is wrong; so many tries are left.
    WrongCode(i32),
    /// The link does not work any more.
    Over,
    /// Too many links that lead nowhere were tried within a minute.
    TooMany,
}

/// What is kept of a code: its digest with that of its link.
pub(crate) fn code_digest(link: &[u8], code: &str) -> Vec<u8> {
    let typed: String = code.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_uppercase();
    Sha256::new().chain_update(b"casement copy code 1:").chain_update(link).chain_update(typed).finalize().to_vec()
}

/// A new code, to be told by another way than the link.
pub(crate) fn new_code(tx: &mut Tx<'_>) -> String {
    let mut code = String::with_capacity(CODE_LENGTH);
    while code.len() < CODE_LENGTH {
        let mut byte = [0; 1];
        tx.entropy().fill(&mut byte);
        // 248 is the largest multiple of 31 that a byte holds: no letter is likelier than another.
        let [byte] = byte;
        if byte < 248
            && let Some(letter) = LETTERS.get(usize::from(byte) % LETTERS.len())
        {
            code.push(char::from(*letter));
        }
    }
    code
}

/// The newest copy of a request that is not destroyed.
pub(super) fn newest(tx: &mut Tx<'_>, request: RequestId) -> Result<Option<RightsCopy>, AppError> {
    Ok(tx.copies_of(request)?.into_iter().rev().find(|c| c.state != "dropped"))
}

fn there(tx: &mut Tx<'_>, request: RequestId) -> Result<RightsCopy, AppError> {
    newest(tx, request)?.ok_or(AppError::NotFound)
}

/// Opens all parts of a copy with a decision about whoever it is sealed for.
fn open(
    tx: &mut Tx<'_>,
    (request, copy, notice): (&RightsRequest, &RightsCopy, &Published),
    recorded: &Recorded,
) -> Result<CopyBytes, AppError> {
    let class = copy_class(copy.id);
    let ring = tx.ring(&[(request.person, class.as_str())])?;
    let at = notice.category_of_requests()?;
    let Some(grant) = recorded.grant(at) else {
        return Err(AppError::Refused("The notice does not let this copy go to them".to_owned()));
    };
    let mut bundle: Option<Disclosed<Bundle>> = None;
    let mut files = Vec::new();
    for (part, sealed) in tx.copy_parts(copy.id)? {
        let place = copy_place(copy.id, request.person, part);
        if part == 0 {
            bundle = Some(Sealed::<Bundle>::new(place, at, sealed).open(&grant, &ring).map_err(fault)?);
        } else {
            files.push(Sealed::<Vec<u8>>::new(place, at, sealed).open_bytes(&grant, &ring).map_err(fault)?);
        }
    }
    let bundle = bundle.ok_or_else(|| AppError::Refused("This copy is not kept any more: make it again".to_owned()))?;
    let names: Vec<String> = bundle.get().files.iter().map(|f| f.name.clone()).collect();
    Ok(CopyBytes {
        reference: request.reference.clone(),
        bundle,
        files: names.into_iter().zip(files).collect(),
        notice: render(&notice.compiled, As::Print).map_err(|e| AppError::Fault(e.to_string()))?,
    })
}

fn fault(error: OpenError) -> AppError {
    match error {
        OpenError::Erased | OpenError::NoKey => {
            AppError::Refused("This copy is not kept any more: make it again".to_owned())
        }
        other => AppError::Fault(other.to_string()),
    }
}

fn changed() -> AppError {
    AppError::Refused("Something in this copy may not go to them any more: make it again".to_owned())
}

/// The records in a copy, each with the categories of it that are there.
fn within(copy: &RightsCopy) -> BTreeMap<&str, Vec<&str>> {
    let mut records: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (case, category) in copy.scope.iter().filter_map(|s| s.split_once('/')) {
        records.entry(case).or_default().push(category);
    }
    records
}

/// What is said on the ledger of how a copy was handed over.
fn how_it_went(request: &RightsRequest, how: Handing) -> String {
    format!("request {}, {}", request.reference, Handing::words(how.id()))
}

/// Decides about one record in a copy, for whoever the look is of, and puts the disclosure on its ledger.
fn disclose_record(
    tx: &mut Tx<'_>,
    (actor, look): (&Actor, &Look),
    categories: &[&str],
    how: &str,
) -> Result<(), AppError> {
    let ring: KeyRing = tx.ring(&[(look.case.person, CLASS_SUBJECT)])?;
    let asked: Vec<CategoryIx> = categories.iter().filter_map(|c| look.notice.compiled.category(c)).collect();
    let decision = look.decide(Act::See, &asked);
    if asked.len() != categories.len() || decision.outcomes().iter().any(|o| !o.released) {
        return Err(changed());
    }
    look.record(tx, actor, decision, Action::Disclose, &ring, &format!("a copy, {how}"))?;
    Ok(())
}

/// Decides about a copy as a whole, on its own ledger, and opens it with that.
fn disclose_whole(
    tx: &mut Tx<'_>,
    inner: &Inner,
    caller: &Caller,
    (request, copy): (&RightsRequest, &RightsCopy),
    (principal, facts): (&str, Facts),
    how: &str,
) -> Result<CopyBytes, AppError> {
    let notice: Arc<Published> = inner.published(tx, request.notice_version)?;
    let (principal, purpose) = (notice.principal(principal)?, notice.purpose(&copy.purpose)?);
    let ask = Ask { category: notice.category_of_requests()?, facts };
    let decision = notice.gate.decide(request.person, principal, Act::See, purpose, &[ask]);
    let head = EntryHead {
        id: EntryId::new(tx.now(), tx.entropy()),
        at: tx.now(),
        action: Action::Disclose,
        subjects: Vec::new(),
        detail: format!("the copy of {how}"),
    };
    let receipt = tx.append(&decision.to_entry(&notice.gate, caller, head))?;
    let recorded = decision.recorded(&receipt);
    open(tx, (request, copy, &notice), &recorded)
}

/// Decides for the recipient, record by record, and puts the disclosure on the ledger of each; then on that of the copy as a
/// whole, with which it can be opened.
fn disclose(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    (request, copy): (&RightsRequest, &RightsCopy),
    how: Handing,
) -> Result<CopyBytes, AppError> {
    let how = how_it_went(request, how);
    let cases = tx.cases_of_request(request.id)?;
    let mut records = within(copy);
    // Every record in it is decided about here.
    if records.keys().any(|of| !cases.iter().any(|case| case.to_string() == **of)) {
        return Err(changed());
    }
    for case in tx.cases_by_id(&cases)? {
        let Some(categories) = records.remove(case.id.to_string().as_str()) else { continue };
        let to = (copy.recipient.as_str(), copy.purpose.as_str());
        let (look, _) = decision_for(tx, inner, actor, case, to)?.ok_or_else(changed)?;
        disclose_record(tx, (actor, &look), &categories, &how)?;
    }
    let facts = Facts::NONE.with(Fact::Request).with_if(Fact::Linked, copy.recipient != SUBJECT);
    let to = (principal_of(&copy.recipient), facts);
    disclose_whole(tx, inner, &actor.caller, (request, copy), to, &how)
}

/// The same for somebody who acts for the person: each record as the gate lets them see it today, and the ledger says that it went to them.
fn disclose_to_representative(
    tx: &mut Tx<'_>,
    inner: &Inner,
    me: &Me,
    (request, copy): (&RightsRequest, &RightsCopy),
) -> Result<CopyBytes, AppError> {
    let how = how_it_went(request, Handing::OwnPage);
    let mut theirs = looks(tx, inner, me)?;
    for (case, categories) in within(copy) {
        let at = theirs.iter().position(|(_, look)| look.case.id.to_string() == case);
        let (actor, look) = theirs.remove(at.ok_or_else(changed)?);
        disclose_record(tx, (&actor, &look), &categories, &how)?;
    }
    // Their authority, and the second officer who agreed to it, were looked at with each record.
    let facts = [Fact::Request, Fact::Approval, Fact::Linked, Fact::Enrolled];
    let facts = facts.into_iter().fold(Facts::NONE, Facts::with);
    disclose_whole(tx, inner, &me.caller(inner.authority), (request, copy), (REPRESENTATIVE, facts), &how)
}

/// Writes down that it was handed over: from now on nobody else can fetch it.
fn handed(
    tx: &mut Tx<'_>,
    by: Option<AccountId>,
    staff: Option<AccountId>,
    (request, copy): (&RightsRequest, RightsCopy),
    how: Handing,
) -> Result<(), AppError> {
    let today = london_date(tx.now());
    let keep_until = today.checked_add(KEPT_AFTER.days()).map_err(|e| AppError::Fault(e.to_string()))?;
    tx.update_copy(&RightsCopy {
        state: "handed".to_owned(),
        link_hash: None,
        code_hash: None,
        link_until: None,
        handed_at: Some(tx.now()),
        handed_how: Some(how.id().to_owned()),
        handed_by: by,
        keep_until,
        ..copy
    })?;
    keep_step(tx, staff, request, (StepKind::CopyHanded, today), how.id(), "")
}

/// Goes on only with a copy that was checked and not handed over.
fn ready(copy: &RightsCopy) -> Result<(), AppError> {
    let words = match copy.state.as_str() {
        "checked" => return Ok(()),
        "made" => "A second person has to check the copy first",
        "handed" => "The copy was handed over already: make another if it is needed again",
        _ => "There is no copy: make it first",
    };
    Err(AppError::Refused(words.to_owned()))
}

impl App {
    /// The newest copy, to be looked through. Looking at it is on the ledger; it does not hand it over.
    ///
    /// # Errors
    /// `NotFound` when there is none, and for everybody but the data protection officer.
    pub fn copy_to_check(&self, actor: &Actor, id: RequestId) -> Result<CopyBytes, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "look through copy", move |tx, inner| {
            let (opened, _) =
                for_copy(tx, inner, &actor, id, (Act::See, Action::Open, "the copy, to look it through"))?;
            let copy = there(tx, id)?;
            open(tx, (&opened.request, &copy, &opened.notice), opened.recorded())
        })
    }

    /// A second person says that the copy is right, or sends it back with words.
    ///
    /// # Errors
    /// `Refused` when the actor made it or decided about a passage, or there is nothing to check; `Form` when it is sent back
    /// without a word; otherwise as above.
    pub fn check_copy(&self, actor: &Actor, id: RequestId, right: bool, words: &str) -> Result<(), AppError> {
        let (actor, words) = (actor.clone(), words.to_owned());
        self.act(&actor.caller.clone(), "check copy", move |tx, inner| {
            let (opened, _) = for_copy(tx, inner, &actor, id, (Act::Record, Action::Edit, "checked the copy"))?;
            let copy = there(tx, id)?;
            if copy.state != "made" {
                return Err(AppError::Refused("There is no copy that waits to be checked".to_owned()));
            }
            if !may_check(tx, &actor, &copy)? {
                return Err(AppError::Refused(
                    "Somebody else has to check it: you made it, or decided about what goes into it".to_owned(),
                ));
            }
            let today = london_date(tx.now());
            if right {
                tx.update_copy(&RightsCopy {
                    state: "checked".to_owned(),
                    checked_by: Some(actor.account),
                    checked_at: Some(tx.now()),
                    ..copy
                })?;
                return write_step(tx, actor.account, &opened.request, (StepKind::CopyChecked, today), "", &words);
            }
            if words.trim().is_empty() {
                return Err(AppError::field("check-words", "Write down what has to be put right"));
            }
            tx.destroy_copy(copy.id, opened.request.person, "sent back")?;
            write_step(tx, actor.account, &opened.request, (StepKind::CopySentBack, today), "", &words)
        })
    }

    /// Hands the copy over by hand: it is a disclosure to whoever it is for, on the ledger before it leaves. Once.
    ///
    /// # Errors
    /// `Refused` before it was checked, or when it was handed over already; otherwise as above.
    pub fn hand_over_copy(&self, actor: &Actor, id: RequestId) -> Result<CopyBytes, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "hand copy over", move |tx, inner| {
            let (opened, _) = for_copy(tx, inner, &actor, id, (Act::Record, Action::Edit, "handed the copy over"))?;
            let copy = there(tx, id)?;
            ready(&copy)?;
            let bytes = disclose(tx, inner, &actor, (&opened.request, &copy), Handing::ByStaff)?;
            let by = Some(actor.account);
            handed(tx, by, by, (&opened.request, copy), Handing::ByStaff)?;
            Ok(bytes)
        })
    }

    /// Makes a link by which the copy can be fetched once, with a code that is told by another way. An earlier link ends.
    ///
    /// # Errors
    /// As [`App::hand_over_copy`].
    pub fn copy_link(&self, actor: &Actor, id: RequestId) -> Result<LinkMade, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "link to copy", move |tx, inner| {
            for_copy(tx, inner, &actor, id, (Act::Record, Action::Edit, "made a link to the copy"))?;
            let copy = there(tx, id)?;
            ready(&copy)?;
            let link = HandedOut::new(tx.entropy());
            let digest = link.digest(SecretFor::Copy).to_vec();
            let code = new_code(tx);
            tx.update_copy(&RightsCopy {
                code_hash: Some(code_digest(&digest, &code)),
                link_hash: Some(digest),
                link_until: Some(tx.now().plus_seconds(LINK_DAYS * 24 * 3600)),
                link_tries: 0,
                ..copy
            })?;
            Ok(LinkMade { link, code: Sensitive::new(code) })
        })
    }

    /// Fetches the copy that a link leads to, with its code.
    ///
    /// # Errors
    /// `Refused` when something in it may not go to them any more.
    pub fn fetch_copy(&self, link: &HandedOut, code: &Sensitive<String>) -> Result<HeldCopy, AppError> {
        let (digest, code) = (link.digest(SecretFor::Copy).to_vec(), code.clone());
        let caller = self.public();
        // A link that leads nowhere costs no write.
        let inner = &self.inner;
        let nowhere = self.inner.store.read(&caller, "link to copy", {
            let digest = digest.clone();
            move |tx| {
                Ok::<_, AppError>(match live(tx, &digest)? {
                    Some(_) => None,
                    None if inner.dead_links.once_more(tx.now()) => Some(HeldCopy::Over),
                    None => Some(HeldCopy::TooMany),
                })
            }
        })?;
        if let Some(nowhere) = nowhere {
            return Ok(nowhere);
        }
        self.act(&caller.clone(), "fetch copy", move |tx, inner| {
            let Some(copy) = live(tx, &digest)? else { return Ok(HeldCopy::Over) };
            let given = code_digest(&digest, code.expose());
            let right = copy.code_hash.as_ref().is_some_and(|kept| bool::from(kept.ct_eq(&given)));
            if !right {
                let left = TRIES - copy.link_tries - 1;
                let ended = left <= 0;
                tx.update_copy(&RightsCopy {
                    link_tries: copy.link_tries + 1,
                    link_hash: copy.link_hash.clone().filter(|_| !ended),
                    code_hash: copy.code_hash.clone().filter(|_| !ended),
                    ..copy
                })?;
                note(tx, "system:public", Action::LogInFailed, "a wrong code for a copy")?;
                return Ok(if ended { HeldCopy::Over } else { HeldCopy::WrongCode(left) });
            }
            let request = tx.request(copy.request)?.ok_or(AppError::NotFound)?;
            let them = recipient(&caller, copy.made_by, &request, &copy);
            let bytes = disclose(tx, inner, &them, (&request, &copy), Handing::Link)?;
            handed(tx, None, None, (&request, copy), Handing::Link)?;
            Ok(HeldCopy::Here(Box::new(bytes)))
        })
    }

    /// Whether a link still leads to a copy. Says nothing of whose it is.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn copy_link_works(&self, link: &HandedOut) -> Result<bool, AppError> {
        let digest = link.digest(SecretFor::Copy).to_vec();
        self.inner.store.read(&self.public(), "link to copy", move |tx| Ok(live(tx, &digest)?.is_some()))
    }

    /// Fetches a copy on the person's own page.
    ///
    /// # Errors
    /// `NotFound` when there is none for them; `Refused` when something in it may not go to them any more.
    pub fn fetch_my_copy(&self, me: &Me, id: RequestId) -> Result<CopyBytes, AppError> {
        let me = me.clone();
        let caller = me.caller(self.inner.authority);
        self.act(&caller.clone(), "fetch own copy", move |tx, inner| {
            let request = tx.request(id)?.ok_or(AppError::NotFound)?;
            let copy = there(tx, id)?;
            if !is_mine(tx, &me, (&request, &copy))? || copy.state != "checked" {
                return Err(AppError::NotFound);
            }
            let bytes = if me.represents {
                disclose_to_representative(tx, inner, &me, (&request, &copy))?
            } else {
                let them = recipient(&caller, me.account, &request, &copy);
                disclose(tx, inner, &them, (&request, &copy), Handing::OwnPage)?
            };
            handed(tx, Some(me.account), None, (&request, copy), Handing::OwnPage)?;
            Ok(bytes)
        })
    }

    /// Destroys the copies whose last day is over: their bytes and the keys.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn destroy_old_copies(&self) -> Result<usize, AppError> {
        let caller = Caller::system(self.inner.authority, "retention");
        self.act(&caller, "destroy old copies", |tx, _| {
            let today = london_date(tx.now());
            let over = tx.copies_over(today, 100)?;
            for (id, person) in &over {
                destroy(tx, *id, *person)?;
            }
            Ok(over.len())
        })
    }
}

fn destroy(tx: &mut Tx<'_>, id: CopyId, person: PersonId) -> Result<(), AppError> {
    tx.destroy_copy(id, person, "its time is over")?;
    note(tx, "system:retention", Action::Erase, &format!("copy {id}: its time is over"))
}

/// The copy that a link leads to, while it works.
fn live(tx: &mut Tx<'_>, digest: &[u8]) -> Result<Option<RightsCopy>, AppError> {
    let now: Timestamp = tx.now();
    Ok(tx.copy_by_link(digest)?.filter(|c| c.state == "checked" && c.link_until.is_some_and(|until| now < until)))
}

/// Whether a copy is for whoever is logged in on their own page: everything in it is of records of theirs, linked ones too. Whoever acts
/// for somebody fetches what they asked for themselves, if they may see all of the record.
pub(super) fn is_mine(
    tx: &mut Tx<'_>,
    me: &Me,
    (request, copy): (&RightsRequest, &RightsCopy),
) -> Result<bool, AppError> {
    let theirs = !me.represents || (me.scope.is_empty() && request.asked_by == Some(me.account));
    if !theirs || copy.recipient != SUBJECT {
        return Ok(false);
    }
    let people = linked(tx, vec![me.person])?;
    let cases = tx.cases_of_request(copy.request)?;
    let cases = if cases.is_empty() { Vec::new() } else { tx.cases_by_id(&cases)? };
    Ok(!cases.is_empty() && cases.iter().all(|c| people.contains(&c.person)))
}

/// Whoever the copy is for, as the gate knows them.
fn recipient(caller: &Caller, account: AccountId, request: &RightsRequest, copy: &RightsCopy) -> Actor {
    Actor {
        caller: caller.clone(),
        account,
        enrolment: None,
        session: SessionId::from_bytes(*account.as_bytes()),
        name: String::new(),
        capacity: Capacity { notice: request.notice_id.clone(), principal: principal_of(&copy.recipient).to_owned() },
        purpose: copy.purpose.clone(),
        administers: false,
        trained: false,
        bound: true,
    }
}
