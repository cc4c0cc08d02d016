//! Papers on the person's own page: to read, to sign, or to say why not.

use super::PaperState;
use super::Words;
use super::finish::{Represents, Signature, Way, finish};
use super::make::of_case;
use super::view::{file, opened};
use crate::actor::Actor;
use crate::error::AppError;
use crate::look::Look;
use crate::messages::title_of;
use crate::portal::{Me, looks};
use crate::views::Item;
use crate::{App, Inner};
use data_encoding::HEXLOWER;
use disclosure::Disclosed;
use jiff::civil::Date;
use kernel::{CaseId, PaperId, Timestamp, london_date};
use store::{Paper, PaperPart, Tx};

/// A paper that the person is asked to sign, or signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MyPaperLine {
    /// The case.
    pub case: CaseId,
    /// Its id.
    pub id: PaperId,
    /// What it is.
    pub title: String,
    /// Whether it waits to be signed.
    pub waits: bool,
    /// How it stands.
    pub state: PaperState,
    /// When it came.
    pub at: Timestamp,
    /// Until when it can be signed.
    pub until: Option<Date>,
    /// When it was settled.
    pub settled_at: Option<Timestamp>,
}

/// A paper, to be read.
pub struct MyPaper {
    /// Its line.
    pub line: MyPaperLine,
    /// Its text.
    pub says: Item<String>,
    /// What somebody says who signs it.
    pub agree: String,
    /// SHA-256 of what is presented, in hexadecimal.
    pub hash: String,
}

impl App {
    /// The papers of the person: those that wait first. Whoever acts for somebody finds those that tell of what they may see.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn my_papers(&self, me: &Me) -> Result<Vec<MyPaperLine>, AppError> {
        let me = me.clone();
        self.act(&me.caller(self.inner.authority), "own papers", move |tx, inner| {
            let mut all = Vec::new();
            for (_, look) in looks(tx, inner, &me)? {
                for paper in tx.papers_of(look.case.id)? {
                    if shown(&paper) && within(tx, &me, &look, &paper)? {
                        all.push(line(tx, &look, &paper)?);
                    }
                }
            }
            all.sort_by_key(|l| (!l.waits, std::cmp::Reverse(l.at)));
            Ok(all)
        })
    }

    /// A paper, to be read.
    ///
    /// # Errors
    /// `NotFound` when the person has no such paper.
    pub fn my_paper(&self, me: &Me, case: CaseId, id: PaperId) -> Result<MyPaper, AppError> {
        let me = me.clone();
        self.act(&me.caller(self.inner.authority), "own paper", move |tx, inner| {
            let (actor, look, paper) = mine(tx, inner, &me, case, id)?;
            read(tx, (&actor, &look), &paper)
        })
    }

    /// The file of a paper: as it is presented, or as the person signed it.
    ///
    /// # Errors
    /// `NotFound` when the person has no such paper.
    pub fn my_paper_file(&self, me: &Me, case: CaseId, id: PaperId) -> Result<Disclosed<Vec<u8>>, AppError> {
        let me = me.clone();
        self.act(&me.caller(self.inner.authority), "own paper", move |tx, inner| {
            let (actor, look, paper) = mine(tx, inner, &me, case, id)?;
            file(tx, &actor, &look, &paper)
        })
    }

    /// The person signs, or says why not.
    ///
    /// # Errors
    /// `NotFound` when the person has no such paper; `Form` when something is missing; `Refused` when it does not wait any more.
    pub fn sign_my_paper(&self, me: &Me, case: CaseId, id: PaperId, signature: &Signature) -> Result<(), AppError> {
        let (me, signature) = (me.clone(), signature.clone());
        self.act(&me.caller(self.inner.authority), "sign own paper", move |tx, inner| {
            let (actor, look, paper) = mine(tx, inner, &me, case, id)?;
            let account = tx.portal_account(me.account)?.ok_or(AppError::NotFound)?;
            let way = if account.channel == "email" { Way::EmailedCode } else { Way::TextedCode };
            let acts = crate::portal::represents(tx, &account)?;
            let acts = acts.map(|(name, authority)| Represents { name, authority });
            let signature = Signature { heard_by: String::new(), ..signature.clone() };
            finish(tx, inner, (&actor, &look), paper, &signature, way, acts)
        })
    }
}

