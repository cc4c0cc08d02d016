//! The store: the only SQL of the house. One set of typed queries over SQLite (embedded) and PostgreSQL.
//!
//! A use case is one closure over one open unit of work ([`Tx`]): it reads, decides, acts and appends the ledger's entry,
//! and all of that is kept together or not at all. [`Store::write`] answers only when it is durable. The closure may be run
//! more than once.
//!
//! ```no_run
//! # use std::sync::Arc;
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let (master, caller, case): (sealing::MasterKeyRing, kernel::Caller, kernel::CaseId) = unimplemented!();
//! let store = store::Store::open(store::StoreConfig::new("sqlite://casement.db", Arc::new(master)))?;
//! let sections = store.write(&caller, "open case", move |tx| {
//!     // … the gate decides, and its decision is appended to the ledger, before anything is opened.
//!     tx.sections(case)
//! })?;
//! # let _: Result<_, store::StoreError> = Ok(sections); Ok(()) }
//! ```

mod access;
mod accounts;
mod agencies;
mod agreement_documents;
mod agreements;
mod among;
mod api_tokens;
mod appended;
mod appointments;
mod around;
mod asked_documents;
mod authorities;
mod backups;
mod bulk;
mod bulk_jobs;
mod case_teams;
mod cases;
mod config;
mod conn;
mod consent_records;
mod consents;
mod contacts;
mod contracts;
mod copy;
mod destinations;
mod documents;
mod drafts;
mod enrolments;
mod erase;
mod error;
mod facts;
mod figures;
mod fixed;
mod forms;
mod imports;
mod inbound;
mod inbound_documents;
mod inbox;
mod items;
mod jobs;
mod keys;
mod ledger;
mod ledger_index;
mod linkage;
mod linkage_models;
mod links;
mod marks;
mod meetings;
mod members;
mod messages;
mod migrate;
mod notices;
mod onboarding;
mod originator_requests;
mod originators;
mod outside_documents;
mod outside_requests;
mod oversight;
mod paper_signers;
mod papers;
mod passkeys;
mod people;
mod portal;
mod postgres;
mod processors;
mod reminders;
mod retention;
mod rights;
mod rights_copies;
mod rights_told;
mod rows;
mod schema;
mod sections;
mod sent_forms;
mod sequencer;
mod sessions;
mod share_copies;
mod share_documents;
mod share_links;
mod shared;
mod shares;
mod sign_on;
mod sqlite;
mod statistics;
mod store;
mod studies;
mod support_lookups;
mod tally;
mod tasks;
mod teams;
mod tree;
mod tx;
mod views;
mod walk;
mod warnings;
mod ways_in;
mod work;

