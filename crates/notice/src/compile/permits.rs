//! What is permitted: the controller's own people by `access`, others by `disclose`, and overrides.

use super::reach::{Reach, all_of, gate_cond, needs};
use crate::merge::Merged;
use crate::model::{Act, CategoryInfo, CategoryIx, Cond, ConsentNeed, Fact, Flow, Permit, PurposeIx, StatementId, Who};
use crate::source::{Access, ConsentMeaning, ConsentPer, Disclose, Form, Gate, Override, RoleScope, Trigger};

/// Permits and flows. Fills in *why we ask* of each category.
pub(super) fn permits(
    merged: &Merged,
    reach: &Reach<'_>,
    categories: &mut [CategoryInfo],
) -> Option<(Vec<Permit>, Vec<Flow>)> {
    let mut writer = Writer { merged, reach, permits: Vec::new(), flows: Vec::new() };
    for (key, access) in &merged.file.access {
        writer.access(key, access, categories);
    }
    for (key, disclose) in &merged.file.disclose {
        writer.disclose(key, disclose)?;
    }
    for (key, over) in &merged.file.overrides {
        writer.overriding(key, over)?;
    }
    Some((writer.permits, writer.flows))
}

struct Writer<'a> {
    merged: &'a Merged,
    reach: &'a Reach<'a>,
    permits: Vec<Permit>,
    flows: Vec<Flow>,
}

/// What a permit is about, for all acts and recipients of a statement.
struct Grant<'a> {
    statement: StatementId,
    who: Who,
    purposes: Vec<PurposeIx>,
    /// Marks permits of one statement and recipient that differ in their condition.
    mark: Option<&'a str>,
    when: Cond,
    overriding: Option<Trigger>,
}

