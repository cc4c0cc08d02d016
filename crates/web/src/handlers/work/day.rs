//! *My day*, the team, the calendar.

use crate::answer::{Answer, Failure};
use crate::ask::Ask;
use crate::fields::content_rows;
use crate::show;
use app::{DayAppointment, DayAsk, DayCase, DayDocument, DayTask, Holder, TaskLine};
use kernel::london_date;
use pages::sheet::{Bar, Button, Card, Group, Sheet, Table, TableRow};
use pages::{Link, StateTag, Tone};

/// How something to do stands, in tags.
pub(crate) fn tags(task: &TaskLine) -> Vec<StateTag> {
    let mut tags = Vec::new();
    if task.due.overdue {
        tags.push(show::tag("Overdue", Tone::Bad));
    }
    if task.escalated {
        tags.push(show::tag("With the manager", Tone::Bad));
    }
    if let Some(who) = &task.waiting_for {
        tags.push(show::tag(format!("Waiting for {who}"), Tone::Warn));
    }
    tags
}

fn card(one: DayTask, notice_href: &str) -> Card {
    let task = one.task;
    Card {
        title: task.what.clone(),
        href: Some(format!("/cases/{}/tasks", task.case)),
        name: Some(show::name(one.name, notice_href)),
        reference: one.reference,
        due: Some(show::due(&task.due)),
        tags: tags(&task),
        lines: one.on_behalf_of.map(|who| format!("For {who}")).into_iter().collect(),
        buttons: vec![Button {
            words: "Done".to_owned(),
            about: task.what.clone(),
            action: format!("/cases/{}/tasks/{}/done", task.case, task.id),
        }],
        ..Card::default()
    }
}

fn appointment(one: DayAppointment, notice_href: &str) -> Card {
    let until = one.ends_at.map(|e| format!(" to {}", e.time_words())).unwrap_or_default();
    Card {
        title: format!("{}{until}", one.at.words()),
        href: Some(format!("/cases/{}/timeline?kind=appointment", one.case)),
        name: Some(show::name(one.name, notice_href)),
        reference: one.reference,
        rows: content_rows(one.content),
        ..Card::default()
    }
}

/// A document that runs out.
fn document(one: DayDocument, notice_href: &str) -> Card {
    let until = show::date(one.expires_on);
    Card {
        title: "Document".to_owned(),
        named: Some(one.title),
        href: Some(format!("/cases/{}/documents/{}", one.case, one.id)),
        name: Some(show::name(one.name, notice_href)),
        reference: one.reference,
        tags: vec![if one.over {
            show::tag(format!("Ran out on {until}"), Tone::Bad)
        } else {
            show::tag(format!("Good until {until}"), Tone::Warn)
        }],
        ..Card::default()
    }
}

/// A case that waits until somebody of the team takes it.
fn in_team(one: DayCase, notice_href: &str) -> Card {
    Card {
        title: format!("With {} since {}", one.team, one.since.words()),
        href: Some(format!("/cases/{}", one.case)),
        name: Some(show::name(one.name, notice_href)),
        buttons: vec![Button {
            words: "Take".to_owned(),
            about: format!("the case {}", one.reference),
            action: format!("/cases/{}/take", one.case),
        }],
        reference: one.reference,
        ..Card::default()
    }
}

/// A document that was asked for.
fn asked(one: DayAsk, notice_href: &str) -> Card {
    let (words, tone) = super::asked::state(one.state, one.late, one.due_on);
    Card {
        title: "Document asked for".to_owned(),
        named: Some(one.kind.map(|code| super::asked::kind_words(&code))),
        href: Some(format!("/cases/{}/documents#asked", one.case)),
        name: Some(show::name(one.name, notice_href)),
        reference: one.reference,
        tags: vec![show::tag(words, tone)],
        ..Card::default()
    }
}

/// What went without consent and is to be reviewed.
fn reviews(due: app::ReviewsDue) -> Group {
    let mut tags = Vec::new();
    if due.late > 0 {
        tags.push(show::tag(format!("{} late", due.late), Tone::Bad));
    }
    if due.due > 0 {
        tags.push(show::tag(format!("{} due", due.due), Tone::Warn));
    }
    Group {
        id: "reviews".to_owned(),
        heading: "Reviews of what was shared: late, or due within a week".to_owned(),
        empty: String::new(),
        cards: vec![Card {
            title: "What went to others without consent".to_owned(),
            href: Some("/reviews".to_owned()),
            tags,
            ..Card::default()
        }],
    }
}

