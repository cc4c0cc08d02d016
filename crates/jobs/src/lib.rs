//! The worker: takes jobs that are due and does them, one after another, until it is told to stop; then the one at hand is
//! finished. Several workers in several processes share the work by leases.

use app::jobs::{Due, JobFailure, STAFF_MAIL, SWEEP};
use app::messages::{Carried, FOLLOW, Fate, SEND};
use app::retention::ERASE;
use app::{
    ACCESS_REVIEW, App, Carriers, DROP_ANSWERS, FOLLOW_SHARES, IMPORT, IMPORT_SWEEP, LINKAGE, LINKAGE_SWEEP,
    PORTAL_MAIL, REMIND, REMIND_ASKED, TOKEN_REMINDERS, WATCH,
};
use kernel::{Entropy, JobId};
use mail::{Arrival, Notify, SendError, Smtp};
use messages::Channel;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

/// How often a worker looks for work that others enqueued.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How many jobs it takes at once: each is done well within its lease.
const AT_ONCE: u32 = 4;

/// How things leave the house. What is none is not set up: jobs that need it fail, and say what to set.
#[derive(Debug, Clone, Default)]
pub struct Post {
    /// Email.
    pub smtp: Option<Arc<Smtp>>,
    /// Texts, and email if it has a template for that.
    pub notify: Option<Arc<Notify>>,
}

/// Tells a worker to stop.
#[derive(Debug, Clone, Default)]
pub struct Stop(Arc<(Mutex<bool>, Condvar)>);

impl Stop {
    /// Stop after the job at hand.
    pub fn now(&self) {
        *self.0.0.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.0.1.notify_all();
    }
    /// Whether it was told.
    #[must_use]
    pub fn told(&self) -> bool {
        *self.0.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
    /// Waits, for so long at most; answers whether it was told.
    fn wait(&self, most: Duration) -> bool {
        let told = self.0.0.lock().unwrap_or_else(PoisonError::into_inner);
        *self.0.1.wait_timeout_while(told, most, |told| !*told).unwrap_or_else(PoisonError::into_inner).0
    }
}

/// A worker.
pub struct Worker {
    app: App,
    post: Post,
    id: [u8; 16],
}

/// Does one job.
type Handler = fn(&Worker, JobId) -> Result<(), JobFailure>;

/// What can be done, by kind.
const HANDLERS: &[(&str, Handler)] = &[
    (ACCESS_REVIEW, Worker::access_review),
    (app::oversight::WATCH_LOOKS, Worker::watch_looks),
    (DROP_ANSWERS, Worker::drop_answers),
    (ERASE, Worker::erase),
    (FOLLOW, Worker::follow),
    (FOLLOW_SHARES, Worker::follow_shares),
    (IMPORT, Worker::import),
    (IMPORT_SWEEP, Worker::import_sweep),
    (LINKAGE, Worker::linkage),
    (LINKAGE_SWEEP, Worker::linkage_sweep),
    (PORTAL_MAIL, Worker::portal_mail),
    (SEND, Worker::send),
    (STAFF_MAIL, Worker::staff_mail),
    (SWEEP, Worker::sweep),
    (REMIND, Worker::remind),
    (REMIND_ASKED, Worker::remind_of_documents),
    (TOKEN_REMINDERS, Worker::token_reminders),
    (WATCH, Worker::watch),
];

/// The kinds.
const KINDS: &[&str] = &[
    ACCESS_REVIEW,
    app::oversight::WATCH_LOOKS,
    DROP_ANSWERS,
    ERASE,
    FOLLOW,
    FOLLOW_SHARES,
    IMPORT,
    IMPORT_SWEEP,
    LINKAGE,
    LINKAGE_SWEEP,
    PORTAL_MAIL,
    SEND,
    STAFF_MAIL,
    SWEEP,
    REMIND,
    REMIND_ASKED,
    TOKEN_REMINDERS,
    WATCH,
];

impl Worker {
    /// A worker over an application.
    #[must_use]
    pub fn new(app: App, post: Post, entropy: &mut dyn Entropy) -> Self {
        let mut id = [0; 16];
        entropy.fill(&mut id);
        Self { app, post, id }
    }

