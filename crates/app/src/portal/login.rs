//! Logging in to one's own page: a code by email or text, the date of birth, and a word of one's own for whoever has chosen one, since
//! whoever lives with somebody knows when they were born. Whether an address is known is not said.

use super::Me;
use crate::error::AppError;
use crate::login::note;
use crate::messages::says_unsafe;
use crate::processors::Carriers;
use crate::{App, Inner};
use disclosure::Opener as _;
use identity::{Lockout, LockoutPolicy, SessionToken};
use jiff::civil::Date;
use kernel::{AccountId, Caller, CaseId, JobId, PersonId, Sensitive, SessionId, Timestamp, london_date};
use ledger::Action;
use messages::Channel;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use store::{NewJob, PortalAccount, PortalSession, Tx, job_place};

/// How many minutes a code works.
pub const CODE_MINUTES: i64 = 10;
/// How many codes one account is sent in an hour.
const CODES_AN_HOUR: i64 = 5;
/// How often a code can be tried.
const TRIES: i64 = 5;
/// A session ends after so many seconds without any request: somebody else may hold the telephone.
const IDLE_SECONDS: i64 = 15 * 60;
/// And after so many whatever happens.
const WHOLE_SECONDS: i64 = 2 * 60 * 60;
/// A session is noted as used at most this often, in seconds.
const TOUCH_SECONDS: i64 = 60;
/// The kind of the job that sends a code or an invitation.
pub const PORTAL_MAIL: &str = "portal-mail";
/// The class of the keys of what is sent.
const CLASS: &str = "portal-mail";

/// What is sent: a code, or that there is a page.
#[derive(Serialize, Deserialize)]
pub struct PortalParcel {
    /// `email` or `text`.
    pub channel: String,
    /// To which address or number.
    pub to: String,
    /// The subject line of an email.
    pub subject: String,
    /// Plain text.
    pub body: String,
}

/// The words in which a code is sent, in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeMail {
    /// The language, as browsers know it.
    pub language: String,
    /// The subject line of an email.
    pub subject: String,
    /// The text, with `{code}` and `{minutes}` in it.
    pub body: String,
}

/// How the second step ended.
pub enum PortalStep {
    /// In, with a new token.
    In(SessionToken),
    /// Not in. Whether the code or the date was wrong, the code has run out, there were too many tries or the address opens
    /// nothing is not said: any of it would tell whoever tries which addresses are known.
    No,
}

/// An address or number in the one form in which it is looked up, and by which way it is reached; none if it is neither.
pub(super) fn way(typed: &str) -> Option<(&'static str, String)> {
    let typed = typed.trim();
    if typed.contains('@') {
        let address = typed.to_lowercase();
        let (name, host) = address.split_once('@')?;
        let fits =
            !name.is_empty() && host.contains('.') && !address.contains(char::is_whitespace) && address.len() <= 254;
        return fits.then_some(("email", address));
    }
    if typed.chars().any(|c| !(c.is_ascii_digit() || " +-()".contains(c))) {
        return None;
    }
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    let national = digits.strip_prefix("0044").or_else(|| digits.strip_prefix("44")).unwrap_or(&digits);
    let national = national.strip_prefix('0').unwrap_or(national);
    (national.len() == 10 && national.starts_with('7')).then(|| ("text", format!("+44{national}")))
}

/// The channel of an account's way.
pub(super) fn channel_of(channel: &str) -> Channel {
    if channel == "email" { Channel::Email } else { Channel::Text }
}

/// Whether the record says by now that the way of an account is not safe: then nothing goes there, and nobody is told why.
fn is_unsafe(tx: &mut Tx<'_>, inner: &Inner, account: &PortalAccount, to: &str) -> Result<bool, AppError> {
    let Some(case) = tx.case(account.case_id)? else { return Ok(false) };
    let notice = inner.published(tx, case.notice_version)?;
    let sections = tx.sections(case.id)?;
    Ok(says_unsafe(tx, &notice, &sections, channel_of(&account.channel), to)? == Some(true))
}

