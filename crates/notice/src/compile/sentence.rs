//! One plain sentence for each statement, in our words.

use crate::merge::Merged;
use crate::source::{
    After, Anchor, ConsentMeaning, Field, Forbidden, Form, Gate, Keep, Need, NoticeFile, PartyRole, Region, Trigger,
    YearKind,
};
use crate::words::{and_list, count, lower_first, or_list};

/// The sentence of a statement of a file; names are looked up in the merged one.
pub(crate) fn of(merged: &Merged, file: &NoticeFile, table: &str, key: &str) -> String {
    Names(&merged.file).sentence(file, table, key).unwrap_or_else(|| format!("{table} {key}."))
}

struct Names<'a>(&'a NoticeFile);

impl Names<'_> {
    fn who(&self, id: &str) -> String {
        if id == "subject" {
            return "the person".to_owned();
        }
        if id == "*" {
            return "any recipient".to_owned();
        }
        if id == "controller" {
            return self.controller();
        }
        let found = match id.strip_prefix("class:") {
            Some(class) => self.0.class.get(class).map(|c| lower_first(&c.label)),
            None => self
                .0
                .party
                .get(id)
                .map(|p| p.name.clone())
                .or_else(|| self.0.role.get(id).map(|r| lower_first(&r.label))),
        };
        found.unwrap_or_else(|| id.to_owned())
    }
    fn everyone(&self, ids: &[String]) -> String {
        and_list(&ids.iter().map(|id| self.who(id)).collect::<Vec<_>>())
    }
    fn controller(&self) -> String {
        let names: Vec<String> = self
            .0
            .notice
            .controller
            .iter()
            .map(|id| self.0.party.get(id).map_or_else(|| id.clone(), |p| p.name.clone()))
            .collect();
        if names.is_empty() { "the controller".to_owned() } else { and_list(&names) }
    }
    fn roles(&self, ids: &[String]) -> String {
        and_list(
            &ids.iter()
                .map(|id| self.0.role.get(id).map_or_else(|| id.clone(), |r| lower_first(&r.label)))
                .collect::<Vec<_>>(),
        )
    }
    fn categories(&self, ids: &[String], except: &[String]) -> String {
        let name = |id: &String| self.0.category.get(id).map_or_else(|| id.clone(), |c| format!("“{}”", c.label));
        let mut words = if ids.iter().any(|c| c == "*") {
            "everything".to_owned()
        } else {
            and_list(&ids.iter().map(name).collect::<Vec<_>>())
        };
        if !except.is_empty() {
            words.push_str(" except ");
            words.push_str(&and_list(&except.iter().map(name).collect::<Vec<_>>()));
        }
        words
    }
    fn purpose(&self, id: &str) -> String {
        self.0.purpose.get(id).map_or_else(|| id.to_owned(), |p| lower_first(&p.label))
    }
    fn purposes(&self, ids: &[String]) -> String {
        if ids.iter().any(|p| p == "*") {
            return "every purpose".to_owned();
        }
        format!("“{}”", ids.iter().map(|p| self.purpose(p)).collect::<Vec<_>>().join("”, “"))
    }
    fn contact(&self, id: &str) -> String {
        self.0.contact.get(id).map_or_else(|| id.to_owned(), |c| c.label.clone())
    }

    fn sentence(&self, file: &NoticeFile, table: &str, key: &str) -> Option<String> {
        Some(match table {
            "notice" => {
                let head = &file.notice;
                format!("This is “{}”, version {}, in force from {}.", head.title, head.version, head.effective)
            }
            "service" => format!("The notice covers {}.", file.service.get(key)?.label),
            "party" => self.party(file, key)?,
            "class" => self.class(file, key)?,
            "role" => {
                let role = file.role.get(key)?;
                match role.scope {
                    crate::source::RoleScope::Service => {
                        format!("“{}” is a role that works on every case of the service.", role.label)
                    }
                    crate::source::RoleScope::Linked => {
                        format!("“{}” is a role that works only on the cases it is linked to.", role.label)
                    }
                }
            }
            "category" => {
                let category = file.category.get(key)?;
                let fields: Vec<String> = category
                    .fields
                    .iter()
                    .map(|f| match f {
                        Field::Id(id) => crate::fields::label_for(id),
                        Field::Full(detail) => {
                            detail.label.clone().unwrap_or_else(|| crate::fields::label_for(&detail.id))
                        }
                    })
                    .map(|l| lower_first(&l))
                    .collect();
                let verb = if category.derived_from.is_empty() { "collected" } else { "made from other data" };
                if fields.is_empty() {
                    format!("“{}” is {verb}.", category.label)
                } else {
                    format!("“{}” is {verb}: {}.", category.label, and_list(&fields))
                }
            }
            "source" => {
                let source = file.source.get(key)?;
                format!(
                    "Data about the person comes from {}: {}.",
                    self.everyone(&source.from),
                    self.categories(&source.categories, &[])
                )
            }
            "purpose" => {
                let purpose = file.purpose.get(key)?;
                format!("Data is used to {}{}.", lower_first(&purpose.label), form(purpose.form))
            }
            "basis" => self.basis(file, key)?,
            "legislation" => {
                let act = file.legislation.get(key)?;
                format!("{} ({}) is law that this notice rests on.", act.title, act.citation)
            }
            "access" => {
                let access = file.access.get(key)?;
                format!(
                    "{} may see {} for {}{}.",
                    capital(&self.roles(&access.roles)),
                    self.categories(&access.categories, &access.except),
                    self.purposes(&access.purposes),
                    needs(&access.needs)
                )
            }
            "disclose" => {
                let d = file.disclose.get(key)?;
                format!(
                    "{} may be given {}{} to {}, {}{}.",
                    capital(&self.everyone(&d.to)),
                    self.categories(&d.categories, &d.except),
                    form(d.form),
                    self.purpose(&d.purpose),
                    gate(&d.gate),
                    needs(&d.needs)
                )
            }
            "preset" => self.preset(file, key)?,
            "override" => {
                let o = file.overrides.get(key)?;
                let matter = match o.trigger {
                    Trigger::VitalInterests => "somebody's life is at stake and the person cannot consent",
                    Trigger::Safeguarding => "somebody has to be kept safe",
                };
                format!(
                    "When {matter}, {} may be given {} with a written reason that {} approves; it is reviewed within {}.",
                    self.everyone(&o.to),
                    self.categories(&o.categories, &o.except),
                    self.roles(std::slice::from_ref(&o.authorised_by)),
                    count(o.review_within_days, "day")
                )
            }
            "retain" => self.retain(file, key)?,
            "prohibit" => {
                let p = file.prohibit.get(key)?;
                format!("{}: {}.", p.label.trim_end_matches('.'), forbidden(p.action))
            }
            "promise" => full_stop(&file.promise.get(key)?.text),
            "rights" => {
                let rights = file.rights.as_ref()?;
                let within =
                    rights.months.map_or_else(String::new, |m| format!(", answered within {}", count(m, "month")));
                let charge = if rights.charge.is_some() { " and free of charge" } else { "" };
                format!(
                    "The notice lists {}{within}{charge}.",
                    count(u32::try_from(rights.listed.len()).unwrap_or(0), "right")
                )
            }
            "complaint" => {
                let c = file.complaint.as_ref()?;
                let first: Vec<String> = c.first.iter().map(|id| self.contact(id)).collect();
                let days = c
                    .acknowledge_days
                    .map_or_else(String::new, |d| format!("; it is acknowledged within {}", count(d, "day")));
                let then = c.regulator.as_ref().map_or_else(String::new, |r| format!(", then to {}", self.contact(r)));
                format!("A complaint goes first to {}{then}{days}.", or_list(&first))
            }
            "automated" => {
                let a = file.automated.as_ref()?;
                let decisions = if a.decisions {
                    "Some decisions are made without a person"
                } else {
                    "No decision is made without a person"
                };
                let profiling = match a.profiling {
                    Some(true) => ", and people are profiled",
                    Some(false) => ", and nobody is profiled",
                    None => "",
                };
                format!("{decisions}{profiling}.")
            }
            "storage" => {
                let s = file.storage.as_ref()?;
                let place = s.region.map_or_else(|| "a place that is not said".to_owned(), region);
                if s.systems.is_empty() {
                    format!("Data is kept in {place}.")
                } else {
                    format!("Data is kept in {} in {place}.", self.everyone(&s.systems))
                }
            }
            "oversight" => {
                let o = file.oversight.as_ref()?;
                let mut parts = Vec::new();
                if !o.files_approved_by.is_empty() {
                    let who = self.roles(&o.files_approved_by);
                    parts.push(format!("a list leaves in a file only once somebody else has approved it ({who})"));
                }
                if !o.unusual_looks_to.is_empty() {
                    let who = self.roles(&o.unusual_looks_to);
                    parts.push(format!("looks that are unusual for whoever looked are told of ({who})"));
                }
                if parts.is_empty() {
                    return None;
                }
                capital(&format!("{}.", parts.join(", and ")))
            }
            "transfers" => match file.transfers.as_ref()?.allowed {
                Region::Safeguarded => {
                    "Data leaves the United Kingdom only where that is necessary, lawful and safeguarded.".to_owned()
                }
                allowed => format!("Data does not go further than {}.", region(allowed)),
            },
            "provision" => {
                let p = file.provision.as_ref()?;
                let start =
                    if p.voluntary { "People may decline to give data" } else { "People have to give their data" };
                p.consequence
                    .as_ref()
                    .map_or_else(|| format!("{start}."), |c| format!("{start}: {}", full_stop(&lower_first(c))))
            }
            "contact" => format!("{} can be contacted.", file.contact.get(key)?.label),
            "link" => format!("See also {}.", file.link.get(key)?.label),
            _ => return None,
        })
    }

    fn party(&self, file: &NoticeFile, key: &str) -> Option<String> {
        let party = file.party.get(key)?;
        let role = match party.role {
            PartyRole::Controller => "decides itself what it does with data",
            PartyRole::JointController => "decides together with the controller",
            PartyRole::Processor => "acts only on the controller's instructions",
            PartyRole::SourceOnly => "gives data and receives none",
        };
        Some(match &party.task {
            Some(task) => format!("{} {role} ({task}).", party.name),
            None => format!("{} {role}.", party.name),
        })
    }

    fn class(&self, file: &NoticeFile, key: &str) -> Option<String> {
        let class = file.class.get(key)?;
        let members = class.members.len();
        Some(match &class.open {
            Some(open) => format!(
                "“{}” is an open list: “{}” lets a body in when there is {}.",
                class.label,
                self.0.role.get(&open.enrol_by).map_or(open.enrol_by.as_str(), |r| r.label.as_str()),
                lower_first(&open.requires)
            ),
            None if members == 0 => format!("“{}” names a kind of body, and no body by name.", class.label),
            None => {
                let names: Vec<String> = class.members.iter().map(|m| self.who(m)).collect();
                format!("“{}” are {}, and nobody else.", class.label, and_list(&names))
            }
        })
    }

    fn basis(&self, file: &NoticeFile, key: &str) -> Option<String> {
        let basis = file.basis.get(key)?;
        let mut law = Vec::new();
        if let Some(limb) = &basis.article6 {
            law.push(format!("UK GDPR article 6(1)({limb})"));
        }
        if let Some(limb) = &basis.article9 {
            law.push(format!("UK GDPR article 9(2)({limb})"));
        }
        if let Some(condition) = &basis.schedule1 {
            law.push(format!("Schedule 1 to the Data Protection Act 2018, {condition}"));
        }
        law.extend(basis.legislation.iter().cloned());
        let what = if basis.purposes.is_empty() {
            self.categories(&basis.categories, &[])
        } else {
            self.purposes(&basis.purposes)
        };
        let holder = basis.holder.as_ref().map_or_else(String::new, |h| format!(" for {}", self.who(h)));
        let when = basis.only_when.as_ref().map_or_else(String::new, |w| format!(", only when {w}"));
        Some(if law.is_empty() {
            format!("No provision of law is named for {what}{holder}{when}.")
        } else {
            format!("The law{holder} for {what} is {}{when}.", and_list(&law))
        })
    }

    fn preset(&self, file: &NoticeFile, key: &str) -> Option<String> {
        let preset = file.preset.get(key)?;
        let mut words = format!(
            "{}: {} is chosen at first for {}, to {}",
            preset.label.trim_end_matches('.'),
            self.items(&preset.items),
            self.everyone(&preset.to),
            self.purpose(&preset.purpose)
        );
        for limit in &preset.limits {
            words.push_str(&format!("; {} only if {}", self.items(&limit.items), limit.only_if.words()));
        }
        if !preset.asks.is_empty() {
            words.push_str(&format!("; they are asked for {}", self.items(&preset.asks)));
            if let Some(days) = preset.reply_kept_days {
                words.push_str(&format!(", and the answer is kept for {days} days"));
            }
            if preset.never_alone {
                words.push_str("; nothing is refused on their answer alone");
            }
        }
        Some(full_stop(&words))
    }

    /// Categories, and answers of them, by their names.
    fn items(&self, items: &[String]) -> String {
        and_list(&items.iter().map(|i| crate::preset::item_words(self.0, i)).collect::<Vec<_>>())
    }

    fn retain(&self, file: &NoticeFile, key: &str) -> Option<String> {
        let retain = file.retain.get(key)?;
        let from = retain.anchor.map_or("", anchor);
        let after = match retain.after {
            After::Erase => "then erased",
            After::Anonymise => "then made anonymous",
            After::Review => "then reviewed by a person",
            After::Archive => "then archived without anything that identifies",
        };
        let holder =
            if retain.held_by.is_empty() { String::new() } else { format!(" by {}", self.everyone(&retain.held_by)) };
        let holder = match retain.through.as_slice() {
            [] => holder,
            through => format!("{holder}, who get it from {},", self.everyone(through)),
        };
        let tail = if matches!(retain.keep, Keep::Indefinitely) { String::new() } else { format!(", {after}") };
        Some(format!("{}: kept{holder} {}{from}{tail}.", retain.label.trim_end_matches('.'), keep(&retain.keep)))
    }
}

