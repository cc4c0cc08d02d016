//! Where what is shared goes to: the register of destinations and of transfers out of the country.

use super::access::heads;
use super::share::again;
use crate::answer::{Answer, Failure, Said};
use crate::ask::{Ask, stale};
use crate::fields::{Say as _, choice, choose, field, read_day};
use crate::show;
use app::{
    AppError, DestinationLine, DestinationsOfNotice, NewDestinations, NewTransfer, PLACE_KINDS, PlaceLine, TransferLine,
};
use kernel::RegisterId;
use pages::form::{Choice, Control, Entered, Field, FormState};
use pages::panel::{Button, Folded, PanelContent, PanelForm, RegisterPanel, Table, TableCell};
use pages::{Link, StateTag, Tone};
use sharing::{Reach, Ruling, Safeguard, UNITED_KINGDOM, countries, country_words};

const HERE: &str = "/destinations";

fn of_notice(id: &str) -> String {
    format!("{HERE}/{id}")
}

/// All countries, this one first.
pub(super) fn country_choices() -> Vec<Choice> {
    let (own, others): (Vec<_>, Vec<_>) = countries().iter().partition(|c| c.code == UNITED_KINGDOM);
    own.into_iter().chain(others).map(|c| choice(c.code.as_str(), c.name.as_str())).collect()
}

/// The question in which country somebody keeps what they get.
pub(super) fn country(ask: &Ask, form: &FormState, standing: &str) -> Field {
    field(ask, form, "country", "In which country do they keep what they are sent?", Control::Choice)
        .options(country_choices())
        .hint("Where the data is kept, and from where people look at it. If there are several, the one furthest from the United Kingdom’s law.")
        .standing(ask, Entered::text(standing.to_owned()))
}

const fn reach_words(reach: Reach) -> &'static str {
    match reach {
        Reach::Uk => "This notice lets nothing leave the United Kingdom.",
        Reach::Eea => {
            "This notice lets data go to the United Kingdom and the European Economic Area, and nowhere else."
        }
        Reach::Safeguarded => {
            "This notice lets data leave the United Kingdom only under a record of the transfer that the data protection officer has approved."
        }
    }
}

fn ruling(line: &DestinationLine) -> StateTag {
    let assumed = line.at.as_ref().is_some_and(|at| !at.confirmed);
    match line.ruling {
        Ruling::Stays if assumed => show::tag("Goes; to be confirmed", Tone::Warn),
        Ruling::Stays => show::tag("Goes", Tone::Good),
        Ruling::Recorded => show::tag("Goes, under a record", Tone::Good),
        Ruling::Unknown => show::tag("Nothing goes: not known", Tone::Bad),
        Ruling::Barred => show::tag("Nothing goes: barred by the notice", Tone::Bad),
        Ruling::WantsRecord => show::tag("Nothing goes: no record", Tone::Bad),
    }
}

fn body(line: &DestinationLine) -> Vec<TableCell> {
    let place = line.at.as_ref().map_or_else(|| "Not known".to_owned(), |at| country_words(&at.country));
    vec![
        TableCell::words(line.name.clone()),
        TableCell::words(place).small(line.source.clone()),
        TableCell::state(ruling(line)),
    ]
}

fn state(line: &TransferLine) -> StateTag {
    match (line.ended_at, line.approved, line.in_force) {
        (Some(_), ..) => show::tag("Ended", Tone::Plain),
        (None, false, _) => show::tag("Waits to be approved", Tone::Warn),
        (None, true, true) => show::tag("In force", Tone::Good),
        (None, true, false) => show::tag("Not on these days", Tone::Plain),
    }
}

fn transfer_row(line: &TransferLine) -> Vec<TableCell> {
    vec![
        TableCell::words(line.to.clone()).to(format!("/transfers/{}", line.id)).small(line.country.clone()),
        TableCell::words(line.safeguard.words()),
        TableCell::words(format!("{} to {}", show::date(line.from_on), show::date(line.until_on))),
        TableCell::state(state(line)),
    ]
}