/// Once the record says that a way is not safe, whoever is logged in by it is not any more: somebody else may hold the telephone.
pub(crate) fn shut_where_unsafe(tx: &mut Tx<'_>, inner: &Inner, case: CaseId) -> Result<(), AppError> {
    for account in tx.portal_accounts(case)?.into_iter().filter(|account| account.ended_at.is_none()) {
        if opened(tx, inner, &account)?.1 && tx.end_portal_sessions(account.id)? > 0 {
            note(tx, &account.id.to_string(), Action::LogOut, "own page: the way is not safe")?;
        }
    }
    Ok(())
}

/// What an account keeps, and whether its way is not safe by now.
pub(super) fn opened(
    tx: &mut Tx<'_>,
    inner: &Inner,
    account: &PortalAccount,
) -> Result<(Option<Envelope>, bool), AppError> {
    let kept = envelope(tx, account)?;
    let lies_open = match &kept {
        Some(kept) => is_unsafe(tx, inner, account, &kept.way)?,
        None => false,
    };
    Ok((kept, lies_open))
}

/// The accounts of a way that may log in today, the newest first.
fn live_by_way(tx: &mut Tx<'_>, way: &[u8], today: Date) -> Result<Vec<PortalAccount>, AppError> {
    Ok(tx.portal_accounts_by_way(way)?.into_iter().filter(|a| a.is_live(today)).collect())
}

/// Whether an account has to wait after wrong codes or dates.
fn waits(account: &PortalAccount, lockout: LockoutPolicy, now: Timestamp) -> bool {
    let failures = u32::try_from(account.failed_count).unwrap_or(u32::MAX);
    account.last_failed_at.is_some_and(|last| matches!(lockout.state(failures, last, now), Lockout::Until(_)))
}

/// The account by which a code is sent to a way, with what it keeps: the newest whose person does not call the way unsafe, or else the
/// newest, and that it is.
fn asked_by(
    tx: &mut Tx<'_>,
    inner: &Inner,
    way: &[u8],
    today: Date,
) -> Result<Option<(PortalAccount, Option<Envelope>, bool)>, AppError> {
    let mut newest = None;
    for account in live_by_way(tx, way, today)? {
        let (kept, lies_open) = opened(tx, inner, &account)?;
        if !lies_open {
            return Ok(Some((account, kept, false)));
        }
        newest = newest.or(Some((account, kept, true)));
    }
    Ok(newest)
}

/// The keyed hash of a date of birth for one account.
pub(super) fn born_digest(tx: &mut Tx<'_>, account: AccountId, born: Date) -> Result<Vec<u8>, AppError> {
    Ok(tx.blind_index()?.digest("portal-born", &format!("{account}:{born}")).to_vec())
}

/// The shortest and the longest word of one's own, in characters.
const WORD: std::ops::RangeInclusive<usize> = 6..=60;

/// The keyed hash of a word of one's own: capitals and how it is spaced are no part of it.
fn own_word_digest(tx: &mut Tx<'_>, account: AccountId, word: &str) -> Result<Vec<u8>, AppError> {
    let word = word.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    Ok(tx.blind_index()?.digest("portal-word", &format!("{account}:{word}")).to_vec())
}

/// The keyed hash of an address or number.
pub(super) fn way_digest(tx: &mut Tx<'_>, way: &str) -> Result<Vec<u8>, AppError> {
    Ok(tx.blind_index()?.digest("portal-way", way).to_vec())
}

fn code_digest(token: &SessionToken, code: &str) -> Vec<u8> {
    let hash = Sha256::new().chain_update(b"casement portal code 1:").chain_update(token.digest());
    hash.chain_update(code.as_bytes()).finalize().to_vec()
}

/// Six figures.
fn new_code(tx: &mut Tx<'_>) -> String {
    let mut bytes = [0; 8];
    tx.entropy().fill(&mut bytes);
    format!("{:06}", u64::from_le_bytes(bytes) % 1_000_000)
}

