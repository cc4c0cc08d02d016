//! To whom something of a case can go, for which purpose, and on which ground: read from what the notice permits.

use super::refused;
use crate::App;
use crate::actor::Actor;
use crate::cases::parts::recipient_name;
use crate::error::AppError;
use crate::look::Look;
use crate::notices::Published;
use crate::onboarding::{missing_of, not_checked};
use crate::work::desk::visible;
use kernel::{CaseId, london_date};
use notice::model::{Act, CategoryIx, Fact, Facts, Permit, Principal, PurposeIx};
use notice::source::{PartyKind, Trigger};
use sharing::Ground;
use store::Tx;

/// The purpose for which the person's own representatives are answered: a right, not a disclosure of the council's.
const OWN_ACCESS: &str = "own-access";

/// A way to somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WayLine {
    /// Whom: a party, a class that bodies are enrolled into, or an enrolled body.
    pub party: String,
    /// In words.
    pub name: String,
    /// For which purpose.
    pub purpose: String,
    /// In words.
    pub purpose_words: String,
    /// On which ground.
    pub ground: Ground,
    /// A body of this class has to be named, and is enrolled by the approval.
    pub opens: bool,
}

/// A way, with what it takes.
#[derive(Debug, Clone)]
pub(super) struct Way {
    pub(super) principal: String,
    pub(super) purpose: PurposeIx,
    pub(super) ground: Ground,
    /// What has to be written down: `request`, `reason`, `approval`, `vital`, `safeguarding`.
    pub(super) facts: Vec<String>,
    pub(super) categories: Vec<CategoryIx>,
    /// It works with the person from then on.
    pub(super) links: bool,
    /// By whom it is approved, where the notice says.
    pub(super) authorised_by: Option<String>,
    /// Within how many days it is reviewed, where the notice says.
    pub(super) review_days: Option<u32>,
    /// When the person is told, in the notice's words.
    pub(super) tell: Option<String>,
}

const WRITTEN: [(Fact, &str); 5] = [
    (Fact::Request, "request"),
    (Fact::Reason, "reason"),
    (Fact::Approval, "approval"),
    (Fact::Vital, "vital"),
    (Fact::Safeguarding, "safeguarding"),
];

/// All ways that a notice has.
pub(super) fn ways(notice: &Published) -> Vec<Way> {
    let compiled = &notice.compiled;
    let mut found: Vec<Way> = Vec::new();
    for principal in &compiled.principals {
        let (Principal::Party { kind, .. } | Principal::Enrolled { kind, .. }) = principal else { continue };
        for permit in compiled.permits.iter().filter(|p| p.act == Act::See && principal.is(&p.who)) {
            for &purpose in &permit.purposes {
                let Some(info) = compiled.purposes.get(usize::from(purpose.0)).filter(|p| p.id != OWN_ACCESS) else {
                    continue;
                };
                let Some((ground, facts)) = on_ground(permit, *kind, &info.id, &info.label) else { continue };
                let key = principal.key();
                let known = found.iter_mut().find(|w| w.principal == key && w.purpose == purpose && w.ground == ground);
                let rule = permit.overriding.and_then(|_| over(notice, permit));
                if let Some(way) = known {
                    way.categories.extend(
                        permit.categories.iter().filter(|c| !way.categories.contains(c)).copied().collect::<Vec<_>>(),
                    );
                    way.facts.extend(facts.into_iter().filter(|f| !way.facts.contains(f)).collect::<Vec<_>>());
                    way.links |= permit.when.speaks_of(Fact::Linked);
                    continue;
                }
                found.push(Way {
                    principal: key,
                    purpose,
                    ground,
                    facts,
                    categories: permit.categories.clone(),
                    links: permit.when.speaks_of(Fact::Linked),
                    authorised_by: rule.map(|r| format!("role:{}", r.authorised_by)),
                    review_days: rule.map(|r| r.review_within_days),
                    tell: rule.map(|r| r.tell_subject.clone()),
                });
            }
        }
    }
    found
}

/// The override that a permit comes from.
fn over<'n>(notice: &'n Published, permit: &Permit) -> Option<&'n notice::source::Override> {
    let plain = permit.statement.0.rsplit('#').next().unwrap_or_default();
    notice.compiled.merged.overrides.get(plain.strip_prefix("override.")?)
}

/// On which ground a permit lets something go, and what has to be written down for it.
fn on_ground(permit: &Permit, kind: PartyKind, purpose: &str, label: &str) -> Option<(Ground, Vec<String>)> {
    let standing = Facts::NONE.with(Fact::Linked).with(Fact::Enrolled).with(Fact::Agreement);
    let agreed = standing.with(Fact::Consent).with(Fact::Explicit);
    if permit.overriding.is_none() && permit.when.holds(agreed) {
        return Some((Ground::Referral, Vec::new()));
    }
    let full = standing
        .with(Fact::Request)
        .with(Fact::Reason)
        .with(Fact::Approval)
        .with_if(Fact::Vital, permit.overriding == Some(Trigger::VitalInterests))
        .with_if(Fact::Safeguarding, permit.overriding == Some(Trigger::Safeguarding));
    if !permit.when.holds(full) {
        return None;
    }
    let facts: Vec<String> = WRITTEN
        .into_iter()
        .filter(|(fact, _)| full.has(*fact) && !permit.when.holds(full.without(*fact)))
        .map(|(_, id)| id.to_owned())
        .collect();
    let requested = facts.iter().any(|f| f == "request");
    let purpose = purpose.replace('-', " ");
    let about = |word: &str| purpose.contains(word) || label.to_lowercase().contains(word);
    let ground = match (permit.overriding, kind) {
        (Some(Trigger::VitalInterests), _) => Ground::Vital,
        (Some(Trigger::Safeguarding), _) => Ground::Safeguarding,
        (None, PartyKind::Court) => Ground::Court,
        (None, PartyKind::Regulator) => Ground::Regulator,
        (None, PartyKind::FraudPrevention | PartyKind::CreditReference) => Ground::Fraud,
        (None, PartyKind::Police | PartyKind::Justice) if requested || about("crime") => Ground::Crime,
        (None, _) if about("claim") => Ground::Court,
        (None, _) if about("safeguard") => Ground::Safeguarding,
        (None, _) if about("fraud") || about("public fund") => Ground::Fraud,
        (None, _) if about("crime") => Ground::Crime,
        (None, _) => Ground::Legal,
    };
    Some((ground, facts))
}

