//! Messages and letters: what was sent to somebody, by which way, and what became of it. Addresses and texts are sealed.

use crate::conn::{Db, Names, names, readable};
use crate::error::StoreError;
use crate::schema::{message, message_template};
use crate::tx::Tx;
use diesel::prelude::*;
use diesel::sql_types::Text;
use disclosure::Place;
use kernel::{AccountId, CaseId, MessageId, PersonId, Timestamp};

/// The table's name in the places of sealed bytes.
pub const MESSAGE_TABLE: &str = "message";

/// What became of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MessageState {
    /// It waits to be sent.
    Queued,
    /// A letter that is set and waits to be printed.
    Ready,
    /// It was handed to a mail server, to GOV.UK Notify, or to the post.
    Sent,
    /// It has arrived.
    Delivered,
    /// It could not be sent, or did not arrive.
    Failed,
    /// Somebody stopped it before it left.
    Cancelled,
}

impl MessageState {
    /// Its name in the store.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Ready => "ready",
            Self::Sent => "sent",
            Self::Delivered => "delivered",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }
}

readable! {
    MessageState, Text, String, |raw| match raw.as_str() {
        "queued" => Ok(Self::Queued),
        "ready" => Ok(Self::Ready),
        "sent" => Ok(Self::Sent),
        "delivered" => Ok(Self::Delivered),
        "failed" => Ok(Self::Failed),
        "cancelled" => Ok(Self::Cancelled),
        _ => Err("not a state of a message".into()),
    };
}

/// A message to be sent.
#[derive(Clone, PartialEq, Eq)]
pub struct NewMessage {
    /// Its id.
    pub id: MessageId,
    /// The case.
    pub case_id: CaseId,
    /// To whom.
    pub person: PersonId,
    /// By which way.
    pub channel: String,
    /// From which template, with its version: `appointment@1.0.0`.
    pub template: String,
    /// The categories of the record that it tells.
    pub categories: Vec<String>,
    /// The version of the section that the address comes from.
    pub contact_version: i32,
    /// The class of its key.
    pub class: String,
    /// Address and text, sealed for [`message_place`].
    pub sealed: Vec<u8>,
    /// SHA-256 of what was sealed.
    pub hash: Vec<u8>,
    /// Who decided to send it.
    pub sender: AccountId,
}

/// Where address and text of a message belong.
#[must_use]
pub fn message_place(id: MessageId, person: PersonId, class: &str) -> Place {
    Place { subject: person, record_class: class.to_owned(), table: MESSAGE_TABLE, row: *id.as_bytes(), version: 1 }
}

/// A message.
#[derive(Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = message, check_for_backend(Db))]
pub struct Message {
    /// Its id.
    pub id: MessageId,
    /// The case.
    pub case_id: CaseId,
    /// To whom.
    pub person: PersonId,
    /// By which way.
    pub channel: String,
    /// From which template, with its version.
    pub template: String,
    /// The categories of the record that it tells.
    #[diesel(deserialize_as = Names)]
    pub categories: Vec<String>,
    /// The version of the section that the address comes from.
    pub contact_version: i32,
    /// The class of its key.
    pub class: String,
    /// Address and text, sealed.
    pub sealed: Vec<u8>,
    /// SHA-256 of what was sealed.
    pub hash: Vec<u8>,
    /// What became of it.
    pub state: MessageState,
    /// Why it failed: nothing about anybody.
    pub why: Option<String>,
    /// Who carried it: `smtp`, `notify`, `post`.
    pub provider: Option<String>,
    /// Its name there.
    pub provider_ref: Option<String>,
    /// Who decided to send it.
    pub sender: AccountId,
    /// When that was.
    pub queued_at: Timestamp,
    /// When it left.
    pub sent_at: Option<Timestamp>,
    /// When it was known what became of it.
    pub settled_at: Option<Timestamp>,
    /// Who printed and posted it, if it is a letter that somebody did.
    pub printed_by: Option<AccountId>,
}

impl std::fmt::Debug for Message {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Message({:?}, {}, {})", self.id, self.channel, self.state.id())
    }
}

/// A template as it was published.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = message_template, check_for_backend(Db))]
pub struct StoredTemplate {
    /// The notice under which it is sent.
    pub notice_id: String,
    /// Its name.
    pub key: String,
    /// Its version.
    pub version: String,
    /// The file.
    pub source: String,
    /// SHA-256 of the file.
    pub hash: Vec<u8>,
    /// When it was published.
    pub published_at: Timestamp,
}

