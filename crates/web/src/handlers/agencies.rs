//! The administrator's pages of agencies: the register, and one page with everything that the authority has of one.

use super::access::heads;
use super::agreements::standing;
use crate::answer::{Answer, Failure, Said};
use crate::ask::{Ask, stale};
use crate::fields::{Say as _, choice, choose, field, read_day};
use crate::show;
use app::{
    AGENCY_KINDS, AGENCY_NAMES, AGENCY_SERVICES, AgencyBodyLine, AgencyContactLine, AgencyFilter, AgencyLine,
    AgencyNameLine, AppError, CONTACT_PURPOSES, LooseBody, NewAgency, NewAgencyContact, NewAgencyName,
};
use kernel::AgencyId;
use pages::form::{Choice, Control, Entered, Field, FormState};
use pages::panel::{AdminPanel, Button, Folded, PanelContent, PanelForm, Table, TableCell};
use pages::{Link, Tone};

/// Where bodies stand that are in the register under no name yet.
pub(super) const LOOSE: &str = "/admin/agencies/not-kept";

fn kinds() -> Vec<Choice> {
    AGENCY_KINDS.iter().map(|(code, words)| choice(*code, *words)).collect()
}

fn services() -> Vec<Choice> {
    AGENCY_SERVICES.iter().map(|(code, words)| choice(*code, *words)).collect()
}

fn here(id: AgencyId) -> String {
    format!("/admin/agencies/{id}")
}

fn the_agency(ask: &Ask) -> Result<AgencyId, Failure> {
    ask.param("agency").parse().map_err(|_| Failure::not_found())
}

/// `notice|key`, as forms send a party of a notice.
fn body_of(text: &str) -> Option<(String, String)> {
    text.split_once('|').map(|(notice, key)| (notice.to_owned(), key.to_owned()))
}

fn row(line: AgencyLine) -> Vec<TableCell> {
    let notices = if line.notices.is_empty() { vec!["None".to_owned()] } else { line.notices };
    let mut does = vec![line.kind];
    does.extend(line.services);
    let mut small = does.join("; ");
    if !line.before.is_empty() {
        small = format!("{small}. Also: {}", line.before.join(", "));
    }
    vec![
        TableCell::words(line.name).to(here(line.id)).small(small),
        TableCell::list(notices),
        TableCell::words(line.contacts.to_string()),
        TableCell::words(line.accounts.to_string()),
    ]
}

/// The register by name. What is looked for travels in the body, as everywhere: somebody can let rooms under their own name.
fn show_found(ask: &Ask, words: &str) -> Result<Answer, Failure> {
    let filter = AgencyFilter { words: words.to_owned(), all: true, ..AgencyFilter::default() };
    let found = match words {
        "" => Vec::new(),
        _ => ask.app().agencies_kept(ask.actor()?, &filter)?.lines,
    };
    let form = FormState::default();
    let looked_for = field(ask, &form, "words", "Part of the name", Control::Text)
        .hint("Names that it had before count too.")
        .standing(ask, Entered::text(words.to_owned()));
    let table = Table {
        caption: "Found".to_owned(),
        heads: heads(["Organisation", "In these notices", "Contacts", "Accounts"]),
        rows: found.into_iter().map(row).collect(),
        none: "None that fits.".to_owned(),
    };
    let content = PanelContent {
        title: "Find an organisation".to_owned(),
        back: Some(Link::new("Agencies", "/admin/agencies")),
        tables: if words.is_empty() { Vec::new() } else { vec![table] },
        forms: vec![PanelForm {
            action: "/admin/agencies/find".to_owned(),
            fields: vec![looked_for],
            button: "Find".to_owned(),
            ..PanelForm::default()
        }],
        ..PanelContent::default()
    };
    ask.page(&AdminPanel(content))
}

