//! The use cases. Each takes the actor first and is one closure over one open transaction: load what is so, decide,
//! record, act. What it answers leaves only after the commit.

mod access;
mod accounts;
pub mod actor;
mod admin;
mod agencies;
mod agreements;
mod backups;
#[cfg(feature = "baseline")]
mod baseline;
mod cases;
mod consent;
mod contacts;
mod contracts;
mod destinations;
mod drafts;
mod error;
mod forms;
mod imports;
mod inbound;
pub mod jobs;
mod limits;
mod linking;
mod lists;
mod login;
mod look;
pub mod meetings;
pub mod messages;
mod notices;
mod onboarding;
mod once;
pub mod outbox;
mod outside;
pub mod oversight;
pub mod papers;
mod people;
mod places;
mod portal;
mod processors;
mod publish;
mod publishing;
mod rate;
mod requests;
mod restraint;
pub mod retention;
mod search;
mod seen;
mod sent;
mod shares;
mod sources;
mod studies;
mod taken_over;
mod teams;
mod tokens;
pub mod views;
mod work;

pub use access::{
    ACCESS_REVIEW, AGENCY_DAYS, AccessReview, AccountView, Arrival, Asked, BOUND_BY, CONFIRM_MONTHS, CapacityChoices,
    DeviceLine, EnrolledBody, InvitationLine, Invited, MOST_AGENCY_DAYS, NewEnrolment, NewInvitation, OpenList,
    PasskeyLine, RecoveryLine, ReviewedAccount, SessionLine,
};
pub use access::{
    CameBack, CameIn, Connection, GroupForm, GroupLine, ProviderForm, ProviderLine, SIGN_ON_BACK, SentAway, SetBy,
    SignOnFor, WayIn,
};
pub use accounts::NewAccount;
pub use actor::{Actor, Capacity};
pub use admin::{AccountLine, EnrolmentLine, ExplainWhat};
pub use agencies::{
    AGENCY_KINDS, AGENCY_NAMES, AGENCY_SERVICES, AgencyAccount, AgencyBodyLine, AgencyChangeLine, AgencyContactLine,
    AgencyFilter, AgencyLine, AgencyList, AgencyNameLine, AgencyView, CONTACT_PURPOSES, LooseBody, NewAgency,
    NewAgencyContact, NewAgencyName,
};
pub use agreements::{
    AgreementForm, AgreementGap, AgreementLine, AgreementPaper, AgreementView, Agreements, AttachmentBytes,
    AttachmentLine, BothSides, ByLink, LinkLeads, NewAttachment, NewSigner, PartnerLine, REMIND, SignerLine,
    THEIR_OFFICER, TheirOfficer, ToSign,
};
pub use backups::{BackupNote, BackupsView, USUAL, WATCH};
pub use cases::{
    Close, Closing, EditView, FirstTold, HistoryView, ListFilter, NewCase, PAGE, Saved, SectionOpened, Told,
};
pub use consent::{
    AnswerLine, Circumstances, ConsentAnswer, ConsentsView, Gone, InterviewView, NewAnswer, OfferLine, ToldLine,
    WithdrawalLine,
};
pub use contacts::{ContactLine, NewContactCheck, PublicLink};
pub use contracts::{ContractChoices, ContractLine, DelivererLine, NewContract};
pub use destinations::{
    DestinationLine, DestinationsOfNotice, DestinationsView, NewDestinations, NewTransfer, PLACE_KINDS, PlaceLine,
    PublicTransfer, TransferLine, TransferView,
};
pub use drafts::{DraftLine, DraftOrigin, DraftPlace, DraftView};
pub use error::AppError;
pub use imports::{
    IMPORT, IMPORT_SWEEP, ImportColumn, ImportCounts, ImportField, ImportIssueLine, ImportLine, ImportMapping,
    ImportView, LARGEST_IMPORT, NewImport,
};
pub use inbound::{
    InboundDocumentLine, InboundLine, InboundService, InboundView, MOST_FILES as MOST_REFERRAL_FILES, NewInbound,
    Referred,
};
pub use linking::{
    LARGEST_LIST, LINKAGE, LINKAGE_REASONS, LINKAGE_SWEEP, LinkageCharts, LinkageCounts, LinkageListLine,
    LinkageModelLine, LinkageModelView, LinkagePairLine, LinkagePairView, LinkagePicture, LinkageRunLine,
    LinkageRunView, LinkageSide, LinkageSource, LinkageVerdictKind, Listed, ListedRecord, ModelsJudged, NEEDED_LABELS,
};
pub use lists::{
    ACCOUNTS, AGENCIES, AGREEMENTS, APPOINTMENTS, ASKED, AppointmentRow, DUE, ENROLMENTS, GROUPS, IMPORTS,
    INBOUND_STATES, INVITATIONS, LIKELY, LIST_PAGE, LONGEST_PAGE, ListAsk, ListLines, MEETINGS, MOST_LINES, MeetingRow,
    NOTES, OutboundLine, REQUESTS, REVIEWED, SHARE_REVIEWS, TRAINED, Take, WARNINGS, WHOSE, WarningRow,
};
pub use login::{CapacityLine, LoggedIn, PurposeLine, SignIn};
pub use notices::{Published, bundle};
pub use onboarding::{
    NewPartnerCheck, ONBOARDING, OnboardingView, PartnerChecked, PartnerReady, QUESTIONNAIRE, QUESTIONNAIRE_RESULTS,
};
pub use once::OnceKey;
pub use outside::{
    MOST_DOCUMENTS as MOST_OUTSIDE_DOCUMENTS, NewOutsideRequest, OUTSIDE_BODIES, OUTSIDE_CHANNELS, OUTSIDE_DECISIONS,
    OutsideDecision, OutsideDocumentLine, OutsideLine, OutsideView,
};
pub use people::{
    DuplicateView, EvidenceLine, EvidenceView, HouseholdView, KnownAlready, LinkLine, NeedFrom, NeedPart, NeedsView,
    PersonCase, PersonView, ProposalLine, REVEAL_REASONS, Revealed, SideView, WithheldLine,
};
pub use places::Places;
pub use portal::{
    BodyLine, CODE_MINUTES, CodeMail, DateKind, DateLine, EmptyPart, Gave, HeldCase, LETTERS_PAGE, LetterLine,
    LookedLine, MOST_FILES, Me, MyAnswer, MyAsk, MyCase, MyConsents, MyPlan, MyStep, NewPortalAccount, OfStep,
    PORTAL_MAIL, PlanStep, PortalDesk, PortalLine, PortalParcel, PortalStep, SaidLine, SaidState, SaysOf, SharedLine,
    StepAnswer, StepSaid, StepsView,
};
pub use processors::{
    AssuranceLine, CHANNELS_OUT, CarrierLine, Carriers, FOUND, NewAssurance, NewProcessor, NewSubProcessor,
    ProcessorLine, ProcessorsView, SubProcessorLine, SupplierDue,
};
pub use publish::{NoticePage, NoticeVersionLine};
pub use publishing::{PublishedNow, Publishing};
pub use requests::{
    CODE_LENGTH, CONFIRMED_BY, ContactLines, ControllerLine, CopyBytes, CopyNote, CopyPassage, CopyReview, CopyState,
    CopyWords, Decided, FoundCase, GATHERED, Handing, HeldCopy, LINK_DAYS, LetterView, LinkMade, Logged, MatchedCase,
    MyRequest, NewDecision, NewStep, OpenRecord, OwnRequest, RIGHTS_DID, RecipientLine, RequestDecision, RequestForm,
    RequestIntake, RequestLine, RequestView, ReviewRecord, RightsToldLine, StepLine as RequestStepLine,
};
pub use search::{Found, MOST_A_DAY as MOST_LOOKUPS_A_DAY, SupportAnswer};
pub use seen::SeenView;
pub use sent::{CameOfIt, Claimed, FormKey, SentBefore, SentForm};
pub use shares::{
    ANSWERED_WITH, ASKED_BECAUSE, ApprovalLine, ApprovalView, CHANNELS, CHECK_DECISIONS, CopyLine, CopyStanding,
    DESK_PAGE, DROP_ANSWERS, DeskLine, DeskPage, Enquiries, EnquiryKind, EnquiryLine, EnquiryView, FINDINGS,
    FOLLOW_SHARES, FindingView, Followed, MOST_WORD_DAYS, MySteps, NewFinding, NewOriginatorAsk, NewShare, NewWord,
    OriginatorAskForm, OriginatorAskLine, OriginatorAskState, OriginatorDeskView, OwnReason, PermissionEnded,
    PresetView, PreviewSection, REASON_DAYS, REVIEW_DECISIONS, ReviewLine, ReviewsDue, SHARE_LINK_DAYS, SentByLink,
    ShareLine, ShareParts, SharePreview, ShareView, SharedDocument, ShownRow, StepDownLine, StepLine, StepReferral,
    TOLD_BY, Taken, WORD_REFUSALS, WayLine, WordChoices, WordLine, WordsView,
};
pub use store::{
    AccessKind, AskState, BackupSetting, CaseOrder, DocumentState, MarkKind, Part, SavedView, SignerState,
    StudyRelease, StudyState,
};
pub use studies::{MADE_UNDER, NewStudy, RESEARCH_ONLY, Studies, StudyChoice, StudyLine};
pub use teams::{AbsenceLine, AbsencesView, MemberLine, NewAbsence, TeamLine, TeamView};
pub use tokens::{LONGEST_TOKEN_DAYS, NewToken, TOKEN_REMINDERS, TokenLine};
pub use work::access::{AccessLine, AccessView, REASONS};
pub use work::asked::{AskLine, AskStep, AskView, NewAsk};
pub use work::counts::{Countable, Counts};
pub use work::documents::{
    DocumentBytes, DocumentCheck, DocumentFacts, DocumentLine, DocumentsView, Handed, NewDocument, WHY_DELETED, title,
};
pub use work::figures::{FigureLine, FigureState, PublicFigure};
pub use work::hand_over::{HandOver, Holder};
pub use work::items::{Entry, ItemLine, ItemView};
pub use work::jobs::{BulkView, BulkWhat, MOST_CASES};
pub use work::known::DayTask;
pub use work::marks::{MarkLine, MarksView};
pub use work::my_day::{DayAppointment, DayAsk, DayCase, DayDocument, MyDay};
pub use work::reminders::REMIND_ASKED;
pub use work::tasks::{By, NewTask, TASKS, TaskLine, TasksView, WAITING, WHY_WITHDRAWN};
pub use work::team::{LoadLine, TeamWork};
pub use work::timeline::{Timeline, TimelineFilter, TimelineLine};
pub use work::warnings::{NewWarning, WarningLine, WarningState, WarningsView};

