//! Lists of cases, and search.

use crate::answer::{Answer, Failure};
use crate::ask::{Ask, stale};
use crate::fields::picked;
use crate::handlers::lists::tools;
use crate::show;
use app::views::CaseLine;
use app::{CaseOrder, Holder, ListFilter, PAGE};
use kernel::Sensitive;
use pages::caseload::{Caseload, Count, Found, Hit, Paging, Search};
use pages::form::{Choice, FormState};
use pages::{Link, Tone, Typed};

/// An address of the list, narrowed. Nothing in it is about a person.
pub(crate) fn href(filter: &ListFilter) -> String {
    let query = filter.query();
    if query.is_empty() { "/cases".to_owned() } else { format!("/cases?{query}") }
}

pub(crate) fn filter(ask: &Ask) -> ListFilter {
    ListFilter::read(|name| ask.query(name).to_owned())
}

/// Colleagues to narrow the list to, for the controller's own people.
fn owners(ask: &Ask, filter: &ListFilter) -> Result<Vec<Choice>, Failure> {
    let actor = ask.actor()?;
    let mut owners = Vec::new();
    if actor.is_staff() {
        owners.push(picked("", "Everybody", filter.owner.is_none()));
        let mut holders = vec![(Holder::Nobody, "Nobody".to_owned())];
        let teams = ask.app().teams_to_give(actor)?.into_iter();
        holders.extend(teams.map(|(id, name)| (Holder::Team(id), format!("Team {name}"))));
        holders.extend(ask.app().colleagues(actor)?.into_iter().map(|(id, name)| (Holder::Account(id), name)));
        owners.extend(
            holders.into_iter().map(|(holder, name)| picked(holder.to_string(), &name, filter.owner == Some(holder))),
        );
    }
    Ok(owners)
}

/// The cases.
pub(crate) fn list(ask: &Ask) -> Result<Answer, Failure> {
    let actor = ask.actor()?;
    let filter = filter(ask);
    let found = ask.app().list(actor, &filter)?;
    let notice = ask.app().notices_to_open(actor)?.into_iter().next();
    let notice_href = notice.as_ref().map(|n| show::head_of(&n.compiled).href).unwrap_or_default();

    let bare = ListFilter { overdue: false, after: None, closed: false, ..filter.clone() };
    let overdue = ListFilter { overdue: true, ..bare.clone() };
    let count = |label: &str, number, to: &ListFilter, current, urgent| Count {
        label: label.to_owned(),
        number,
        href: href(to),
        current,
        urgent,
    };
    // What is due when is what the controller's own people do.
    let staff = actor.is_staff();
    let mut counts = Vec::new();
    if !filter.closed && !filter.overdue {
        counts.push(count("Open", found.total, &bare, true, false));
        if staff {
            counts.push(count("Overdue", found.overdue, &overdue, false, true));
            counts.push(count("Due in the next 7 days", found.due_soon, &bare, false, false));
        }
    }
    let mut services = vec![picked("", "All services", filter.service.is_none())];
    if let Some(notice) = &notice {
        for (id, service) in &notice.compiled.merged.service {
            services.push(picked(id, &service.label, filter.service.as_deref() == Some(id)));
        }
    }
    let shown = found.lines.len();
    let words = match (shown, filter.after.is_some() || found.next.is_some()) {
        (0, _) => "None".to_owned(),
        (_, false) => format!("{shown} of {}", found.total),
        (_, true) => format!("{shown} of {}, {PAGE} on a page", found.total),
    };
    let orders = [
        (CaseOrder::Due, "", "What is due first"),
        (CaseOrder::Newest, "newest", "Opened last"),
        (CaseOrder::Oldest, "oldest", "Opened first"),
    ];
    let query = ListFilter { after: None, ..filter.clone() }.query();
    let keep = casework::urlencoded::pairs(query.as_bytes()).unwrap_or_default();
    let page = Caseload {
        tools: tools(ask, "cases", format!("/cases/export?{query}"), keep)?,
        orders: orders
            .iter()
            .filter(|(order, ..)| staff || *order != CaseOrder::Due)
            .map(|(order, value, label)| picked(*value, *label, filter.order == *order))
            .collect(),
        owners: owners(ask, &filter)?,
        bulk: staff && !filter.closed,
        heading: if staff { "Cases".to_owned() } else { "Cases shared with you".to_owned() },
        counts,
        services,
        states: vec![picked("open", "Open", !filter.closed), picked("closed", "Closed", filter.closed)],
        rows: found.lines.into_iter().map(|line| show::row(line, &notice_href)).collect(),
        paging: Paging {
            words,
            previous: filter.after.is_some().then(|| href(&ListFilter { after: None, ..filter.clone() })),
            next: found.next.map(|next| href(&ListFilter { after: Some(next), ..filter.clone() })),
        },
        note: (staff && filter.overdue).then(|| "Only what is overdue.".to_owned()),
    };
    ask.page(&page)
}

