//! What articles 13 and 14 ask of a notice, the rights it lists, complaints, automated decisions.

use crate::compile::{Reach, supports};
use crate::diagnostic::Diagnostic;
use crate::merge::Merged;
use crate::source::{Form, Origin, Right};
use crate::words::{and_list, count};

pub(super) fn check(merged: &Merged, found: &mut Vec<Diagnostic>) {
    gaps(merged, found);
    rights(merged, found);
    complaint(merged, found);
    automated(merged, found);
}

fn gap(merged: &Merged, what: &str, article: &str, help: &str, found: &mut Vec<Diagnostic>) {
    found.push(
        Diagnostic::warning("D1", format!("the notice does not say {what}"))
            .at(merged.key("notice", ""), format!("missing: UK GDPR article {article}"))
            .why("Articles 13 and 14 list what people have to be told; what the notice leaves out is assumed here, or comes from the law.")
            .help(help),
    );
}

/// D1.
fn gaps(merged: &Merged, found: &mut Vec<Diagnostic>) {
    let file = &merged.file;
    let reach = Reach::new(merged);
    let own_purposes: Vec<&String> = file.purpose.keys().filter(|k| merged.own("purpose", k)).collect();
    let said = |purpose: &str| {
        file.basis.iter().any(|(key, b)| {
            b.article6.is_some()
                && b.provenance.origin == Origin::Notice
                && reach.purposes(&b.purposes, "basis", key).contains(&purpose)
        })
    };
    let without: Vec<&String> = own_purposes
        .iter()
        .copied()
        .filter(|p| !said(p) && file.purpose.get(*p).is_some_and(|p| p.form < Form::Anonymous))
        .collect();
    for purpose in &without {
        if supports(merged, purpose).0.is_empty() {
            found.push(
                Diagnostic::error("D1", format!("no lawful basis for `purpose.{purpose}`"))
                    .at(merged.key("purpose", purpose), "nothing supports this purpose")
                    .why("Every use needs one of the limbs of article 6(1), and the notice has to name it (article 13(1)(c)).")
                    .help("add it to a basis with `article6 = \"…\"`; if nobody has said which, mark the basis `origin = \"assumed\"`"),
            );
        }
    }
    if !own_purposes.is_empty() && own_purposes.iter().all(|p| !said(p)) {
        gap(
            merged,
            "on which lawful basis it rests",
            "13(1)(c)",
            "ask the council which limb of article 6(1) it relies on",
            found,
        );
    }
    let own_categories: Vec<_> = file.category.iter().filter(|(k, _)| merged.own("category", k)).collect();
    let assumed = own_categories
        .iter()
        .filter(|(_, c)| c.provenance.origin == Origin::Assumed && c.derived_from.is_empty())
        .count();
    if own_categories.is_empty() {
        gap(merged, "which data is collected", "14(1)(d)", "add the categories", found);
    } else if assumed > 0 {
        let words = format!(
            "all data that is collected: {} assumed",
            count(u32::try_from(assumed).unwrap_or(u32::MAX), "category")
                .replace("categorys", "categories are")
                .replace("1 category", "1 category is")
        );
        gap(merged, &words, "14(1)(d)", "ask the council to list what it collects", found);
    }
    if own_purposes.is_empty() {
        gap(merged, "why data is used", "13(1)(c)", "add the purposes", found);
    }
    if !file.disclose.keys().any(|k| merged.own("disclose", k)) {
        gap(merged, "who else gets data, or that nobody does", "13(1)(e)", "add the disclosures", found);
    }
    if !file.retain.keys().any(|k| merged.own("retain", k)) {
        gap(merged, "how long data is kept", "13(2)(a)", "add the periods, or the criteria for them", found);
    }
    let complaint =
        file.complaint.as_ref().is_some_and(|c| c.provenance.origin == Origin::Notice) && merged.own("complaint", "");
    if !complaint {
        gap(merged, "how to complain", "13(2)(d)", "the base's route applies; ask the council to print it", found);
    }
    let listed: &[Right] = match &file.rights {
        Some(rights) if merged.own("rights", "") && rights.provenance.origin == Origin::Notice => &rights.listed,
        _ => &[],
    };
    if !listed.iter().any(|r| !matches!(r, Right::WithdrawConsent | Right::Complaint | Right::Informed)) {
        gap(
            merged,
            "which rights people have, beyond withdrawing consent",
            "13(2)(b)",
            "the rights apply all the same; ask the council to print them",
            found,
        );
    }
    let contact = file.notice.controller.iter().any(|c| file.party.get(c).is_some_and(|p| p.contact.is_some()))
        || file.contact.keys().any(|k| merged.own("contact", k));
    if !contact {
        gap(merged, "how to reach the controller", "13(1)(a)", "add a contact, and name it at the controller", found);
    }
}

