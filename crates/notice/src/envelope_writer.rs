//! The second generator: the envelope straight from the statements, without permits, forbids or conditions. It is meant
//! to be read beside the language reference, line by line, and shares no rule with the first generator.

use crate::envelope::{Envelope, Line};
use crate::merge::Merged;
use crate::model::{Act, CategoryIx, Compiled, Fact, Facts, PrincipalIx, PurposeIx};
use crate::source::{
    Category, Forbidden, Form, Gate, Need, NoticeFile, OpenScope, Purpose, Right, RoleScope, Survives, Trigger,
};

/// One way through a gate: what must be so and what must not.
type Way = (Facts, Facts);
const OPEN: Way = (Facts::NONE, Facts::NONE);

/// Writes the envelope of a merged file. Indices are those of the compiled notice.
pub(crate) fn write(merged: &Merged, compiled: &Compiled) -> Envelope {
    let mut pen = Pen { merged, file: &merged.file, compiled, lines: Vec::new() };
    pen.access();
    pen.disclose();
    pen.overrides();
    let mut lines = Vec::with_capacity(pen.lines.len());
    for line in std::mem::take(&mut pen.lines) {
        if !pen.prohibited(&line) {
            pen.by_law(&line, &mut lines);
        }
    }
    lines.sort_unstable_by_key(|l| (l.principal, l.act, l.purpose, l.category, l.needs, l.bars));
    lines.dedup();
    Envelope { lines }
}

struct Pen<'a> {
    merged: &'a Merged,
    file: &'a NoticeFile,
    compiled: &'a Compiled,
    lines: Vec<Line>,
}