fn show_search(ask: &Ask, form: FormState, found: Option<Found>) -> Result<Answer, Failure> {
    let fine = form.is_fine();
    let may_create = ask.frame().acting.is_some_and(|a| a.may.create);
    let create = may_create.then(|| Link { text: "Start a new application".to_owned(), href: "/cases/new".to_owned() });
    ask.form_page(&Search { form, looked_for: Typed(ask.field("q").to_owned()), found, create }, fine)
}

/// The search box.
pub(crate) fn search_page(ask: &Ask) -> Result<Answer, Failure> {
    show_search(ask, FormState::default(), None)
}

/// The same, with its token made new.
pub(crate) fn search_again(ask: &Ask) -> Result<Answer, Failure> {
    show_search(ask, stale(), None)
}

/// Search. What was typed travels in the body, so that no address and no log holds it.
pub(crate) fn search(ask: &Ask) -> Result<Answer, Failure> {
    let typed = ask.field("q").trim();
    if typed.is_empty() {
        return show_search(
            ask,
            FormState::wrong(
                "q",
                "Enter a name, a date of birth, a number, a telephone number, a postcode or a reference",
            ),
            None,
        );
    }
    if typed.chars().count() > 200 {
        return show_search(
            ask,
            FormState::wrong("q", "Enter at most 200 characters: a name and a date of birth are enough"),
            None,
        );
    }
    let actor = ask.actor()?;
    let found = ask.app().search(actor, &Sensitive::new(typed.to_owned()))?;
    if found.empty {
        let words = "There is nothing to look for in this: enter a name, a date of birth, a number, a telephone number, a postcode or a reference";
        return show_search(ask, FormState::wrong("q", words), None);
    }
    let notice = ask.app().notices_to_open(actor)?.into_iter().next();
    let notice_href = notice.map(|n| show::head_of(&n.compiled).href).unwrap_or_default();
    let hits: Vec<Hit> = found.lines.into_iter().enumerate().map(|(at, line)| hit(at, line, &notice_href)).collect();
    let explained = if hits.is_empty() {
        "Nobody whom you may see for this purpose fits, even with misspellings. Try fewer words, another spelling, or the date of birth alone."
    } else {
        "The likeliest first. Names that sound alike or are spelt differently are found too. Only people whom you may see for this purpose are looked at."
    };
    let left_out = (!found.left_out.is_empty()).then(|| {
        format!(
            "Not looked for: {}. For the purpose you are acting for you may not see it, so you cannot search by it.",
            found.left_out.join(", ")
        )
    });
    let common = found.common.then(|| {
        "Part of this fits very many people, so for that part only your own cases were looked at. Add a first name, a date of birth, a postcode or a number to search everybody.".to_owned()
    });
    show_search(
        ask,
        FormState::default(),
        Some(Found {
            explained: explained.to_owned(),
            hits,
            more: found.more,
            notes: left_out.into_iter().chain(common).collect(),
        }),
    )
}

fn hit(at: usize, line: CaseLine, notice_href: &str) -> Hit {
    let likeness = if at == 0 { show::tag("Likeliest", Tone::Good) } else { show::tag("Possible", Tone::Plain) };
    let born = line.born.map(|born| born.map(|born| show::date_words(&born)));
    Hit {
        href: format!("/cases/{}", line.id),
        reference: line.reference,
        name: show::name(line.name, notice_href),
        born,
        service: line.service,
        state: show::open(line.open),
        why: line.found_by,
        likeness,
    }
}
