//! Copies of the data, tests of restoring them, and what administrators are told: the last good copy or test is too old, or there is
//! less data than there was and nobody destroyed it.

use crate::access::mail_administrators;
use crate::actor::Actor;
use crate::error::AppError;
use crate::login::note;
use crate::views::FormErrors;
use crate::{App, Inner};
use kernel::{Caller, RegisterId, Timestamp};
use ledger::Action;
use std::collections::BTreeMap;
use store::{Alert, BackupRecord, BackupSetting, DataCount, Tx};

/// Looks whether copies are old or data is gone.
pub const WATCH: &str = "watch-data";

/// What counts where nobody has made settings.
pub const USUAL: BackupSetting = BackupSetting { copy_hours: 26, test_days: 35, drop_percent: 5 };

/// Fewer rows than this that are gone are nothing to wake anybody for.
const FEW: u64 = 5;
/// Counts are kept for so long.
const KEPT_SECONDS: i64 = 400 * 24 * 3600;
/// What a person settled is not raised again for a day.
const QUIET_SECONDS: i64 = 24 * 3600;
/// What comes and goes by itself.
const FLEETING: [&str; 18] = [
    "alert",
    "api_token",
    "backup_record",
    "calendar_token",
    "ceremony",
    "data_count",
    "draft",
    "import_case",
    "import_issue",
    "import_part",
    "invitation",
    "job",
    "known_device",
    "ledger_lease",
    "once",
    "portal_session",
    "sent_form",
    "session",
];

/// That a copy was made, or restored to see whether it is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupNote {
    /// Whether it was restored; otherwise it was made.
    pub restored: bool,
    /// Why it is no good; empty: it is good.
    pub why: String,
    /// Where it is kept, as the register of destinations calls it.
    pub place: String,
    /// When the copy was made; none: now.
    pub copied_at: Option<Timestamp>,
    /// How many rows it has.
    pub rows: u64,
    /// How many entries of the ledger.
    pub entries: u64,
}

/// The page of copies.
#[derive(Debug, Clone)]
pub struct BackupsView {
    /// What was written down, the latest first.
    pub records: Vec<BackupRecord>,
    /// The settings that count.
    pub setting: BackupSetting,
    /// What an administrator has to look at.
    pub alerts: Vec<Alert>,
}

/// What of some counts is less than before, and more than was destroyed under the rules: table, before, now.
fn gone(
    before: &BTreeMap<String, u64>,
    now: &BTreeMap<String, u64>,
    destroyed: &BTreeMap<String, u64>,
    percent: u64,
) -> Vec<(String, u64, u64)> {
    let mut gone = Vec::new();
    for (table, &was) in before.iter().filter(|(table, _)| !FLEETING.contains(&table.as_str())) {
        let is = now.get(table).copied().unwrap_or(0);
        let lost = was.saturating_sub(is).saturating_sub(destroyed.get(table).copied().unwrap_or(0));
        // Nothing ever goes from the ledger.
        let much = if table.starts_with("ledger") {
            lost > 0
        } else {
            lost > FEW && lost.saturating_mul(100) >= was.saturating_mul(percent)
        };
        if much {
            gone.push((table.clone(), was, is));
        }
    }
    gone
}

/// What was destroyed under the rules since a moment, by table.
fn destroyed_since(tx: &mut Tx<'_>, since: Timestamp) -> Result<BTreeMap<String, u64>, AppError> {
    let mut all = BTreeMap::new();
    let notices = crate::publish::notice_ids(tx)?;
    for disposal in tx.disposals(&notices, 10_000)?.into_iter().filter(|d| d.destroyed_at >= since) {
        let counts: BTreeMap<String, u64> = serde_json::from_str(&disposal.counts).unwrap_or_default();
        for (table, rows) in counts {
            *all.entry(table).or_insert(0) += rows;
        }
    }
    Ok(all)
}

