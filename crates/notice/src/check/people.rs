//! Controllers, processors, members, contacts.

use crate::diagnostic::Diagnostic;
use crate::merge::{Merged, party_named};
use crate::source::{NoticeKind, Party, PartyRole, Region};
use crate::words::nearest;

pub(super) fn check(merged: &Merged, found: &mut Vec<Diagnostic>) {
    controllers(merged, found);
    for (key, party) in merged.file.party.iter().filter(|(k, _)| merged.own("party", k)) {
        if party.role == PartyRole::Processor {
            processor(merged, key, party, found);
        }
        place(merged, key, party, found);
    }
    members(merged, found);
    contacts(merged, found);
    unlisted(merged, found);
    outlasting(merged, found);
}

fn controllers(merged: &Merged, found: &mut Vec<Diagnostic>) {
    let head = &merged.file.notice;
    match (head.kind, head.controller.as_slice()) {
        (NoticeKind::Service, []) => found.push(
            Diagnostic::error("E21", "nobody answers for this notice")
                .at(merged.key("notice", ""), "has no controller")
                .why("People have to know who decides why and how their data is used (article 13(1)(a)).")
                .help("add `controller = [\"…\"]` with the id of a party"),
        ),
        (NoticeKind::Base, [_, ..]) => found.push(
            Diagnostic::error("E21", "a base has no controller of its own")
                .at(merged.place("notice", "", &["controller"]), "belongs to the notices that extend it")
                .help("take it out"),
        ),
        (NoticeKind::Service, [_, _, ..]) if head.arrangement.is_none() => found.push(
            Diagnostic::warning("E31", "joint controllers without an arrangement")
                .at(merged.place("notice", "", &["controller"]), "who of them answers for what?")
                .why("Joint controllers settle their duties in an arrangement, and people may see its essence (article 26).")
                .help("add `[notice.arrangement]` with `essence = \"…\"`"),
        ),
        _ => {}
    }
}

fn processor(merged: &Merged, key: &str, party: &Party, found: &mut Vec<Diagnostic>) {
    let missing: Vec<&str> = [("for", party.task.is_none()), ("contract", party.contract.is_none())]
        .into_iter()
        .filter(|(_, missing)| *missing)
        .map(|(name, _)| name)
        .collect();
    if !missing.is_empty() {
        let keys = missing.iter().map(|m| format!("`{m}`")).collect::<Vec<_>>().join(" and ");
        found.push(
            Diagnostic::warning("E13", format!("the processor `{key}` has no {keys}"))
                .at(merged.key("party", key), "acts for the controller")
                .why("A processor acts under a written contract that says what it does (article 28(3)); without it it is a recipient like any other.")
                .help(format!("add {keys}: what it does, and the reference of the contract")),
        );
    }
}

/// E32: a body that keeps data further away than the notice says.
fn place(merged: &Merged, key: &str, party: &Party, found: &mut Vec<Diagnostic>) {
    let Some(location) = party.location.as_deref().map(str::to_lowercase) else { return };
    let limit = merged.file.storage.as_ref().and_then(|s| s.region).map(|r| ("storage", "region", r)).into_iter();
    let limit = limit.chain(merged.file.transfers.as_ref().map(|t| ("transfers", "allowed", t.allowed)));
    for (table, at, region) in limit {
        let within = match region {
            Region::Uk => matches!(location.as_str(), "uk" | "united kingdom"),
            Region::Eea => matches!(
                location.as_str(),
                "uk" | "united kingdom" | "eea" | "ireland" | "germany" | "france" | "netherlands"
            ),
            Region::Safeguarded => true,
        };
        let keeps = table == "transfers" || party.role == PartyRole::Processor;
        if keeps && !within {
            found.push(
                Diagnostic::warning("E32", format!("`{key}` keeps data further away than the notice says"))
                    .at(merged.place("party", key, &["location"]), "kept here")
                    .see(merged.place(table, "", &[at]), "and the notice says no further than this")
                    .why("Where data may go is a promise to people and, beyond the United Kingdom, a restricted transfer (articles 44 to 49).")
                    .help("correct one of the two, or say with which safeguards it goes there"),
            );
            return;
        }
    }
}

