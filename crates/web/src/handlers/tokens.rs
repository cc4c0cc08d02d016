//! Tokens with which programs work: one's own, made and revoked; anybody's, for an administrator to see and revoke.

use crate::answer::{Answer, Failure, Said};
use crate::ask::{Ask, stale};
use crate::fields::{Say as _, choice, field};
use crate::show;
use app::{AppError, NewToken, TokenLine};
use kernel::AccountId;
use pages::form::{Control, Entered, FieldValue, FormState};
use pages::panel::{AdminPanel, Button, Once, OwnPanel, PanelContent, PanelForm, Table, TableCell};
use pages::{Link, Tone, Typed};

/// The value of the choice to do an administrator's own work.
const ADMINISTERS: &str = "administration";

fn table(lines: Vec<TokenLine>, action: &str, none: &str) -> Table {
    let row = |line: TokenLine| {
        let used = line.last_used_at.map_or_else(|| "Not used yet".to_owned(), |at| format!("Used {}", at.words()));
        let last = if line.live {
            TableCell::buttons(vec![Button {
                action: action.to_owned(),
                hidden: vec![("token".to_owned(), line.id.to_string())],
                label: "Revoke".to_owned(),
                about: line.name.clone(),
                warns: true,
            }])
        } else {
            TableCell::state(show::tag("Over", Tone::Plain))
        };
        vec![
            TableCell::words(line.name),
            TableCell::words(line.who).small(line.purpose),
            TableCell::words(used).small(format!("Ends {}", line.expires_at.words())),
            last,
        ]
    };
    Table {
        caption: "Tokens".to_owned(),
        heads: ["Name", "Works as", "Used and ends", "State"].map(str::to_owned).to_vec(),
        rows: lines.into_iter().map(row).collect(),
        none: none.to_owned(),
    }
}

/// As whom a token can work, and for what.
fn choices(ask: &Ask) -> Result<Vec<(String, String)>, Failure> {
    let actor = ask.actor()?;
    let mut all = Vec::new();
    for line in ask.app().capacities(actor)? {
        for purpose in line.purposes {
            let words = format!("{}: {} ({})", line.who, purpose.label, line.notice);
            all.push((format!("{}|{}", line.stored, purpose.id), words));
        }
    }
    if actor.administers {
        all.push((ADMINISTERS.to_owned(), "Administration".to_owned()));
    }
    Ok(all)
}

fn show_own(ask: &Ask, form: FormState, made: Option<String>) -> Result<Answer, Failure> {
    let text = |name: &str, label: &str, hint: &str| field(ask, &form, name, label, Control::Text).hint(hint);
    let options = choices(ask)?.into_iter().map(|(value, label)| choice(value, label)).collect();
    let mut fields = vec![
        text("name", "What will use it", "So that you know it again later, for example “Weekly figures”"),
        field(ask, &form, "acting", "Role and purpose", Control::Choice).options(options),
        text("days", "How many days it lasts", "From 1 to 366").standing(ask, Entered::text("90")),
    ];
    if made.is_some() {
        // The next one is another.
        for field in &mut fields {
            field.value = FieldValue::default();
        }
    }
    let fine = form.is_fine();
    let content = PanelContent {
        title: "Tokens for programs".to_owned(),
        lede: vec![
            "With a token a program works as you, in one role and for one purpose, until a day. It sees what you would see, and everything that it opens is written down under your name.".to_owned(),
            "Whoever has the token can do that too. Keep it as you keep a password, and revoke it here when it is not needed any more.".to_owned(),
        ],
        back: Some(Link { text: "Your account".to_owned(), href: "/account".to_owned() }),
        once: made.map(|secret| Once {
            heading: "The token".to_owned(),
            words: vec!["Copy it now: it is not shown again.".to_owned()],
            lines: vec![Typed(secret)],
        }),
        form,
        links: vec![Link { text: "What programs can ask (OpenAPI)".to_owned(), href: "/api/v1/openapi.json".to_owned() }],
        tables: vec![table(ask.app().tokens(ask.actor()?)?, "/account/tokens/revoke", "You have none.")],
        forms: vec![PanelForm {
            heading: "Make a token".to_owned(),
            id: "make".to_owned(),
            action: "/account/tokens".to_owned(),
            fields,
            button: "Make the token".to_owned(),
            ..PanelForm::default()
        }],
        ..PanelContent::default()
    };
    ask.form_page(&OwnPanel(content), fine)
}