impl Writer<'_> {
    fn grant(&mut self, grant: &Grant<'_>, act: Act, categories: &[CategoryIx]) {
        if categories.is_empty() || grant.purposes.is_empty() {
            return;
        }
        let mut id = format!("{}/{}", grant.statement, who_key(&grant.who));
        if let Some(mark) = grant.mark {
            id = format!("{id}/{mark}");
        }
        if act == Act::Record {
            id.push_str("/record");
        }
        self.permits.push(Permit {
            id,
            statement: grant.statement.clone(),
            who: grant.who.clone(),
            act,
            purposes: grant.purposes.clone(),
            categories: categories.to_vec(),
            when: grant.when.clone(),
            overriding: grant.overriding,
        });
    }

    fn access(&mut self, key: &str, access: &Access, infos: &mut [CategoryInfo]) {
        let statement = self.merged.id("access", key);
        let sees = self.reach.categories(&access.categories, &access.except);
        let writes = self.reach.recorded(access.records.as_ref().unwrap_or(&access.categories), &access.except);
        let writes: Vec<CategoryIx> = match access.records {
            Some(_) => writes,
            // Without `records`: what is seen, but not what is made from other categories.
            None => writes.into_iter().filter(|c| infos.get(usize::from(c.0)).is_some_and(|i| !i.derived)).collect(),
        };
        let mut plain: Vec<PurposeIx> = Vec::new();
        let mut gated: Vec<(&str, PurposeIx, Cond)> = Vec::new();
        for id in self.reach.purposes(&access.purposes, "access", key) {
            let Some((purpose, ix)) = self.merged.file.purpose.get(id).zip(self.reach.purpose(id)) else { continue };
            match Reach::identifiable(purpose) {
                Some(Cond::True) => plain.push(ix),
                Some(cond) => gated.push((id, ix, cond)),
                None => {}
            }
            if Reach::identifiable(purpose).is_some() {
                for category in &writes {
                    if let Some(info) = infos.get_mut(usize::from(category.0))
                        && !info.why.iter().any(|w| w == id)
                    {
                        info.why.push(id.to_owned());
                    }
                }
            }
        }
        for role_id in &access.roles {
            let Some(role) = self.merged.file.role.get(role_id) else { continue };
            let mut conds = needs(&access.needs);
            if role.scope == RoleScope::Linked {
                conds.push(Cond::Is(Fact::Linked));
            }
            let mut grant = Grant {
                statement: statement.clone(),
                who: Who::Role(role_id.clone()),
                purposes: plain.clone(),
                mark: None,
                when: all_of(conds.clone()),
                overriding: None,
            };
            self.grant(&grant, Act::See, &sees);
            self.grant(&grant, Act::Record, &writes);
            for (id, purpose, cond) in &gated {
                let mut conds = conds.clone();
                conds.push(cond.clone());
                grant = Grant { purposes: vec![*purpose], mark: Some(id), when: all_of(conds), ..grant };
                self.grant(&grant, Act::See, &sees);
                self.grant(&grant, Act::Record, &writes);
            }
        }
    }

    fn disclose(&mut self, key: &str, disclose: &Disclose) -> Option<()> {
        let statement = self.merged.id("disclose", key);
        let purpose = self.merged.file.purpose.get(&disclose.purpose)?;
        let ix = self.reach.purpose(&disclose.purpose)?;
        let sees = self.reach.categories(&disclose.categories, &disclose.except);
        let writes = self.reach.recorded(&disclose.records, &disclose.except);
        let lifted = Reach::identifiable(purpose);
        let form = if lifted.is_some() { disclose.form } else { disclose.form.max(purpose.form) };
        let personal = matches!(form, Form::Identifiable | Form::Pseudonymised);
        let recipients = self.reach.recipients(&disclose.to);
        let mut shown = Cond::Any(Vec::new());
        for recipient in &recipients {
            let gate = gate_cond(&disclose.gate, recipient.who == Who::Subject);
            let (Some(gate), Some(lift), true) = (gate, lifted.clone(), personal) else { continue };
            let mut conds = vec![gate, lift];
            conds.extend(needs(&disclose.needs));
            shown = all_of(conds.clone());
            conds.extend(recipient.extra.iter().cloned());
            let grant = Grant {
                statement: statement.clone(),
                who: recipient.who.clone(),
                purposes: vec![ix],
                mark: None,
                when: all_of(conds),
                overriding: None,
            };
            self.grant(&grant, Act::See, &sees);
            self.grant(&grant, Act::Record, &writes);
        }
        self.flows.push(Flow {
            statement,
            to: targets(&disclose.to),
            purpose: ix,
            categories: sees,
            form,
            services: disclose.services.clone(),
            consent: consent_need(&disclose.gate),
            law: disclose.gate.laws().cloned().collect(),
            when: if personal { shown } else { Cond::True },
            recall: disclose.recall,
            onward: disclose.onward,
            records: writes,
        });
        Some(())
    }

    fn overriding(&mut self, key: &str, over: &Override) -> Option<()> {
        let statement = self.merged.id("override", key);
        let purpose = self.reach.purpose(&over.purpose)?;
        let sees = self.reach.categories(&over.categories, &over.except);
        let to: Vec<String> = if over.to.iter().any(|t| t == "*") { self.everybody_named() } else { over.to.clone() };
        let trigger = match over.trigger {
            Trigger::VitalInterests => Fact::Vital,
            Trigger::Safeguarding => Fact::Safeguarding,
        };
        for recipient in self.reach.recipients(&to) {
            let mut conds = vec![Cond::Is(trigger), Cond::Is(Fact::Reason), Cond::Is(Fact::Approval)];
            // An emergency does not wait for a referral, but a body that nobody enrolled is nobody we know.
            conds.extend(recipient.extra.into_iter().filter(|c| *c == Cond::Is(Fact::Enrolled)));
            let grant = Grant {
                statement: statement.clone(),
                who: recipient.who,
                purposes: vec![purpose],
                mark: None,
                when: all_of(conds),
                overriding: Some(over.trigger),
            };
            self.grant(&grant, Act::See, &sees);
        }
        Some(())
    }

    /// Everybody who receives identifiable data under some disclosure.
    fn everybody_named(&self) -> Vec<String> {
        let mut all: Vec<String> = Vec::new();
        for disclose in self.merged.file.disclose.values() {
            let personal = matches!(disclose.form, Form::Identifiable | Form::Pseudonymised)
                && gate_cond(&disclose.gate, false).is_some()
                && self.merged.file.purpose.get(&disclose.purpose).and_then(Reach::identifiable).is_some();
            for to in disclose.to.iter().filter(|t| personal && t.as_str() != "subject") {
                if !all.contains(to) {
                    all.push(to.clone());
                }
            }
        }
        all
    }
}

/// The id by which a permit names whom it is for.
pub(crate) fn who_key(who: &Who) -> String {
    match who {
        Who::Role(id) => format!("role:{id}"),
        Who::Party(id) => id.clone(),
        Who::Class(id) => format!("class:{id}"),
        Who::Subject => "subject".to_owned(),
        Who::Anybody => "anybody".to_owned(),
    }
}

/// Recipients as the statement names them.
pub(crate) fn targets(to: &[String]) -> Vec<Who> {
    to.iter()
        .map(|id| match id.strip_prefix("class:") {
            Some(class) => Who::Class(class.to_owned()),
            None if id == "subject" => Who::Subject,
            None => Who::Party(id.clone()),
        })
        .collect()
}

fn consent_need(gate: &Gate) -> Option<ConsentNeed> {
    gate.leaves().into_iter().find_map(|leaf| match leaf {
        Gate::Consent(consent) => Some(ConsentNeed {
            lawful_basis: consent.meaning == Some(ConsentMeaning::LawfulBasis),
            explicit: consent.explicit,
            per_recipient: consent.per == ConsentPer::Recipient,
            ask_at: consent.ask_at.clone(),
        }),
        _ => None,
    })
}
