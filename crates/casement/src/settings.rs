//! What the binary is told by its environment.

use clap::Args;
use jobs::Post;
use kernel::{AuthorityId, Caller, OsEntropy, PersonId};
use mail::{Notify, Smtp};
use sealing::{CLASS_INDEX, CLASS_LEDGER, MasterKeyRing};
use std::path::PathBuf;
use std::sync::Arc;
use store::{Store, StoreConfig, StoreError};

/// Where the data lies and what wraps its keys.
#[derive(Debug, Clone, Args)]
pub struct StorageArgs {
    /// The database: `sqlite://path`, a plain path, or `postgres://…`.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true, default_value = "casement.db")]
    pub database: String,
    /// The key store, if not at its usual place (the file `<path>.keys`; on PostgreSQL the schema `casement_keys`).
    #[arg(long, env = "KEYS_URL", hide_env_values = true)]
    pub keys: Option<String>,
    /// The file that holds the master keys (`casement init-keys` makes one). Not read where `CASEMENT_MASTER_KEY` is set.
    #[arg(long, env = "CASEMENT_MASTER_KEY_FILE", default_value = "casement.key")]
    pub master_key: PathBuf,
}

impl StorageArgs {
    /// Opens the store, bringing its schema up to date.
    ///
    /// # Errors
    /// In words that say what to do; never with an address, which can hold a password.
    pub fn open(&self) -> Result<Store, String> {
        let master = MasterKeyRing::load(&self.master_key).map_err(|e| e.to_string())?;
        self.open_with(master)
    }

    /// Opens the store with master keys that are at hand.
    ///
    /// # Errors
    /// As [`StorageArgs::open`].
    pub fn open_with(&self, master: MasterKeyRing) -> Result<Store, String> {
        let mut config = StoreConfig::new(self.database.clone(), Arc::new(master));
        config.keys_url.clone_from(&self.keys);
        let store = Store::open(config).map_err(|e| e.to_string())?;
        opens_with_these_keys(&store)?;
        Ok(store)
    }

    /// Makes the file with the master keys.
    ///
    /// # Errors
    /// When there is one already, or it cannot be written.
    pub fn init_keys(&self) -> Result<(), String> {
        MasterKeyRing::create(&self.master_key, &mut OsEntropy).map(|_| ()).map_err(|e| e.to_string())
    }
}

/// Opens one key of each authority that is here: with the keys of another house nothing that is sealed could be opened.
fn opens_with_these_keys(store: &Store) -> Result<(), String> {
    let nobody = Caller::system(AuthorityId::from_bytes([0; 16]), "start");
    let authorities =
        store.read(&nobody, "authorities", |tx| tx.authorities()).map_err(|e: StoreError| e.to_string())?;
    for authority in authorities {
        let system = Caller::system(authority.id, "start");
        // What the house has keys for itself: none is made here.
        let own = PersonId::from_bytes(*authority.id.as_bytes());
        let keys = [CLASS_INDEX, CLASS_LEDGER, store::CLASS_SIGNS_LEDGER].map(|class| (own, class));
        store.write(&system, "whether the keys fit", move |tx| tx.ring(&keys).map(|_| ())).map_err(|e: StoreError| {
            format!(
                "What is sealed in this database does not open with these master keys ({e}). Start with the file of this house (CASEMENT_MASTER_KEY_FILE, or CASEMENT_MASTER_KEY), from its backup if need be"
            )
        })?;
    }
    Ok(())
}

/// How messages leave the house.
#[derive(Debug, Clone, Args)]
pub struct PostArgs {
    /// The mail server: `smtps://user:password@host`, or `smtp://host:587?tls=required`. Without it no email leaves.
    #[arg(long, env = "CASEMENT_SMTP_URL", hide_env_values = true)]
    pub smtp_url: Option<String>,
    /// From whom email comes: `Council <noreply@example.gov.uk>`. Recipients' families and partners see it.
    #[arg(long, env = "CASEMENT_MAIL_FROM")]
    pub mail_from: Option<String>,
    /// From whom email about people's own pages comes: `noreply@example.org`. Without it, the address of the other sender with no name.
    #[arg(long, env = "CASEMENT_OWN_PAGE_FROM")]
    pub own_page_from: Option<String>,
    /// A key of GOV.UK Notify, for texts. Without it none leave.
    #[arg(long, env = "CASEMENT_NOTIFY_KEY", hide_env_values = true)]
    pub notify_key: Option<String>,
    /// The text template there, which says `((body))`.
    #[arg(long, env = "CASEMENT_NOTIFY_TEXT_TEMPLATE", default_value = "")]
    pub notify_text_template: String,
    /// The email template there (subject `((subject))`, text `((body))`): with it, email goes this way and not by SMTP.
    #[arg(long, env = "CASEMENT_NOTIFY_EMAIL_TEMPLATE", default_value = "")]
    pub notify_email_template: String,
    /// Letters are printed and posted by Notify, which costs money; without this they wait to be printed here.
    #[arg(long, env = "CASEMENT_NOTIFY_LETTERS", default_value_t = false, action = clap::ArgAction::Set)]
    pub notify_letters: bool,
    /// Where Notify is.
    #[arg(long, env = "CASEMENT_NOTIFY_URL", default_value = "https://api.notifications.service.gov.uk")]
    pub notify_url: String,
}

impl PostArgs {
    /// What is set up.
    ///
    /// # Errors
    /// When a setting is not understood, or one is there without the other.
    pub fn open(&self) -> Result<Post, String> {
        let smtp = match (&self.smtp_url, &self.mail_from) {
            (Some(url), Some(from)) => {
                let smtp = Smtp::new(url, from).map_err(|e| e.to_string())?;
                Some(Arc::new(match &self.own_page_from {
                    Some(own) => smtp.with_own_page(own).map_err(|e| e.to_string())?,
                    None => {
                        tracing::warn!(
                            "CASEMENT_OWN_PAGE_FROM is not set: codes for the person's own page come from CASEMENT_MAIL_FROM, which may say what about"
                        );
                        smtp
                    }
                }))
            }
            (None, None) if self.own_page_from.is_some() => {
                return Err(
                    "CASEMENT_OWN_PAGE_FROM is set: set CASEMENT_SMTP_URL and CASEMENT_MAIL_FROM too".to_owned()
                );
            }
            (None, None) => None,
            (Some(_), None) => return Err("CASEMENT_SMTP_URL is set: set CASEMENT_MAIL_FROM too".to_owned()),
            (None, Some(_)) => return Err("CASEMENT_MAIL_FROM is set: set CASEMENT_SMTP_URL too".to_owned()),
        };
        let notify = match &self.notify_key {
            Some(key) => {
                let (text, email) = (&self.notify_text_template, &self.notify_email_template);
                let notify = Notify::new(&self.notify_url, key, text, email).map_err(|e| e.to_string())?;
                Some(Arc::new(notify.with_letters(self.notify_letters)))
            }
            None => None,
        };
        Ok(Post { smtp, notify })
    }
}
