//! The base of the house: typed ids, time and chance as arguments, the caller, values that keep quiet, and the
//! numbers by which people are known.
//!
//! Nothing in here knows what a case is. Everything above may use it; it uses nothing of ours.

mod caller;
mod cell;
mod chance;
mod ids;
mod quiet;
mod scalars;
mod time;

pub use caller::{Caller, CallerKind};
pub use cell::{csv_cell, harmless_cell};
pub use chance::{Entropy, OsEntropy, SeededEntropy};
pub use ids::{
    AbsenceId, AgencyId, AttachmentId, CopyId, FigureId, InvitationId, LinkageListId, LinkageRunId, MemberPartId,
    MembershipId, ProviderId, RecoveryId, RegisterId, RequestId, TeamId, TrainingId,
};
pub use ids::{
    AccountId, AgendaId, AuthorityId, CaseId, ConsentId, DisposalId, DraftId, EnrolmentId, EntryId, FormVersionId,
    GapId, IdError, ImportId, InboundId, ItemId, JobId, KeyId, LinkId, MeetingId, MessageId, NoteId, NoticeVersionId,
    PaperId, PersonId, RetentionId, SectionId, SeriesId, SessionId, ShareId, TaskId,
};
pub use quiet::Sensitive;
pub use scalars::{IdentifierError, NhsNumber, NiNumber, PhoneNumber, Postcode, Upn, Uprn};
pub use time::{Clock, FixedClock, SystemClock, Timestamp, london_date, london_moment, london_moments};