/// A period in words.
pub(crate) fn keep(keep: &Keep) -> String {
    match keep {
        Keep::Years(n) => count(*n, "year"),
        Keep::Months(n) => count(*n, "month"),
        Keep::Days(n) => count(*n, "day"),
        Keep::YearsPlusCurrent { years, year } => {
            let kind = match year {
                Some(YearKind::Calendar) => "calendar ",
                Some(YearKind::Financial) => "financial ",
                None => "",
            };
            format!("{} plus the current {kind}year", count(*years, "year"))
        }
        Keep::Range { min_years, max_years, .. } => format!("{min_years} to {}", count(*max_years, "year")),
        Keep::While(state) => format!("while {state}"),
        Keep::Indefinitely => "for ever, in anonymous form only".to_owned(),
        Keep::ByReference(document) => format!("as {document} says"),
    }
}

/// The start of a period in words, with a space before.
pub(crate) const fn anchor(anchor: Anchor) -> &'static str {
    match anchor {
        Anchor::CaseClosed => " from the day the case is closed",
        Anchor::SupportEnded => " from the day support ends",
        Anchor::Birth => " from the person's birth",
        Anchor::Death => " from the person's death",
        Anchor::Collected => " from the day it is collected",
        Anchor::Disclosed => " from the day it is passed on",
        Anchor::SessionEnded => " from the end of the session",
        Anchor::Published => " from the day it is published",
        Anchor::LastContact => " from the last time anything happened",
    }
}