/// The actor's day.
pub(crate) fn page(ask: &Ask) -> Result<Answer, Failure> {
    let actor = ask.actor()?;
    let day = ask.app().my_day(actor)?;
    let href = format!("/notices/{}", actor.capacity.notice);
    let group = |id: &str, heading: &str, empty: &str, tasks: Vec<DayTask>| Group {
        id: id.to_owned(),
        heading: heading.to_owned(),
        empty: empty.to_owned(),
        cards: tasks.into_iter().map(|t| card(t, &href)).collect(),
    };
    let mut lede = vec![show::date(day.today)];
    if !day.covering.is_empty() {
        lede.push(format!("You stand in today for {}.", day.covering.join(" and ")));
    }
    let (today, ahead): (Vec<_>, Vec<_>) = day.appointments.into_iter().partition(|a| london_date(a.at) == day.today);
    let visits = |id: &str, heading: &str, empty: &str, list: Vec<DayAppointment>| Group {
        id: id.to_owned(),
        heading: heading.to_owned(),
        empty: empty.to_owned(),
        cards: list.into_iter().map(|a| appointment(a, &href)).collect(),
    };
    let mut groups = vec![
        group("overdue", "Overdue", "Nothing is overdue.", day.overdue),
        group("today", "Due today", "Nothing is due today.", day.due_today),
        visits("appointments", "Appointments today", "No appointments today.", today),
        group("soon", "In the next seven days", "Nothing falls due.", day.soon),
        visits("ahead", "Appointments ahead", "", ahead),
        group("waiting", "Waiting for somebody else", "Nothing waits for somebody else.", day.waiting),
    ];
    if !day.escalated.is_empty() {
        groups.insert(1, group("escalated", "Late in your team: with you as manager", "", day.escalated));
    }
    if !day.requests.is_empty() {
        let cards = day.requests.iter().map(|r| crate::handlers::requests::queue::card(r, day.today)).collect();
        groups.insert(
            0,
            Group {
                id: "requests".to_owned(),
                heading: "Requests about data: late, or due within a week".to_owned(),
                empty: String::new(),
                cards,
            },
        );
    }
    if day.reviews != app::ReviewsDue::default() {
        groups.insert(0, reviews(day.reviews));
    }
    if !day.documents.is_empty() {
        groups.push(Group {
            id: "documents".to_owned(),
            heading: "Documents that have run out, or do soon".to_owned(),
            empty: String::new(),
            cards: day.documents.into_iter().map(|d| document(d, &href)).collect(),
        });
    }
    if !day.in_team.is_empty() {
        groups.push(Group {
            id: "in-team".to_owned(),
            heading: "Waiting in your team".to_owned(),
            empty: String::new(),
            cards: day.in_team.into_iter().map(|one| in_team(one, &href)).collect(),
        });
    }
    if !day.asked.is_empty() {
        groups.push(Group {
            id: "asked".to_owned(),
            heading: "Documents asked for".to_owned(),
            empty: String::new(),
            cards: day.asked.into_iter().map(|one| asked(one, &href)).collect(),
        });
    }
    groups.retain(|g| !g.cards.is_empty() || !g.empty.is_empty());
    if day.later > 0 {
        lede.push(format!("{} more later.", day.later));
    }
    let page = Sheet {
        heading: "My day".to_owned(),
        lede,
        actions: vec![
            Link { text: "Your cases".to_owned(), href: "/cases?mine=yes".to_owned() },
            Link::new("Tasks", "/tasks"),
            Link::new("Warnings", "/warnings"),
            Link::new("Documents asked for", "/asked"),
            Link::new("Appointments", "/appointments"),
            Link { text: "Calendar".to_owned(), href: "/calendar".to_owned() },
            Link { text: "Log a request about data".to_owned(), href: "/rights/log".to_owned() },
            Link::new("Requests from police and others", "/outside-requests"),
        ],
        groups,
        ..Sheet::default()
    };
    ask.page(&page)
}