/// The way that somebody chose, if the notice has it.
pub(super) fn way(notice: &Published, party: &str, purpose: &str, ground: Ground) -> Result<Way, AppError> {
    let principal = party.split('/').next().unwrap_or(party);
    let purpose = notice.compiled.purpose(purpose).ok_or(AppError::NotFound)?;
    let found =
        ways(notice).into_iter().find(|w| w.principal == principal && w.purpose == purpose && w.ground == ground);
    match found {
        Some(way) => Ok(way),
        None => refused(
            "The privacy notice does not let anything go to this organisation for this purpose and on this ground",
        ),
    }
}

/// What was not checked of a body before something may go to it, in words. What goes without consent does not wait for that, nor what the law
/// makes the council send.
pub(super) fn unchecked(
    tx: &mut Tx<'_>,
    notice: &Published,
    party: &str,
    (purpose, ground): (&str, Ground),
) -> Result<Vec<String>, AppError> {
    if ground.is_without_consent() || !super::view::duties(notice, party, purpose).is_empty() {
        return Ok(Vec::new());
    }
    missing_of(tx, &notice.compiled.id, party)
}

/// Nothing goes by a referral to a body of which not everything was checked.
pub(super) fn checked(tx: &mut Tx<'_>, notice: &Published, party: &str, of: (&str, Ground)) -> Result<(), AppError> {
    let missing = unchecked(tx, notice, party, of)?;
    if missing.is_empty() {
        return Ok(());
    }
    Err(not_checked(&recipient_name(tx, notice, party)?, &missing))
}

/// The roles that have a say in the notice: they authorise overrides, or enrol bodies; and the data protection officer.
pub(super) fn deciding_roles(notice: &Published) -> Vec<String> {
    let merged = &notice.compiled.merged;
    let mut roles: Vec<String> = vec![crate::agreements::OFFICER.to_owned()];
    let named = merged.overrides.values().map(|o| &o.authorised_by);
    let named = named.chain(merged.class.values().filter_map(|c| c.open.as_ref()).map(|o| &o.enrol_by));
    for id in named {
        let key = format!("role:{id}");
        if merged.role.contains_key(id) && !roles.contains(&key) {
            roles.push(key);
        }
    }
    roles
}

/// The bodies of a way, by key: of an open class those that are enrolled today, and the class itself where a body can be
/// enrolled by the approval.
fn bodies(tx: &mut Tx<'_>, notice: &Published, way: &Way) -> Result<Vec<(String, bool)>, AppError> {
    let Some(class) = way.principal.strip_prefix("class:") else { return Ok(vec![(way.principal.clone(), false)]) };
    let today = london_date(tx.now());
    let enrolled = tx.enrolments(&notice.compiled.id)?.into_iter().filter(|e| e.class == class && e.holds_on(today));
    let mut found: Vec<(String, bool)> = enrolled.map(|e| (e.body, false)).collect();
    if way.facts.iter().any(|f| f == "approval") {
        found.push((way.principal.clone(), true));
    }
    Ok(found)
}

impl App {
    /// To whom something of a case can go: referrals, or what needs no consent.
    ///
    /// # Errors
    /// `NotFound` when the actor may record nothing of the case.
    pub fn share_ways(&self, actor: &Actor, case: CaseId, without_consent: bool) -> Result<Vec<WayLine>, AppError> {
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "ways to share", move |tx, inner| {
            let Some(look) = visible(tx, inner, &actor, case)? else { return Ok(None) };
            if may_share(&look, &actor).is_err() {
                return Ok(None);
            }
            let mut lines = Vec::new();
            for way in ways(&look.notice).into_iter().filter(|w| w.ground.is_without_consent() == without_consent) {
                let purpose = look.notice.compiled.purposes.get(usize::from(way.purpose.0));
                let Some(purpose) = purpose else { continue };
                let elsewhere = !purpose.services.is_empty() && !purpose.services.contains(&look.case.service);
                if elsewhere {
                    continue;
                }
                for (party, opens) in bodies(tx, &look.notice, &way)? {
                    lines.push(WayLine {
                        name: recipient_name(tx, &look.notice, &party)?,
                        party,
                        purpose: purpose.id.clone(),
                        purpose_words: purpose.label.clone(),
                        ground: way.ground,
                        opens,
                    });
                }
            }
            lines.sort_by(|a, b| (a.ground.id(), &a.name, &a.purpose).cmp(&(b.ground.id(), &b.name, &b.purpose)));
            Ok(Some(lines))
        })?
        .ok_or(AppError::NotFound)
    }
}

/// Whether the actor works with what goes to others: one of the controller's own people who may record something of it.
pub(super) fn may_share(look: &Look, actor: &Actor) -> Result<(), AppError> {
    if actor.is_staff() && !look.decide_all(Act::Record).releases_nothing() { Ok(()) } else { Err(AppError::NotFound) }
}

impl Published {
    /// Whether a role decides about what colleagues ask to share.
    #[must_use]
    pub fn decides_shares(&self, principal: &str) -> bool {
        deciding_roles(self).iter().any(|role| role == principal)
    }
}