/// E27: a member that is nearly the id of a party.
fn members(merged: &Merged, found: &mut Vec<Diagnostic>) {
    let Some(own) = merged.own_file() else { return };
    for (key, class) in &own.file.class {
        for (n, member) in class.members.iter().enumerate() {
            // The id of a body that another class names counts too.
            let known = merged.sources.iter().any(|s| party_named(&s.file, member).is_some())
                || merged.file.party.get(member).is_some_and(|p| p.name != *member);
            if known || member.contains(char::is_uppercase) || member.contains(' ') {
                continue;
            }
            let near = nearest(member, own.file.party.keys().map(String::as_str));
            let mut odd = Diagnostic::warning("E27", format!("`{member}` is taken for a body's name"))
                .at(merged.place("class", key, &["members", &n.to_string()]), "no party has this id")
                .why("A member that is no id is a name, and makes a new party of this name.");
            odd = match near {
                Some(near) => odd.help(format!("did you mean `{near}`?")),
                None => odd.help("write the body's name as people know it, or add a party of this id"),
            };
            found.push(odd);
        }
    }
}

/// D14 for contacts that cannot be reached, D16.
fn contacts(merged: &Merged, found: &mut Vec<Diagnostic>) {
    for (key, contact) in merged.file.contact.iter().filter(|(k, _)| merged.own("contact", k)) {
        if contact.named_person {
            found.push(
                Diagnostic::warning("D16", format!("`contact.{key}` is a person by name"))
                    .at(merged.place("contact", key, &["named-person"]), "people leave")
                    .why("A notice outlives its staff; whoever writes to somebody who left has used a right and gets no answer.")
                    .help("name a role or team with an address of its own, and take `named-person` away"),
            );
        }
        if contact.email.is_none() && contact.phone.is_none() && contact.post.is_none() && contact.url.is_none() {
            found.push(
                Diagnostic::warning("D14", format!("`contact.{key}` has no details"))
                    .at(merged.key("contact", key), "nobody can be reached here")
                    .why("The notice begins an item and does not finish it.")
                    .help("add `email`, `phone`, `post` or `url`"),
            );
        }
    }
    let regulator_missing =
        merged.file.complaint.as_ref().is_some_and(|c| c.regulator.is_none()) && merged.own("complaint", "");
    if regulator_missing && merged.file.notice.kind == NoticeKind::Service {
        found.push(
            Diagnostic::warning("D14", "the complaint stops at the controller")
                .at(merged.key("complaint", ""), "no regulator is named")
                .why("People may complain to the regulator (article 77), and the notice has to say so (article 13(2)(d)).")
                .help("add `regulator = \"…\"` with the id of a contact, or extend a base that has one"),
        );
    }
}

/// D10.
fn unlisted(merged: &Merged, found: &mut Vec<Diagnostic>) {
    for (key, _) in merged.file.disclose.iter().filter(|(k, d)| d.unlisted && merged.own("disclose", k)) {
        found.push(
            Diagnostic::warning("D10", format!("the recipient of `disclose.{key}` is not in the notice's list"))
                .at(merged.place("disclose", key, &["unlisted"]), "named in a paragraph elsewhere only")
                .see(merged.place("disclose", key, &["to"]), "this recipient")
                .why("Whoever reads the list believes that it is whole (article 13(1)(e)).")
                .help("ask the council to add it to the list; then take `unlisted` away"),
        );
    }
}

/// E30: only the law lets a purpose outlast expiry and restriction.
fn outlasting(merged: &Merged, found: &mut Vec<Diagnostic>) {
    if merged.file.notice.kind == NoticeKind::Base {
        return;
    }
    for (key, purpose) in merged.file.purpose.iter().filter(|(k, _)| merged.own("purpose", k)) {
        let by_law = purpose.provenance.origin == crate::source::Origin::Law
            || purpose.provenance.law.iter().any(|k| k == "survives");
        if !purpose.survives.is_empty() && !by_law {
            found.push(
                Diagnostic::error("E30", format!("`purpose.{key}` outlasts what a council cannot let it outlast"))
                    .at(merged.place("purpose", key, &["survives"]), "not by the notice's own word")
                    .why("After expiry nothing is used, and under restriction only what article 18(2) allows: that is law, not choice.")
                    .help("take it out; if the law does say so, mark it: `law = [\"survives\"]`"),
            );
        }
    }
}
