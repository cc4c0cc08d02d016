//! What goes back: a page, a way on, a file; and the failures that become pages.

use app::AppError;
use axum::http::StatusCode;
use pages::problem::Problem;

/// A cookie to set or to clear.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum CookieChange {
    /// The language of the person's own pages in this browser, until it is closed.
    Language(String),
    /// The session's secret.
    Session(String),
    /// No session any more.
    NoSession,
    /// The secret of a session on one's own page.
    Me(String),
    /// No session on one's own page any more.
    NoMe,
    /// The secret by which a device is known again.
    Device(String),
    /// The secret of a log in at a provider that is under way.
    SignOn(String),
    /// It is over.
    NoSignOn,
    /// The message to show on the next page.
    Said(Said),
}

/// What has just been done, for the top of the next page. Kept in a cookie as a word, so that nothing can be put into it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Said {
    /// A case was opened.
    CaseOpened,
    /// A case was opened, of somebody who may be known.
    CaseOpenedTwice,
    /// A case was opened, and the referral could not be marked as the one that led to it.
    CaseOpenedReferralWaits,
    /// A section was saved.
    SectionSaved,
    /// A case was closed.
    CaseClosed,
    /// A case was opened again.
    CaseReopened,
    /// Consent was recorded.
    ConsentRecorded,
    /// A withdrawal was recorded.
    ConsentWithdrawn,
    /// A body said what it did about a withdrawal, or that it has read of it.
    WithdrawalAnswered,
    /// Somebody was let in to the person's own page.
    LetIn,
    /// Somebody was let out of it.
    LetOut,
    /// Which partners are offered was written down.
    PartnersOffered,
    /// The initial interview was completed.
    InterviewDone,
    /// Consent records were taken over.
    RecordsTaken,
    /// The role or purpose was changed.
    ActingChanged,
    /// An agency was added.
    AgencyAdded,
    /// An agreement was written down, signed, looked at again or ended.
    AgreementSaved,
    /// An agreement was presented to those who sign it.
    AgreementOut,
    /// An entry was added.
    EntryAdded,
    /// What stands on a case as a whole was changed.
    MarkChanged,
    /// A document was checked.
    DocumentChecked,
    /// A document was deleted.
    DocumentDeleted,
    /// The person was asked for a document.
    DocumentAsked,
    /// What became of a document that was asked for.
    DocumentSettled,
    /// What the person said of a step of their plan was confirmed or answered.
    StepSettled,
    /// An entry was corrected.
    EntryCorrected,
    /// An agency was taken off a case.
    AgencyRemoved,
    /// An account was changed.
    AccountChanged,
    /// An account was confirmed.
    AccountConfirmed,
    /// Sessions were ended.
    SessionsEnded,
    /// An invitation was withdrawn.
    InvitationWithdrawn,
    /// A body was enrolled, or its enrolment ended.
    EnrolmentSaved,
    /// Settings were saved, or something was looked at.
    SettingsSaved,
    /// A register of destinations, transfers or suppliers was changed.
    RegisterSaved,
    /// An agency was put into the register or changed.
    AgencySaved,
    /// A team was changed.
    TeamSaved,
    /// Days away were recorded or called off.
    AbsenceSaved,
    /// A way back was asked for.
    RecoveryAsked,
    /// A way back was refused.
    RecoveryRefused,
    /// The password was changed.
    PasswordChanged,
    /// A passkey was added or taken away.
    PasskeysChanged,
    /// A token for programs was revoked.
    TokenRevoked,
    /// A provider was entered or changed.
    ProviderSaved,
    /// An account was connected with a provider.
    Connected,
    /// It is not any more.
    Disconnected,
    /// Devices were confirmed or disowned.
    DevicesKnown,
    /// An account was made, or its owner came back.
    AccountMade,
    /// Something to do was done.
    TaskDone,
    TaskWithdrawn,
    CaseTaken,
    /// A case was handed over.
    HandedOver,
    /// How long a case is kept was decided about.
    RetentionSaved,
    /// Notes were put on the register, or taken off it.
    NotesSaved,
    /// A warning was changed.
    WarningChanged,
    /// A rule about who may look at a case was changed.
    AccessChanged,
    /// A document waits for the scanner.
    DocumentWaits,
    /// A document is kept apart.
    DocumentApart,
    /// No case was chosen.
    NothingChosen,
    /// Something was asked for or sent.
    ShareAsked,
    /// A referral or disclosure was changed.
    ShareChanged,
    /// A file was asked for.
    FileAsked,
    /// A file was approved or refused.
    FileDecided,
    /// An unusual look was reviewed.
    LookReviewed,
    /// A reason was written down.
    ReasonWritten,
    /// A list was saved.
    ViewSaved,
    /// A message was sent on its way.
    MessageSent,
    /// A message was stopped.
    MessageStopped,
    /// A letter was printed and posted.
    LetterPosted,
    /// The person was asked to sign a paper.
    PaperSent,
    /// A paper was called back.
    PaperCalledBack,
    /// A paper was signed, or it was said why not.
    PaperAnswered,
    /// A job was settled.
    JobSettled,
    /// Logged out.
    LoggedOut,
    /// What was typed is kept.
    DraftKept,
    /// What was typed is thrown away.
    DraftDropped,
    /// Two records are linked.
    Linked,
    /// They are split again.
    Split,
    /// Two records are of two people.
    KeptApart,
    /// A pair of a matching run was reviewed.
    PairDecided,
    /// A model for comparing records was offered.
    ModelOffered,
    /// One was taken up.
    ModelTakenUp,
    /// The review of a run is over.
    LinkageFinished,
    /// The file of an import was destroyed.
    ImportFileGone,
    /// A request about data was logged.
    RequestLogged,
    /// Something was done about one.
    RequestSaved,
}