    /// Does what is due now; answers with how many jobs it has begun.
    ///
    /// # Errors
    /// When the store does not answer. Nothing is lost: leases run out, and the jobs are taken again.
    pub fn do_what_is_due(&self, stop: &Stop) -> Result<usize, app::AppError> {
        let mut begun = 0;
        while !stop.told() && self.app.jobs_are_due()? {
            let taken = self.app.take_jobs(self.id, KINDS, AT_ONCE)?;
            if taken.is_empty() {
                break;
            }
            for due in &taken {
                begun += 1;
                self.one(due)?;
            }
        }
        Ok(begun)
    }

    fn one(&self, due: &Due) -> Result<(), app::AppError> {
        let handler = HANDLERS.iter().find(|(kind, _)| *kind == due.kind).map(|(_, handler)| handler);
        let done = match handler {
            Some(handler) => handler(self, due.id),
            None => Err(JobFailure::lasting("this version of the program does not know this kind of job")),
        };
        match done {
            Ok(()) => self.app.job_done(self.id, due.id),
            Err(failure) => {
                tracing::warn!(job = %due.id, kind = %due.kind, attempt = due.attempts, why = %failure.words, "a job failed");
                self.app.job_failed(self.id, due, &failure)
            }
        }
    }

    /// Works until it is told to stop.
    pub fn work(&self, stop: &Stop) {
        if let Err(error) = self.app.ensure_schedules() {
            tracing::warn!(%error, "what recurs could not be set up; it is tried again at the next start");
        }
        while !stop.told() {
            if let Err(error) = self.do_what_is_due(stop) {
                tracing::warn!(%error, "jobs cannot be taken just now");
            }
            if stop.wait(LOOK_EVERY) {
                return;
            }
        }
    }

    fn sweep(&self, _: JobId) -> Result<(), JobFailure> {
        self.app.sweep_jobs()?;
        Ok(())
    }

    fn remind(&self, _: JobId) -> Result<(), JobFailure> {
        self.app.remind_of_agreements()?;
        Ok(())
    }

    fn remind_of_documents(&self, _: JobId) -> Result<(), JobFailure> {
        // A worker does not know where the pages are reached: it says that something waits, and no address.
        self.app.remind_of_documents("")?;
        Ok(())
    }

    fn drop_answers(&self, _: JobId) -> Result<(), JobFailure> {
        self.app.drop_answers()?;
        Ok(())
    }

    fn follow_shares(&self, _: JobId) -> Result<(), JobFailure> {
        self.app.follow_shares()?;
        self.app.remind_of_interviews()?;
        self.app.remind_of_outside_requests()?;
        Ok(())
    }

    fn watch(&self, _: JobId) -> Result<(), JobFailure> {
        self.app.watch_data()?;
        Ok(())
    }

    fn token_reminders(&self, _: JobId) -> Result<(), JobFailure> {
        self.app.remind_of_tokens()?;
        Ok(())
    }

    fn import(&self, job: JobId) -> Result<(), JobFailure> {
        self.app.do_import(job)
    }

    fn import_sweep(&self, _: JobId) -> Result<(), JobFailure> {
        self.app.sweep_imports()?;
        Ok(())
    }

    fn access_review(&self, _: JobId) -> Result<(), JobFailure> {
        self.app.review_accounts()?;
        Ok(())
    }

    fn watch_looks(&self, _: JobId) -> Result<(), JobFailure> {
        self.app.watch_looks()?;
        Ok(())
    }

    fn linkage(&self, job: JobId) -> Result<(), JobFailure> {
        self.app.do_linkage(self.id, job)
    }

    fn linkage_sweep(&self, _: JobId) -> Result<(), JobFailure> {
        self.app.sweep_linkage()?;
        Ok(())
    }

    fn erase(&self, job: JobId) -> Result<(), JobFailure> {
        self.app.erase_job(job)
    }

    fn send(&self, job: JobId) -> Result<(), JobFailure> {
        let Some(carried) = self.app.take_message(job, self.carriers())? else { return Ok(()) };
        let id = carried.id;
        let fate = match self.carry(&carried) {
            Ok(fate) => fate,
            // It is for whoever works on the case to see, not for an administrator.
            Err(error) if matches!(error, SendError::Lasting { .. }) => Fate::Failed(error.to_string()),
            Err(error) => return Err(failure(&error)),
        };
        Ok(self.app.message_fate(id, &fate)?)
    }

