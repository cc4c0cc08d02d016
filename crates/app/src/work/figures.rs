//! Publishing numbers: counted as any count is, made so that nobody can be reckoned back from them, approved by the data protection
//! officer, and kept apart from the cases, whose end they outlive.

use super::counts::{Counted, SILENT, count};
use crate::App;
use crate::actor::Actor;
use crate::agreements::OFFICER;
use crate::error::AppError;
use crate::login::note;
use casework::counts::anonymised;
use jiff::civil::Date;
use kernel::{AccountId, FigureId, london_date, london_moment};
use ledger::Action;
use notice::model::PurposeInfo;
use notice::source::Form;
pub use store::FigureState;
use store::{Figure, FigureLines};

/// Numbers that are published or are to be, as shown to those who work under the notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FigureLine {
    /// Its id.
    pub id: FigureId,
    /// For which purpose of the notice.
    pub purpose: String,
    /// What was counted.
    pub label: String,
    /// The day on which it was.
    pub counted_on: Date,
    /// Where it stands: `proposed`, `published`, `refused`, `withdrawn`.
    pub state: FigureState,
    /// Who wants or wanted it published.
    pub by: String,
    /// Who decided, and on which day.
    pub decided: Option<(String, Date)>,
    /// Whether the actor may decide.
    pub may_decide: bool,
    /// The answers with their numbers, as they are or would be published.
    pub lines: FigureLines,
    /// All of them.
    pub total: Option<i64>,
}

/// Numbers that everybody can read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicFigure {
    /// Its id.
    pub id: FigureId,
    /// For which purpose of the notice.
    pub purpose: String,
    /// What was counted.
    pub label: String,
    /// The day on which it was.
    pub counted_on: Date,
    /// The answers with their numbers, rounded; none: left out.
    pub lines: FigureLines,
    /// The sum of what is said; none where something is left out.
    pub total: Option<i64>,
}

impl From<Figure> for PublicFigure {
    fn from(figure: Figure) -> Self {
        let Figure { id, purpose, label, counted_on, lines, total, .. } = figure;
        Self { id, purpose, label, counted_on, lines, total }
    }
}