/// Raises what is so, was not raised yet and was not settled by a person within the last day; tells administrators, and settles
/// what is so no more.
fn raise(tx: &mut Tx<'_>, what: &str, so: Option<String>) -> Result<bool, AppError> {
    let open = tx.open_alerts()?.into_iter().find(|a| a.what == what);
    let Some(words) = so else {
        if let Some(open) = open {
            tx.settle_alert(open.id, None)?;
        }
        return Ok(false);
    };
    let at = tx.now();
    let settled = tx.alert_settled_since(what, at.plus_seconds(-QUIET_SECONDS))?;
    // A second loss is told too: what was there before it is forgotten with the next count. So is what was well in between.
    if open.is_some_and(|a| what != "data-gone" || a.words == words) || settled.is_some_and(|a| a.words == words) {
        return Ok(false);
    }
    let id = RegisterId::new(at, tx.entropy());
    tx.insert_alert(&Alert { id, what: what.to_owned(), words: words.clone(), at, settled_at: None, account: None })?;
    note(tx, "system:watch-data", Action::Administer, &format!("alert {id}: {what}"))?;
    let accounts = tx.accounts()?;
    let body = format!("{words}\n\nSee Administration, Backups.\n");
    mail_administrators(tx, &accounts, "Something needs an administrator", &body)?;
    Ok(true)
}

fn older(last: Option<&BackupRecord>, seconds: i64, now: Timestamp) -> bool {
    last.is_none_or(|r| r.at.plus_seconds(seconds) < now)
}

fn setting(tx: &mut Tx<'_>) -> Result<BackupSetting, AppError> {
    Ok(tx.backup_setting()?.unwrap_or(USUAL))
}

/// Looks at copies and counts once. Answers with how many alerts were raised.
fn watch(tx: &mut Tx<'_>, counts: &BTreeMap<String, u64>) -> Result<usize, AppError> {
    let (now, setting) = (tx.now(), setting(tx)?);
    let made = tx.last_good_backup("made")?;
    let restored = tx.last_good_backup("restored")?;
    let when = |last: Option<&BackupRecord>| last.map_or_else(|| "never".to_owned(), |r| r.at.words());
    let copy = older(made.as_ref(), setting.copy_hours.saturating_mul(3600), now).then(|| {
        format!(
            "The last good copy of the data is too old: {}. Run `casement backup`, and see why it was not run.",
            when(made.as_ref())
        )
    });
    let test = older(restored.as_ref(), setting.test_days.saturating_mul(24 * 3600), now).then(|| {
        format!(
            "The last good test of restoring a copy is too old: {}. Run `casement restore --check`.",
            when(restored.as_ref())
        )
    });
    let mut raised = usize::from(raise(tx, "copy-old", copy)?) + usize::from(raise(tx, "test-old", test)?);
    if let Some(last) = tx.last_data_count()? {
        let before: BTreeMap<String, u64> = serde_json::from_str(&last.counts).unwrap_or_default();
        let destroyed = destroyed_since(tx, last.at)?;
        let percent = u64::try_from(setting.drop_percent).unwrap_or(1);
        let less: Vec<String> = gone(&before, counts, &destroyed, percent)
            .into_iter()
            .map(|(table, was, is)| format!("{}: {was} before, {is} now", table.replace('_', " ")))
            .collect();
        // This one stays until somebody has looked: the next count no longer knows of it.
        if !less.is_empty() {
            let words = format!(
                "There is less data than when it was last counted ({}), and no rule destroyed it. {}. Compare with the last copy.",
                last.at.words(),
                less.join("; ")
            );
            raised += usize::from(raise(tx, "data-gone", Some(words))?);
        }
    }
    let counts = serde_json::to_string(counts).map_err(|_| AppError::Fault("not writable".to_owned()))?;
    tx.put_data_count(&DataCount { at: now, counts }, now.plus_seconds(-KEPT_SECONDS))?;
    Ok(raised)
}