fn place(line: &PlaceLine, keeps: bool) -> Vec<TableCell> {
    let end = Button {
        action: format!("{HERE}/places/end"),
        hidden: vec![("kind".to_owned(), line.kind.clone()), ("name".to_owned(), line.name.clone())],
        label: "Not used any more".to_owned(),
        about: line.name.clone(),
        warns: true,
    };
    vec![
        TableCell::words(line.name.clone()).small(line.kind_words.clone()),
        TableCell::words(line.country.clone()).small(line.source.clone()),
        TableCell::buttons(if keeps { vec![end] } else { Vec::new() }),
    ]
}

fn show_all(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let view = ask.app().destinations(ask.actor()?)?;
    let fine = form.is_fine();
    let row = |notice: &DestinationsOfNotice| {
        let stopped = notice.bodies.iter().filter(|b| !b.ruling.lets()).count();
        let open = notice.bodies.iter().filter(|b| b.at.as_ref().is_some_and(|at| !at.confirmed)).count();
        vec![
            TableCell::words(notice.title.clone()).to(of_notice(&notice.id)),
            TableCell::words(reach_words(notice.reach)),
            TableCell::words(format!("{} of {}", stopped, notice.bodies.len())),
            TableCell::words(open.to_string()),
        ]
    };
    let kinds = PLACE_KINDS.iter().map(|(code, words)| choice(*code, *words)).collect();
    let forms = vec![PanelForm {
        heading: "Where data is hosted, backed up or looked at".to_owned(),
        id: "places".to_owned(),
        words: vec!["A place in a country where a published notice lets no data be is not taken.".to_owned()],
        action: HERE.to_owned(),
        fields: vec![
            field(ask, &form, "kind", "What is there?", Control::Choice).options(kinds),
            field(ask, &form, "name", "What it is called, or whose it is", Control::Text),
            field(ask, &form, "country", "Country", Control::Choice).options(country_choices()),
            field(ask, &form, "source", "How is that known?", Control::Text).hint("The contract, or their own answer."),
        ],
        button: "Enter the place".to_owned(),
        ..PanelForm::default()
    }];
    let content = PanelContent {
        title: "Destinations".to_owned(),
        lede: vec![
            "In which country each organisation keeps what it is sent. Nothing goes to an organisation of which that is not known, or to a country where the notice lets nothing go.".to_owned(),
        ],
        back: Some(Link::new("Agreements", "/agreements")),
        tables: vec![
            Table {
                caption: "By privacy notice".to_owned(),
                heads: heads(["Notice", "How far", "Nothing goes to", "To be confirmed"]),
                rows: view.notices.iter().map(row).collect(),
                none: "No notice is published.".to_owned(),
            },
            Table {
                caption: "Where data is kept".to_owned(),
                heads: heads(["Place", "Country", "Action"]),
                rows: view.places.iter().map(|p| place(p, view.keeps_places)).collect(),
                none: "Nobody has said yet where data is hosted and backed up.".to_owned(),
            },
        ],
        forms: if view.keeps_places { forms } else { Vec::new() },
        form,
        ..PanelContent::default()
    };
    ask.form_page(&RegisterPanel(content), fine)
}