/// One's own tokens.
pub(crate) fn page(ask: &Ask) -> Result<Answer, Failure> {
    show_own(ask, FormState::default(), None)
}

/// The same, with its token made new.
pub(crate) fn make_again(ask: &Ask) -> Result<Answer, Failure> {
    show_own(ask, stale(), None)
}

/// Makes one, and shows it this once.
pub(crate) fn make(ask: &Ask) -> Result<Answer, Failure> {
    let mut form = FormState::default();
    let name = ask.field("name").trim();
    if name.is_empty() || name.chars().count() > 100 {
        form.add("name", "Enter what will use it, in at most 100 characters");
    }
    let acting = match ask.field("acting") {
        ADMINISTERS => Some(("", "")),
        other => other.rsplit_once('|'),
    };
    if acting.is_none() {
        form.add("acting", "Choose as whom and for which purpose the token works");
    }
    let days = ask.field("days").trim().parse::<u16>().ok().filter(|d| (1..=app::LONGEST_TOKEN_DAYS).contains(d));
    if days.is_none() {
        form.add("days", "Enter how many days the token lasts, from 1 to 366");
    }
    let (Some(days), Some((capacity, purpose)), true) = (days, acting, form.is_fine()) else {
        return show_own(ask, form, None);
    };
    let new = NewToken { name: name.to_owned(), capacity: capacity.to_owned(), purpose: purpose.to_owned(), days };
    match ask.app().make_token(ask.actor()?, &new) {
        Ok(secret) => show_own(ask, FormState::default(), Some(secret.shown().expose().clone())),
        Err(AppError::Refused(words)) => show_own(ask, FormState::wrong("acting", &words), None),
        Err(error) => Err(error.into()),
    }
}

/// Revokes one of one's own.
pub(crate) fn revoke(ask: &Ask) -> Result<Answer, Failure> {
    let id = ask.field("token").parse().map_err(|_| Failure::not_found())?;
    ask.app().revoke_token(ask.actor()?, id)?;
    Ok(Answer::next("/account/tokens").saying(Said::TokenRevoked))
}

fn account(ask: &Ask) -> Result<AccountId, Failure> {
    ask.param("account").parse().map_err(|_| Failure::not_found())
}

/// The tokens of an account, for an administrator.
pub(crate) fn of_account(ask: &Ask) -> Result<Answer, Failure> {
    let (app, actor, id) = (ask.app(), ask.actor()?, account(ask)?);
    let account = app.account(actor, id)?;
    let here = format!("/admin/accounts/{id}");
    let content = PanelContent {
        title: "Tokens for programs".to_owned(),
        caption: Some(account.name.clone()),
        lede: vec![
            "Only its owner can make one. A token that is revoked opens nothing from the next request on.".to_owned(),
        ],
        back: Some(Link { text: account.name, href: here.clone() }),
        tables: vec![table(app.tokens_of_account(actor, id)?, &format!("{here}/tokens/revoke"), "There are none.")],
        ..PanelContent::default()
    };
    ask.page(&AdminPanel(content))
}

/// Revokes a token of an account, as an administrator.
pub(crate) fn revoke_of_account(ask: &Ask) -> Result<Answer, Failure> {
    let (account, id) = (account(ask)?, ask.field("token").parse().map_err(|_| Failure::not_found())?);
    ask.app().revoke_token_of_account(ask.actor()?, account, id)?;
    Ok(Answer::next(format!("/admin/accounts/{account}/tokens")).saying(Said::TokenRevoked))
}