/// The rights that apply to this notice by its bases and gates.
fn applicable(merged: &Merged) -> Vec<Right> {
    let file = &merged.file;
    let mut limbs: Vec<String> = Vec::new();
    for purpose in file.purpose.keys().filter(|p| merged.own("purpose", p)) {
        limbs.extend(supports(merged, purpose).0);
    }
    let has = |limb: &str| limbs.iter().any(|l| l == limb);
    let asks = file
        .disclose
        .values()
        .map(|d| &d.gate)
        .chain(file.purpose.values().filter_map(|p| p.identifiable_with.as_ref()))
        .any(|g| !super::consent::consents(g).is_empty());
    let mut all = vec![Right::Access, Right::Rectification, Right::Restriction];
    if has("a") || has("b") {
        all.push(Right::Portability);
    }
    if has("a") || has("b") || has("f") || has("ea") {
        all.push(Right::Erasure);
    }
    if has("e") || has("ea") || has("f") {
        all.push(Right::Objection);
    }
    if asks || has("a") {
        all.push(Right::WithdrawConsent);
    }
    all
}

/// D13.
fn rights(merged: &Merged, found: &mut Vec<Diagnostic>) {
    let Some(rights) = merged.file.rights.as_ref().filter(|_| merged.own("rights", "")) else { return };
    if rights.listed.is_empty() {
        return;
    }
    let applicable = applicable(merged);
    for (n, right) in rights.listed.iter().enumerate() {
        if *right == Right::Portability && !applicable.contains(right) {
            found.push(
                Diagnostic::warning("D13", "portability is listed and cannot apply")
                    .at(merged.place("rights", "", &["listed", &n.to_string()]), "no basis of this notice gives it")
                    .why("Article 20 gives it only where data is used by consent or contract, and by automated means.")
                    .help("take it out, or add the basis that gives it"),
            );
        }
        if *right == Right::WithdrawConsent && !applicable.contains(right) {
            found.push(
                Diagnostic::warning("D13", "withdrawing consent is listed and nothing asks for consent")
                    .at(merged.place("rights", "", &["listed", &n.to_string()]), "nothing to withdraw")
                    .why("A right that people cannot use makes them doubt the others.")
                    .help("take it out, or say which disclosure asks for consent"),
            );
        }
    }
    let missing: Vec<&str> = applicable.iter().filter(|r| !rights.listed.contains(r)).map(|r| words(*r)).collect();
    // A notice that lists no right at all but withdrawal has a gap (D1) rather than a list that is short.
    let list = rights.listed.iter().any(|r| !matches!(r, Right::WithdrawConsent | Right::Complaint | Right::Informed));
    if list && !missing.is_empty() {
        found.push(
            Diagnostic::warning("D13", format!("rights that apply are not listed: {}", and_list(&missing)))
                .at(merged.place("rights", "", &["listed"]), "not all that people have")
                .why("Rights hold by law whether listed or not; a list that is shorter tells people that they have fewer (article 13(2)(b)).")
                .help("ask the council to print them; the software offers them meanwhile"),
        );
    }
}