    /// Who carries what, as this worker is set up.
    fn carriers(&self) -> Carriers {
        let notify = self.post.notify.as_ref();
        let by_notify = |so: bool| so.then_some("notify");
        Carriers {
            text: by_notify(notify.is_some()),
            email: by_notify(notify.is_some_and(|n| n.sends_email())).or(self.post.smtp.as_ref().map(|_| "smtp")),
            letter: by_notify(notify.is_some_and(|n| n.prints_letters())),
        }
    }

    fn carry(&self, it: &Carried) -> Result<Fate, SendError> {
        let (name, notify) = (it.id.to_string(), self.post.notify.as_ref());
        let by_notify = |name| Fate::Sent { carrier: "notify", name };
        match it.channel {
            Channel::Text => {
                let notify = notify.ok_or(NO_NOTIFY)?;
                notify.text(&it.to, &it.says.body, &name, it.now).map(by_notify)
            }
            Channel::Email => match notify.filter(|n| n.sends_email()) {
                Some(notify) => notify.email(&it.to, &it.says.subject, &it.says.body, &name, it.now).map(by_notify),
                None => {
                    let smtp = self.post.smtp.as_ref().ok_or(NO_SMTP)?;
                    smtp.send(&it.to, &it.says.subject, &it.says.body, &name)?;
                    Ok(Fate::Sent { carrier: "smtp", name })
                }
            },
            // Without a service that prints, somebody here does.
            Channel::Letter => match (notify.filter(|n| n.prints_letters()), &it.pdf) {
                (Some(notify), Some(pdf)) => notify.letter(pdf, &name, it.now).map(by_notify),
                _ => Ok(Fate::Ready),
            },
        }
    }

    /// Asks what became of what was sent.
    fn follow(&self, _: JobId) -> Result<(), JobFailure> {
        let Some(notify) = self.post.notify.as_ref() else { return Ok(()) };
        let mut after = None;
        loop {
            let sent = self.app.messages_on_their_way("notify", after)?;
            let Some(last) = sent.last() else { return Ok(()) };
            after = Some(last.id);
            for message in &sent {
                match notify.arrival(&message.name, message.now) {
                    Ok(Arrival::OnItsWay) => {}
                    Ok(Arrival::Delivered) => self.app.message_fate(message.id, &Fate::Delivered)?,
                    Ok(Arrival::Failed(why)) => {
                        self.app.message_fate(message.id, &Fate::Failed(why.to_owned()))?;
                    }
                    // It does not answer now: the others are asked about next time, instead of waiting for each.
                    Err(error) => return Err(failure(&error)),
                }
            }
        }
    }

    /// A code for the person's own page, or that there is one.
    fn portal_mail(&self, id: JobId) -> Result<(), JobFailure> {
        let Some(it) = self.app.portal_mail(id, self.carriers())? else { return Ok(()) };
        let (name, notify) = (id.to_string(), self.post.notify.as_ref());
        let sent = match (it.channel.as_str(), notify, self.post.smtp.as_ref()) {
            ("text", Some(notify), _) => notify.text(&it.to, &it.body, &name, self.app.now()).map(|_| ()),
            ("text", None, _) => Err(NO_NOTIFY),
            (_, Some(notify), _) if notify.sends_email() => {
                notify.email(&it.to, &it.subject, &it.body, &name, self.app.now()).map(|_| ())
            }
            (_, _, Some(smtp)) => smtp.send_discreetly(&it.to, &it.subject, &it.body, &name),
            (_, _, None) => Err(NO_SMTP),
        };
        sent.map_err(|e| failure(&e))
    }

    fn staff_mail(&self, id: JobId) -> Result<(), JobFailure> {
        let Some(mail) = self.app.staff_mail(id)? else { return Ok(()) };
        let smtp = self.post.smtp.as_ref().ok_or_else(|| failure(&NO_SMTP))?;
        smtp.send(&mail.to, &mail.subject, &mail.body, &id.to_string()).map_err(|e| failure(&e))
    }
}

const NO_SMTP: SendError = SendError::NotSetUp("email is not set up: set CASEMENT_SMTP_URL and CASEMENT_MAIL_FROM");

const NO_NOTIFY: SendError =
    SendError::NotSetUp("texts are not set up: set CASEMENT_NOTIFY_KEY and CASEMENT_NOTIFY_TEXT_TEMPLATE");

fn failure(error: &SendError) -> JobFailure {
    JobFailure { words: error.to_string(), again: error.passes() }
}
