//! What the groups of a provider give somebody here, kept apart from what was given by hand: it comes and goes with the groups.

use super::super::accounts::{CapacityChoices, choices, granted_of};
use super::super::review::administrators;
use crate::Inner;
use crate::error::AppError;
use crate::login::note;
use crate::teams::is_on;
use kernel::{MembershipId, london_date};
use ledger::Action;
use store::{Account, Membership, SignOnGroup, SignOnIdentity, SignOnProvider, TeamRole, Tx};

/// The groups of a provider that give something, and all that can be given: read once, for however many people.
#[derive(Default)]
pub(super) struct Giving {
    pub(super) groups: Vec<SignOnGroup>,
    known: Vec<CapacityChoices>,
}

impl Giving {
    pub(super) fn of(tx: &mut Tx<'_>, inner: &Inner, provider: &SignOnProvider) -> Result<Self, AppError> {
        if provider.groups_claim.is_empty() {
            return Ok(Self::default());
        }
        Ok(Self { groups: tx.sign_on_groups(provider.id)?, known: choices(tx, inner)? })
    }
}

/// Gives and takes what the groups that somebody is in give today. Keeps account, identity and places in teams, and ends the
/// sessions of whoever lost something. Words, if the groups do not go together: then nothing is changed.
pub(super) fn apply(
    tx: &mut Tx<'_>,
    giving: &Giving,
    identity: &mut SignOnIdentity,
    account: &mut Account,
) -> Result<Result<(), String>, AppError> {
    let groups: Vec<_> = giving.groups.iter().filter(|g| identity.in_groups.contains(&g.name)).collect();
    let is_known = |value: &String| giving.known.iter().any(|of| of.choices.iter().any(|(choice, _)| choice == value));
    let wanted: Vec<String> = groups.iter().flat_map(|g| &g.capacities).filter(|v| is_known(v)).cloned().collect();
    let now_given = match granted_of(&giving.known, &wanted) {
        Ok(given) => given,
        Err(AppError::Form(_)) => {
            return Ok(Err("Your groups belong to two organisations, and an account to one. Ask your administrator to mend your groups".to_owned()));
        }
        Err(error) => return Err(error),
    };
    let others: Vec<SignOnIdentity> =
        tx.sign_on_identities_of(account.id)?.into_iter().filter(|i| i.provider != identity.provider).collect();
    let given =
        |capacity: &String| identity.gave.contains(capacity) || others.iter().any(|i| i.gave.contains(capacity));
    let by_hand: Vec<String> = account.capacities.iter().filter(|c| !given(c)).cloned().collect();
    let by_hand_class = by_hand.iter().any(|c| c.contains("#class:"));
    if by_hand_class && now_given.enrolment.is_some() && now_given.enrolment != account.enrolment {
        return Ok(Err(
            "Your account belongs to another organisation than your groups. Ask your administrator".to_owned()
        ));
    }
    let administered_by_hand =
        account.administers && !identity.gave_administration && !others.iter().any(|i| i.gave_administration);
    let before = account.clone();
    identity.gave = now_given.capacities.into_iter().filter(|c| !by_hand.contains(c)).collect();
    account.capacities = by_hand;
    for capacity in identity.gave.iter().chain(others.iter().flat_map(|i| &i.gave)) {
        if !account.capacities.contains(capacity) {
            account.capacities.push(capacity.clone());
        }
    }
    let still_of_class = account.capacities.iter().any(|c| c.contains("#class:"));
    account.enrolment = now_given.enrolment.or(account.enrolment).filter(|_| still_of_class);
    let gives_administration = groups.iter().any(|g| g.administers);
    identity.gave_administration = gives_administration && !administered_by_hand;
    account.administers = administered_by_hand || gives_administration || others.iter().any(|i| i.gave_administration);
    let mut teams: Vec<_> = groups.iter().filter_map(|g| g.team.zip(g.role)).collect();
    // Who leads a team by one group and works in it by another leads it.
    teams.sort_by_key(|(team, role)| (*team, *role == TeamRole::Member));
    teams.dedup_by_key(|(team, _)| *team);
    places(tx, identity, account, &teams)?;
    let took_away = before.capacities.iter().any(|c| !account.capacities.contains(c))
        || before.enrolment.is_some() && before.enrolment != account.enrolment
        || before.administers && !account.administers;
    if took_away {
        tx.end_sessions(account.id, None)?;
    }
    if *account != before {
        tx.update_account(account)?;
        let administers = if account.administers { ", and administers" } else { "" };
        let what = format!(
            "by the groups of sign-on provider {} account {} may act as {}{administers}",
            identity.provider,
            account.id,
            account.capacities.join(", ")
        );
        note(tx, "system:sign-on", Action::Administer, &what)?;
    }
    tx.put_sign_on_identity(identity)?;
    Ok(Ok(()))
}

