//! Working lists: each says what its columns are, by what it is narrowed and where its lines come from; narrowing, sorting, pages,
//! saving under a name and the file are the same for all.

pub(super) mod access;
mod accounts;
mod agencies;
mod agreements;
mod appointments;
mod approvals;
mod asked;
mod cell;
mod duplicates;
mod enrolments;
mod imports;
mod inbound;
mod invitations;
mod letters;
mod meetings;
mod notes;
mod outbound;
mod outside;
mod requests;
mod reviews;
mod tasks;
mod warnings;

use super::files;
use crate::answer::{Answer, Failure, Said};
use crate::ask::Ask;
use crate::fields::{Say as _, field, picked};
use crate::show;
use app::{Actor, AppError, ListAsk, ListFilter, ListLines, MOST_LINES, Take, WHOSE};
use casework::urlencoded::{escaped, pairs};
use cell::Cell;
use jiff::civil::Date;
use pages::caseload::Paging;
use pages::form::{Control, FormState};
use pages::list::{Head, ListPage, ListRow, ListTools, Narrowing, SavedList};
use pages::sheet::Group;
use pages::work::PlainForm;
use pages::{Link, Typed};

/// A list.
struct List {
    /// By what saved lists and addresses know it.
    key: &'static str,
    /// Where it is.
    path: &'static str,
    /// What it is called.
    words: &'static str,
    /// Its usual order: a column's, and whether the greatest comes first.
    order: (&'static str, bool),
    /// Its columns.
    columns: &'static [Column],
    /// Whether it is there for whoever asks.
    may: fn(&Actor) -> bool,
    /// By what it can be narrowed.
    narrowed_by: fn(&Ask) -> Result<Vec<By>, Failure>,
    /// Its lines.
    lines: fn(&Ask, &ListAsk, Take) -> Result<ListLines<Line>, Failure>,
    /// What stands round it.
    around: fn(&Ask) -> Result<Around, Failure>,
}

/// A column.
struct Column {
    /// What its head says.
    words: &'static str,
    /// The order that its head gives.
    sort: Option<&'static str>,
    /// The heads of its columns in a file.
    file: &'static [&'static str],
}

const fn column(words: &'static str, sort: Option<&'static str>, file: &'static [&'static str]) -> Column {
    Column { words, sort, file }
}

/// Something that a list can be narrowed by.
struct By {
    name: &'static str,
    label: &'static str,
    /// Codes and words, the usual first; nothing: it is a day.
    choices: Vec<(String, String)>,
}

/// One of some codes; `all` is what it says where it is not narrowed.
fn one_of<W: Into<String>>(
    name: &'static str,
    label: &'static str,
    all: Option<&str>,
    codes: impl IntoIterator<Item = (W, W)>,
) -> By {
    let all = all.map(|words| (String::new(), words.to_owned()));
    By { name, label, choices: all.into_iter().chain(codes.into_iter().map(|(c, w)| (c.into(), w.into()))).collect() }
}

/// Whether somebody acts under a notice.
const fn acts(actor: &Actor) -> bool {
    !actor.capacity.notice.is_empty()
}

/// Whose something is: the actor's own, the team's, nobody's, or a colleague's.
fn whose(ask: &Ask) -> Result<By, Failure> {
    let whose = WHOSE.iter().map(|(code, words)| ((*code).to_owned(), (*words).to_owned()));
    let colleagues = ask.app().colleagues(ask.actor()?)?.into_iter().map(|(id, name)| (id.to_string(), name));
    Ok(one_of("whose", "Whose", None, whose.chain(colleagues)))
}

/// A day.
const fn day(name: &'static str, label: &'static str) -> By {
    By { name, label, choices: Vec::new() }
}

/// A line: where its first cell leads, and its cells.
struct Line {
    href: Option<String>,
    cells: Vec<Cell>,
}

/// What stands round a list.
#[derive(Default)]
struct Around {
    back: Option<Link>,
    lede: Vec<String>,
    actions: Vec<Link>,
    groups: Vec<Group>,
}

/// Every list but that of cases, which has a page of its own.
static LISTS: [&List; 22] = [
    &accounts::LIST,
    &access::LIST,
    &invitations::LIST,
    &agencies::LIST,
    &enrolments::LIST,
    &imports::LIST,
    &duplicates::LIST,
    &tasks::LIST,
    &appointments::LIST,
    &asked::LIST,
    &warnings::LIST,
    &requests::LIST,
    &inbound::LIST,
    &outbound::LIST,
    &approvals::LIST,
    &reviews::LIST,
    &outside::LIST,
    &letters::LIST,
    &notes::LIST,
    &meetings::GROUP_LIST,
    &meetings::MEETING_LIST,
    &agreements::LIST,
];
/// The last line of a file in which not everything has room.
const CUT: &str = "There are more lines than one file holds: narrow the list and take it out in parts";
/// The key of the list of cases among those that are saved.
const CASES: &str = "cases";