/// The register.
pub(crate) fn list(ask: &Ask) -> Result<Answer, Failure> {
    show_all(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn list_again(ask: &Ask) -> Result<Answer, Failure> {
    show_all(ask, stale())
}

/// Says where data is kept.
pub(crate) fn put_place(ask: &Ask) -> Result<Answer, Failure> {
    let text = |name: &str| ask.field(name);
    match ask.app().put_place(ask.actor()?, text("kind"), text("name"), text("country"), text("source")) {
        Ok(()) => Ok(Answer::next(HERE).saying(Said::RegisterSaved)),
        Err(AppError::Form(errors)) => show_all(ask, show::form_state(&errors)),
        Err(error) => Err(error.into()),
    }
}

/// Says that it is not kept there any more.
pub(crate) fn end_place(ask: &Ask) -> Result<Answer, Failure> {
    ask.app().end_place(ask.actor()?, ask.field("kind"), ask.field("name"))?;
    Ok(Answer::next(HERE).saying(Said::RegisterSaved))
}

fn the_notice(ask: &Ask) -> Result<DestinationsOfNotice, Failure> {
    let id = ask.notice();
    let view = ask.app().destinations(ask.actor()?)?;
    view.notices.into_iter().find(|n| n.id == id).ok_or_else(Failure::not_found)
}

fn show_notice(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let notice = the_notice(ask)?;
    let fine = form.is_fine();
    let label = |b: &DestinationLine| {
        let place = b.at.as_ref().map_or_else(|| "not known".to_owned(), |at| country_words(&at.country));
        (b.key.clone(), format!("{} ({place})", b.name))
    };
    let options: Vec<(String, String)> = notice.bodies.iter().map(label).collect();
    let chosen: Vec<String> = ask.form.all("bodies").map(str::to_owned).collect();
    let bodies = choose(&form, "bodies", "Choose one organisation or more", Control::Choices, &options, chosen);
    let mut forms = vec![PanelForm {
        heading: "Enter or confirm where organisations are".to_owned(),
        id: "where".to_owned(),
        action: of_notice(&notice.id),
        folded: vec![Folded { open: bodies.error.is_some() || !ask.form.pairs().is_empty(), field: bodies }],
        fields: vec![
            country(ask, &form, ""),
            field(ask, &form, "source", "How is that known?", Control::Text)
                .hint("Their own answer, the contract, their privacy notice."),
        ],
        button: "Enter it".to_owned(),
        ..PanelForm::default()
    }];
    if notice.assumes {
        forms.push(PanelForm {
            heading: "Take nobody to be in the United Kingdom without an entry".to_owned(),
            id: "assumed".to_owned(),
            words: vec![
                "Whoever the notice names and has no entry is taken to be in the United Kingdom. Once that is taken back, nothing goes to them until somebody has entered where they are.".to_owned(),
            ],
            action: format!("{}/not-assumed", of_notice(&notice.id)),
            button: "Take it back".to_owned(),
            warns: true,
            ..PanelForm::default()
        });
    }
    let mut links = vec![
        Link::new("What is checked of new partners", format!("/onboarding/{}", notice.id)),
        Link::new("Contacts and links of the notice", format!("/contacts/{}", notice.id)),
    ];
    if notice.reach == Reach::Safeguarded {
        links.push(Link::new("Write down a transfer", format!("{}/transfers/new", of_notice(&notice.id))));
    }
    let mut tables = vec![Table {
        caption: "Who can be sent something".to_owned(),
        heads: heads(["Organisation", "Country", "May it go?"]),
        rows: notice.bodies.iter().map(body).collect(),
        none: "The notice lets nothing go to anybody.".to_owned(),
    }];
    if notice.reach == Reach::Safeguarded || !notice.transfers.is_empty() {
        tables.push(Table {
            caption: "Transfers out of the United Kingdom".to_owned(),
            heads: heads(["To", "Safeguard", "Days", "State"]),
            rows: notice.transfers.iter().map(transfer_row).collect(),
            none: "None is written down.".to_owned(),
        });
    }
    let content = PanelContent {
        title: "Destinations".to_owned(),
        caption: Some(notice.title),
        lede: vec![reach_words(notice.reach).to_owned()],
        back: Some(Link::new("Destinations", HERE)),
        links,
        tables,
        forms,
        form,
        ..PanelContent::default()
    };
    ask.form_page(&RegisterPanel(content), fine)
}

/// What the register has of a notice.
pub(crate) fn notice(ask: &Ask) -> Result<Answer, Failure> {
    show_notice(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn notice_again(ask: &Ask) -> Result<Answer, Failure> {
    show_notice(ask, stale())
}

/// Says where bodies are.
pub(crate) fn put(ask: &Ask) -> Result<Answer, Failure> {
    let id = ask.notice();
    let new = NewDestinations {
        bodies: ask.form.all("bodies").map(str::to_owned).collect(),
        country: ask.field("country").to_owned(),
        source: ask.field("source").to_owned(),
    };
    match ask.app().put_destinations(ask.actor()?, &id, &new) {
        Ok(()) => Ok(Answer::next(of_notice(&id)).saying(Said::RegisterSaved)),
        Err(AppError::Form(errors)) => show_notice(ask, show::form_state(&errors)),
        Err(error) => Err(error.into()),
    }
}

/// Takes back what is assumed.
pub(crate) fn not_assumed(ask: &Ask) -> Result<Answer, Failure> {
    let id = ask.notice();
    ask.app().end_assumed_destinations(ask.actor()?, &id)?;
    Ok(Answer::next(of_notice(&id)).saying(Said::RegisterSaved))
}

fn show_new_transfer(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let notice = the_notice(ask)?;
    let published = ask.app().agreement_notice(ask.actor()?, &notice.id)?;
    let fine = form.is_fine();
    let abroad = |b: &&DestinationLine| b.at.as_ref().is_some_and(|at| at.country != UNITED_KINGDOM);
    let to = |b: &DestinationLine| {
        let place = b.at.as_ref().map_or_else(String::new, |at| country_words(&at.country));
        choice(b.key.as_str(), format!("{}, {place}", b.name))
    };
    let bodies: Vec<Choice> = notice.bodies.iter().filter(abroad).map(to).collect();
    let none = bodies.is_empty();
    let safeguards = Safeguard::ALL.map(|s| choice(s.id(), s.words())).to_vec();
    let categories: Vec<(String, String)> =
        published.compiled.categories.iter().map(|c| (c.id.clone(), c.label.clone())).collect();
    let chosen: Vec<String> = ask.form.all("categories").map(str::to_owned).collect();
    let categories = choose(
        &form,
        "categories",
        "Only some kinds of information (none chosen: all that the notice lets them have)",
        Control::Choices,
        &categories,
        chosen,
    );
    let text = |name: &str, label: &str| field(ask, &form, name, label, Control::Text);
    let day = |name: &str, label: &str| field(ask, &form, name, label, Control::Date);
    let content = PanelContent {
        title: "Write down a transfer".to_owned(),
        caption: Some(notice.title),
        lede: vec![if none {
            "Nobody to whom something can go is entered as outside the United Kingdom: enter first where they are."
                .to_owned()
        } else {
            "Nothing goes under it before the data protection officer, or another one, has approved it.".to_owned()
        }],
        back: Some(Link::new("Destinations", of_notice(&notice.id))),
        forms: if none {
            Vec::new()
        } else {
            vec![PanelForm {
                action: format!("{}/transfers/new", of_notice(&notice.id)),
                fields: vec![
                    field(ask, &form, "body", "To whom?", Control::Choice).options(bodies),
                    field(ask, &form, "safeguard", "What keeps the data safe?", Control::Choice).options(safeguards),
                    text("source", "Which regulations or article, or the reference of the instrument"),
                    text("assessment", "Reference of the transfer risk assessment")
                        .hint("Not needed for adequacy regulations and exceptions.")
                        .optional(),
                    day("assessed", "When the risk was assessed").optional(),
                    day("from", "First day"),
                    day("until", "Last day").hint("It is looked at again then."),
                ],
                folded: vec![Folded { open: categories.error.is_some(), field: categories }],
                button: "Write it down".to_owned(),
                ..PanelForm::default()
            }]
        },
        form,
        ..PanelContent::default()
    };
    ask.form_page(&RegisterPanel(content), fine)
}

/// The form of a new transfer.
pub(crate) fn new_transfer_page(ask: &Ask) -> Result<Answer, Failure> {
    show_new_transfer(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn new_transfer_again(ask: &Ask) -> Result<Answer, Failure> {
    show_new_transfer(ask, stale())
}

/// Writes a transfer down.
pub(crate) fn new_transfer(ask: &Ask) -> Result<Answer, Failure> {
    let mut form = FormState::default();
    let mut day = |name: &str, what: &str| read_day(ask, &mut form, name, what);
    let (assessed_on, from_on, until_on) =
        (day("assessed", "The day of the assessment"), day("from", "The first day"), day("until", "The last day"));
    if !form.is_fine() {
        return show_new_transfer(ask, form);
    }
    let text = |name: &str| ask.field(name).to_owned();
    let new = NewTransfer {
        body: text("body"),
        categories: ask.form.all("categories").map(str::to_owned).collect(),
        safeguard: text("safeguard"),
        source: text("source"),
        assessment: text("assessment"),
        assessed_on,
        from_on,
        until_on,
    };
    match ask.app().write_transfer(ask.actor()?, &ask.notice(), &new) {
        Ok(id) => Ok(Answer::next(format!("/transfers/{id}")).saying(Said::RegisterSaved)),
        Err(error) => again(error, |form| show_new_transfer(ask, form)),
    }
}

fn the_transfer(ask: &Ask) -> Result<RegisterId, Failure> {
    ask.param("transfer").parse().map_err(|_| Failure::not_found())
}

fn show_transfer(ask: &Ask, form: FormState) -> Result<Answer, Failure> {
    let id = the_transfer(ask)?;
    let view = ask.app().transfer(ask.actor()?, id)?;
    let fine = form.is_fine();
    let said = |label: &str, words: String| vec![TableCell::words(label), TableCell::words(words)];
    let all = "All that the notice lets them have".to_owned();
    let mut rows = vec![
        said("To", format!("{}, {}", view.line.to, view.line.country)),
        said("Safeguard", format!("{}: {}", view.line.safeguard.words(), view.line.source)),
        said("Information", if view.categories.is_empty() { all } else { view.categories.join(", ") }),
        said("Days", format!("{} to {}", show::date(view.line.from_on), show::date(view.line.until_on))),
        said("Written by", format!("{}, {}", view.made_by, view.made_at.words())),
    ];
    if !view.assessment.is_empty() {
        let on = view.assessed_on.map_or_else(String::new, |on| format!(", {}", show::date(on)));
        rows.push(said("Risk assessment", format!("{}{on}", view.assessment)));
    }
    if let (Some(by), Some(at)) = (&view.approved_by, view.approved_at) {
        rows.push(said("Approved by", format!("{by}, {}", at.words())));
    }
    if let (Some(why), Some(at)) = (&view.ended_why, view.line.ended_at) {
        rows.push(said("Ended", format!("{}: {why}", at.words())));
    }
    let mut lede = Vec::new();
    if view.waits_for_another {
        lede.push("You wrote it: another data protection officer has to approve it.".to_owned());
    }
    let mut forms = Vec::new();
    if view.may_approve {
        forms.push(PanelForm {
            heading: "Approve it".to_owned(),
            id: "approve".to_owned(),
            words: vec!["From then on, in its days, what the notice lets them have may go to them.".to_owned()],
            action: format!("/transfers/{id}/approve"),
            button: "Approve".to_owned(),
            ..PanelForm::default()
        });
    }
    if view.may_end {
        forms.push(PanelForm {
            heading: "End it".to_owned(),
            id: "end".to_owned(),
            action: format!("/transfers/{id}/end"),
            fields: vec![field(ask, &form, "why", "Why does it end?", Control::Text)],
            button: "End it".to_owned(),
            warns: true,
            ..PanelForm::default()
        });
    }
    let content = PanelContent {
        title: format!("Transfer to {}", view.line.to),
        caption: Some(view.notice),
        lede,
        back: Some(Link::new("Destinations", HERE)),
        tables: vec![Table {
            caption: state(&view.line).words,
            heads: heads(["What", "Says"]),
            rows,
            none: String::new(),
        }],
        forms,
        form,
        ..PanelContent::default()
    };
    ask.form_page(&RegisterPanel(content), fine)
}

/// One transfer.
pub(crate) fn transfer(ask: &Ask) -> Result<Answer, Failure> {
    show_transfer(ask, FormState::default())
}

/// The same, with its token made new.
pub(crate) fn transfer_again(ask: &Ask) -> Result<Answer, Failure> {
    show_transfer(ask, stale())
}

fn settled(ask: &Ask, done: Result<(), AppError>) -> Result<Answer, Failure> {
    match done {
        Ok(()) => Ok(Answer::next(format!("/transfers/{}", the_transfer(ask)?)).saying(Said::RegisterSaved)),
        Err(error) => again(error, |form| show_transfer(ask, form)),
    }
}

/// Approves it.
pub(crate) fn approve(ask: &Ask) -> Result<Answer, Failure> {
    settled(ask, ask.app().approve_transfer(ask.actor()?, the_transfer(ask)?))
}

/// Ends it.
pub(crate) fn end(ask: &Ask) -> Result<Answer, Failure> {
    settled(ask, ask.app().end_transfer(ask.actor()?, the_transfer(ask)?, ask.field("why")))
}