impl App {
    /// Looks whether copies are old or data is gone, and tells administrators. Answers with how many alerts were raised.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn watch_data(&self) -> Result<usize, AppError> {
        let caller = Caller::system(self.inner.authority, WATCH);
        // Counting everything takes a while: nobody waits for it.
        let counts = self.inner.store.read(&caller, "count data", |tx| Ok::<_, AppError>(tx.row_counts()?))?;
        self.act(&caller, "watch data", move |tx, _: &Inner| watch(tx, &counts))
    }

    /// Writes down that a copy was made, or restored to see whether it is one.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn note_copy(&self, caller: &Caller, copy: &BackupNote) -> Result<(), AppError> {
        let (who, copy) = (disclosure::actor(caller), copy.clone());
        self.act(caller, "note copy", move |tx, _| {
            let at = tx.now();
            let id = RegisterId::new(at, tx.entropy());
            let kind = if copy.restored { "restored" } else { "made" };
            let number = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
            tx.insert_backup_record(&BackupRecord {
                id,
                kind: kind.to_owned(),
                at,
                good: copy.why.is_empty(),
                why: copy.why.clone(),
                place: copy.place.clone(),
                copied_at: copy.copied_at.unwrap_or(at),
                row_count: number(copy.rows),
                entry_count: number(copy.entries),
            })?;
            let result = if copy.why.is_empty() { "good" } else { "not good" };
            note(tx, &who, Action::Administer, &format!("copy of the data {kind}: {result}"))
        })
    }

    /// The page of copies.
    ///
    /// # Errors
    /// `NotFound` when the actor does not administer.
    pub fn backups(&self, actor: &Actor) -> Result<BackupsView, AppError> {
        actor.must_administer()?;
        self.inner.store.read(&actor.caller, "backups", |tx| {
            Ok(BackupsView { records: tx.backup_records(50)?, setting: setting(tx)?, alerts: tx.open_alerts()? })
        })
    }

    /// Makes the settings.
    ///
    /// # Errors
    /// `NotFound` when the actor does not administer; `Form` with everything to put right.
    pub fn set_backups(&self, actor: &Actor, new: BackupSetting) -> Result<(), AppError> {
        actor.must_administer()?;
        let mut wrong = FormErrors::default();
        if !(1..=24 * 31).contains(&new.copy_hours) {
            wrong.add("copy-hours", "Enter hours, from 1 to 744");
        }
        if !(1..=400).contains(&new.test_days) {
            wrong.add("test-days", "Enter days, from 1 to 400");
        }
        if !(1..=100).contains(&new.drop_percent) {
            wrong.add("drop-percent", "Enter how many in a hundred, from 1 to 100");
        }
        wrong.done()?;
        let who = disclosure::actor(&actor.caller);
        self.act(&actor.caller, "set backups", move |tx, _| {
            tx.put_backup_setting(new)?;
            note(tx, &who, Action::Administer, "settings of backups changed")
        })
    }

    /// Says that an administrator has looked at something.
    ///
    /// # Errors
    /// `NotFound` when the actor does not administer, or it is open no more.
    pub fn settle_alert(&self, actor: &Actor, id: RegisterId) -> Result<(), AppError> {
        actor.must_administer()?;
        let actor = actor.clone();
        self.act(&actor.caller.clone(), "settle alert", move |tx, _| {
            if !tx.settle_alert(id, Some(actor.account))? {
                return Err(AppError::NotFound);
            }
            note(tx, &disclosure::actor(&actor.caller), Action::Administer, &format!("alert {id} looked at"))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::gone;
    use std::collections::BTreeMap;

    fn counts(of: &[(&str, u64)]) -> BTreeMap<String, u64> {
        of.iter().map(|(table, n)| ((*table).to_owned(), *n)).collect()
    }

    #[test]
    fn what_is_gone_is_noticed_unless_it_was_destroyed_by_rule_or_comes_and_goes() {
        let before = counts(&[("section", 1000), ("ledger_entry", 10), ("session", 500), ("consent", 20), ("team", 4)]);
        let none = BTreeMap::new();
        let lost = |now: &[(&str, u64)], destroyed: &[(&str, u64)]| {
            gone(&before, &counts(now), &counts(destroyed), 5).into_iter().map(|(t, ..)| t).collect::<Vec<_>>()
        };
        let all = [("section", 1000), ("ledger_entry", 10), ("session", 500), ("consent", 20), ("team", 4)];
        assert!(gone(&before, &counts(&all), &none, 5).is_empty());
        let with = |table: &str, n: u64| all.map(|(t, was)| if t == table { (t, n) } else { (t, was) });
        assert!(lost(&with("section", 951), &[]).is_empty(), "less than five in a hundred");
        assert_eq!(lost(&with("section", 950), &[]), ["section"]);
        assert!(lost(&with("section", 950), &[("section", 40)]).is_empty(), "forty were destroyed by rule");
        assert_eq!(lost(&with("section", 900), &[("section", 40)]), ["section"]);
        assert_eq!(lost(&with("ledger_entry", 9), &[]), ["ledger_entry"], "nothing goes from the ledger");
        assert!(lost(&with("session", 0), &[]).is_empty() && lost(&with("team", 0), &[]).is_empty());
        assert_eq!(lost(&all[1..], &[]), ["section"], "a table that is empty");
    }
}