/// Bodies that notices have, and that are no agency of the register yet.
pub(crate) fn loose(ask: &Ask) -> Result<Answer, Failure> {
    let list = ask.app().agencies_kept(ask.actor()?, &AgencyFilter::default())?;
    let row = |body: LooseBody| {
        vec![
            TableCell::words(body.name.clone()),
            TableCell::list(body.notices),
            TableCell::buttons(vec![Button {
                action: "/admin/agencies/new".to_owned(),
                hidden: std::iter::once(("name".to_owned(), body.name.clone()))
                    .chain(
                        body.bodies.into_iter().map(|(notice, key)| ("bodies".to_owned(), format!("{notice}|{key}"))),
                    )
                    .chain(std::iter::once(("begin".to_owned(), "yes".to_owned())))
                    .collect(),
                label: "Put into the register".to_owned(),
                about: body.name,
                warns: false,
            }]),
        ]
    };
    let content = PanelContent {
        title: "Not in the register yet".to_owned(),
        lede: vec![
            "Notices name these bodies, or their open lists have them. What is called the same is taken to be one."
                .to_owned(),
        ],
        back: Some(Link::new("Agencies", "/admin/agencies")),
        tables: vec![Table {
            caption: "Bodies of notices".to_owned(),
            heads: heads(["Organisation", "In these notices", "Action"]),
            rows: list.loose.into_iter().map(row).collect(),
            none: "None: the register has all of them.".to_owned(),
        }],
        ..PanelContent::default()
    };
    ask.page(&AdminPanel(content))
}

/// The form to find one by its name.
pub(crate) fn find_page(ask: &Ask) -> Result<Answer, Failure> {
    show_found(ask, "")
}

/// Those with this in their name.
pub(crate) fn find(ask: &Ask) -> Result<Answer, Failure> {
    show_found(ask, ask.field("words").trim())
}

fn fields_of(ask: &Ask, form: &FormState, standing: Option<(&str, &str, &[String])>) -> Vec<Field> {
    let (name, kind, does) = standing.unwrap_or_default();
    vec![
        field(ask, form, "name", "Name of the organisation", Control::Text)
            .standing(ask, Entered::text(name.to_owned())),
        field(ask, form, "kind", "What kind is it?", Control::Choice)
            .options(kinds())
            .standing(ask, Entered::text(kind.to_owned())),
        field(ask, form, "services", "What does it do?", Control::Choices)
            .options(services())
            .standing(ask, Entered::chosen(does.to_vec())),
    ]
}

fn typed(ask: &Ask) -> NewAgency {
    let services = ask.form.all("services").map(str::to_owned).collect();
    NewAgency { name: ask.field("name").to_owned(), kind: ask.field("kind").to_owned(), services }
}

fn show_new(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let fine = form.is_fine();
    let content = PanelContent {
        title: "Add an organisation".to_owned(),
        back: Some(Link::new("Agencies", "/admin/agencies")),
        forms: vec![PanelForm {
            action: "/admin/agencies/new".to_owned(),
            hidden: ask.form.all("bodies").map(|body| ("bodies".to_owned(), body.to_owned())).collect(),
            fields: fields_of(ask, &form, None),
            button: "Add it".to_owned(),
            ..PanelForm::default()
        }],
        form,
        ..PanelContent::default()
    };
    ask.form_page(&AdminPanel(content), fine)
}