/// A gate in words.
pub(crate) fn gate(gate_: &Gate) -> String {
    match gate_ {
        Gate::Consent(consent) => {
            let explicit = if consent.explicit { " explicitly" } else { "" };
            match consent.meaning {
                Some(ConsentMeaning::LawfulBasis) => {
                    format!("if the person has{explicit} consented (the lawful basis)")
                }
                _ => format!("if the person has{explicit} agreed"),
            }
        }
        Gate::Duty(act) => format!("as a duty under {}", within(act)),
        Gate::Power(act) => format!("under a power in {}", within(act)),
        Gate::Interest(interest) => format!("for the interest of {}", lower_first(interest)),
        Gate::Contract(contract) => format!("under {contract}"),
        Gate::VitalInterests(_) => "to protect a life".to_owned(),
        Gate::Subject => "because it is the person's own or the person has authorised it in writing".to_owned(),
        Gate::Anonymous => "with nobody identifiable in it".to_owned(),
        Gate::Any(gates) => or_list(&gates.iter().map(gate).collect::<Vec<_>>()),
        Gate::All(gates) => and_list(&gates.iter().map(gate).collect::<Vec<_>>()),
    }
}

/// A law within a sentence: the title of an Act keeps its capital, an article does not.
fn within(law: &str) -> String {
    let article = ["A ", "An ", "The "].iter().any(|a| law.starts_with(a));
    if article { lower_first(law) } else { law.to_owned() }
}