impl List {
    /// Reads what the list is narrowed to; what cannot be read is said, and then nothing is shown: it would be more than was asked for.
    fn read(&self, by: &[By], said: impl Fn(&str) -> String) -> (ListAsk, FormState) {
        let mut form = FormState::default();
        let mut narrowed = Vec::new();
        for one in by {
            let typed = said(one.name).trim().to_owned();
            let known = if one.choices.is_empty() {
                let day = typed.parse::<Date>().is_ok();
                if !day && !typed.is_empty() {
                    form.add(one.name, "Enter a date as day, month and year");
                }
                day
            } else {
                let known = one.choices.iter().any(|(code, _)| *code == typed);
                if !known && !typed.is_empty() {
                    form.add(one.name, "Choose again: what was chosen before is not there any more");
                }
                known
            };
            if known && !typed.is_empty() {
                narrowed.push((one.name.to_owned(), typed));
            }
        }
        let sort = said("sort");
        let order = self.columns.iter().filter_map(|c| c.sort).find(|s| *s == sort);
        let down = match order {
            Some(_) => said("dir") == "down",
            None => self.order.1,
        };
        let order = order.unwrap_or(self.order.0).to_owned();
        let after = Some(said("after")).filter(|text| !text.is_empty());
        (ListAsk { narrowed, order, down, after, limit: None }, form)
    }

    /// The address of the list, or of its file.
    fn href(&self, at: &str, ask: &ListAsk) -> String {
        let mut said = ask.said(self.order);
        said.extend(ask.after.iter().map(|after| ("after".to_owned(), after.clone())));
        let query: Vec<String> = said.iter().map(|(n, v)| format!("{n}={}", escaped(v))).collect();
        if query.is_empty() { at.to_owned() } else { format!("{at}?{}", query.join("&")) }
    }

    /// The head of a column: in the order of that column, or the other way round.
    fn head(&self, column: &Column, ask: &ListAsk) -> Head {
        let current = column.sort == Some(ask.order.as_str());
        let href = column.sort.map(|sort| {
            let down = current && !ask.down;
            self.href(self.path, &ListAsk { order: sort.to_owned(), down, after: None, ..ask.clone() })
        });
        let sorted = current.then_some(if ask.down { "descending" } else { "ascending" });
        Head { words: column.words.to_owned(), href, sorted }
    }
}

/// What a list is called and where it is, if it is there for somebody.
fn called(key: &str, actor: &Actor) -> Option<(&'static str, &'static str)> {
    if key == CASES {
        return acts(actor).then_some(("Cases", "/cases"));
    }
    let list = LISTS.iter().find(|list| list.key == key && (list.may)(actor))?;
    Some((list.words, list.path))
}

/// What can be done with a list as a whole; `here` is its key, `said` what it is narrowed to.
pub(crate) fn tools(ask: &Ask, here: &str, export: String, keep: Vec<(String, String)>) -> Result<ListTools, Failure> {
    let actor = ask.actor()?;
    let mut saved = ask.app().saved_views(actor)?;
    // Those of this list come first, and each says what list it is of where that is another.
    saved.sort_by_key(|view| view.list != here);
    let saved = saved.into_iter().filter_map(|view| {
        let (words, _) = called(&view.list, actor)?;
        let name = if view.list == here { view.name } else { format!("{words}: {}", view.name) };
        let forget = format!("/lists/{here}/views/{}/forget", view.id);
        Some(SavedList { name, href: view.query, forget })
    });
    Ok(ListTools {
        export,
        most: format!("At most {},000 lines. That it was taken out stands on the ledger.", MOST_LINES / 1_000),
        save: format!("/lists/{here}/views"),
        saved: saved.collect(),
        keep,
    })
}

/// A list; with what is wrong, where something could not be done about one of its lines.
fn show_list(ask: &Ask, list: &List, wrong: FormState) -> Result<Answer, Failure> {
    let by = (list.narrowed_by)(ask)?;
    let (wanted, mut form) = list.read(&by, |name| ask.query(name).to_owned());
    let nothing = || ListLines { lines: Vec::new(), next: None };
    let found = if form.is_fine() { (list.lines)(ask, &wanted, Take::Page)? } else { nothing() };
    let Around { back, lede, actions, groups } = (list.around)(ask)?;
    let first = ListAsk { after: None, ..wanted.clone() };
    let narrowings = by.into_iter().map(|by| Narrowing {
        name: by.name.to_owned(),
        label: by.label.to_owned(),
        choices: by
            .choices
            .into_iter()
            .map(|(code, words)| {
                let chosen = wanted.code(by.name).unwrap_or_default() == code;
                picked(code, words, chosen)
            })
            .collect(),
        day: Typed(ask.query(by.name).to_owned()),
    });
    let shown = found.lines.len();
    let words = match (shown, wanted.after.is_some() || found.next.is_some()) {
        (0, _) => String::new(),
        (_, false) => format!("{shown} in all"),
        (_, true) => format!("{shown} on this page"),
    };
    form.errors.extend(wrong.errors);
    let fine = form.is_fine();
    let page = ListPage {
        heading: list.words.to_owned(),
        back,
        lede,
        actions,
        groups,
        action: list.path.to_owned(),
        narrowings: narrowings.collect(),
        order: wanted.order_said(list.order),
        form,
        heads: list.columns.iter().map(|column| list.head(column, &wanted)).collect(),
        rows: found
            .lines
            .into_iter()
            .map(|line| ListRow { href: line.href, cells: line.cells.into_iter().map(|cell| cell.shown).collect() })
            .collect(),
        paging: Paging {
            words,
            previous: wanted.after.is_some().then(|| list.href(list.path, &first)),
            next: found.next.map(|next| list.href(list.path, &ListAsk { after: Some(next), ..wanted.clone() })),
        },
        tools: tools(ask, list.key, list.href(&format!("/lists/{}/export", list.key), &first), first.said(list.order))?,
    };
    ask.form_page(&page, fine)
}