/// The account that a date of birth opens among those of one address: whoever acts for several people says by it whose page is meant.
///
/// Nobody gets in by a way that the record calls unsafe by now: whoever else reads there could open the page with a date of birth.
fn opened_by(
    tx: &mut Tx<'_>,
    inner: &Inner,
    first: &PortalAccount,
    (born, word): (Date, &str),
    (now, lockout): (Timestamp, LockoutPolicy),
) -> Result<Option<PortalAccount>, AppError> {
    let mut opens = None;
    for account in live_by_way(tx, &first.way_digest, london_date(now))? {
        // Both are reckoned of every account, whether or not a word is asked.
        let said = own_word_digest(tx, account.id, word)?;
        let knows = account.word_digest.as_ref().is_none_or(|digest| *digest == said);
        let fits = born_digest(tx, account.id, born)? == account.born_digest && knows;
        if fits && !waits(&account, lockout, now) && opens.is_none() && !opened(tx, inner, &account)?.1 {
            opens = Some(account);
        }
    }
    Ok(opens)
}

/// Puts something to send on the worker's list: sealed under the account's own key.
pub(super) fn send(tx: &mut Tx<'_>, account: AccountId, parcel: &PortalParcel) -> Result<(), AppError> {
    let now = tx.now();
    let id = JobId::new(now, tx.entropy());
    let subject = PersonId::from_bytes(*account.as_bytes());
    let plain = serde_json::to_vec(parcel).map_err(|_| AppError::Fault("it cannot be written down".to_owned()))?;
    let ring = tx.ring_for_sealing(&[(subject, CLASS)])?;
    let sealed = ring.seal(&job_place(id, subject, CLASS), &plain, tx.entropy());
    tx.enqueue(&NewJob {
        subject: Some(subject),
        class: Some(CLASS.to_owned()),
        sealed: Some(sealed.map_err(|e| AppError::Fault(e.to_string()))?),
        ..NewJob::plain(id, PORTAL_MAIL.to_owned(), serde_json::json!({}), now)
    })?;
    Ok(())
}

/// What is sealed of an account.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct Envelope {
    pub(crate) way: String,
    #[serde(default)]
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) authority: String,
    /// In which language the page is read, as browsers know it; empty: in English.
    #[serde(default)]
    pub(crate) language: String,
}

/// Seals what is kept of an account.
pub(super) fn seal(tx: &mut Tx<'_>, account: &mut PortalAccount, kept: &Envelope) -> Result<(), AppError> {
    let plain = serde_json::to_vec(kept).map_err(|_| AppError::Fault("it cannot be written down".to_owned()))?;
    let keys = tx.ring_for_sealing(&[(account.person, account.record_class.as_str())])?;
    let sealed = keys.seal(&account.place(), &plain, tx.entropy());
    account.sealed = Some(sealed.map_err(|e| AppError::Fault(e.to_string()))?);
    Ok(())
}

/// Opens what is sealed of an account, to send to it: nothing of it is shown to anybody.
pub(super) fn envelope(tx: &mut Tx<'_>, account: &PortalAccount) -> Result<Option<Envelope>, AppError> {
    let Some(sealed) = &account.sealed else { return Ok(None) };
    let ring = tx.ring(&[(account.person, account.record_class.as_str())])?;
    match ring.open(&account.place(), sealed) {
        Ok(plain) => Ok(serde_json::from_slice(plain.expose()).ok()),
        Err(_) => Ok(None),
    }
}

/// Who somebody is who acts for a person, and by which authority; none for the person.
pub(crate) fn represents(tx: &mut Tx<'_>, account: &PortalAccount) -> Result<Option<(String, String)>, AppError> {
    if account.kind == "subject" {
        return Ok(None);
    }
    let found = envelope(tx, account)?.unwrap_or_default();
    Ok(Some((found.name, found.authority)))
}