fn needs(needs: &[Need]) -> String {
    if needs.is_empty() {
        return String::new();
    }
    let words: Vec<&str> = needs
        .iter()
        .map(|need| match need {
            Need::Linked => "it works with this person",
            Need::Reason => "a reason is written down",
            Need::Approval => "somebody with the right to has approved",
            Need::Request => "a written request is on file",
            Need::Agreement => "a data sharing agreement is in force",
            Need::Training => "the training of whoever acts is up to date",
        })
        .collect();
    format!(", provided that {}", and_list(&words))
}

const fn form(form: Form) -> &'static str {
    match form {
        Form::Identifiable => "",
        Form::Pseudonymised => " with identifiers replaced by codes",
        Form::Anonymous => " in anonymous form",
        Form::Aggregate => " as counts and tables only",
    }
}

const fn forbidden(action: Forbidden) -> &'static str {
    match action {
        Forbidden::Decide => "nothing is decided about a person with it",
        Forbidden::Return => "it never comes back",
        Forbidden::Identify => "nobody is identified in what is published",
        Forbidden::Disclose => "it is not passed on",
        Forbidden::Trace => "no trace is kept that the person took part",
        Forbidden::Repurpose => "it is not used for another purpose",
        Forbidden::Disadvantage => "nobody is refused a service because of it",
        Forbidden::Profile => "nobody is profiled with it",
    }
}

fn region(region: Region) -> String {
    match region {
        Region::Uk => "the United Kingdom",
        Region::Eea => "the United Kingdom and the European Economic Area",
        Region::Safeguarded => "countries for which safeguards are in place",
    }
    .to_owned()
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

fn full_stop(text: &str) -> String {
    let text = text.trim();
    if text.ends_with(['.', '!', '?']) { text.to_owned() } else { format!("{text}.") }
}