/// The list that is at an address.
pub(crate) fn page(ask: &Ask) -> Result<Answer, Failure> {
    let list = LISTS.iter().find(|list| list.path == ask.path).ok_or_else(Failure::not_found)?;
    show_list(ask, list, FormState::default())
}

/// The list in the address, if it is there for whoever asks.
fn named(ask: &Ask) -> Result<&'static List, Failure> {
    let (key, actor) = (ask.param("list"), ask.actor()?);
    LISTS.iter().find(|list| list.key == key && (list.may)(actor)).copied().ok_or_else(Failure::not_found)
}

/// A list in a file: what the page shows, on all of its pages.
pub(crate) fn export(ask: &Ask) -> Result<Answer, Failure> {
    let list = named(ask)?;
    let by = (list.narrowed_by)(ask)?;
    let (wanted, form) = list.read(&by, |name| ask.query(name).to_owned());
    if !form.is_fine() {
        return show_list(ask, list, FormState::default());
    }
    let href = list.href(list.path, &ListAsk { after: None, ..wanted.clone() });
    let leave = match files::leave(ask, &files::Wanted { list: list.key, words: list.words, href: &href })? {
        Ok(leave) => leave,
        Err(not_yet) => return Ok(not_yet),
    };
    let found = (list.lines)(ask, &wanted, Take::File(leave))?;
    let cut = found.next.is_some().then(|| vec![CUT.to_owned()]);
    let heads: Vec<&str> = list.columns.iter().flat_map(|c| c.file.iter().copied()).collect();
    let lines = found.lines.into_iter().map(|line| line.cells.into_iter().flat_map(|cell| cell.file).collect());
    Ok(show::csv(&format!("{}.csv", list.key), &heads, lines.chain(cut)))
}

/// Asks that a list may leave in a file.
pub(crate) fn ask_for_file(ask: &Ask) -> Result<Answer, Failure> {
    let (list, words, href) = address(ask)?;
    files::ask_for(ask, &files::Wanted { list, words, href: &href })
}

/// Where a list that is saved now would be: its key, what it is called, its address.
fn address(ask: &Ask) -> Result<(&'static str, &'static str, String), Failure> {
    let said = |name: &str| ask.field(name).to_owned();
    if ask.param("list") == CASES && acts(ask.actor()?) {
        return Ok((CASES, "Cases", super::cases::href(&ListFilter::read(said))));
    }
    let list = named(ask)?;
    let (wanted, _) = list.read(&(list.narrowed_by)(ask)?, said);
    Ok((list.key, list.words, list.href(list.path, &ListAsk { after: None, ..wanted })))
}

/// Saves a list under a name.
pub(crate) fn save_view(ask: &Ask) -> Result<Answer, Failure> {
    let (key, called, address) = address(ask)?;
    match ask.app().save_view(ask.actor()?, key, ask.field("name"), &address) {
        Ok(()) => Ok(Answer::next(address).saying(Said::ViewSaved)),
        Err(AppError::Refused(words)) => {
            let form = FormState::wrong("name", &words);
            let page = PlainForm {
                heading: "Save this list".to_owned(),
                action: format!("/lists/{key}/views"),
                hidden: pairs(address.split_once('?').map_or("", |(_, query)| query).as_bytes()).unwrap_or_default(),
                back: Link { text: called.to_owned(), href: address },
                fields: vec![
                    field(ask, &form, "name", "A name for it", Control::Text)
                        .hint("For yourself only. Not a person’s name."),
                ],
                button: "Save".to_owned(),
                form,
                ..PlainForm::default()
            };
            ask.form_page(&page, false)
        }
        Err(error) => Err(error.into()),
    }
}

/// Forgets one, and goes back to the list from which that was asked.
pub(crate) fn forget_view(ask: &Ask) -> Result<Answer, Failure> {
    let id = ask.param("view").parse().map_err(|_| Failure::not_found())?;
    let (_, path) = called(ask.param("list"), ask.actor()?).ok_or_else(Failure::not_found)?;
    ask.app().forget_view(ask.actor()?, id)?;
    Ok(Answer::next(path.to_owned()))
}
