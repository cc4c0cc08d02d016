//! One type per kind of id, so that a person's id cannot be passed where a case's is wanted.
//!
//! Ids are version 7 UUIDs: they sort by the time they were made, which keeps B-trees compact.

use crate::{Entropy, Timestamp};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

/// A text that is not an id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("this is not a {kind} id")]
pub struct IdError {
    kind: &'static str,
}

fn make(at: Timestamp, entropy: &mut dyn Entropy) -> Uuid {
    let mut random = [0u8; 10];
    entropy.fill(&mut random);
    let millis = u64::try_from(at.as_micros().max(0) / 1000).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
}

/// The moment that an id begins with.
fn made_at(id: &Uuid) -> Timestamp {
    let bytes = id.as_bytes().iter().take(6);
    Timestamp::from_micros(bytes.fold(0, |millis, byte| (millis << 8) | i64::from(*byte)).saturating_mul(1000))
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $kind:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// A new id, ordered by `at`.
            #[must_use]
            pub fn new(at: Timestamp, entropy: &mut dyn Entropy) -> Self { Self(make(at, entropy)) }
            /// The 16 bytes that stores keep.
            #[must_use]
            pub fn as_bytes(&self) -> &[u8; 16] { self.0.as_bytes() }
            /// When it was made, to the millisecond.
            #[must_use]
            pub fn made_at(&self) -> Timestamp { made_at(&self.0) }
            /// From the 16 bytes that a store keeps.
            ///
            /// # Errors
            /// When there are not 16 of them.
            pub fn from_slice(bytes: &[u8]) -> Result<Self, IdError> {
                Uuid::from_slice(bytes).map(Self).map_err(|_| IdError { kind: $kind })
            }
            /// From 16 bytes.
            #[must_use]
            pub const fn from_bytes(bytes: [u8; 16]) -> Self { Self(Uuid::from_bytes(bytes)) }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { self.0.simple().fmt(f) }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { write!(f, concat!($kind, ":{}"), self.0.simple()) }
        }
        impl FromStr for $name {
            type Err = IdError;
            fn from_str(s: &str) -> Result<Self, IdError> {
                Uuid::try_parse(s).map(Self).map_err(|_| IdError { kind: $kind })
            }
        }
    )*};
}

ids! {
    /// A council (or other body) that runs services here: the tenant key of every table.
    AuthorityId = "authority";
    /// Somebody who can log in.
    AccountId = "account";
    /// A data subject.
    PersonId = "person";
    /// One piece of work for a person under one notice.
    CaseId = "case";
    /// One version of one section (category) of a case.
    SectionId = "section";
    /// What is said of a member of a household for one time in it.
    MemberPartId = "member-part";
    /// A published version of a form.
    FormVersionId = "form-version";
    /// Something typed and not sent yet.
    DraftId = "draft";
    /// A statement that two people of the record are one.
    LinkId = "link";
    /// A linkage run.
    LinkageRunId = "linkage-run";
    /// A list of a linkage run.
    LinkageListId = "linkage-list";
    /// A published version of a notice.
    NoticeVersionId = "notice-version";
    /// A record of a person's consent, given, refused or withdrawn.
    ConsentId = "consent";
    /// A body's dated entry into an open class of recipients.
    EnrolmentId = "enrolment";
    /// A provider at which people log in.
    ProviderId = "provider";
    /// An entry of the ledger.
    EntryId = "entry";
    /// A data key: one per data subject and record class.
    KeyId = "key";
    /// A log-in session.
    SessionId = "session";
    /// Something to be done on a case by a date.
    TaskId = "task";
    /// Something that happened or is kept on a case: a note, a call, a document.
    ItemId = "item";
    /// A team: the people who work on the cases of one notice together.
    TeamId = "team";
    /// Somebody's dated place in a team.
    MembershipId = "membership";
    /// Days on which somebody is away.
    AbsenceId = "absence";
    /// Something that goes to another body: a referral or another disclosure.
    ShareId = "share";
    /// A referral that came in.
    InboundId = "inbound";
    /// A series of meetings of several agencies.
    SeriesId = "series";
    /// One meeting of a series.
    MeetingId = "meeting";
    /// A person on the agenda of a meeting.
    AgendaId = "agenda";
    /// A gap in services that a group found.
    GapId = "gap";
    /// Numbers that are published.
    FigureId = "figure";
    /// A body that the authority works with.
    AgencyId = "agency";
    /// An entry of a register: a transfer, a processor, an assurance, a copy that was made.
    RegisterId = "register";
    /// An invitation to make an account.
    InvitationId = "invitation";
    /// A way back into an account that two people agreed to.
    RecoveryId = "recovery";
    /// A record that somebody was trained.
    TrainingId = "training";
    /// An import of people and cases from a file.
    ImportId = "import";
    /// Something that the system does later.
    JobId = "job";
    /// A request of somebody about their data.
    RequestId = "request";
    /// A copy of what is held about somebody.
    CopyId = "copy";
    /// A message or letter to somebody.
    MessageId = "message";
    /// A paper to be signed.
    PaperId = "paper";
    /// A document that is attached to an agreement or to something that goes to another body.
    AttachmentId = "attachment";
    /// A decision about how long a case is kept.
    RetentionId = "retention";
    /// A certificate of destruction.
    DisposalId = "disposal";
    /// Notes of a consultation session.
    NoteId = "note";
}