impl App {
    /// The first step: a code is sent to the address or number, if it opens an account. The same comes back either way. It comes in
    /// the language that was `chosen` in the browser; otherwise in the one that is kept with the account; otherwise in the first of `mails`.
    ///
    /// # Errors
    /// `Refused` when it is neither an address nor a mobile number; when the store does not answer.
    pub fn portal_ask_code(
        &self,
        typed: &Sensitive<String>,
        mails: &[CodeMail],
        chosen: Option<&str>,
    ) -> Result<SessionToken, AppError> {
        let Some((_, way)) = way(typed.expose()) else {
            return Err(AppError::Refused("way".to_owned()));
        };
        let door = Caller::system(self.inner.authority, "portal");
        let (mails, chosen) = (mails.to_vec(), chosen.map(str::to_owned));
        self.act(&door, "ask for a code", move |tx, inner| {
            let (now, today) = (tx.now(), london_date(tx.now()));
            let token = SessionToken::new(tx.entropy());
            let digest = way_digest(tx, &way)?;
            let Some((mut account, kept, lies_open)) = asked_by(tx, inner, &digest, today)? else {
                note(tx, "nobody", Action::LogInFailed, "own page: unknown address")?;
                return Ok(token);
            };
            if now >= account.codes_since.plus_seconds(3_600) {
                account.codes_since = now;
                account.codes_sent = 0;
            }
            if account.codes_sent >= CODES_AN_HOUR {
                note(tx, &account.id.to_string(), Action::LogInFailed, "own page: too many codes")?;
                return Ok(token);
            }
            account.codes_sent += 1;
            tx.count_portal_account(&account)?;
            let code = new_code(tx);
            let id = SessionId::new(now, tx.entropy());
            tx.insert_portal_session(&PortalSession {
                id,
                token_hash: token.digest().to_vec(),
                account: account.id,
                code_digest: Some(code_digest(&token, &code)),
                tries: 0,
                began_at: now,
                last_seen_at: now,
                expires_at: now.plus_seconds(CODE_MINUTES * 60),
            })?;
            if let Some(envelope) = kept {
                if lies_open {
                    note(tx, &account.id.to_string(), Action::LogInFailed, "own page: the way is not safe")?;
                    return Ok(token);
                }
                let language = chosen.as_deref().unwrap_or(&envelope.language);
                let mail = mails.iter().find(|m| m.language == language).or_else(|| mails.first());
                let mail = mail.ok_or_else(|| AppError::Fault("there are no words for a code".to_owned()))?;
                // Whoever else holds the telephone learns nothing from it.
                let parcel = PortalParcel {
                    channel: account.channel.clone(),
                    to: envelope.way,
                    subject: mail.subject.clone(),
                    body: mail.body.replace("{minutes}", &CODE_MINUTES.to_string()).replace("{code}", &code),
                };
                send(tx, account.id, &parcel)?;
            }
            Ok(token)
        })
    }

