//! Where a record says how the person is reached, and which of those ways are safe.

use crate::error::AppError;
use crate::notices::Published;
use crate::retention::plain;
use crate::views::Item;
use casework::SectionContent;
use casework::section::row_key;
use disclosure::Disclosed;
use messages::{Channel, ContactWay, ROWS, Safety, WayRow, same_way, ways};
use notice::model::CategoryIx;
use std::collections::HashMap;
use store::{Section, Tx};

/// What notices commonly name the category that holds it all.
const CONTACT: &str = "contact";
/// Where there is none, any category that asks one of these, or what is safe.
const ASKED: [&str; 4] = [ROWS, "phone", "mobile", "email"];

/// The categories whose forms say how the person is reached, and what of it is safe.
pub(crate) fn reach_categories(notice: &Published) -> Vec<CategoryIx> {
    if let Some(contact) = notice.compiled.category(CONTACT) {
        return vec![contact];
    }
    let asks = |c: &&CategoryIx| {
        let category = notice.compiled.categories.get(usize::from(c.0));
        category.is_some_and(|category| {
            category.fields.iter().any(|f| ASKED.contains(&f.id.as_str()) || f.id.contains("safe-to-"))
        })
    };
    notice.all.iter().filter(asks).copied().collect()
}

/// The sections of those categories.
fn sections_of<'s>(notice: &Published, sections: &'s [Section]) -> Vec<&'s Section> {
    let categories = reach_categories(notice);
    sections.iter().filter(|s| categories.iter().any(|c| notice.category_id(*c) == s.category)).collect()
}

/// A number that changes whenever what is said of reaching the person does.
pub(super) fn reach_version(notice: &Published, sections: &[Section]) -> i32 {
    sections_of(notice, sections).iter().map(|s| s.version).fold(0, i32::saturating_add)
}

/// What was opened of those categories, as one. What is withheld or beyond use may be what says that a way is not safe: nothing is
/// shown of the rest then.
pub(super) fn opened_reach(
    categories: &[CategoryIx],
    contents: &mut HashMap<CategoryIx, Item<SectionContent>>,
) -> Item<SectionContent> {
    let mut released = Vec::new();
    for category in categories {
        match contents.remove(category).unwrap_or(Item::Empty) {
            Item::Released(content) => released.push(content),
            Item::Empty => {}
            other => return other,
        }
    }
    if released.is_empty() { Item::Empty } else { Item::Released(Disclosed::all(released).map(together)) }
}

/// Rows of all of them stand one after the other, and a *no* of any counts.
fn together(several: Vec<SectionContent>) -> SectionContent {
    let mut one = SectionContent::default();
    for content in several {
        let before = one.rows(ROWS).len();
        let row = |key: &str| {
            let (number, column) = key.strip_prefix(ROWS)?.strip_prefix('.')?.split_once('.')?;
            Some(row_key(ROWS, before + number.parse::<usize>().ok()?, column))
        };
        for (key, value) in content.fields {
            let key = row(&key).unwrap_or(key);
            if key.contains("safe-") && value == "no" {
                one.fields.insert(key, value);
            } else {
                one.fields.entry(key).or_insert(value);
            }
        }
    }
    one
}

/// The ways of a channel, the best first.
pub(super) fn ways_of(channel: Channel, content: &SectionContent) -> Vec<ContactWay> {
    let rows: Vec<WayRow> = content
        .rows(ROWS)
        .iter()
        .map(|row| {
            let text = |column: &str| row.get(column).unwrap_or_default().to_owned();
            let safe = row.get("safe").unwrap_or_default().lines().map(str::to_owned).collect();
            WayRow { way: text("way"), value: text("value"), safe, note: text("note") }
        })
        .collect();
    ways(channel, &|field| content.get(field).map(str::to_owned), &rows)
}

/// What whoever writes has to know of the ways of a channel: the words about the one that is taken, and what was said of the others.
pub(super) fn said_of(ways: &[ContactWay]) -> String {
    let mut lines = Vec::new();
    for (at, way) in ways.iter().enumerate() {
        if at > 0 {
            let so = match way.safety {
                Safety::Safe => "safe as well",
                Safety::NotSaid => "nobody has asked whether it is safe",
                Safety::Unsafe => "not safe",
            };
            lines.push(format!("{}: {so}", way.address.replace('\n', ", ")));
        }
        // Words for all ways stand once.
        lines.extend(
            way.said
                .lines()
                .filter(|line| at == 0 || !ways[..at].iter().any(|w| w.said.contains(line)))
                .map(str::to_owned),
        );
    }
    lines.join("\n")
}

/// Whether the record says that a number or address is not safe. None: what would say so is beyond use.
///
/// Only the program itself looks: it is shown to nobody, and holds whoever sends, also where nobody is there to be asked.
pub(crate) fn says_unsafe(
    tx: &mut Tx<'_>,
    notice: &Published,
    sections: &[Section],
    channel: Channel,
    address: &str,
) -> Result<Option<bool>, AppError> {
    let mut known = Vec::new();
    for section in sections_of(notice, sections) {
        match plain(tx, section)? {
            Some(content) => known.push(content),
            None => return Ok(None),
        }
    }
    let ways = ways_of(channel, &together(known));
    Ok(Some(ways.iter().any(|w| w.safety == Safety::Unsafe && same_way(channel, &w.address, address))))
}