/// The form of a new one.
pub(crate) fn new_page(ask: &Ask) -> Result<Answer, Failure> {
    show_new(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn new_again(ask: &Ask) -> Result<Answer, Failure> {
    show_new(ask, stale())
}

/// Puts one into the register; or begins to, with the name that notices have.
pub(crate) fn make(ask: &Ask) -> Result<Answer, Failure> {
    if ask.field("begin") == "yes" {
        return show_new(ask, FormState::default());
    }
    let new = typed(ask);
    let bodies: Vec<(String, String)> = ask.form.all("bodies").filter_map(body_of).collect();
    match ask.app().make_agency(ask.actor()?, &new, &bodies) {
        Ok(id) => Ok(Answer::next(here(id)).saying(Said::AgencySaved)),
        Err(AppError::Form(errors)) => show_new(ask, show::form_state(&errors)),
        Err(error) => Err(error.into()),
    }
}

fn contact(id: AgencyId) -> impl Fn(AgencyContactLine) -> Vec<TableCell> {
    move |line| {
        let reach: Vec<String> = [line.email, line.phone].into_iter().filter(|way| !way.is_empty()).collect();
        vec![
            TableCell::words(line.name.clone()).small(line.post),
            TableCell::list(reach),
            TableCell::words(line.purpose),
            TableCell::buttons(vec![Button {
                action: format!("{}/contacts/end", here(id)),
                hidden: vec![("contact".to_owned(), line.id.to_string())],
                label: "Take away".to_owned(),
                about: line.name,
                warns: true,
            }]),
        ]
    }
}

fn name_row(id: AgencyId) -> impl Fn(AgencyNameLine) -> Vec<TableCell> {
    move |line| {
        vec![
            TableCell::words(line.name.clone()),
            TableCell::words(line.how),
            TableCell::words(line.until_on.map_or_else(|| "Not known".to_owned(), show::date)),
            TableCell::buttons(vec![Button {
                action: format!("{}/names/end", here(id)),
                hidden: vec![("name".to_owned(), line.id.to_string())],
                label: "Take away".to_owned(),
                about: line.name,
                warns: true,
            }]),
        ]
    }
}

fn body(id: AgencyId) -> impl Fn(AgencyBodyLine) -> Vec<TableCell> {
    move |line| {
        let mut how = vec![if line.partner.list.is_empty() {
            "Named by the notice itself".to_owned()
        } else {
            format!("On the list “{}”", line.partner.list)
        }];
        if let Some((from, until)) = line.days {
            how.push(match until {
                Some(until) => format!("{} to {}", show::date(from), show::date(until)),
                None => format!("Since {}", show::date(from)),
            });
        }
        if !line.evidence.is_empty() {
            how.push(format!("What was seen: {}", line.evidence));
        }
        if !line.named {
            how.push("The notice does not have it any more".to_owned());
        }
        let agreements: Vec<String> = line
            .partner
            .agreements
            .iter()
            .map(|(reference, stands)| format!("{reference}: {}", standing(*stands).0.words))
            .collect();
        let mut has = if agreements.is_empty() { vec!["No agreement".to_owned()] } else { agreements };
        if !line.partner.may_have.is_empty() {
            has.push(format!("May have: {}", line.partner.may_have.join(", ")));
        }
        if line.partner.gives {
            has.push("Data can come from it".to_owned());
        }
        let desk = match line.desk {
            (_, 0) => "Nothing has gone to its desk".to_owned(),
            (waits, all) => format!("{waits} of {all} at its desk wait for its answer"),
        };
        let who =
            line.accounts.iter().map(|a| if a.enabled { a.name.clone() } else { format!("{} (switched off)", a.name) });
        vec![
            TableCell::list(std::iter::once(line.partner.notice.clone()).chain(how).collect()),
            TableCell::list(has),
            TableCell::list(who.chain(std::iter::once(desk)).collect()),
            TableCell::buttons(vec![Button {
                action: format!("{}/bodies/end", here(id)),
                hidden: vec![("body".to_owned(), format!("{}|{}", line.notice_id, line.key))],
                label: "This is another body".to_owned(),
                about: line.partner.notice,
                warns: true,
            }]),
        ]
    }
}

/// Which of a page's forms something is wrong with: what was typed into the others is not shown in it.
fn show_one(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let id = the_agency(ask)?;
    let view = ask.app().agency(ask.actor()?, id)?;
    let fine = form.is_fine();
    let purposes: Vec<Choice> = CONTACT_PURPOSES.iter().map(|(code, words)| choice(*code, *words)).collect();
    let loose: Vec<(String, String)> = view
        .loose
        .iter()
        .flat_map(|l| {
            l.bodies
                .iter()
                .zip(l.notices.iter().cycle())
                .map(|((notice, key), title)| (format!("{notice}|{key}"), format!("{}, {title}", l.name)))
        })
        .collect();
    let text = |name: &str, label: &str| field(ask, &form, name, label, Control::Text);
    let closed = view.line.closed_at.is_some();
    let accounts: Vec<Vec<TableCell>> = view
        .bodies
        .iter()
        .flat_map(|b| b.accounts.iter().map(|a| (a, b.partner.notice.clone())))
        .map(|(a, notice)| {
            let state = if a.enabled { show::tag("Active", Tone::Good) } else { show::tag("Switched off", Tone::Bad) };
            vec![
                TableCell::words(a.name.clone()).to(format!("/admin/accounts/{}", a.id)),
                TableCell::words(notice),
                TableCell::state(state),
            ]
        })
        .collect();
    let change = |c: app::AgencyChangeLine| {
        vec![TableCell::words(c.at.words()), TableCell::words(c.what), TableCell::words(c.by)]
    };
    let tie = choose(
        &form,
        "bodies",
        "Choose from the bodies that are not in the register",
        Control::Choices,
        &loose,
        Vec::new(),
    );
    let mut forms = vec![
        PanelForm {
            heading: "Add somebody to be reached".to_owned(),
            id: "contacts".to_owned(),
            action: format!("{}/contacts", here(id)),
            fields: vec![
                text("contact", "Name, or which desk"),
                text("post", "As what they work").optional(),
                text("email", "Work email address").optional(),
                text("phone", "Work telephone number").optional(),
                field(ask, &form, "purpose", "For what?", Control::Choice).options(purposes),
            ],
            button: "Add the contact".to_owned(),
            ..PanelForm::default()
        },
        PanelForm {
            heading: "Change name or kind".to_owned(),
            id: "change".to_owned(),
            action: here(id),
            fields: fields_of(ask, &form, Some((&view.line.name, &view.line.kind_code, &view.line.service_codes))),
            button: "Change it".to_owned(),
            ..PanelForm::default()
        },
        PanelForm {
            heading: "Add a name that leads here".to_owned(),
            id: "names".to_owned(),
            words: vec!["Whoever looks for an old name finds this organisation.".to_owned()],
            action: format!("{}/names", here(id)),
            fields: vec![
                text("old-name", "Name"),
                field(ask, &form, "how", "How does it lead here?", Control::Choice)
                    .options(AGENCY_NAMES.iter().map(|(code, words)| choice(*code, *words)).collect()),
                field(ask, &form, "until", "Last day on which it was the name", Control::Date).optional(),
            ],
            button: "Add the name".to_owned(),
            ..PanelForm::default()
        },
        PanelForm {
            heading: if closed { "Work with it again" } else { "Nobody works with it any more" }.to_owned(),
            id: "close".to_owned(),
            words: vec![
                "Its places on lists, its agreements and its accounts have ends of their own: this changes the register only.".to_owned(),
            ],
            action: format!("{}/{}", here(id), if closed { "open" } else { "close" }),
            button: if closed { "Work with it again" } else { "Close it" }.to_owned(),
            warns: !closed,
            ..PanelForm::default()
        },
    ];
    let others: Vec<Choice> = ask
        .app()
        .agencies_kept(ask.actor()?, &AgencyFilter::default())?
        .lines
        .into_iter()
        .filter(|l| l.id != id)
        .map(|l| choice(l.id.to_string(), l.name))
        .collect();
    if view.successor.is_none() && !others.is_empty() {
        let into = field(ask, &form, "into", "Of which organisation?", Control::Choice).options(others);
        forms.push(PanelForm {
            heading: "It has become a part of another".to_owned(),
            id: "merge".to_owned(),
            words: vec![
                "It is closed, and its names and what notices call it lead to the other. Agreements and accounts have ends of their own.".to_owned(),
            ],
            action: format!("{}/merge", here(id)),
            folded: vec![Folded { open: into.error.is_some(), field: into }],
            button: "Merge it".to_owned(),
            warns: true,
            ..PanelForm::default()
        });
    }
    if !loose.is_empty() {
        forms.insert(
            1,
            PanelForm {
                heading: "Another name under which a notice has it".to_owned(),
                id: "bodies-form".to_owned(),
                action: format!("{}/bodies", here(id)),
                folded: vec![Folded { open: tie.error.is_some(), field: tie }],
                button: "That is it too".to_owned(),
                ..PanelForm::default()
            },
        );
    }
    let content = PanelContent {
        title: view.line.name,
        nameless: Some("An organisation".to_owned()),
        caption: Some(view.line.kind),
        lede: std::iter::once(format!("What it does: {}.", view.line.services.join(", ")))
            .filter(|_| !view.line.services.is_empty())
            .chain(view.line.closed_at.map(|at| format!("Nobody works with it any more since {}.", at.words())))
            .chain(view.successor.map(|(_, name)| format!("It has become a part of {name}.")))
            .collect(),
        back: Some(Link::new("Agencies", "/admin/agencies")),
        links: vec![Link::new("Open lists", "/admin/enrolments"), Link::new("Agreements", "/agreements")],
        tables: vec![
            Table {
                caption: "Whom to reach".to_owned(),
                heads: heads(["Who", "How", "For what", "Action"]),
                rows: view.contacts.into_iter().map(contact(id)).collect(),
                none: "Nobody yet.".to_owned(),
            },
            Table {
                caption: "Other names that lead here".to_owned(),
                heads: heads(["Name", "How", "Until", "Action"]),
                rows: view.names.into_iter().map(name_row(id)).collect(),
                none: "None.".to_owned(),
            },
            Table {
                caption: "In notices".to_owned(),
                heads: heads(["Notice", "Agreements and data", "Accounts and desk", "Action"]),
                rows: view.bodies.into_iter().map(body(id)).collect(),
                none: "No notice has it: nothing goes to it.".to_owned(),
            },
            Table {
                caption: "Its accounts".to_owned(),
                heads: heads(["Name", "Under", "State"]),
                rows: accounts,
                none: "Nobody can log in for it.".to_owned(),
            },
            Table {
                caption: "What was changed".to_owned(),
                heads: heads(["When", "What", "By whom"]),
                rows: view.changes.into_iter().map(change).collect(),
                none: "Nothing.".to_owned(),
            },
        ],
        forms,
        form,
        ..PanelContent::default()
    };
    ask.form_page(&AdminPanel(content), fine)
}

/// One agency.
pub(crate) fn page(ask: &Ask) -> Result<Answer, Failure> {
    show_one(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn again(ask: &Ask) -> Result<Answer, Failure> {
    show_one(ask, stale())
}

fn done(ask: &Ask, done: Result<(), AppError>) -> Result<Answer, Failure> {
    match done {
        Ok(()) => Ok(Answer::next(here(the_agency(ask)?)).saying(Said::AgencySaved)),
        Err(error) => super::share::again(error, |form| show_one(ask, form)),
    }
}

/// Changes name and kind.
pub(crate) fn change(ask: &Ask) -> Result<Answer, Failure> {
    let new = typed(ask);
    done(ask, ask.app().change_agency(ask.actor()?, the_agency(ask)?, &new))
}

/// Adds somebody to be reached.
pub(crate) fn add_contact(ask: &Ask) -> Result<Answer, Failure> {
    let text = |name: &str| ask.field(name).to_owned();
    let new = NewAgencyContact {
        name: text("contact"),
        post: text("post"),
        email: text("email"),
        phone: text("phone"),
        purpose: text("purpose"),
    };
    done(ask, ask.app().add_agency_contact(ask.actor()?, the_agency(ask)?, &new).map(|_| ()))
}

/// Takes somebody away.
pub(crate) fn end_contact(ask: &Ask) -> Result<Answer, Failure> {
    let contact = ask.field("contact").parse().map_err(|_| Failure::not_found())?;
    done(ask, ask.app().end_agency_contact(ask.actor()?, the_agency(ask)?, contact))
}

/// Adds a name that leads to it.
pub(crate) fn add_name(ask: &Ask) -> Result<Answer, Failure> {
    let mut form = FormState::default();
    let until_on = read_day(ask, &mut form, "until", "The last day");
    if !form.is_fine() {
        return show_one(ask, form);
    }
    let new = NewAgencyName { name: ask.field("old-name").to_owned(), how: ask.field("how").to_owned(), until_on };
    done(ask, ask.app().add_agency_name(ask.actor()?, the_agency(ask)?, &new).map(|_| ()))
}

/// Takes a name away.
pub(crate) fn end_name(ask: &Ask) -> Result<Answer, Failure> {
    let name = ask.field("name").parse().map_err(|_| Failure::not_found())?;
    done(ask, ask.app().end_agency_name(ask.actor()?, the_agency(ask)?, name))
}

/// It has become a part of another.
pub(crate) fn merge(ask: &Ask) -> Result<Answer, Failure> {
    let Ok(into) = ask.field("into").parse() else {
        return show_one(ask, FormState::wrong("into", "Choose the organisation that it has become a part of"));
    };
    done(ask, ask.app().merge_agency(ask.actor()?, the_agency(ask)?, into))
}

/// Says that parties of notices are it.
pub(crate) fn tie(ask: &Ask) -> Result<Answer, Failure> {
    let bodies: Vec<(String, String)> = ask.form.all("bodies").filter_map(body_of).collect();
    done(ask, ask.app().tie_agency(ask.actor()?, the_agency(ask)?, &bodies))
}

/// Says that a party of a notice is another body.
pub(crate) fn untie(ask: &Ask) -> Result<Answer, Failure> {
    let (notice, key) = body_of(ask.field("body")).ok_or_else(Failure::not_found)?;
    done(ask, ask.app().untie_agency(ask.actor()?, the_agency(ask)?, &notice, &key))
}

/// Nobody works with it any more.
pub(crate) fn close(ask: &Ask) -> Result<Answer, Failure> {
    done(ask, ask.app().close_agency(ask.actor()?, the_agency(ask)?, true))
}

/// It is worked with again.
pub(crate) fn open(ask: &Ask) -> Result<Answer, Failure> {
    done(ask, ask.app().close_agency(ask.actor()?, the_agency(ask)?, false))
}