    /// The second step: the code, the date of birth, and the word of their own of whoever has chosen one.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn portal_enter(
        &self,
        token: &SessionToken,
        code: &Sensitive<String>,
        (born, word): (Option<Date>, &Sensitive<String>),
    ) -> Result<PortalStep, AppError> {
        let word = word.clone();
        let (token, code) = (token.clone(), code.expose().chars().filter(char::is_ascii_digit).collect::<String>());
        let (door, lockout) = (Caller::system(self.inner.authority, "portal"), self.inner.lockout);
        self.act(&door, "enter a code", move |tx, inner| {
            let (now, today) = (tx.now(), london_date(tx.now()));
            let Some(session) = tx.portal_session(&token.digest())? else { return Ok(PortalStep::No) };
            let Some(expected) = &session.code_digest else { return Ok(PortalStep::No) };
            let Some(account) = tx.portal_account(session.account)?.filter(|a| a.is_live(today)) else {
                return Ok(PortalStep::No);
            };
            if waits(&account, lockout, now) {
                return Ok(PortalStep::No);
            }
            if session.tries >= TRIES {
                tx.end_portal_session(session.id)?;
                return Ok(PortalStep::No);
            }
            // Digests are compared, all of them whatever the first says.
            let right = code_digest(&token, &code) == *expected;
            let opens = match born {
                Some(born) => opened_by(tx, inner, &account, (born, word.expose()), (now, lockout))?,
                None => None,
            };
            let Some(mut account) = opens.filter(|_| right) else {
                // Each page at this address was guessed at: who gets in at their own does not begin anew at another's.
                for mut guessed in live_by_way(tx, &account.way_digest, today)? {
                    guessed.failed_count += 1;
                    guessed.last_failed_at = Some(now);
                    tx.count_portal_account(&guessed)?;
                }
                tx.touch_portal_session(session.id, session.tries + 1)?;
                note(tx, &account.id.to_string(), Action::LogInFailed, "own page: wrong code or date")?;
                return Ok(PortalStep::No);
            };
            account.failed_count = 0;
            account.last_failed_at = None;
            account.first_in_at = account.first_in_at.or(Some(now));
            account.last_in_at = Some(now);
            tx.count_portal_account(&account)?;
            tx.end_portal_session(session.id)?;
            let token = SessionToken::new(tx.entropy());
            let id = SessionId::new(now, tx.entropy());
            tx.insert_portal_session(&PortalSession {
                id,
                token_hash: token.digest().to_vec(),
                account: account.id,
                code_digest: None,
                tries: 0,
                began_at: now,
                last_seen_at: now,
                expires_at: now.plus_seconds(WHOLE_SECONDS),
            })?;
            note(tx, &account.id.to_string(), Action::LogIn, "own page")?;
            Ok(PortalStep::In(token))
        })
    }

    /// Who is behind a token, if its session lives and the account still may.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn me(&self, token: &SessionToken) -> Result<Option<Me>, AppError> {
        let door = Caller::system(self.inner.authority, "portal");
        let digest = token.digest();
        let found = self.inner.store.read(&door, "me", |tx| {
            let (now, today) = (tx.now(), london_date(tx.now()));
            let Some(session) = tx.portal_session(&digest)? else { return Ok::<_, AppError>(None) };
            if session.code_digest.is_some() || now >= session.last_seen_at.plus_seconds(IDLE_SECONDS) {
                return Ok(None);
            }
            let account = tx.portal_account(session.account)?.filter(|a| a.is_live(today));
            let stale = now > session.last_seen_at.plus_seconds(TOUCH_SECONDS);
            Ok(account.map(|account| (session, account, stale)))
        })?;
        let Some((session, account, stale)) = found else { return Ok(None) };
        if stale {
            let id = session.id;
            self.act(&door, "touch own page", move |tx, _| Ok(tx.touch_portal_session(id, 0)?))?;
        }
        Ok(Some(Me {
            account: account.id,
            person: account.person,
            session: session.id,
            represents: account.kind != "subject",
            scope: account.categories,
        }))
    }

    /// In which language somebody reads their own page, as browsers know it; none where it was never said.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn my_language(&self, me: &Me) -> Result<Option<String>, AppError> {
        let id = me.account;
        self.act(&me.caller(self.inner.authority), "own language", move |tx, _| {
            let Some(account) = tx.portal_account(id)? else { return Ok(None) };
            Ok(envelope(tx, &account)?.map(|e| e.language).filter(|l| !l.is_empty()))
        })
    }

    /// Keeps in which language somebody reads their own page: what is sent to them comes in it too.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn choose_my_language(&self, me: &Me, language: &str) -> Result<(), AppError> {
        let (id, language) = (me.account, language.to_owned());
        self.act(&me.caller(self.inner.authority), "choose own language", move |tx, _| {
            let Some(mut account) = tx.portal_account(id)? else { return Err(AppError::NotFound) };
            // What was erased stays so.
            let Some(mut kept) = envelope(tx, &account)?.filter(|e| e.language != language) else { return Ok(()) };
            kept.language.clone_from(&language);
            seal(tx, &mut account, &kept)?;
            Ok(tx.seal_portal_account(&account)?)
        })
    }

    /// Whether a word of their own is asked of somebody when they log in.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn my_word_is_asked(&self, me: &Me) -> Result<bool, AppError> {
        let id = me.account;
        self.act(&me.caller(self.inner.authority), "own word", move |tx, _| {
            Ok(tx.portal_account(id)?.is_some_and(|account| account.word_digest.is_some()))
        })
    }

    /// Chooses a word of one's own that is asked when one logs in; none: it is asked no more.
    ///
    /// # Errors
    /// `Refused` when it is shorter than six characters or longer than sixty; when the store does not answer.
    pub fn choose_my_word(&self, me: &Me, word: Option<&Sensitive<String>>) -> Result<(), AppError> {
        let (id, word) = (me.account, word.cloned());
        self.act(&me.caller(self.inner.authority), "choose own word", move |tx, _| {
            let what = match &word {
                Some(word) if WORD.contains(&word.expose().trim().chars().count()) => {
                    let digest = own_word_digest(tx, id, word.expose())?;
                    tx.set_portal_word(id, Some(&digest))?;
                    "own page: a word of their own is asked"
                }
                Some(_) => return Err(AppError::Refused("word".to_owned())),
                None => {
                    tx.set_portal_word(id, None)?;
                    "own page: no word of their own is asked"
                }
            };
            note(tx, &id.to_string(), Action::Administer, what)
        })
    }

    /// Ends a session: by the button, or by leaving in a hurry.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn portal_leave(&self, me: &Me) -> Result<(), AppError> {
        let (session, account) = (me.session, me.account);
        self.act(&Caller::system(self.inner.authority, "portal"), "leave own page", move |tx, _| {
            tx.end_portal_session(session)?;
            note(tx, &account.to_string(), Action::LogOut, "own page")
        })
    }

    /// What a code or invitation says, for the worker that sends it. None: it is gone, or the record says by now that the way is not safe.
    ///
    /// # Errors
    /// When its key was destroyed or the store does not answer.
    pub fn portal_mail(&self, id: JobId, carriers: Carriers) -> Result<Option<PortalParcel>, AppError> {
        let caller = Caller::system(self.inner.authority, "jobs");
        self.act(&caller, "portal mail", move |tx, inner| {
            let Some(job) = tx.job(id)? else { return Ok(None) };
            let (Some(place), Some(sealed)) = (job.place(), job.sealed.as_ref()) else { return Ok(None) };
            let ring = tx.ring(&[(place.subject, place.record_class.as_str())])?;
            let plain = ring.open(&place, sealed).map_err(|e| AppError::Fault(e.to_string()))?;
            let parcel: Result<PortalParcel, _> = serde_json::from_slice(plain.expose());
            let parcel = parcel.map_err(|_| AppError::Fault("a sealed message cannot be read".to_owned()))?;
            if let Some(channel) = carriers.of(&parcel.channel)
                && let Some(why) = crate::processors::stays(tx, None, channel, &[])?
            {
                return Err(AppError::Refused(why));
            }
            // What was safe when it was put on the list may be so no more.
            let account = tx.portal_account(AccountId::from_bytes(*place.subject.as_bytes()))?;
            if let Some(account) = account
                && is_unsafe(tx, inner, &account, &parcel.to)?
            {
                return Ok(None);
            }
            Ok(Some(parcel))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::way;

    #[test]
    fn ways_are_read_in_one_form() {
        for typed in ["07700 900123", "+44 7700 900123", "0044 (0)7700-900123", " 447700900123 "] {
            assert_eq!(way(typed), Some(("text", "+447700900123".to_owned())), "{typed}");
        }
        assert_eq!(way(" Ada@Example.TEST "), Some(("email", "ada@example.test".to_owned())));
        for wrong in
            ["", "ada", "ada@", "@example.test", "ada@example", "02476 123456", "07700 90012", "a b@example.test"]
        {
            assert_eq!(way(wrong), None, "{wrong}");
        }
    }
}