impl Said {
    const ALL: &[(Self, &'static str, &'static str)] = &[
        (Self::PairDecided, "pair-decided", "What you said of the pair was saved."),
        (Self::ImportFileGone, "import-file-gone", "The file was destroyed."),
        (
            Self::ModelOffered,
            "model-offered",
            "The model was kept. Nothing uses it yet: compare it, and take it up if it is better.",
        ),
        (Self::ModelTakenUp, "model-taken-up", "From now on records are compared by this model."),
        (Self::LinkageFinished, "linkage-finished", "The review is over, and the lists were destroyed."),
        (Self::CaseOpened, "opened", "The case was opened."),
        (
            Self::CaseOpenedReferralWaits,
            "opened-referral-waits",
            "The case was opened. The referral could not be marked as the one that led to it: open the referral and enter this case’s reference.",
        ),
        (
            Self::CaseOpenedTwice,
            "opened-twice",
            "The case was opened. Another record may be of the same person: open Person to compare them before you go on.",
        ),
        (Self::SectionSaved, "saved", "The section was saved."),
        (Self::CaseClosed, "closed", "The case was closed."),
        (Self::CaseReopened, "reopened", "The case was opened again."),
        (Self::ConsentRecorded, "consent", "The person’s answer was recorded."),
        (
            Self::ConsentWithdrawn,
            "withdrawn",
            "The withdrawal was recorded. Nothing more is shared under this consent, and whoever had something was told.",
        ),
        (Self::WithdrawalAnswered, "told", "Thank you. The council sees your answer beside the withdrawal."),
        (Self::LetIn, "let-in", "That was written down. Whoever can log in now is told so."),
        (Self::LetOut, "let-out", "They can no longer log in."),
        (Self::PartnersOffered, "offered", "That was written down. Ask about each of them."),
        (Self::InterviewDone, "interviewed", "The initial interview is completed."),
        (Self::RecordsTaken, "records", "The records were taken over. They count from now on."),
        (Self::ActingChanged, "acting", "You are now acting for the purpose shown above."),
        (Self::AgencyAdded, "agency", "The agency was added."),
        (Self::AgreementSaved, "agreement", "The register of agreements was changed."),
        (Self::AgreementOut, "agreement-out", "It is out to be signed. Each who is named was sent a link by email."),
        (Self::EntryAdded, "entry", "It was added to the case."),
        (Self::MarkChanged, "mark", "What stands on the case was changed."),
        (Self::DocumentChecked, "document-checked", "It is written down that the document was checked."),
        (Self::DocumentDeleted, "document-deleted", "The document is deleted. That it was stays on the ledger."),
        (
            Self::DocumentAsked,
            "document-asked",
            "It is asked for. Whoever can log in on the person’s own page is told that something waits there.",
        ),
        (Self::StepSettled, "step-settled", "That is written down. The person sees it on their own page."),
        (Self::DocumentSettled, "document-settled", "That is written down. The person sees it on their own page."),
        (Self::EntryCorrected, "corrected", "The correction was saved. The earlier version is kept."),
        (Self::AgencyRemoved, "unagency", "The agency no longer works on the case. Nothing more is shared with it."),
        (Self::AccountChanged, "account", "The account was changed."),
        (Self::AccountConfirmed, "confirmed", "The account was confirmed."),
        (Self::SessionsEnded, "sessions", "The sessions were ended."),
        (Self::InvitationWithdrawn, "uninvited", "The invitation was withdrawn. Its link does not work any more."),
        (Self::SettingsSaved, "settings", "That was saved."),
        (Self::RegisterSaved, "register", "The register was changed."),
        (Self::AgencySaved, "agency-saved", "The register of agencies was changed."),
        (Self::EnrolmentSaved, "enrolment", "The list was changed. The notice’s page shows it."),
        (Self::TokenRevoked, "token", "The token was revoked. It opens nothing any more."),
        (Self::TeamSaved, "team", "The team was changed."),
        (Self::AbsenceSaved, "absence", "The days away were saved."),
        (
            Self::RecoveryAsked,
            "recovery",
            "A second person has to agree now: another administrator, or whoever leads their team.",
        ),
        (Self::RecoveryRefused, "norecovery", "It was refused. Nothing has changed for the account."),
        (Self::PasswordChanged, "password", "Your password was changed. You are logged out everywhere else."),
        (Self::ProviderSaved, "provider", "That was saved, and counts from now on."),
        (Self::Connected, "connected", "Your account is connected. You can log in that way from now on."),
        (
            Self::Disconnected,
            "disconnected",
            "The account is not connected any more. What it had by groups is gone with that.",
        ),
        (Self::PasskeysChanged, "passkeys", "Your passkeys were changed."),
        (
            Self::DevicesKnown,
            "devices",
            "That was noted. Nothing else is open on your devices that you do not know of.",
        ),
        (
            Self::AccountMade,
            "welcome",
            "Your password is set. Log in with it now: the next step sets up your second factor.",
        ),
        (Self::TaskDone, "task-done", "Noted as done."),
        (Self::TaskWithdrawn, "task-withdrawn", "Withdrawn."),
        (Self::CaseTaken, "case-taken", "You hold this case from now on."),
        (Self::HandedOver, "handed-over", "The case was handed over."),
        (Self::RetentionSaved, "retention", "Your decision was recorded."),
        (Self::NotesSaved, "notes", "The register of notes was changed."),
        (Self::WarningChanged, "warning", "The warning was changed."),
        (Self::AccessChanged, "access", "Who may look at the case was changed."),
        (
            Self::DocumentWaits,
            "document-waits",
            "The document is kept, but the scanner for malware does not answer: nobody can open it until it has been scanned.",
        ),
        (
            Self::DocumentApart,
            "document-apart",
            "The scanner found malware in the document. It is kept apart, and nobody can open it: tell whoever handed it in.",
        ),
        (Self::NothingChosen, "nothing-chosen", "Choose at least one case first."),
        (Self::ShareAsked, "share", "It is written down. How it stands is shown here."),
        (Self::ShareChanged, "shared", "That is done, and on the record."),
        (Self::FileAsked, "file-asked", "The file was asked for. You are told when somebody has decided."),
        (Self::FileDecided, "file-decided", "Whoever asked for the file is told what you decided."),
        (Self::LookReviewed, "look-reviewed", "The review is written down."),
        (Self::ReasonWritten, "reason", "Your reason is on the record. It counts for a week."),
        (Self::ViewSaved, "view-saved", "The list was saved under its name."),
        (Self::MessageSent, "message", "It is on its way. What becomes of it is shown here."),
        (Self::PaperSent, "paper-sent", "The person can sign it now: on their own page, or here in your presence."),
        (Self::PaperCalledBack, "paper-back", "It was called back. Nobody can sign it any more."),
        (Self::PaperAnswered, "paper-answered", "The answer is on the record, and sealed."),
        (Self::LetterPosted, "posted", "The letter is posted. The case shows who did it, and when."),
        (Self::MessageStopped, "stopped", "It was stopped. Nothing of it left."),
        (Self::JobSettled, "job", "That is done. What follows shows how the jobs stand now."),
        (Self::LoggedOut, "out", "You have logged out."),
        (Self::DraftKept, "kept", "What you typed is kept for you. Nothing was sent yet."),
        (Self::DraftDropped, "dropped", "What you typed was thrown away."),
        (Self::Linked, "linked", "The records are linked. Both keep what is theirs, and you can split them again."),
        (Self::Split, "split", "The records are split: each stands as it did before."),
        (Self::RequestLogged, "request-logged", "The request was logged. The data protection officer has it."),
        (Self::RequestSaved, "request", "It was written down."),
        (Self::KeptApart, "apart", "They are two people: they are not proposed again."),
    ];
    /// The word in the cookie.
    pub(crate) fn code(self) -> &'static str {
        Self::ALL.iter().find(|(said, ..)| *said == self).map_or("", |(_, code, _)| code)
    }
    /// By its word.
    pub(crate) fn of(code: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known, _)| *known == code).map(|(said, ..)| *said)
    }
    /// From the word in the cookie.
    pub(crate) fn words_of(code: &str) -> Option<&'static str> {
        Self::ALL.iter().find(|(_, known, _)| *known == code).map(|(.., words)| *words)
    }
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) body: Reply,
    pub(crate) cookies: Vec<CookieChange>,
    /// Nothing personal is on it: it may be kept by the browser.
    pub(crate) public: bool,
    /// The form was sent before, and done then: what was typed is nothing to keep.
    pub(crate) was_done: bool,
}