impl Tx<'_> {
    /// Publishes a version of a template.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when this version is there; or when the store does not answer.
    pub fn insert_template(&mut self, new: &StoredTemplate) -> Result<(), StoreError> {
        let a = self.authority();
        self.q("message_template", |c| {
            diesel::insert_into(message_template::table)
                .values((
                    message_template::authority.eq(a.as_bytes().as_slice()),
                    message_template::notice_id.eq(&new.notice_id),
                    message_template::key.eq(&new.key),
                    message_template::version.eq(&new.version),
                    message_template::source.eq(&new.source),
                    message_template::hash.eq(&new.hash),
                    message_template::published_at.eq(new.published_at.as_micros()),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// The templates of a notice: every version, by name, the newest first.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn templates(&mut self, notice: &str) -> Result<Vec<StoredTemplate>, StoreError> {
        let a = self.authority();
        self.q("message_template", |c| {
            message_template::table
                .filter(message_template::authority.eq(a.as_bytes().as_slice()))
                .filter(message_template::notice_id.eq(notice))
                .order((message_template::key, message_template::published_at.desc(), message_template::version.desc()))
                .select(StoredTemplate::as_select())
                .load(c)
        })
    }
    /// Keeps a message that is to be sent.
    ///
    /// # Errors
    /// When the case or sender is not there, or the store does not answer.
    pub fn insert_message(&mut self, new: &NewMessage) -> Result<(), StoreError> {
        let (a, now) = (self.authority(), self.now);
        self.q("message", |c| {
            diesel::insert_into(message::table)
                .values((
                    message::authority.eq(a.as_bytes().as_slice()),
                    message::id.eq(new.id.as_bytes().as_slice()),
                    message::case_id.eq(new.case_id.as_bytes().as_slice()),
                    message::person.eq(new.person.as_bytes().as_slice()),
                    message::channel.eq(&new.channel),
                    message::template.eq(&new.template),
                    message::categories.eq(names(&new.categories)),
                    message::contact_version.eq(new.contact_version),
                    message::class.eq(&new.class),
                    message::sealed.eq(&new.sealed),
                    message::hash.eq(&new.hash),
                    message::state.eq(MessageState::Queued.id()),
                    message::sender.eq(new.sender.as_bytes().as_slice()),
                    message::queued_at.eq(now.as_micros()),
                ))
                .execute(c)
        })?;
        Ok(())
    }
    /// A message.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn message(&mut self, id: MessageId) -> Result<Option<Message>, StoreError> {
        let a = self.authority();
        self.q("message", |c| {
            message::table
                .find((a.as_bytes().as_slice(), id.as_bytes().as_slice()))
                .select(Message::as_select())
                .get_result(c)
                .optional()
        })
    }
    /// The messages of a case, the newest first.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn messages_of(&mut self, case: CaseId) -> Result<Vec<Message>, StoreError> {
        let a = self.authority();
        self.q("message", |c| {
            message::table
                .filter(message::authority.eq(a.as_bytes().as_slice()))
                .filter(message::case_id.eq(case.as_bytes().as_slice()))
                .order(message::id.desc())
                .select(Message::as_select())
                .load(c)
        })
    }
    /// Messages in a state, the oldest first, after one of them; those of a carrier only, if one is named.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn messages_in(
        &mut self,
        state: MessageState,
        carrier: Option<&str>,
        after: Option<MessageId>,
        limit: u32,
    ) -> Result<Vec<Message>, StoreError> {
        let a = self.authority();
        let after = after.map_or_else(Vec::new, |id| id.as_bytes().to_vec());
        let mut query = message::table
            .into_boxed::<Db>()
            .filter(message::authority.eq(a.as_bytes().to_vec()))
            .filter(message::state.eq(state.id()))
            .filter(message::id.gt(after));
        if let Some(carrier) = carrier {
            query = query.filter(message::provider.eq(carrier.to_owned()));
        }
        let query = query.order(message::id).limit(i64::from(limit));
        self.q("message", |c| query.select(Message::as_select()).load(c))
    }
    /// A message moves on from one state to another. Answers whether it stood there.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn move_message(
        &mut self,
        id: MessageId,
        from: MessageState,
        to: MessageState,
        why: Option<&str>,
        carried: Option<(&str, &str)>,
    ) -> Result<bool, StoreError> {
        let (a, now) = (self.authority(), self.now.as_micros());
        let rows = self.q("message", |c| {
            let it = message::table
                .find((a.as_bytes().as_slice(), id.as_bytes().as_slice()))
                .filter(message::state.eq(from.id()));
            let set = (message::state.eq(to.id()), message::why.eq(why));
            match (to, carried) {
                (MessageState::Sent, Some((provider, name))) => diesel::update(it)
                    .set((
                        set,
                        message::sent_at.eq(Some(now)),
                        message::provider.eq(Some(provider)),
                        message::provider_ref.eq(Some(name)),
                    ))
                    .execute(c),
                (MessageState::Queued | MessageState::Ready | MessageState::Sent, _) => {
                    diesel::update(it).set(set).execute(c)
                }
                _ => diesel::update(it).set((set, message::settled_at.eq(Some(now)))).execute(c),
            }
        })?;
        Ok(rows == 1)
    }
    /// A letter that was ready was printed and posted by somebody. Answers whether it stood there.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn letter_posted(&mut self, id: MessageId, by: AccountId) -> Result<bool, StoreError> {
        let (a, now) = (self.authority(), self.now.as_micros());
        let rows = self.q("message", |c| {
            diesel::update(message::table.find((a.as_bytes().as_slice(), id.as_bytes().as_slice())))
                .filter(message::state.eq(MessageState::Ready.id()))
                .set((
                    message::state.eq(MessageState::Sent.id()),
                    message::sent_at.eq(Some(now)),
                    message::provider.eq(Some("post")),
                    message::printed_by.eq(Some(by.as_bytes().as_slice())),
                ))
                .execute(c)
        })?;
        Ok(rows == 1)
    }
}