const fn words(right: Right) -> &'static str {
    match right {
        Right::Informed => "to be informed",
        Right::Access => "access",
        Right::Rectification => "rectification",
        Right::Completion => "completion",
        Right::Erasure => "erasure",
        Right::Restriction => "restriction",
        Right::Portability => "portability",
        Right::Objection => "objection",
        Right::WithdrawConsent => "withdrawing consent",
        Right::HumanDecision => "a decision by a person",
        Right::Complaint => "complaint",
    }
}

/// D18.
fn complaint(merged: &Merged, found: &mut Vec<Diagnostic>) {
    let own = merged.own("complaint", "");
    let said = merged.own_file().and_then(|f| f.file.complaint.as_ref()).is_some_and(|c| {
        c.acknowledge_days.is_some()
            && c.provenance.origin == Origin::Notice
            && !c.provenance.assumed.iter().chain(&c.provenance.law).any(|k| k.replace('_', "-") == "acknowledge-days")
    });
    if said {
        let days = merged.file.complaint.as_ref().and_then(|c| c.acknowledge_days).unwrap_or(0);
        if days > 30 {
            found.push(
                Diagnostic::warning("D18", format!("a complaint is acknowledged after {days} days"))
                    .at(merged.place("complaint", "", &["acknowledge-days"]), "30 is the most")
                    .why("Data Protection Act 2018 section 164A(3), in force since 19 June 2026.")
                    .help("write 30 or fewer"),
            );
        }
        return;
    }
    let place = if own { merged.key("complaint", "") } else { merged.key("notice", "") };
    let from_base = merged.file.complaint.as_ref().is_some_and(|c| c.acknowledge_days.is_some());
    found.push(
        Diagnostic::warning("D18", "the notice does not say how a complaint to the controller is handled")
            .at(place, if from_base { "the base's 30 days apply" } else { "no clock" })
            .why("Since 19 June 2026 a controller takes complaints, acknowledges them within 30 days and reports the outcome (Data Protection Act 2018 section 164A).")
            .help("ask the council to print the route and the 30 days; then add `acknowledge-days = 30` to `[complaint]`"),
    );
}

/// D12, and E11 where machines are said to decide and people too.
fn automated(merged: &Merged, found: &mut Vec<Diagnostic>) {
    let machines = merged.file.automated.as_ref().is_some_and(|a| a.decisions) && merged.own("automated", "");
    let by_people = merged.file.purpose.iter().find(|(_, p)| p.decision == crate::source::Decides::Significant);
    if machines && let Some((purpose, _)) = by_people {
        found.push(
            Diagnostic::error("E11", format!("machines decide alone, and `purpose.{purpose}` is decided by a named person"))
                .at(merged.place("automated", "", &["decisions"]), "decisions without a person")
                .see(merged.place("purpose", purpose, &["decision"]), "`significant`: each by a named person")
                .why("Of two statements that cannot both be kept, people would be told one and shown the other. Nothing here decides about anybody by itself.")
                .help("write `decisions = false`; what a machine only prepares is no decision if a person can change the outcome"),
        );
    }
    let promised = |a: &&crate::source::Automated| !a.decisions && a.provenance.origin == Origin::Notice;
    if merged.file.automated.as_ref().filter(promised).is_none() || !merged.own("automated", "") {
        return;
    }
    let why = "To pick out families or people by criteria is a decision about them if a program does it; with a person who can change the outcome it is not (articles 22A to 22D).";
    let picking = merged.file.disclose.iter().find(|(k, d)| d.included_when.is_some() && merged.own("disclose", k));
    let place =
        picking.map(|(k, _)| (merged.place("disclose", k, &["included-when"]), "people are picked out by criteria"));
    if let Some((place, words)) = place {
        found.push(
            Diagnostic::warning("D12", "no automated decisions, beside criteria that decide")
                .at(place, words)
                .see(merged.place("automated", "", &["decisions"]), "says that no decision is automated")
                .why(why)
                .help("name who decides: the software shows the criteria, and only a person's act makes the decision"),
        );
    }
}
