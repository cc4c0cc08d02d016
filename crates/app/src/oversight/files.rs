//! Lists that leave in files: at once, or once somebody else has approved it, as the notice says.

use super::{is_one_of, mail_roles};
use crate::App;
use crate::Inner;
use crate::actor::Actor;
use crate::error::AppError;
use crate::login::note;
use crate::outbox::{StaffMail, is_written_to, mail_to_staff};
use jiff::Span;
use jiff::civil::Date;
use kernel::{RegisterId, london_date};
use ledger::Action;
use sharing::share::code_words;
use store::{FileRequest, Tx};

/// What a file is wanted for: codes and words. No words of one's own: these would name people.
pub const FILE_REASONS: &[(&str, &str)] = &[
    ("work", "To work through the list away from the system"),
    ("meeting", "For a meeting or for supervision"),
    ("check", "To check the quality of records, or put them right"),
    ("figures", "For figures or a return"),
    ("request", "To answer a request or a complaint"),
];
/// Up to how many days after it was approved a file can be taken.
const GOOD_DAYS: i64 = 1;
/// So many of those that were decided are shown.
const MOST: u32 = 200;

/// That a list may leave in a file: nobody has to approve it, or somebody did. Only [`App::leave_for_file`] makes one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Leave(());

/// A file that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileLine {
    /// Its id.
    pub id: RegisterId,
    /// Which list: its key.
    pub list: String,
    /// What it is called.
    pub label: String,
    /// What it is narrowed to, as its address says it.
    pub query: String,
    /// What for, in words.
    pub why: String,
    /// Who asked.
    pub by: String,
    /// On which day.
    pub asked_on: Date,
    /// `asked`, `approved`, `refused`, `taken`.
    pub state: String,
    /// Who decided, and on which day.
    pub decided: Option<(String, Date)>,
    /// The last day on which it can be taken, while it can be.
    pub until: Option<Date>,
    /// Whether it was the actor who asked.
    pub own: bool,
    /// Whether the actor may decide.
    pub may_decide: bool,
}

/// How it stands with a list that somebody wants in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileStanding {
    /// Nobody has to approve it.
    Free,
    /// Somebody approved it, and it can be taken until a day.
    Approved(Date),
    /// It was asked for on a day, and waits for one of these.
    Waits(Date, Vec<String>),
    /// It has to be asked for; one of these approves.
    Asks(Vec<String>),
}

/// The files that were asked for under the actor's notice: everybody's for those who approve, one's own for others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilesAsked {
    /// Whether the notice has files approved at all.
    pub approved: bool,
    /// Who approves, in words.
    pub by: Vec<String>,
    /// The files, the newest first.
    pub lines: Vec<FileLine>,
}

/// The roles that approve files of the actor's notice; none: nobody is asked.
fn approvers(tx: &mut Tx<'_>, inner: &Inner, actor: &Actor) -> Result<(Vec<String>, Vec<String>), AppError> {
    let Some(notice) = inner.latest(tx, &actor.capacity.notice)? else { return Ok((Vec::new(), Vec::new())) };
    let roles = notice.compiled.merged.oversight.as_ref().map(|o| o.files_approved_by.clone()).unwrap_or_default();
    let labels = roles.iter().map(|role| notice.principal_label(&format!("role:{role}"))).collect();
    Ok((roles, labels))
}

/// Whether two addresses narrow a list in the same way, in whatever order they say so.
fn same(one: &str, other: &str) -> bool {
    let parts = |query: &str| {
        let mut parts: Vec<String> = query.split('&').map(str::to_owned).collect();
        parts.sort_unstable();
        parts
    };
    parts(one) == parts(other)
}

