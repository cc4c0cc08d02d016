//! The register of partners: who they are, how their agreements stand, what they may have.

use super::agreements::standing;
use crate::answer::{Answer, Failure};
use crate::ask::Ask;
use app::PartnerLine;
use pages::Link;
use pages::sheet::{Card, Group, Sheet};

fn card(line: PartnerLine) -> Card {
    let mut lines = Vec::new();
    if !line.list.is_empty() {
        lines.push(format!("On the list: {}", line.list));
    }
    lines.push(if line.may_have.is_empty() {
        "Is given nothing: data only comes from it.".to_owned()
    } else {
        format!("May have, where everything else is so: {}.", line.may_have.join("; "))
    });
    if line.gives && !line.may_have.is_empty() {
        lines.push("Data comes from it too.".to_owned());
    }
    if line.agreements.is_empty() {
        lines.push("No agreement.".to_owned());
    }
    lines.extend(line.agreements.iter().filter_map(|(reference, s)| Some(format!("{reference}: {}", standing(*s).1?))));
    if !line.contacts.is_empty() {
        lines.push(format!("Contact: {}", line.contacts.join(", ")));
    }
    let tags = line.agreements.iter().map(|(reference, s)| {
        let mut tag = standing(*s).0;
        tag.words = format!("{reference}: {}", tag.words.to_lowercase());
        tag
    });
    Card { tags: tags.collect(), title: line.name, lines, ..Card::default() }
}

/// The register.
pub(crate) fn list(ask: &Ask) -> Result<Answer, Failure> {
    let mut groups: Vec<Group> = Vec::new();
    for line in ask.app().partners(ask.actor()?)? {
        if groups.last().is_none_or(|g| g.heading != line.notice) {
            groups.push(Group {
                id: format!("notice-{}", groups.len() + 1),
                heading: line.notice.clone(),
                empty: String::new(),
                cards: Vec::new(),
            });
        }
        if let Some(group) = groups.last_mut() {
            group.cards.push(card(line));
        }
    }
    ask.page(&Sheet {
        heading: "Partners".to_owned(),
        back: Some(Link { text: "Agreements".to_owned(), href: "/agreements".to_owned() }),
        lede: vec![
            "Everybody whom a privacy notice names, and everybody who is enrolled on its lists.".to_owned(),
            "What somebody may have is what the notice allows at most: consent, an agreement or a reason may be needed as well."
                .to_owned(),
        ],
        groups,
        ..Sheet::default()
    })
}