/// How the team's work stands.
pub(crate) fn team(ask: &Ask) -> Result<Answer, Failure> {
    let view = ask.app().team_work(ask.actor()?)?;
    let most = view.lines.iter().map(|l| l.open).max().unwrap_or(0).max(1);
    let bars = view
        .lines
        .iter()
        .map(|line| Bar {
            label: line.name.clone(),
            length: line.open * 100 / most,
            pressing: line.overdue * 100 / most,
            words: line.open.to_string(),
        })
        .collect();
    let rows = view
        .lines
        .iter()
        .map(|line| TableRow {
            head: line.name.clone(),
            href: Some(format!("/cases?owner={}", line.holder)),
            cells: vec![
                line.open.to_string(),
                line.overdue.to_string(),
                line.due_soon.to_string(),
                format!("{} ({} overdue)", line.tasks, line.tasks_overdue),
                match &line.away {
                    Some((cover, until)) => format!("Until {}; {cover} stands in", show::date(*until)),
                    None if matches!(line.holder, Holder::Account(_)) => "Here".to_owned(),
                    None => String::new(),
                },
            ],
        })
        .collect();
    let who = if view.teams.is_empty() {
        "Everybody who works under this notice. Only cases that you may see are counted.".to_owned()
    } else {
        format!("{}. Only cases that you may see are counted.", view.teams.join(", "))
    };
    let heads = ["Who", "Open cases", "Overdue", "Due in 7 days", "To do", "Away"];
    let page = Sheet {
        heading: "Team".to_owned(),
        lede: vec![who],
        actions: vec![
            Link::new("The team’s tasks", "/tasks?whose=team"),
            Link { text: "Count answers".to_owned(), href: "/counts".to_owned() },
        ],
        table: Some(Table {
            caption: "Work by person".to_owned(),
            heads: heads.map(str::to_owned).to_vec(),
            rows,
            bars,
            bars_words: "Open cases by person; the darker part is overdue. The table below has the numbers.".to_owned(),
        }),
        ..Sheet::default()
    };
    ask.page(&page)
}

fn show_calendar(ask: &Ask, secret: Option<String>) -> Result<Answer, Failure> {
    let since = ask.app().calendar_since(ask.actor()?)?;
    let button =
        |words: &str, action: &str| Button { words: words.to_owned(), about: String::new(), action: action.to_owned() };
    let mut lede = vec![
        "A calendar program can show your appointments from a secret address. All it says of a case is its reference."
            .to_owned(),
    ];
    let mut buttons = Vec::new();
    if let Some(made) = since {
        lede.push(format!("Your address was made on {}.", made.words()));
        buttons.push(button("Make a new address; the one before stops working", "/calendar/make"));
        buttons.push(button("Stop the address", "/calendar/stop"));
    } else {
        buttons.push(button("Make an address", "/calendar/make"));
    }
    if secret.is_some() {
        lede.push("Copy it now: it is not shown again. Whoever has it can read when your appointments are.".to_owned());
    }
    let page = Sheet {
        heading: "Calendar".to_owned(),
        back: Some(Link { text: "My day".to_owned(), href: "/my-day".to_owned() }),
        lede,
        copy: secret.map(|s| format!("/calendar/feed/{s}")),
        buttons,
        ..Sheet::default()
    };
    ask.page(&page)
}

/// The calendar's address.
pub(crate) fn calendar(ask: &Ask) -> Result<Answer, Failure> {
    show_calendar(ask, None)
}

/// Makes a new one.
pub(crate) fn make_calendar(ask: &Ask) -> Result<Answer, Failure> {
    let secret = ask.app().make_calendar(ask.actor()?)?;
    show_calendar(ask, Some(secret))
}

/// Stops it.
pub(crate) fn stop_calendar(ask: &Ask) -> Result<Answer, Failure> {
    ask.app().stop_calendar(ask.actor()?)?;
    Ok(Answer::next("/calendar"))
}

/// The feed itself, for calendar programs.
pub(crate) fn feed(ask: &Ask) -> Result<Answer, Failure> {
    let text = ask.app().calendar_feed(ask.param("secret"))?;
    Ok(Answer::document("text/calendar; charset=utf-8", "calendar.ics", text))
}