/// The body of an answer.
#[derive(Debug)]
pub(crate) enum Reply {
    /// A page.
    Html(String),
    /// Go there next.
    Next(String),
    /// Bytes: a document of a case, or a list in a file.
    Bytes {
        /// Their media type.
        kind: &'static str,
        /// The name to save them under.
        name: String,
        /// Whether the browser shows them; otherwise it saves them.
        shown: bool,
        /// The bytes.
        bytes: Vec<u8>,
    },
    /// A document in another form.
    Document {
        /// Its media type.
        kind: &'static str,
        /// The name to save it under.
        name: String,
        /// The text.
        text: String,
    },
}

impl Answer {
    /// A page.
    pub(crate) const fn page(html: String) -> Self {
        Self { status: StatusCode::OK, body: Reply::Html(html), cookies: Vec::new(), public: false, was_done: false }
    }
    /// Go on to another page (303: with GET).
    pub(crate) fn next(to: impl Into<String>) -> Self {
        Self {
            status: StatusCode::SEE_OTHER,
            body: Reply::Next(to.into()),
            cookies: Vec::new(),
            public: false,
            was_done: false,
        }
    }
    /// Bytes to show or to save.
    pub(crate) const fn bytes(kind: &'static str, name: String, shown: bool, bytes: Vec<u8>) -> Self {
        Self {
            status: StatusCode::OK,
            body: Reply::Bytes { kind, name, shown, bytes },
            cookies: Vec::new(),
            public: false,
            was_done: false,
        }
    }
    /// A text in another form than a page.
    pub(crate) fn document(kind: &'static str, name: &str, text: String) -> Self {
        let body = Reply::Document { kind, name: name.to_owned(), text };
        Self { status: StatusCode::OK, body, cookies: Vec::new(), public: false, was_done: false }
    }
    /// Of a form that was done when it was sent before.
    #[must_use]
    pub(crate) const fn done_before(mut self) -> Self {
        self.was_done = true;
        self
    }
    /// To be saved, not shown.
    #[must_use]
    pub(crate) fn download(mut self) -> Self {
        if let Reply::Document { kind, name, text } = self.body {
            self.body = Reply::Bytes { kind, name, shown: false, bytes: text.into_bytes() };
        }
        self
    }
    /// With a message at the top of the next page.
    #[must_use]
    pub(crate) fn saying(mut self, said: Said) -> Self {
        self.cookies.push(CookieChange::Said(said));
        self
    }
    /// With another cookie.
    #[must_use]
    pub(crate) fn with(mut self, cookie: CookieChange) -> Self {
        self.cookies.push(cookie);
        self
    }
    /// With another status: a form that came back with errors is a 422.
    #[must_use]
    pub(crate) const fn status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }
    /// Without anything personal.
    #[must_use]
    pub(crate) const fn for_everybody(mut self) -> Self {
        self.public = true;
        self
    }
}

