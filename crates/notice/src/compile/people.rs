//! Everybody who can ever be released anything, in a fixed order: roles, named bodies, enrolled bodies, the person.

use crate::merge::Merged;
use crate::model::Principal;
use crate::source::NoticeFile;

pub(super) fn principals(merged: &Merged) -> Vec<Principal> {
    let file = &merged.file;
    let to = addressed(file);
    let mut all: Vec<Principal> =
        file.role.iter().map(|(id, role)| Principal::Role { id: id.clone(), label: role.label.clone() }).collect();
    for (id, party) in &file.party {
        let classes: Vec<String> =
            file.class.iter().filter(|(_, c)| c.members.contains(id)).map(|(class, _)| class.clone()).collect();
        let reached = to.contains(&id.as_str()) || classes.iter().any(|c| to.contains(&format!("class:{c}").as_str()));
        if reached {
            all.push(Principal::Party {
                id: id.clone(),
                name: party.name.clone(),
                kind: party.kind,
                role: party.role,
                classes,
            });
        }
    }
    for (id, class) in &file.class {
        if class.open.is_some() && to.contains(&format!("class:{id}").as_str()) {
            all.push(Principal::Enrolled { class: id.clone(), label: class.label.clone(), kind: class.kind });
        }
    }
    all.push(Principal::Subject);
    all
}

fn addressed(file: &NoticeFile) -> Vec<&str> {
    file.disclose
        .values()
        .flat_map(|d| &d.to)
        .chain(file.overrides.values().flat_map(|o| &o.to))
        .map(String::as_str)
        .collect()
}