pub use self::ledger::{Ledger, LedgerReadError, LedgerRow};
pub use access::{AccessKind, CaseAccess};
pub use accounts::{Account, Credential};
pub use agencies::{Agency, AgencyBody, AgencyChange, AgencyContact, AgencyName, AgencyService};
pub use agreement_documents::{AgreementDocument, CLASS_AGREEMENT};
pub use agreements::{Agreement, AgreementFilter, AgreementNotice, AgreementOrder, AgreementsThat};
pub use api_tokens::{ApiToken, Once};
pub use appointments::{AppointmentFilter, behind_appointment};
pub use around::Around;
pub use asked_documents::{AskState, AskedDocument, AskedFilter};
pub use authorities::Authority;
pub use backups::{Alert, BackupRecord, BackupSetting, DataCount, Inspection, copy_file, inspect_file, store_files};
pub use bulk::Bulk;
pub use bulk_jobs::{BulkCase, BulkJob};
pub use case_teams::CaseTeam;
pub use cases::{Case, CaseCursor, CaseFilter, CaseOrder, CaseState, NewCase};
pub use config::{MakeEntropy, OpenError, StoreConfig};
pub use consent_records::{CONSENT_DETAIL_TABLE, CONSENT_TOLD_TABLE, ConsentDetail, ConsentTold, InterviewOffer};
pub use consents::{Consent, ConsentState};
pub use contacts::NoticeContact;
pub use contracts::{Contract, ContractProvider};
pub use copy::LedgerCopy;
pub use destinations::{Transfer, WHOEVER_IS_NAMED, Whereabouts};
pub use documents::{Document, DocumentState, Part, document_place};
pub use drafts::{DRAFT_TABLE, Draft};
pub use enrolments::Enrolment;
pub use erase::{Counts, Erased};
pub use error::StoreError;
pub use facts::{CaseParty, FACT_TABLE, FactKind, FactRecord};
pub use figures::{Figure, FigureLines, FigureState};
pub use forms::FormVersion;
pub use imports::{ImportIssue, ImportPlace, ImportRun, ImportedCase, import_part_place};
pub use inbound::{INBOUND_PART_TABLE, Inbound, InboundFilter, InboundOrder, InboundPart};
pub use inbound_documents::InboundDocument;
pub use items::{Happening, ITEM_TABLE, ItemFilter, NewItem, item_place};
pub use jobs::{JOB_TABLE, Job, JobSchedule, JobState, JobTally, NewJob, WorkerId, job_place};
pub use ledger::CLASS_SIGNING as CLASS_SIGNS_LEDGER;
pub use ledger_index::IndexError;
pub use linkage::{
    LINKAGE_LIST_TABLE, LinkageDecision, LinkageList, LinkagePair, LinkagePart, LinkageRun, LinkageVerdict,
};
pub use linkage_models::{LinkageModel, LinkageModelUse};
pub use links::{Duplicate, DuplicateState, PersonLink, in_order};
pub use marks::{CaseMark, MarkKind};
pub use meetings::{
    AgendaItem, MEETING_ITEM_TABLE, Meeting, MeetingEntry, MeetingGuest, MeetingMember, MeetingSeries,
    MeetingStatement, Presence, ServiceGap,
};
pub use members::{MEMBER_TABLE, Member, MemberPart};
pub use messages::{MESSAGE_TABLE, Message, MessageState, NewMessage, StoredTemplate, message_place};
pub use notices::NoticeVersion;
pub use onboarding::PartnerCheck;
pub use originator_requests::OriginatorRequest;
pub use originators::OriginatorWord;
pub use outside_documents::OutsideDocument;
pub use outside_requests::{OutsideFilter, OutsideOrder, OutsideRequest, OutsideThat};
pub use oversight::{FileRequest, LookCount, UnusualLook};
pub use paper_signers::{PaperSigner, Side, SignerState};
pub use papers::{CLASS_SIGNING, Paper, PaperPart, PaperState, SigningCertificate, signing_place};
pub use passkeys::{Ceremony, Passkey};
pub use people::{Candidate, PersonKey, Posting};
pub use portal::{PORTAL_TABLE, PortalAccount, PortalSession};
pub use processors::{Assurance, Carrier, Processor, SubProcessor};
pub use reminders::ReminderSent;
pub use retention::{
    CaseClock, Disposal, NOTE_CLASS, RetentionDecision, RetentionKind, SessionNote, StoredSchedule, clock_place,
    decision_place, note_place,
};
pub use rights::{REQUEST_TABLE, RequestFilter, RequestOrder, RightsRequest, RightsStep, STEP_TABLE};
pub use rights_copies::{COPY_TABLE, PASSAGE_TABLE, Passage, RightsCopy, copy_class, copy_place};
pub use rights_told::RightsTold;
pub use sections::{NewSection, SECTION_TABLE, Section, case_class, section_place};
pub use sent_forms::{SentForm, Written};
pub use sessions::Session;
pub use share_copies::{SentFilter, SentOrder, ShareCopy};
pub use share_documents::{ShareDocument, ShareDocumentBytes};
pub use share_links::ShareLink;
pub use shares::{SHARE_PART_TABLE, SHARE_STEP_TABLE, Share, SharePart, ShareStep};
pub use sign_on::{CLASS_SIGN_ON, SignOnGroup, SignOnIdentity, SignOnProvider, sign_on_place};
pub use store::{EngineKind, Stats, Store};
pub use studies::{StudyRelease, StudyState, StudyStep};
pub use tally::CaseTally;
pub use tasks::{Task, TaskFilter, TaskOrder, TaskStanding};
pub use teams::{Absence, Membership, Team, TeamRole};
pub use tx::Tx;
pub use views::{CalendarToken, SavedView};
pub use walk::{InWords, ListPlace, Walk};
pub use warnings::{Warning, WarningFilter, WarningOrder, WarningsThat};
pub use ways_in::{Invitation, KnownDevice, Recovery};