pub use store::TeamRole;

use kernel::{AccountId, AuthorityId};
use notices::Notices;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use store::{Store, Tx};

/// The application: the store, and the notices in memory.
#[derive(Clone)]
pub struct App {
    pub(crate) inner: Arc<Inner>,
    /// The form that everything is done for, once.
    pub(crate) once: Option<Arc<sent::Scope>>,
}

/// What closures keep hold of.
pub(crate) struct Inner {
    pub(crate) store: Store,
    pub(crate) authority: AuthorityId,
    pub(crate) notices: Notices,
    pub(crate) models: linking::Models,
    pub(crate) account_names: RwLock<HashMap<AccountId, String>>,
    pub(crate) limits: identity::SessionLimits,
    pub(crate) lockout: identity::LockoutPolicy,
    pub(crate) scanner: std::sync::OnceLock<files::Scanner>,
    /// Whose signature seals papers, if not the council's own key.
    pub(crate) sealer: std::sync::OnceLock<Box<dyn signing::Signer>>,
    /// Links to copies that lead nowhere.
    pub(crate) dead_links: rate::Rate,
    /// Challenges for passkeys, and ways to a provider, that nobody is logged in for.
    pub(crate) challenges: rate::Rate,
    /// The providers at which people log in.
    pub(crate) signon: signon::Directory,
    #[cfg(feature = "baseline")]
    pub(crate) baseline: Option<baseline::Skeleton>,
}

