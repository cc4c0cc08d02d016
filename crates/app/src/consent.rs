//! The person's permission for recipients: asked one by one, recorded with the words that were shown, withdrawn as easily.

use crate::App;
use crate::actor::Actor;
use crate::cases::parts::{recipient_name, ring};
use crate::error::AppError;
use crate::look::Look;
use crate::views::ConsentLine;
use kernel::{CaseId, ConsentId};
use ledger::Action;
use notice::model::{Act, Flow, Who};
use notice::source::Recall;
use sha2::{Digest, Sha256};
use store::{CaseState, Consent, ConsentState, Tx};

/// What the person said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConsentAnswer {
    /// Yes.
    Given,
    /// No.
    Refused,
    /// Not any more.
    Withdrawn,
}

impl ConsentAnswer {
    /// From a form's value.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "given" => Some(Self::Given),
            "refused" => Some(Self::Refused),
            "withdrawn" => Some(Self::Withdrawn),
            _ => None,
        }
    }
    const fn state(self) -> ConsentState {
        match self {
            Self::Given => ConsentState::Given,
            Self::Refused => ConsentState::Refused,
            Self::Withdrawn => ConsentState::Withdrawn,
        }
    }
}

impl App {
    /// Records what the person said about one recipient and purpose. It counts from the next request on.
    ///
    /// # Errors
    /// `NotFound` when the actor may not record anything of this case; `Refused` when the notice asks no consent for this
    /// recipient and purpose, when nothing was given that could be withdrawn, or the case is closed (withdrawing is always
    /// possible).
    pub fn record_consent(
        &self,
        actor: &Actor,
        case: CaseId,
        party: &str,
        purpose: &str,
        answer: ConsentAnswer,
        method: &str,
    ) -> Result<(), AppError> {
        let (actor, party, purpose, method) = (actor.clone(), party.to_owned(), purpose.to_owned(), method.to_owned());
        self.act(&actor.caller.clone(), "record consent", move |tx, inner| {
            let look = Look::at(tx, inner, &actor, case)?.ok_or(AppError::NotFound)?;
            let decision = look.decide_all(Act::Record);
            if !actor.is_staff() || decision.releases_nothing() {
                return Err(AppError::NotFound);
            }
            let lines = lines(tx, &look)?;
            let asked = lines.iter().find(|l| l.party == party && l.purpose == purpose).ok_or_else(|| {
                AppError::Refused("The notice asks no permission for this organisation and purpose".to_owned())
            })?;
            if answer == ConsentAnswer::Withdrawn && asked.state != "given" {
                return Err(AppError::Refused("There is no permission to withdraw: none was given".to_owned()));
            }
            if answer != ConsentAnswer::Withdrawn && look.case.state == CaseState::Closed {
                return Err(AppError::Refused(
                    "The case is closed: open it again to record a new permission".to_owned(),
                ));
            }
            let now = tx.now();
            let before = tx.consents(case)?.into_iter().find(|c| c.party == party && c.purpose == purpose);
            let id = ConsentId::new(now, tx.entropy());
            tx.put_consent(&Consent {
                id,
                case_id: case,
                person: look.case.person,
                party: party.clone(),
                purpose: purpose.clone(),
                categories: asked.category_ids.clone(),
                state: answer.state(),
                explicit: asked.explicit,
                method: method.clone(),
                given_at: match answer {
                    ConsentAnswer::Given => Some(now),
                    _ => before.and_then(|c| c.given_at),
                },
                withdrawn_at: (answer == ConsentAnswer::Withdrawn).then_some(now),
                expires_on: None,
                wording_hash: Sha256::digest(asked.wording().as_bytes()).to_vec(),
                notice_version: look.notice.version_id,
                recorded_by: Some(actor.account),
                recorded_at: now,
                superseded_at: None,
            })?;
            let ring = ring(tx, &look, &[])?;
            let detail = format!("{} for {party}, {purpose}, {method}", answer.state().id());
            look.record(tx, &actor, decision, Action::Consent, &ring, &detail)?;
            Ok(())
        })
    }
}

/// What the notice asks the person's consent for, recipient by recipient, and where each stands on a case. Bodies of open
/// classes are asked about once they work on the case.
pub(crate) fn lines(tx: &mut Tx<'_>, look: &Look) -> Result<Vec<ConsentLine>, AppError> {
    let held = tx.consents(look.case.id)?;
    let linked: Vec<String> = tx.case_parties(&[look.case.id])?.into_iter().map(|p| p.party).collect();
    let compiled = &look.notice.compiled;
    let mut lines: Vec<ConsentLine> = Vec::new();
    for flow in &compiled.flows {
        let Some(need) = &flow.consent else { continue };
        let Some(purpose) = compiled.purposes.get(usize::from(flow.purpose.0)) else { continue };
        let recipients = if need.per_recipient { recipients(look, flow, &linked) } else { vec![String::new()] };
        let categories: Vec<&notice::model::CategoryInfo> =
            flow.categories.iter().filter_map(|c| compiled.categories.get(usize::from(c.0))).collect();
        for party in recipients {
            // One question for a recipient and purpose, however many statements of the notice speak of the two.
            if let Some(line) = lines.iter_mut().find(|l| l.party == party && l.purpose == purpose.id) {
                for category in &categories {
                    if !line.category_ids.contains(&category.id) {
                        line.category_ids.push(category.id.clone());
                        line.categories.push(category.label.clone());
                    }
                }
                line.explicit |= need.explicit;
                line.cannot_recall |= flow.recall == Recall::Impossible;
                continue;
            }
            let standing = held.iter().find(|c| c.party == party && c.purpose == purpose.id);
            lines.push(ConsentLine {
                name: if party.is_empty() {
                    "Everybody that this is for".to_owned()
                } else {
                    recipient_name(tx, &look.notice, &party)?
                },
                party,
                purpose: purpose.id.clone(),
                purpose_words: purpose.label.clone(),
                categories: categories.iter().map(|c| c.label.clone()).collect(),
                category_ids: categories.iter().map(|c| c.id.clone()).collect(),
                state: standing.map_or("not-asked", |c| c.state.id()),
                at: standing.map(|c| c.recorded_at),
                lawful_basis: need.lawful_basis,
                explicit: need.explicit,
                cannot_recall: flow.recall == Recall::Impossible,
                statement: look.statement(&flow.statement.0),
            });
        }
    }
    Ok(lines)
}

/// The recipients of a flow by key: named parties, members of closed classes, enrolled bodies that work on the case.
fn recipients(look: &Look, flow: &Flow, linked: &[String]) -> Vec<String> {
    let mut keys = Vec::new();
    for who in &flow.to {
        match who {
            Who::Party(id) => keys.push(id.clone()),
            Who::Class(class) => {
                for principal in &look.notice.compiled.principals {
                    if let notice::model::Principal::Party { id, classes, .. } = principal
                        && classes.contains(class)
                    {
                        keys.push(id.clone());
                    }
                }
                let enrolled = format!("class:{class}/");
                keys.extend(linked.iter().filter(|l| l.starts_with(&enrolled)).cloned());
            }
            Who::Role(_) | Who::Subject | Who::Anybody => {}
        }
    }
    keys
}