/// What groups gave goes when nobody has come from their provider for so many days: whoever logs in another way, or not at all,
/// may have been taken out of them.
const GROUPS_LAST_DAYS: i64 = 14;

/// Takes what groups gave to whoever has not come from their provider for that long, or whose provider is switched off. The last
/// account that administers keeps what it has.
pub(crate) fn take_what_lapsed(tx: &mut Tx<'_>) -> Result<(), AppError> {
    let long_ago = tx.now().plus_seconds(-GROUPS_LAST_DAYS * 24 * 3600);
    for provider in tx.sign_on_providers()? {
        for mut identity in tx.sign_on_identities(provider.id)? {
            let gives = !identity.gave.is_empty() || identity.gave_administration || !identity.gave_places.is_empty();
            let used = identity.last_used_at.unwrap_or(identity.made_at);
            if !gives || (provider.off_at.is_none() && used >= long_ago) {
                continue;
            }
            let Some(mut account) = tx.account(identity.account)? else { continue };
            if identity.gave_administration && administrators(&tx.accounts()?).all(|a| a.id == account.id) {
                continue;
            }
            identity.in_groups.clear();
            // Nothing is given anew: that cannot fail to go together.
            let _ = apply(tx, &Giving::default(), &mut identity, &mut account)?;
        }
    }
    Ok(())
}

/// Places in teams: those that groups gave and give no more end at once; those that are missing begin today.
fn places(
    tx: &mut Tx<'_>,
    identity: &mut SignOnIdentity,
    account: &Account,
    wanted: &[(kernel::TeamId, TeamRole)],
) -> Result<(), AppError> {
    let today = london_date(tx.now());
    let held: Vec<Membership> = tx.memberships(account.id)?.into_iter().filter(|p| is_on(p, today)).collect();
    let (mut kept, mut stays) = (Vec::new(), Vec::new());
    for place in held {
        let given = identity.gave_places.contains(&place.id.to_string());
        if !given || wanted.contains(&(place.team, place.role)) {
            stays.push(place.team);
            kept.extend(given.then(|| place.id.to_string()));
            continue;
        }
        match today.yesterday().ok().filter(|last| place.from_on <= *last) {
            Some(last) => tx.end_membership(place.id, last)?,
            None => tx.remove_membership(place.id)?,
        }
        note(tx, "system:sign-on", Action::Administer, &format!("{} leaves team {}", account.id, place.team))?;
    }
    for (team, role) in wanted {
        let under = |notice: &str| account.capacities.iter().any(|c| c.split('#').next() == Some(notice));
        let open = tx.team(*team)?.is_some_and(|t| t.closed_on.is_none() && under(&t.notice_id));
        if stays.contains(team) || !open {
            continue;
        }
        let id = MembershipId::new(tx.now(), tx.entropy());
        tx.insert_membership(&Membership {
            id,
            team: *team,
            account: account.id,
            role: *role,
            from_on: today,
            until_on: None,
        })?;
        stays.push(*team);
        kept.push(id.to_string());
        note(
            tx,
            "system:sign-on",
            Action::Administer,
            &format!("{} put into team {team} as {}", account.id, role.id()),
        )?;
    }
    identity.gave_places = kept;
    Ok(())
}
