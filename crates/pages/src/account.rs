//! Logging in, the second factor, and as what one acts.

use crate::engine::page;
use crate::form::{Choice, FormState};
use crate::frame::{Area, Link};
use crate::shown::{Markup, Typed};
use serde::Serialize;

/// Log in with name and password.
#[derive(Serialize)]
pub struct LogIn {
    /// What is wrong.
    pub form: FormState,
    /// The user name as typed.
    pub username: Typed<String>,
    /// Whether there are passkeys here.
    pub passkeys: bool,
    /// The providers at which people can log in instead.
    pub elsewhere: Vec<Link>,
}
page!(LogIn => "account/log-in.html", Area::Elsewhere);

/// The code of the second factor.
#[derive(Serialize)]
pub struct SecondFactor {
    /// What is wrong.
    pub form: FormState,
    /// Whether there are passkeys here.
    pub passkeys: bool,
}
page!(SecondFactor => "account/second-factor.html", Area::Elsewhere);

/// Setting up the second factor.
#[derive(Serialize)]
pub struct SetUpSecondFactor {
    /// What is wrong.
    pub form: FormState,
    /// The QR code, as SVG.
    pub qr: Markup,
    /// The secret in groups of four, for those who cannot scan.
    pub secret: Typed<String>,
}
page!(SetUpSecondFactor => "account/set-up.html", Area::Elsewhere);

/// Choosing the role and purpose to act in.
#[derive(Serialize)]
pub struct ChangeActing {
    /// What is wrong.
    pub form: FormState,
    /// The purposes, by notice and role.
    pub groups: Vec<ActingGroup>,
    /// Where to go afterwards (an address within this program).
    pub back: String,
}
page!(ChangeActing => "account/acting.html", Area::Elsewhere);

/// The purposes open to one role under one notice.
#[derive(Debug, Clone, Serialize)]
pub struct ActingGroup {
    /// `Housing officer, under Homelessness and Choice Based Lettings`.
    pub label: String,
    /// The purposes. Values are opaque to the page.
    pub purposes: Vec<Choice>,
}

/// Log in with a passkey.
#[derive(Serialize)]
pub struct PasskeyLogIn {
    /// What is wrong.
    pub form: FormState,
    /// What the browser is asked, in JSON.
    pub options: String,
    /// The secret that the answer comes with: just made by this request.
    pub secret: Typed<String>,
}
page!(PasskeyLogIn => "account/passkey-log-in.html", Area::Elsewhere);

/// A passkey in the list.
#[derive(Debug, Clone, Serialize)]
pub struct PasskeyRow {
    /// By which it is taken away.
    pub id: String,
    /// What its owner knows it by.
    pub name: String,
    /// When it was made.
    pub made: String,
    /// When it was last used.
    pub used: String,
}

/// One's own passkeys.
#[derive(Serialize)]
pub struct OwnPasskeys {
    /// What is wrong.
    pub form: FormState,
    /// Those that there are.
    pub passkeys: Vec<PasskeyRow>,
    /// What the browser is asked, in JSON.
    pub options: String,
    /// The secret that the answer comes with: just made by this request.
    pub secret: Typed<String>,
    /// What the new one is called, as typed.
    pub name: Typed<String>,
}
page!(OwnPasskeys => "account/passkeys.html", Area::Elsewhere);

/// Before or after something at a provider: a way there, which a form must not be.
#[derive(Serialize)]
pub struct AtProvider {
    /// Its heading.
    pub title: String,
    /// What it is about.
    pub words: Vec<String>,
    /// What the way there says.
    pub button: String,
    /// Where it leads.
    pub href: String,
    /// Another way: its address and words.
    pub other: Option<(String, String)>,
}
page!(AtProvider => "account/at-provider.html", Area::Elsewhere);