impl App {
    /// Over an open store, for one authority.
    #[must_use]
    pub fn new(store: Store, authority: AuthorityId) -> Self {
        Self {
            inner: Arc::new(Inner {
                store,
                authority,
                notices: Notices::default(),
                models: linking::Models::default(),
                account_names: RwLock::default(),
                limits: identity::SessionLimits::default(),
                lockout: identity::LockoutPolicy::default(),
                scanner: std::sync::OnceLock::new(),
                sealer: std::sync::OnceLock::new(),
                dead_links: rate::Rate::a_minute(60),
                challenges: rate::Rate::a_minute(120),
                signon: signon::Directory::default(),
                #[cfg(feature = "baseline")]
                baseline: None,
            }),
            once: None,
        }
    }

    /// The moment it is, by the store's clock.
    #[must_use]
    pub fn now(&self) -> kernel::Timestamp {
        self.inner.store.now()
    }

    /// Whether the store answers: nothing is read of anybody.
    ///
    /// # Errors
    /// When it does not.
    pub fn answers(&self) -> Result<(), AppError> {
        self.inner.store.read(&self.public(), "whether all is well", |tx| Ok(tx.authorities().map(|_| ())?))
    }

    /// The store, for the command line's own work.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.inner.store
    }

    /// Runs a use case for an actor: one retried write.
    pub(crate) fn act<T: Send + 'static>(
        &self,
        caller: &kernel::Caller,
        name: &'static str,
        work: impl FnMut(&mut store::Tx<'_>, &Inner) -> Result<T, AppError> + Send + 'static,
    ) -> Result<T, AppError> {
        let (work, scope) = self.once_only(name, work);
        let done = self.inner.store.write(caller, name, work);
        if let (Ok(_), Some(scope)) = (&done, scope) {
            scope.kept();
        }
        done
    }

    /// The same for a unit of work that writes thousands of rows.
    pub(crate) fn act_much<T: Send + 'static>(
        &self,
        caller: &kernel::Caller,
        name: &'static str,
        work: impl FnMut(&mut store::Tx<'_>, &Inner) -> Result<T, AppError> + Send + 'static,
    ) -> Result<T, AppError> {
        let (work, scope) = self.once_only(name, work);
        let done = self.inner.store.write_much(caller, name, work);
        if let (Ok(_), Some(scope)) = (&done, scope) {
            scope.kept();
        }
        done
    }

    /// A unit of work that does nothing where the form that it is for was done before.
    fn once_only<T>(
        &self,
        name: &'static str,
        mut work: impl FnMut(&mut store::Tx<'_>, &Inner) -> Result<T, AppError> + Send + 'static,
    ) -> (impl FnMut(&mut store::Tx<'_>) -> Result<T, AppError> + Send + 'static, Option<Arc<sent::Scope>>) {
        let inner = Arc::clone(&self.inner);
        let scope = self.once.clone().filter(|scope| scope.guards(name));
        let guard = scope.clone();
        let whole = move |tx: &mut store::Tx<'_>| match &guard {
            Some(guard) => guard.around(tx, |tx| work(tx, &inner)),
            None => work(tx, &inner),
        };
        (whole, scope)
    }
}

impl Inner {
    /// The name that colleagues know an account by. Remembered: they seldom change, and every page has some.
    pub(crate) fn account_name(&self, tx: &mut Tx<'_>, id: AccountId) -> Result<String, AppError> {
        if let Some(name) = self.account_names.read().unwrap_or_else(PoisonError::into_inner).get(&id) {
            return Ok(name.clone());
        }
        let name = tx.account(id)?.map_or_else(|| "somebody who has left".to_owned(), |a| a.name);
        self.account_names.write().unwrap_or_else(PoisonError::into_inner).insert(id, name.clone());
        Ok(name)
    }
}