impl Pen<'_> {
    fn access(&mut self) {
        for (key, access) in &self.file.access {
            for role_id in &access.roles {
                let (Some(role), Some(who)) =
                    (self.file.role.get(role_id), self.compiled.principal(&format!("role:{role_id}")))
                else {
                    continue;
                };
                let mut needs = facts_of(&access.needs);
                if role.scope == RoleScope::Linked {
                    needs = needs.with(Fact::Linked);
                }
                for (purpose_id, purpose) in &self.file.purpose {
                    let star = access.purposes.iter().any(|p| p == "*")
                        && self.merged.base("purpose", purpose_id) == self.merged.base("access", key);
                    if !star && !access.purposes.contains(purpose_id) {
                        continue;
                    }
                    for way in ways_into(purpose) {
                        let Some(way) = both(way, (needs, Facts::NONE)) else { continue };
                        for (category_id, category) in &self.file.category {
                            if access.except.contains(category_id) {
                                continue;
                            }
                            if lists(&access.categories, category_id) {
                                self.line(who, Act::See, purpose_id, category_id, way);
                            }
                            let may_write = match &access.records {
                                Some(list) => writable(list, category_id, category),
                                None => lists(&access.categories, category_id) && category.derived_from.is_empty(),
                            };
                            if may_write {
                                self.line(who, Act::Record, purpose_id, category_id, way);
                            }
                        }
                    }
                }
            }
        }
    }

    fn disclose(&mut self) {
        for disclose in self.file.disclose.values() {
            let Some(purpose) = self.file.purpose.get(&disclose.purpose) else { continue };
            if disclose.form >= Form::Anonymous {
                continue;
            }
            for to in &disclose.to {
                for (who, body) in self.bodies(to) {
                    for through in ways_through(&disclose.gate, to == "subject") {
                        for into in ways_into(purpose) {
                            let besides = both((facts_of(&disclose.needs), Facts::NONE), (body, Facts::NONE));
                            let Some(way) = both(through, into).and_then(|w| both(w, besides?)) else { continue };
                            for (category_id, category) in &self.file.category {
                                if disclose.except.contains(category_id) {
                                    continue;
                                }
                                if lists(&disclose.categories, category_id) {
                                    self.line(who, Act::See, &disclose.purpose, category_id, way);
                                }
                                if writable(&disclose.records, category_id, category) {
                                    self.line(who, Act::Record, &disclose.purpose, category_id, way);
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    fn overrides(&mut self) {
        for over in self.file.overrides.values() {
            let trigger = match over.trigger {
                Trigger::VitalInterests => Fact::Vital,
                Trigger::Safeguarding => Fact::Safeguarding,
            };
            let needs = Facts::NONE.with(trigger).with(Fact::Reason).with(Fact::Approval);
            let to: Vec<&String> = if over.to.iter().any(|t| t == "*") {
                self.file
                    .disclose
                    .values()
                    .filter(|d| {
                        d.form < Form::Anonymous
                            && !ways_through(&d.gate, false).is_empty()
                            && self.file.purpose.get(&d.purpose).is_some_and(|p| !ways_into(p).is_empty())
                    })
                    .flat_map(|d| &d.to)
                    .filter(|t| *t != "subject")
                    .collect()
            } else {
                over.to.iter().collect()
            };
            for id in to {
                for (who, body) in self.bodies(id) {
                    let needs = if body.has(Fact::Enrolled) { needs.with(Fact::Enrolled) } else { needs };
                    for category_id in self.file.category.keys() {
                        if lists(&over.categories, category_id) && !over.except.contains(category_id) {
                            self.line(who, Act::See, &over.purpose, category_id, (needs, Facts::NONE));
                        }
                    }
                }
            }
        }
    }

    /// Who stands behind a recipient's name, and what has to be so of each.
    fn bodies(&self, to: &str) -> Vec<(PrincipalIx, Facts)> {
        let find = |key: &str| self.compiled.principal(key);
        let Some(class_id) = to.strip_prefix("class:") else {
            return find(to).map(|who| vec![(who, Facts::NONE)]).unwrap_or_default();
        };
        let Some(class) = self.file.class.get(class_id) else { return Vec::new() };
        let linked = class.open.as_ref().is_some_and(|o| o.scope == OpenScope::PerCase);
        let member = Facts::NONE.with_if(Fact::Linked, linked);
        let mut all: Vec<(PrincipalIx, Facts)> =
            class.members.iter().filter_map(|m| find(m)).map(|who| (who, member)).collect();
        if class.open.is_some() {
            all.extend(find(to).map(|who| (who, member.with(Fact::Enrolled))));
        }
        all
    }

    fn line(&mut self, principal: PrincipalIx, act: Act, purpose: &str, category: &str, way: Way) {
        let (Some(purpose), Some(category)) = (self.compiled.purpose(purpose), self.compiled.category(category)) else {
            return;
        };
        self.lines.push(Line { principal, act, purpose, category, needs: way.0, bars: way.1 });
    }

    fn is_purpose(&self, ix: PurposeIx, id: &str) -> bool {
        self.file.purpose.get_index(usize::from(ix.0)).is_some_and(|(p, _)| p == id)
    }
    fn is_category(&self, ix: CategoryIx, id: &str) -> bool {
        self.file.category.get_index(usize::from(ix.0)).is_some_and(|(c, _)| c == id)
    }
    fn among(&self, who: PrincipalIx, list: &[String]) -> bool {
        list.iter().any(|id| self.bodies(id).iter().any(|(body, _)| *body == who))
    }
    fn outsider(&self, who: PrincipalIx) -> bool {
        self.compiled
            .principals
            .get(usize::from(who.0))
            .is_some_and(|p| p.key() != "subject" && !p.key().starts_with("role:"))
    }

    /// Whether a prohibition (or a disclosure that brings nothing back) rules a line out.
    fn prohibited(&self, line: &Line) -> bool {
        let seen = line.act == Act::See;
        let no_return = self.file.disclose.values().any(|d| {
            d.no_return && !seen && self.is_purpose(line.purpose, &d.purpose) && self.among(line.principal, &d.to)
        });
        no_return
            || self.file.prohibit.values().any(|p| {
                let acts = match p.action {
                    Forbidden::Disclose => seen,
                    Forbidden::Return => !seen,
                    _ => false,
                };
                acts && p.on.iter().any(|on| {
                    let disclosure = self.file.disclose.get(on);
                    let about = if self.file.category.contains_key(on) {
                        self.is_category(line.category, on)
                    } else if self.file.purpose.contains_key(on) {
                        self.is_purpose(line.purpose, on)
                    } else if let Some(d) = disclosure {
                        self.is_purpose(line.purpose, &d.purpose)
                            && (!seen
                                || self
                                    .file
                                    .category
                                    .get_index(usize::from(line.category.0))
                                    .is_some_and(|(c, _)| lists(&d.categories, c) && !d.except.contains(c)))
                    } else {
                        on == "everything"
                    };
                    let whom = match (p.by.is_empty(), disclosure) {
                        (false, _) => self.among(line.principal, &p.by),
                        (true, Some(d))
                            if !self.file.category.contains_key(on) && !self.file.purpose.contains_key(on) =>
                        {
                            self.among(line.principal, &d.to)
                        }
                        (true, _) => self.outsider(line.principal),
                    };
                    about && whom
                })
            })
    }

    /// Whether the person sees this only once somebody has decided: the notice limits the right to copies of it, or it is about
    /// others and the notice does not give it to the person by name.
    fn waits_for_a_decision(&self, line: &Line) -> bool {
        if line.act != Act::See || self.compiled.principal("subject") != Some(line.principal) {
            return false;
        }
        let Some((id, category)) = self.file.category.get_index(usize::from(line.category.0)) else { return false };
        let limited = self.file.rights.iter().flat_map(|r| &r.limits).any(|limit| {
            limit.right == Right::Access
                && (limit.on == *id
                    || !self.file.category.contains_key(&limit.on)
                        && self
                            .file
                            .disclose
                            .get(&limit.on)
                            .is_some_and(|d| lists(&d.categories, id) && !d.except.contains(id)))
        });
        let by_name = self.file.disclose.iter().any(|(key, d)| {
            self.merged.base("disclose", key).is_none()
                && d.to.iter().any(|t| t == "subject")
                && d.categories.contains(id)
        });
        limited || category.is_about_others(&self.file.notice) && !by_name
    }

    /// Nothing goes where data may not go. Expiry ends everything but the purposes that outlast it; restriction leaves those
    /// that outlast it, and consent.
    fn by_law(&self, line: &Line, out: &mut Vec<Line>) {
        let Some((_, purpose)) = self.file.purpose.get_index(usize::from(line.purpose.0)) else { return };
        let mut line = Line { bars: line.bars.with(Fact::Abroad), ..*line };
        if self.waits_for_a_decision(&line) {
            line.needs = line.needs.with(Fact::Approval);
        }
        if !purpose.survives.contains(&Survives::Expiry) {
            line.bars = line.bars.with(Fact::Expired);
        }
        if purpose.survives.contains(&Survives::Restriction) {
            out.push(line);
            return;
        }
        out.push(Line { bars: line.bars.with(Fact::Restricted), ..line });
        if let Some((needs, bars)) =
            both((line.needs, line.bars), (Facts::NONE.with(Fact::Consent), Facts::NONE.with(Fact::Withdrawn)))
        {
            out.push(Line { needs, bars, ..line });
        }
    }
}

fn lists(list: &[String], id: &str) -> bool {
    list.iter().any(|l| l == "*" || l == id)
}

fn writable(list: &[String], id: &str, category: &Category) -> bool {
    list.iter().any(|l| l == id) || list.iter().any(|l| l == "*") && category.derived_from.is_empty()
}

fn facts_of(needs: &[Need]) -> Facts {
    needs.iter().fold(Facts::NONE, |facts, need| {
        facts.with(match need {
            Need::Linked => Fact::Linked,
            Need::Reason => Fact::Reason,
            Need::Approval => Fact::Approval,
            Need::Request => Fact::Request,
            Need::Agreement => Fact::Agreement,
            Need::Training => Fact::Trained,
        })
    })
}

/// Both ways at once, unless they exclude each other.
fn both(a: Way, b: Way) -> Option<Way> {
    let (needs, bars) = (Facts(a.0.0 | b.0.0), Facts(a.1.0 | b.1.0));
    if needs.0 & bars.0 == 0 { Some((needs, bars)) } else { None }
}

/// The ways in which identifiable data may be used for a purpose at all.
fn ways_into(purpose: &Purpose) -> Vec<Way> {
    match (purpose.form, &purpose.identifiable_with) {
        (Form::Identifiable | Form::Pseudonymised, _) => vec![OPEN],
        (Form::Anonymous | Form::Aggregate, Some(gate)) => ways_through(gate, false),
        (Form::Anonymous | Form::Aggregate, None) => Vec::new(),
    }
}

/// The ways through a gate: any one of them is enough.
fn ways_through(gate: &Gate, to_subject: bool) -> Vec<Way> {
    match gate {
        Gate::Consent(consent) => vec![(
            Facts::NONE.with(Fact::Consent).with_if(Fact::Explicit, consent.explicit),
            Facts::NONE.with(Fact::Withdrawn),
        )],
        Gate::Duty(_) | Gate::Power(_) | Gate::Interest(_) | Gate::Contract(_) => vec![OPEN],
        Gate::VitalInterests(_) => vec![(Facts::NONE.with(Fact::Vital).with(Fact::Reason), Facts::NONE)],
        Gate::Subject => vec![(Facts::NONE.with_if(Fact::Request, !to_subject), Facts::NONE)],
        Gate::Anonymous => Vec::new(),
        Gate::Any(gates) => gates.iter().flat_map(|g| ways_through(g, to_subject)).collect(),
        Gate::All(gates) => gates.iter().fold(vec![OPEN], |ways, gate| {
            let next = ways_through(gate, to_subject);
            ways.iter().flat_map(|w| next.iter().filter_map(|n| both(*w, *n))).collect()
        }),
    }
}