/// A paper as it is read: decided, and on the ledger.
fn read(tx: &mut Tx<'_>, (actor, look): (&Actor, &Look), paper: &Paper) -> Result<MyPaper, AppError> {
    let words = opened::<Words>(tx, actor, look, paper, (PaperPart::Words, Some(&paper.sealed)), "")?;
    let agree = match &words {
        Item::Released(words) => words.get().agree.clone(),
        _ => String::new(),
    };
    let hash = HEXLOWER.encode(&paper.hash);
    Ok(MyPaper { line: line(tx, look, paper)?, says: words.map(|w| w.as_read()), agree, hash })
}

/// The papers of a case that tell the person of a category, those that wait first. What asks for a permission is none of them.
pub(crate) fn papers_about(
    tx: &mut Tx<'_>,
    me: &Me,
    (actor, look): (&Actor, &Look),
    category: &str,
) -> Result<Vec<MyPaper>, AppError> {
    let mut all = Vec::new();
    for paper in tx.papers_of(look.case.id)? {
        let tells = paper.categories.iter().any(|c| c == category);
        let asks = crate::consent::permission_of(&paper.template).is_some();
        if tells && !asks && shown(&paper) && within(tx, me, look, &paper)? {
            all.push(read(tx, (actor, look), &paper)?);
        }
    }
    all.sort_by_key(|p| (!p.line.waits, std::cmp::Reverse(p.line.at)));
    Ok(all)
}

/// What was called back before it was signed, and what is not sent yet, is not there for the person.
fn shown(paper: &Paper) -> bool {
    paper.sent_at.is_some() && paper.state != PaperState::Cancelled
}

/// Whether somebody who acts for the person may see all that a paper tells, and give what it asks for.
fn within(tx: &mut Tx<'_>, me: &Me, look: &Look, paper: &Paper) -> Result<bool, AppError> {
    if !paper.categories.iter().all(|c| me.covers(c)) {
        return Ok(false);
    }
    let Some((party, purpose)) = crate::consent::permission_of(&paper.template).filter(|_| me.represents) else {
        return Ok(true);
    };
    let asked = crate::consent::lines(tx, look)?;
    let all = |line: &crate::views::ConsentLine| line.category_ids.iter().all(|c| me.covers(c));
    Ok(asked.iter().any(|line| line.party == party && line.purpose == purpose && all(line)))
}

fn line(tx: &mut Tx<'_>, look: &Look, paper: &Paper) -> Result<MyPaperLine, AppError> {
    let over = paper.until_on.is_some_and(|last| last < london_date(tx.now()));
    Ok(MyPaperLine {
        case: look.case.id,
        id: paper.id,
        title: match crate::consent::permission_of(&paper.template) {
            Some((party, _)) => crate::consent::own_title(tx, &look.notice, party)?,
            None => title_of(tx, &look.notice, &paper.template)?,
        },
        waits: look.is_open() && paper.state == PaperState::Open && !over,
        state: paper.state,
        at: paper.sent_at.unwrap_or(paper.made_at),
        until: paper.until_on,
        settled_at: paper.settled_at,
    })
}

fn mine(tx: &mut Tx<'_>, inner: &Inner, me: &Me, case: CaseId, id: PaperId) -> Result<(Actor, Look, Paper), AppError> {
    let (actor, look) =
        looks(tx, inner, me)?.into_iter().find(|(_, look)| look.case.id == case).ok_or(AppError::NotFound)?;
    let paper = of_case(tx, case, id)?;
    if !shown(&paper) || !within(tx, me, &look, &paper)? {
        return Err(AppError::NotFound);
    }
    Ok((actor, look, paper))
}