/// Why there is no answer of the wanted kind.
#[derive(Debug)]
pub(crate) enum Failure {
    /// A use case failed.
    App(AppError),
    /// A page could not be rendered.
    Render(pages::RenderError),
}

impl From<AppError> for Failure {
    fn from(error: AppError) -> Self {
        Self::App(error)
    }
}

impl From<pages::RenderError> for Failure {
    fn from(error: pages::RenderError) -> Self {
        Self::Render(error)
    }
}

impl Failure {
    /// It is not there, or not for this reader.
    pub(crate) const fn not_found() -> Self {
        Self::App(AppError::NotFound)
    }
    /// The closed case that is looked at only by who says why.
    pub(crate) const fn wants_reason(&self) -> Option<kernel::CaseId> {
        if let Self::App(AppError::WantsReason(case)) = self { Some(*case) } else { None }
    }
    /// The status and page. What is our fault is logged under the number that the page shows.
    pub(crate) fn problem(&self, number: impl FnOnce() -> String) -> (StatusCode, Problem) {
        let ours = |what: String| {
            let number = number();
            tracing::error!(incident = %number, what = %what, "a request failed");
            (StatusCode::INTERNAL_SERVER_ERROR, Problem::ours(number))
        };
        match self {
            Self::App(AppError::NotFound) => (StatusCode::NOT_FOUND, Problem::not_found()),
            // The way to say why leads there; what is asked without a page is refused.
            Self::App(AppError::WantsReason(_)) => {
                (StatusCode::FORBIDDEN, Problem::refused("This case is closed: say first why you look at it."))
            }
            Self::App(AppError::SentBefore) => (StatusCode::CONFLICT, Problem::sent_before()),
            Self::App(AppError::Conflict) => (StatusCode::CONFLICT, Problem::conflict()),
            Self::App(AppError::Form(_)) => (StatusCode::BAD_REQUEST, Problem::unreadable()),
            Self::App(AppError::Refused(words)) => (StatusCode::CONFLICT, Problem::refused(words)),
            Self::App(AppError::Unavailable(what)) => {
                tracing::warn!(what = %what, "the storage does not answer");
                (StatusCode::SERVICE_UNAVAILABLE, Problem::unavailable())
            }
            Self::App(AppError::Fault(what)) => ours(what.clone()),
            Self::Render(error) => ours(error.to_string()),
        }
    }
}