impl App {
    /// The purposes for which the actor's notice has numbers made of people: id and words. A notice that names none publishes none.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn numbers_are_for(&self, actor: &Actor) -> Result<Vec<(String, String)>, AppError> {
        let notices = self.notices_to_open(actor)?;
        let named = notices.iter().flat_map(|n| &n.compiled.purposes).filter(|p| is_numbers(p));
        Ok(named.map(|p| (p.id.clone(), p.label.clone())).collect())
    }

    /// Proposes the answers to a question, counted now over the open cases that exist for the actor, to be published for a purpose for which
    /// the notice has numbers made. What cannot tell of anybody is all that is kept of them.
    ///
    /// # Errors
    /// `NotFound` as [`App::counts`], and for a purpose that wants more than numbers; `Refused` when they would tell of somebody in any form.
    pub fn propose_figure(
        &self,
        actor: &Actor,
        purpose: &str,
        category: &str,
        question: &str,
    ) -> Result<FigureId, AppError> {
        let (actor, purpose) = (actor.clone(), purpose.to_owned());
        let (category, question) = (category.to_owned(), question.to_owned());
        if !actor.is_staff() {
            return Err(AppError::NotFound);
        }
        self.act(&actor.caller.clone(), "propose numbers", move |tx, inner| {
            let notice = inner.latest(tx, &actor.capacity.notice)?.ok_or(AppError::NotFound)?;
            let named = notice.compiled.purposes.iter().find(|p| p.id == purpose && is_numbers(p));
            let named = named.ok_or(AppError::NotFound)?;
            let Counted { label, lines, unanswered, on } = count(tx, inner, &actor, &category, &question)?;
            let numbers: Vec<u64> = lines.iter().map(|(_, n)| *n).collect();
            let fit = anonymised(&numbers, unanswered)
                .map_err(|why| AppError::Refused(format!("These numbers cannot be published: {why}")))?;
            let id = FigureId::new(tx.now(), tx.entropy());
            tx.insert_figure(&Figure {
                id,
                notice_id: actor.capacity.notice.clone(),
                purpose: named.label.clone(),
                statement: named.statement.0.clone(),
                label,
                lines: lines.into_iter().map(|(words, _)| words).chain([SILENT.to_owned()]).zip(fit.lines).collect(),
                total: fit.total.and_then(|n| i64::try_from(n).ok()),
                counted_on: on,
                state: FigureState::Proposed,
                made_by: actor.account,
                // By the moment it could be found which cases were counted, as long as the ledger knows them.
                made_at: london_moment(on, 0, 0).unwrap_or(tx.now()),
                decided_by: None,
                decided_at: None,
            })?;
            note(tx, &disclosure::actor(&actor.caller), Action::Administer, "numbers proposed")?;
            Ok(id)
        })
    }

    /// What is or was proposed and published under the actor's notice.
    ///
    /// # Errors
    /// `NotFound` for a partner.
    pub fn figures(&self, actor: &Actor) -> Result<Vec<FigureLine>, AppError> {
        if !actor.is_staff() {
            return Err(AppError::NotFound);
        }
        let (inner, actor) = (&self.inner, actor.clone());
        self.inner.store.read(&actor.caller.clone(), "numbers to publish", move |tx| {
            let mut shown = Vec::new();
            for figure in tx.figures()?.into_iter().filter(|f| f.notice_id == actor.capacity.notice) {
                let by = inner.account_name(tx, figure.made_by)?;
                let decided = match figure.decided_by.zip(figure.decided_at) {
                    Some((who, at)) => Some((inner.account_name(tx, who)?, london_date(at))),
                    None => None,
                };
                let may_decide = decides(&actor, figure.made_by);
                let Figure { id, purpose, label, counted_on, state, lines, total, .. } = figure;
                shown.push(FigureLine { id, purpose, label, counted_on, state, by, decided, may_decide, lines, total });
            }
            Ok(shown)
        })
    }

    /// Publishes what was proposed (`publish`), refuses it (`refuse`), or takes back what was published (`withdraw`).
    ///
    /// # Errors
    /// `NotFound` for anybody but the data protection officer of its notice, and for what stands otherwise; `Refused` for whoever proposed it.
    pub fn decide_figure(&self, actor: &Actor, id: FigureId, what: &str) -> Result<(), AppError> {
        let (from, to) = match what {
            "publish" => (FigureState::Proposed, FigureState::Published),
            "refuse" => (FigureState::Proposed, FigureState::Refused),
            "withdraw" => (FigureState::Published, FigureState::Withdrawn),
            _ => return Err(AppError::NotFound),
        };
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "decide about numbers", move |tx, _| {
            let figure = tx.figure(id)?.filter(|f| f.notice_id == actor.capacity.notice && f.state == from);
            let figure = figure.filter(|_| actor.capacity.principal == OFFICER).ok_or(AppError::NotFound)?;
            if !decides(&actor, figure.made_by) {
                return Err(AppError::Refused(
                    "Somebody else has to decide about what you proposed yourself".to_owned(),
                ));
            }
            tx.decide_figure(id, from, to, actor.account)?;
            note(tx, &disclosure::actor(&actor.caller), Action::Publish, &format!("numbers {id} {}", to.id()))
        })
    }

    /// What everybody can read, the newest count first.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn published_figures(&self) -> Result<Vec<PublicFigure>, AppError> {
        self.inner.store.read(&self.public(), "published numbers", |tx| {
            let all = tx.figures()?.into_iter().filter(|f| f.state == FigureState::Published);
            Ok(all.map(PublicFigure::from).collect())
        })
    }

    /// One of them.
    ///
    /// # Errors
    /// `NotFound` when it is not published.
    pub fn published_figure(&self, id: FigureId) -> Result<PublicFigure, AppError> {
        self.inner.store.read(&self.public(), "published numbers", |tx| {
            let figure = tx.figure(id)?.filter(|f| f.state == FigureState::Published);
            figure.map(PublicFigure::from).ok_or(AppError::NotFound)
        })
    }
}

/// Whether a purpose is served by numbers, of which nobody can be told.
fn is_numbers(purpose: &PurposeInfo) -> bool {
    matches!(purpose.form, Form::Aggregate | Form::Anonymous)
}

fn decides(actor: &Actor, made_by: AccountId) -> bool {
    actor.capacity.principal == OFFICER && actor.account != made_by
}