/// How it stands with one list of the actor's, and by which request it may leave.
fn standing(
    tx: &mut Tx<'_>,
    inner: &Inner,
    actor: &Actor,
    (list, query): (&str, &str),
) -> Result<(FileStanding, Option<FileRequest>), AppError> {
    let (roles, labels) = approvers(tx, inner, actor)?;
    if roles.is_empty() {
        return Ok((FileStanding::Free, None));
    }
    let today = london_date(tx.now());
    let mut waits = None;
    for request in tx.open_file_requests(actor.account, &actor.capacity.notice, list)? {
        if !same(&request.query, query) || request.principal != actor.capacity.principal {
            continue;
        }
        match request.until_on {
            Some(until) if today <= until => return Ok((FileStanding::Approved(until), Some(request))),
            Some(_) => {}
            None => waits = Some(london_date(request.made_at)),
        }
    }
    Ok((waits.map_or_else(|| FileStanding::Asks(labels.clone()), |on| FileStanding::Waits(on, labels.clone())), None))
}

impl App {
    /// How it stands with a list that the actor would take out in a file: `list` is its key, `query` what it is narrowed to.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn file_standing(&self, actor: &Actor, list: &str, query: &str) -> Result<FileStanding, AppError> {
        let (inner, actor, list, query) = (&self.inner, actor.clone(), list.to_owned(), query.to_owned());
        inner.store.read(&actor.caller.clone(), "leave for a file", move |tx| {
            Ok(standing(tx, inner, &actor, (&list, &query))?.0)
        })
    }

    /// Leave for one file of a list. What was approved is used up by it: a second file is asked for anew.
    ///
    /// # Errors
    /// `Refused` when somebody has to approve it and nobody did.
    pub fn leave_for_file(&self, actor: &Actor, list: &str, query: &str) -> Result<Leave, AppError> {
        let (actor, list, query) = (actor.clone(), list.to_owned(), query.to_owned());
        self.act(&actor.caller.clone(), "leave for a file", move |tx, inner| {
            let who = match standing(tx, inner, &actor, (&list, &query))? {
                (FileStanding::Free, _) => return Ok(Leave(())),
                (FileStanding::Approved(_), Some(request)) => {
                    tx.file_taken(request.id)?;
                    let who = disclosure::actor(&actor.caller);
                    note(tx, &who, Action::Export, &format!("file {} taken", request.id))?;
                    return Ok(Leave(()));
                }
                (FileStanding::Waits(_, by) | FileStanding::Asks(by), _) => by,
                (FileStanding::Approved(_), None) => Vec::new(),
            };
            Err(AppError::Refused(format!(
                "This list leaves in a file only once it has been approved: ask {} first",
                who.join(" or ")
            )))
        })
    }

    /// Asks that a list may leave in a file. Those who approve are written to.
    ///
    /// # Errors
    /// `Refused` when nobody has to approve it, or it waits already; `Form` for no such reason.
    pub fn ask_for_file(
        &self,
        actor: &Actor,
        (list, label, query): (&str, &str, &str),
        why: &str,
    ) -> Result<RegisterId, AppError> {
        if !FILE_REASONS.iter().any(|(code, _)| *code == why) {
            return Err(AppError::field("why", "Choose what you need the file for"));
        }
        let (actor, list, label) = (actor.clone(), list.to_owned(), label.to_owned());
        let (query, why) = (query.to_owned(), why.to_owned());
        self.act(&actor.caller.clone(), "ask for a file", move |tx, inner| {
            match standing(tx, inner, &actor, (&list, &query))?.0 {
                FileStanding::Asks(_) => {}
                FileStanding::Free => {
                    return Err(AppError::Refused("Nobody has to approve this file: take it out".to_owned()));
                }
                FileStanding::Waits(..) => {
                    return Err(AppError::Refused("You have asked for this file already, and it waits".to_owned()));
                }
                FileStanding::Approved(_) => {
                    return Err(AppError::Refused("This file is approved: take it out".to_owned()));
                }
            }
            let (roles, _) = approvers(tx, inner, &actor)?;
            let id = RegisterId::new(tx.now(), tx.entropy());
            tx.insert_file_request(&FileRequest {
                id,
                notice_id: actor.capacity.notice.clone(),
                made_by: actor.account,
                principal: actor.capacity.principal.clone(),
                list: list.clone(),
                label: label.clone(),
                query: query.clone(),
                why: why.clone(),
                made_at: tx.now(),
                state: "asked".to_owned(),
                decided_by: None,
                decided_at: None,
                until_on: None,
                taken_at: None,
            })?;
            note(tx, &disclosure::actor(&actor.caller), Action::Export, &format!("file {id} asked for: {list}, {why}"))?;
            let body = "Somebody asks to take a list out in a file.\n\nLog in and look under Files to approve. This message says \
                        nothing about anybody.\n";
            mail_roles(tx, (&actor.capacity.notice, &roles), Some(actor.account), ("A file to approve", body))?;
            Ok(id)
        })
    }

    /// The files that were asked for under the actor's notice: everybody's for those who approve, one's own for others.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn files_asked(&self, actor: &Actor) -> Result<FilesAsked, AppError> {
        let (inner, actor) = (&self.inner, actor.clone());
        inner.store.read(&actor.caller.clone(), "files asked for", move |tx| {
            let (roles, by) = approvers(tx, inner, &actor)?;
            let decides = is_one_of(&actor, &roles);
            let today = london_date(tx.now());
            let mut lines = Vec::new();
            for request in tx.file_requests(&actor.capacity.notice, MOST)? {
                let own = request.made_by == actor.account;
                if !own && !decides {
                    continue;
                }
                let decided = match request.decided_by.zip(request.decided_at) {
                    Some((who, at)) => Some((inner.account_name(tx, who)?, london_date(at))),
                    None => None,
                };
                lines.push(FileLine {
                    id: request.id,
                    by: inner.account_name(tx, request.made_by)?,
                    why: code_words(FILE_REASONS, &request.why).unwrap_or_default().to_owned(),
                    may_decide: decides && !own && request.state == "asked",
                    until: request.until_on.filter(|until| request.state == "approved" && today <= *until),
                    asked_on: london_date(request.made_at),
                    list: request.list,
                    label: request.label,
                    query: request.query,
                    state: request.state,
                    decided,
                    own,
                });
            }
            Ok(FilesAsked { approved: !roles.is_empty(), by, lines })
        })
    }

    /// How many files wait for the actor's approval.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn files_to_approve(&self, actor: &Actor) -> Result<usize, AppError> {
        Ok(self.files_asked(actor)?.lines.iter().filter(|line| line.may_decide).count())
    }

    /// Approves a file, or refuses it. Whoever asked is written to; an approved one can be taken until the end of the next day.
    ///
    /// # Errors
    /// `NotFound` when there is no such request under the actor's notice, or the actor approves none; `Refused` for one's own, and when somebody
    /// decided before.
    pub fn decide_file(&self, actor: &Actor, id: RegisterId, approve: bool) -> Result<(), AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "decide about a file", move |tx, inner| {
            let (roles, _) = approvers(tx, inner, &actor)?;
            let request = tx.file_request(id)?.filter(|r| r.notice_id == actor.capacity.notice);
            let request = request.filter(|_| is_one_of(&actor, &roles)).ok_or(AppError::NotFound)?;
            if request.made_by == actor.account {
                return Err(AppError::Refused("Somebody else has to approve what you asked for".to_owned()));
            }
            if request.state != "asked" {
                return Err(AppError::Refused("Somebody has decided about this file already".to_owned()));
            }
            let until = london_date(tx.now()).saturating_add(Span::new().days(GOOD_DAYS));
            tx.decide_file_request(id, actor.account, approve.then_some(until))?;
            let what = if approve { "approved" } else { "refused" };
            note(tx, &disclosure::actor(&actor.caller), Action::Export, &format!("file {id} {what}"))?;
            if let Some(to) = tx.account(request.made_by)?.filter(is_written_to) {
                let (subject, body) = if approve {
                    (
                        "A file that you asked for is approved",
                        "You can take it out until the end of tomorrow: log in and look under Files.\n",
                    )
                } else {
                    ("A file that you asked for is refused", "Log in and look under Files to see who decided.\n")
                };
                mail_to_staff(tx, &StaffMail { account: to.id, address: &to.username, subject, body })?;
            }
            Ok(())
        })
    }
}
