//! Everything that a notice says, weighed key by key. Each statement is taken apart whole: a construct that the language gets
//! does not compile here until somebody says what it weighs.
//!
//! A key that is left out of the weights (`_`) is either decided by the proof over who may see and write what (see
//! `permissions`), by the periods, or says nothing that anybody may do.

use super::weight::{Construct, Exists, Said, Scales, Weight};
use crate::model::{Compiled, FieldInfo, Part};
use crate::render::names::Names;
use crate::render::words;
use crate::source::{
    Access, After, Ages, Arrangement, Automated, Basis, Category, Charge, Class, Complaint, ConsentGate,
    ConsentMeaning, ConsentPer, Contact, Decides, Disclose, Field, FieldDetail, Form, Gate, Head, Instead, Legislation,
    Limit, Link, Necessity, NoticeFile, Onward, Open, Override, Oversight, Party, PartyRole, Preset, Prohibit, Promise,
    Provision, Purpose, Recall, Region, Retain, RightLimit, Rights, Role, Service, Source, Storage, Transfers,
};
use indexmap::IndexMap;

/// What the new version says that lets more be done than the old one, and what lets less.
#[must_use]
pub fn said(old: &Compiled, new: &Compiled) -> (Vec<Said>, Vec<Said>) {
    let (before, after) = (Reader::read(old), Reader::read(new));
    let mut scales = Scales::default();
    for (name, is) in &after {
        scales.weigh(before.get(name), Some(is));
    }
    for (_, was) in before.iter().filter(|(name, _)| !after.contains_key(*name)) {
        scales.weigh(Some(was), None);
    }
    (scales.wider, scales.narrower)
}

struct Reader<'a> {
    names: Names<'a>,
    compiled: &'a Compiled,
    all: IndexMap<String, Construct>,
}

type Keys = Vec<(String, Weight)>;

fn key(name: &str, weight: Weight) -> (String, Weight) {
    (name.to_owned(), weight)
}

fn yes_no(name: &str, wide: bool, is: bool, yes: &str, no: &str) -> (String, Weight) {
    key(name, Weight::Rank(u64::from(wide == is), if is { yes } else { no }.to_owned()))
}

/// A number of which none at all is the greatest.
fn at_most(number: Option<u32>, words: impl Fn(u32) -> String) -> Weight {
    number.map_or_else(|| Weight::Rank(u64::MAX, "no limit".to_owned()), |n| Weight::Rank(u64::from(n), words(n)))
}

fn quoted(text: &str) -> String {
    format!("“{text}”")
}

impl<'a> Reader<'a> {
    fn read(compiled: &'a Compiled) -> IndexMap<String, Construct> {
        let mut reader = Self { names: Names::new(compiled), compiled, all: IndexMap::new() };
        reader.file(&compiled.merged);
        reader.all
    }

    fn put(&mut self, table: &str, id: &str, title: String, exists: Exists, keys: Keys) {
        // A party that is only a member's name has no statement of its own: its class has.
        let Some(statement) = self.compiled.name(table, id).cloned() else { return };
        let name = if id.is_empty() { table.to_owned() } else { format!("{table}.{id}") };
        self.all.insert(name, Construct { statement, title, exists, keys });
    }

    fn file(&mut self, file: &NoticeFile) {
        let NoticeFile {
            notice,
            service,
            party,
            class,
            role,
            category,
            source,
            purpose,
            basis,
            legislation,
            access,
            disclose,
            preset,
            overrides,
            retain,
            prohibit,
            promise,
            rights,
            complaint,
            automated,
            storage,
            oversight,
            transfers,
            provision,
            contact,
            link,
        } = file;
        self.head(notice);
        service.iter().for_each(|(id, s)| self.service(id, s));
        party.iter().for_each(|(id, p)| self.party(id, p));
        class.iter().for_each(|(id, c)| self.class(id, c));
        role.iter().for_each(|(_, r)| role_weighs_nothing(r));
        category.iter().for_each(|(id, c)| self.category(id, c));
        source.iter().for_each(|(id, s)| self.source(id, s));
        purpose.iter().for_each(|(id, p)| self.purpose(id, p));
        basis.iter().for_each(|(id, b)| self.basis(id, b));
        legislation.iter().for_each(|(_, l)| legislation_weighs_nothing(l));
        access.iter().for_each(|(_, a)| access_is_proved(a));
        disclose.iter().for_each(|(id, d)| self.disclose(id, d));
        preset.iter().for_each(|(id, p)| self.preset(id, p));
        overrides.iter().for_each(|(id, o)| self.overriding(id, o));
        retain.iter().for_each(|(id, r)| self.retain(id, r));
        prohibit.iter().for_each(|(id, p)| self.prohibit(id, p));
        promise.iter().for_each(|(id, p)| self.promise(id, p));
        rights.iter().for_each(|r| self.rights(r));
        complaint.iter().for_each(|c| self.complaint(c));
        automated.iter().for_each(|a| self.automated(a));
        storage.iter().for_each(|s| self.storage(s));
        oversight.iter().for_each(|o| self.oversight(o));
        transfers.iter().for_each(|t| self.transfers(t));
        provision.iter().for_each(|p| self.provision(p));
        contact.iter().for_each(|(_, c)| contact_weighs_nothing(c));
        link.iter().for_each(|(_, l)| link_weighs_nothing(l));
    }

    fn head(&mut self, head: &Head) {
        let Head {
            id: _,
            version: _,
            title: _,
            kind: _,
            summary: _,
            effective: _,
            review_by: _,
            extends: _,
            controller,
            arrangement,
            sharing_for,
            subjects,
            nation,
            dpia,
            provenance: _,
        } = head;
        let mut keys = vec![
            key("who decides", Weight::More(self.names.names(controller))),
            key("what sharing is for", Weight::Within(sharing_for.iter().map(|p| self.names.purpose(p)).collect())),
            key("whom the data is about", Weight::More(subjects.iter().map(|s| words::people(s)).collect())),
            key("whose law applies", Weight::Either(words::nation(*nation).to_owned())),
            key("the impact assessment", Weight::Bounds(dpia.as_ref().map(|_| "there is one".to_owned()))),
        ];
        if let Some(Arrangement { essence, contact: _, alone }) = arrangement {
            keys.push(key("how the controllers share the duties", Weight::Either(essence.clone())));
            for (party, purposes) in alone {
                let of = format!("what {} alone answers for", self.names.name(party));
                keys.push((of, Weight::Either(words::and(&self.purposes(purposes)))));
            }
        }
        self.put("notice", "", "The notice".to_owned(), Exists::Parts, keys);
    }

    fn service(&mut self, id: &str, service: &Service) {
        let Service { label, text: _, kind, provenance: _ } = service;
        let keys = vec![key("its kind", Weight::Either(format!("{kind:?}").to_lowercase()))];
        self.put("service", id, format!("The service {}", quoted(label)), Exists::Widens, keys);
    }

    fn party(&mut self, id: &str, party: &Party) {
        let Party {
            name,
            kind: _,
            role,
            also: _,
            cited_as: _,
            predecessors: _,
            task,
            behalf,
            contract,
            agreement_from: _,
            location,
            network_of: _,
            own_basis: _,
            own_notice: _,
            until,
            discreet,
            contact: _,
            provenance: _,
        } = party;
        let processor = *role == PartyRole::Processor;
        let mut keys = vec![
            key("what it is in law", Weight::Either(party_role(*role).to_owned())),
            key(
                "on whose behalf it acts",
                Weight::Either(behalf.as_ref().map_or_else(|| "its own".to_owned(), |b| self.names.name(b))),
            ),
            key(
                "where it keeps data",
                Weight::Either(location.as_deref().map_or_else(|| "not said".to_owned(), words::location)),
            ),
            key("the last day on which it gets anything", day(until.as_deref())),
            key("whether it is named where others of the household may look", discretion(*discreet)),
        ];
        if processor {
            keys.push(key("the contract", Weight::Bounds(contract.as_ref().map(|_| "there is one".to_owned()))));
            keys.push(key("what it does", Weight::Either(task.clone().unwrap_or_else(|| "not said".to_owned()))));
        }
        let exists = if processor { Exists::Widens } else { Exists::Parts };
        let title = if processor { format!("{name}, which works with data for us") } else { name.clone() };
        self.put("party", id, title, exists, keys);
    }

    fn class(&mut self, id: &str, class: &Class) {
        let Class { label, kind: _, role, network_of: _, members, cited_as: _, open, discreet, provenance: _ } = class;
        let processor = *role == PartyRole::Processor;
        let mut keys = vec![
            key("what they are in law", Weight::Either(party_role(*role).to_owned())),
            key("whether they are named where others of the household may look", discretion(*discreet)),
        ];
        if processor {
            keys.push(key("who they are", Weight::More(self.names.names(members))));
        }
        if let Some(Open { enrol_by, requires, requires_in: _, scope: _, for_a_time }) = open {
            keys.push(key("who lets a body in", Weight::Either(self.names.role(enrol_by))));
            keys.push(key("what has to be in place before a body comes in", Weight::Bounds(Some(requires.clone()))));
            keys.push(yes_no("for how long a body comes in", false, *for_a_time, "for a time", "for good"));
        }
        let exists = if processor { Exists::Widens } else { Exists::Parts };
        self.put("class", id, quoted(label), exists, keys);
    }

    fn category(&mut self, id: &str, category: &Category) {
        let Category {
            label,
            text: _,
            special,
            necessity,
            if_refused,
            about,
            fields,
            depth_years,
            derived_from,
            services,
            examples_only,
            record_class: _,
            provenance: _,
        } = category;
        // The form as it is compiled says the same and more: rows, columns and choices of a form are in it too.
        fields.iter().for_each(field_as_written);
        let marked = match special {
            None => Weight::Rank(1, "as ordinary data".to_owned()),
            Some(kind) => Weight::Rank(0, format!("as {}", words::special(*kind))),
        };
        let mut keys = vec![
            key("how it is guarded", marked),
            key(
                "whether it has to be given",
                Weight::Rank(
                    match necessity {
                        Necessity::Optional => 0,
                        Necessity::Required => 1,
                        Necessity::Statutory => 2,
                    },
                    words::small(words::necessity(*necessity)),
                ),
            ),
            key("what follows if it is not given", Weight::Opens(if_refused.clone())),
            key("whom else it is about", Weight::More(about.iter().map(|s| words::people(s)).collect())),
            key("how far back it goes", at_most(*depth_years, |n| words::count(n, "year"))),
            key(
                "from what it is made",
                Weight::More(derived_from.iter().map(|c| quoted(&self.names.category(c))).collect()),
            ),
            key(
                "for which services it is collected",
                Weight::Within(services.iter().map(|s| self.names.service(s)).collect()),
            ),
            yes_no("whether the list is whole", true, *examples_only, "examples only", "the whole list"),
        ];
        if let Some(kind) = special {
            keys.push(key("which sensitive data it is", Weight::Either(words::special(*kind).to_owned())));
        }
        let infos = self.compiled.categories.iter().find(|c| c.id == id).map(|c| c.fields.clone());
        for field in infos.iter().flat_map(|f| f.iter()) {
            asked(field, &mut keys, "");
        }
        let questions = infos.iter().flat_map(|f| f.iter()).map(|f| quoted(&f.label)).collect();
        keys.push(key("what is asked", Weight::More(questions)));
        self.put("category", id, quoted(label), Exists::Widens, keys);
    }

    fn source(&mut self, id: &str, source: &Source) {
        let Source { from, categories, restrictions, asks, provenance: _ } = source;
        let givers = self.bodies(from);
        let keys = vec![
            key("who gives", Weight::More(givers.clone())),
            key("what they give", Weight::More(self.categories(categories))),
            key("what binds it", Weight::Fewer(restrictions.iter().map(|r| words::from_id(&plain(r))).collect())),
            key("what is written down of it", Weight::Fewer(asks.iter().map(|a| words::from_id(&plain(a))).collect())),
        ];
        self.put("source", id, format!("What comes from {}", words::and(&givers)), Exists::Widens, keys);
    }

    fn purpose(&mut self, id: &str, purpose: &Purpose) {
        let Purpose { label, text: _, services, form, decision, identifiable_with, survives: _, provenance: _ } =
            purpose;
        let mut keys = vec![
            key("what it is", Weight::Either(quoted(label))),
            key("in which form", form_of(*form)),
            key(
                "whether decisions about people are made under it",
                Weight::Rank(
                    u64::from(*decision == Decides::Significant),
                    if *decision == Decides::Significant { "yes" } else { "no" }.to_owned(),
                ),
            ),
            key("for which services", Weight::Within(services.iter().map(|s| self.names.service(s)).collect())),
        ];
        if let Some(gate) = identifiable_with {
            self.gate(gate, &mut keys);
        }
        self.put("purpose", id, format!("The purpose {}", quoted(label)), Exists::Widens, keys);
    }

    fn basis(&mut self, id: &str, basis: &Basis) {
        let Basis {
            purposes,
            categories,
            names,
            holder,
            article6,
            article9,
            schedule1,
            policy_document,
            interest,
            legislation: _,
            not_exhaustive,
            only_when,
            cited_as: _,
            provenance: _,
        } = basis;
        let mut keys = vec![
            key("for which purposes", Weight::More(self.purposes(purposes))),
            key("for which data", Weight::More(self.categories(categories))),
            key(
                "which sensitive data it names",
                Weight::More(names.iter().map(|s| words::special(*s).to_owned()).collect()),
            ),
            key(
                "who relies on it",
                Weight::Either(holder.as_ref().map_or_else(|| "we".to_owned(), |h| self.names.name(h))),
            ),
            key("its policy document", Weight::Bounds(policy_document.clone())),
            yes_no("whether the list of laws is whole", true, *not_exhaustive, "among others", "the whole list"),
            key("in which cases", Weight::Bounds(only_when.clone())),
            key("the interest", Weight::Either(interest.clone().unwrap_or_else(|| "none".to_owned()))),
        ];
        if let Some(limb) = article6 {
            // Consent can be withdrawn, and brings portability and erasure; nothing else gives the person as much.
            keys.push(key(
                "whether it is the person's consent",
                Weight::Rank(u64::from(limb != "a"), if limb == "a" { "yes" } else { "no" }.to_owned()),
            ));
            keys.push(key("on what it rests", Weight::Either(format!("article 6(1)({limb})"))));
        }
        if let Some(limb) = article9 {
            keys.push(key("the condition for sensitive data", Weight::Either(format!("article 9(2)({limb})"))));
        }
        if let Some(condition) = schedule1 {
            keys.push(key("the condition of Schedule 1", Weight::Either(condition.clone())));
        }
        self.put("basis", id, format!("What allows it ({id})"), Exists::Widens, keys);
    }

    fn disclose(&mut self, id: &str, disclose: &Disclose) {
        let Disclose {
            to,
            purpose,
            categories,
            except,
            gate,
            needs: _,
            form,
            services,
            records: _,
            means: _,
            frequency,
            minimum,
            benefit: _,
            recall,
            onward,
            no_decisions,
            no_return,
            also_source,
            unlisted: _,
            included_when,
            included_by,
            consequence,
            provenance: _,
        } = disclose;
        let mut keys = vec![
            key("in which form", form_of(*form)),
            key("from which services", Weight::Within(services.iter().map(|s| self.names.service(s)).collect())),
            key("how often", Weight::Either(frequency.clone().unwrap_or_else(|| "not said".to_owned()))),
            key("the least that will do", Weight::Bounds(minimum.clone())),
            key(
                "whether it can be called back",
                Weight::Rank(
                    u64::from(*recall == Recall::Impossible),
                    if *recall == Recall::Impossible { "no" } else { "yes" }.to_owned(),
                ),
            ),
            key(
                "whether they may pass it on",
                Weight::Rank(
                    u64::from(*onward == Onward::Allowed),
                    if *onward == Onward::Allowed {
                        "yes, as their own duties allow"
                    } else {
                        "no, not without asking"
                    }
                    .to_owned(),
                ),
            ),
            yes_no("whether it may be used for decisions about the person", false, *no_decisions, "no", "yes"),
            yes_no("whether it may come back", false, *no_return, "no", "yes"),
            yes_no("whether anything is received from them", true, *also_source, "yes", "no"),
            key("who is included", Weight::Bounds(included_when.clone())),
            key(
                "by what it is known who is included",
                Weight::Bounds(included_by.as_ref().map(|c| quoted(&self.names.category(c)))),
            ),
            key("what may follow for the person", Weight::Opens(consequence.clone())),
        ];
        // What identifies nobody is in no permission that could be compared.
        let tables = *form >= Form::Anonymous
            || self.compiled.merged.purpose.get(purpose).is_some_and(|p| p.form >= Form::Anonymous);
        if tables {
            let mut what = self.categories(categories);
            what.retain(|c| !except.iter().any(|e| quoted(&self.names.category(e)) == *c));
            keys.push(key("who gets it", Weight::More(self.bodies(to))));
            keys.push(key("what they get", Weight::More(what)));
        }
        self.gate(gate, &mut keys);
        let title =
            format!("What {} may get to {}", words::and(&self.bodies(to)), words::small(&self.names.purpose(purpose)));
        self.put("disclose", id, title, Exists::Parts, keys);
    }

    /// What a gate says beside its condition.
    fn gate(&self, gate: &Gate, keys: &mut Keys) {
        let (mut laws, mut consents) = (Vec::new(), Vec::new());
        for leaf in gate.leaves() {
            match leaf {
                Gate::Consent(consent) => consents.push(consent),
                Gate::Duty(law)
                | Gate::Power(law)
                | Gate::Interest(law)
                | Gate::Contract(law)
                | Gate::VitalInterests(law) => laws.push(law.clone()),
                Gate::Subject | Gate::Anonymous | Gate::Any(_) | Gate::All(_) => {}
            }
        }
        if !laws.is_empty() {
            keys.push(key("the law that allows it", Weight::Either(words::and(&laws))));
        }
        for (n, consent) in consents.into_iter().enumerate() {
            let ConsentGate { meaning, explicit: _, per, ask_at: _, record_in: _, withdraw, unless } = consent;
            let of = |what: &str| if n == 0 { what.to_owned() } else { format!("{what} ({})", n + 1) };
            let basis = *meaning == Some(ConsentMeaning::LawfulBasis);
            keys.push((
                of("what the person's consent is"),
                Weight::Rank(u64::from(!basis), if basis { "the lawful basis" } else { "a permission" }.to_owned()),
            ));
            keys.push((
                of("how often consent is asked"),
                match per {
                    ConsentPer::Recipient => Weight::Rank(0, "for each recipient".to_owned()),
                    ConsentPer::Purpose => Weight::Rank(1, "once for the purpose".to_owned()),
                },
            ));
            keys.push((
                of("how consent is withdrawn"),
                Weight::Rank(
                    u64::from(withdraw.is_none()),
                    if withdraw.is_some() { "a way is named" } else { "not said" }.to_owned(),
                ),
            ));
            if let Some(unless) = unless {
                keys.push((of("what goes on without consent"), Weight::Opens(Some(unless.clone()))));
            }
        }
    }

    fn preset(&mut self, id: &str, preset: &Preset) {
        let Preset {
            label,
            to,
            purpose: _,
            items,
            ages,
            channels,
            discreet,
            limits,
            asks,
            reply_days: _,
            reply_kept_days,
            never_alone,
            reviewed_by: _,
            reviewed_on: _,
            review_months,
            provenance: _,
        } = preset;
        let item = |i: &String| crate::preset::item_words(&self.compiled.merged, i);
        let guards = limits
            .iter()
            .map(|Limit { items, only_if }| {
                format!("{} only if {}", words::and(&items.iter().map(item).collect::<Vec<_>>()), only_if.words())
            })
            .collect();
        let ages =
            ages.map(|Ages { from, below }| format!("from {} to below {}", from.unwrap_or(0), below.unwrap_or(150)));
        let keys = vec![
            key("to whom", Weight::More(self.bodies(to))),
            key("what is chosen at first", Weight::More(items.iter().map(item).collect())),
            key("for people of which age", Weight::Bounds(ages)),
            key("in which ways it goes", Weight::Within(channels.iter().map(|c| words::from_id(&plain(c))).collect())),
            key("whether it is discreet", discretion(*discreet)),
            key("what is held back", Weight::Fewer(guards)),
            key("what is asked of them", Weight::More(asks.iter().map(item).collect())),
            key("how long the answer is kept", at_most(*reply_kept_days, |n| words::count(n, "day"))),
            yes_no("whether something is refused on the answer alone", false, *never_alone, "no", "yes"),
            key(
                "after how long the selection is looked at again",
                Weight::Rank(u64::from(*review_months), words::count(*review_months, "month")),
            ),
        ];
        self.put("preset", id, quoted(label), Exists::Parts, keys);
    }

    fn overriding(&mut self, id: &str, over: &Override) {
        let Override {
            trigger: _,
            label,
            to: _,
            purpose: _,
            categories: _,
            except: _,
            under,
            authorised_by,
            review_within_days,
            tell_subject,
            provenance: _,
        } = over;
        let keys = vec![
            key("the law that allows it", Weight::Either(under.clone().unwrap_or_else(|| "none is named".to_owned()))),
            key("who authorises it", Weight::Either(self.names.role(authorised_by))),
            key(
                "within how many days it is looked at",
                Weight::Rank(u64::from(*review_within_days), words::count(*review_within_days, "day")),
            ),
            key("when the person is told", Weight::Either(tell_subject.clone())),
        ];
        self.put("override", id, quoted(label), Exists::Parts, keys);
    }

    fn retain(&mut self, id: &str, retain: &Retain) {
        let Retain {
            label,
            what: _,
            held_by: _,
            through,
            keep: _,
            anchor: _,
            after,
            why: _,
            no_trace,
            instead,
            provenance: _,
        } = retain;
        let instead = instead.as_ref().map_or_else(
            || "none".to_owned(),
            |Instead { died_under, keep }| {
                format!("{} from the death of whoever dies under {died_under}", words::keep(keep))
            },
        );
        let keys = vec![
            key(
                "what happens then",
                Weight::Rank(
                    match after {
                        After::Erase => 0,
                        After::Anonymise => 1,
                        After::Archive => 2,
                        After::Review => 3,
                    },
                    words::small(words::after(*after)),
                ),
            ),
            yes_no("whether a trace is left", false, *no_trace, "no", "yes"),
            key("by way of whom they get it", Weight::More(self.bodies(through))),
            key("another period", Weight::Either(instead)),
        ];
        self.put("retain", id, quoted(label), Exists::Parts, keys);
    }

    fn prohibit(&mut self, id: &str, prohibit: &Prohibit) {
        let Prohibit { label, on, action, by, provenance: _ } = prohibit;
        let keys = vec![
            key("what it says", Weight::Either(quoted(label))),
            key("on what", Weight::Fewer(on.clone())),
            key("what is not done", Weight::Either(words::from_id(&plain(action)))),
            // Nobody named is anybody.
            key(
                "by whom",
                match by.as_slice() {
                    [] => Weight::Rank(0, "by anybody".to_owned()),
                    some => Weight::Rank(1, format!("by {}", words::and(&self.bodies(some)))),
                },
            ),
            key("by whom of those that it names", Weight::Fewer(self.bodies(by))),
        ];
        self.put("prohibit", id, quoted(label), Exists::Narrows, keys);
    }

    fn promise(&mut self, id: &str, promise: &Promise) {
        let Promise { text, about: _, kept_by, provenance: _ } = promise;
        let keys = vec![
            key("the promise", Weight::Either(quoted(text))),
            key(
                "what keeps it",
                Weight::Rank(
                    u64::from(!kept_by.starts_with("software")),
                    if kept_by.starts_with("software") { "the software" } else { "people" }.to_owned(),
                ),
            ),
        ];
        self.put("promise", id, format!("The promise {}", quoted(text)), Exists::Narrows, keys);
    }

    fn rights(&mut self, rights: &Rights) {
        let Rights { listed, charge, months, request: _, limits, provenance: _ } = rights;
        let limited = limits
            .iter()
            .map(|RightLimit { right, on, say: _ }| format!("{} does not reach {on}", quoted(words::right(*right).0)))
            .collect();
        let keys = vec![
            key("which it lists", Weight::Fewer(listed.iter().map(|r| quoted(words::right(*r).0)).collect())),
            key(
                "whether it costs anything",
                match charge {
                    Some(Charge::None) => Weight::Rank(0, "no".to_owned()),
                    None => Weight::Rank(1, "not said".to_owned()),
                },
            ),
            key("how long an answer takes", at_most(*months, |n| words::count(n, "month"))),
            key("what they do not reach", Weight::More(limited)),
        ];
        self.put("rights", "", "Rights".to_owned(), Exists::Parts, keys);
    }

    fn complaint(&mut self, complaint: &Complaint) {
        let Complaint { first, regulator, acknowledge_days, provenance: _ } = complaint;
        let keys = vec![
            key("to whom they go first", Weight::Bounds((!first.is_empty()).then(|| "somebody is named".to_owned()))),
            key("the regulator", Weight::Bounds(regulator.as_ref().map(|_| "is named".to_owned()))),
            key("within how many days they are acknowledged", at_most(*acknowledge_days, |n| words::count(n, "day"))),
        ];
        self.put("complaint", "", "Complaints".to_owned(), Exists::Parts, keys);
    }

    fn automated(&mut self, automated: &Automated) {
        let Automated { decisions, profiling, text: _, provenance: _ } = automated;
        let keys = vec![
            yes_no("whether a machine decides alone", true, *decisions, "yes", "no"),
            key(
                "whether people are profiled",
                match profiling {
                    Some(false) => Weight::Rank(0, "no".to_owned()),
                    None => Weight::Rank(1, "not said".to_owned()),
                    Some(true) => Weight::Rank(2, "yes".to_owned()),
                },
            ),
        ];
        let exists = if *decisions { Exists::Widens } else { Exists::Narrows };
        self.put("automated", "", "Machines".to_owned(), exists, keys);
    }

    fn storage(&mut self, storage: &Storage) {
        let Storage { systems, region, text: _, provenance: _ } = storage;
        let keys = vec![
            key("in which systems", Weight::More(self.names.names(systems))),
            key("in which country", region.map_or_else(|| Weight::Rank(9, "not said".to_owned()), region_of)),
        ];
        self.put("storage", "", "Where data is kept".to_owned(), Exists::Parts, keys);
    }

    fn oversight(&mut self, oversight: &Oversight) {
        let Oversight { files_approved_by, unusual_looks_to, text: _, provenance: _ } = oversight;
        // One more who may approve lets more leave; that somebody has to at all lets less.
        let asked = |roles: &[String]| {
            let who: Vec<String> = roles.iter().map(|r| self.names.role(r)).collect();
            (!who.is_empty()).then(|| words::or(&who))
        };
        let keys = vec![
            key("who approves a list before it leaves in a file", Weight::Bounds(asked(files_approved_by))),
            key("who is told of unusual looks", Weight::Bounds(asked(unusual_looks_to))),
        ];
        self.put("oversight", "", "How use is watched".to_owned(), Exists::Parts, keys);
    }

    fn transfers(&mut self, transfers: &Transfers) {
        let Transfers { allowed, safeguards, provenance: _ } = transfers;
        let mut keys = vec![key("how far data may go", region_of(*allowed))];
        if *allowed != Region::Uk {
            keys.push(key("the safeguards", Weight::Bounds(safeguards.clone())));
        }
        self.put("transfers", "", "Outside the United Kingdom".to_owned(), Exists::Parts, keys);
    }

    fn provision(&mut self, provision: &Provision) {
        let Provision { voluntary, consequence, necessary, provenance: _ } = provision;
        let keys = vec![
            yes_no("whether data has to be given", false, *voluntary, "no", "yes"),
            key("what follows if it is not", Weight::Opens(consequence.clone())),
            key("what is shared whatever the person wishes", Weight::Opens(necessary.clone())),
        ];
        self.put("provision", "", "What people give".to_owned(), Exists::Parts, keys);
    }

    fn purposes(&self, ids: &[String]) -> Vec<String> {
        ids.iter().map(|p| if p == "*" { "every purpose".to_owned() } else { quoted(&self.names.purpose(p)) }).collect()
    }

    fn categories(&self, ids: &[String]) -> Vec<String> {
        ids.iter().map(|c| if c == "*" { "everything".to_owned() } else { quoted(&self.names.category(c)) }).collect()
    }

    fn bodies(&self, ids: &[String]) -> Vec<String> {
        ids.iter().map(|id| if id == "subject" { "the person".to_owned() } else { self.names.name(id) }).collect()
    }
}

/// One question of a form: what it asks, how it is guarded and what can be answered.
fn asked(field: &FieldInfo, keys: &mut Keys, within: &str) {
    let FieldInfo {
        id,
        label,
        kind,
        options,
        labels: _,
        required,
        hint: _,
        masked,
        shown_when: _,
        part,
        narrow,
        youngest: _,
        may_be_unknown: _,
        needed_for,
        duty: _,
    } = field;
    let at = format!("{within}{id}");
    let of = |what: &str| format!("{what} ({at})");
    keys.push((of("whether it has to be answered"), Weight::Rank(u64::from(*required), yes(*required))));
    keys.push((of("whether it is shown in part only"), Weight::Rank(u64::from(!*masked), yes(*masked))));
    keys.push((of("whether it stays with our own people"), Weight::Rank(u64::from(!*narrow), yes(*narrow))));
    keys.push((of("for which decisions it is needed"), Weight::Among(needed_for.clone())));
    keys.push((of("the choices"), Weight::Among(options.iter().map(|o| quoted(field.words_of(o))).collect())));
    keys.push((of("the question"), Weight::Either(format!("{} ({})", quoted(label), words::from_id(&plain(kind))))));
    match part {
        Part::Plain | Part::Total(_) => {}
        Part::Rows(rows) => {
            keys.push((
                of("what each row asks"),
                Weight::Among(rows.columns.iter().map(|c| quoted(&c.label)).collect()),
            ));
            rows.columns.iter().for_each(|column| asked(column, keys, &format!("{at}.")));
        }
    }
}

fn yes(is: bool) -> String {
    if is { "yes" } else { "no" }.to_owned()
}

/// A word of the language as the file has it.
fn plain(word: &impl serde::Serialize) -> String {
    serde_json::to_value(word).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}

const fn party_role(role: PartyRole) -> &'static str {
    match role {
        PartyRole::Controller => "decides itself",
        PartyRole::JointController => "decides jointly with us",
        PartyRole::Processor => "acts on our instructions",
        PartyRole::SourceOnly => "gives data and gets none",
    }
}

fn discretion(discreet: bool) -> Weight {
    Weight::Rank(u64::from(!discreet), if discreet { "no: kept discreet" } else { "yes" }.to_owned())
}

fn form_of(form: Form) -> Weight {
    let rank = match form {
        Form::Identifiable => 3,
        Form::Pseudonymised => 2,
        Form::Anonymous => 1,
        Form::Aggregate => 0,
    };
    Weight::Rank(rank, words::form(form).to_owned())
}

fn region_of(region: Region) -> Weight {
    let rank = match region {
        Region::Uk => 0,
        Region::Eea => 1,
        Region::Safeguarded => 2,
    };
    Weight::Rank(rank, words::region(region).to_owned())
}

/// The later the last day, the more; none at all is the latest. Days in the ISO form stand in the order of their letters.
fn day(until: Option<&str>) -> Weight {
    let digits =
        |d: &str| d.chars().filter(char::is_ascii_digit).collect::<String>().parse::<u64>().unwrap_or(u64::MAX);
    until.map_or_else(
        || Weight::Rank(u64::MAX, "none".to_owned()),
        |day| Weight::Rank(digits(day), words::written_date(day)),
    )
}

/// Which cases a role sees is proved with what it may see.
const fn role_weighs_nothing(role: &Role) {
    let Role { label: _, scope: _, provenance: _ } = role;
}

/// That an Act exists lets nobody do anything.
const fn legislation_weighs_nothing(legislation: &Legislation) {
    let Legislation { title: _, citation: _, nations: _, provenance: _ } = legislation;
}

/// Everything that it says is in the proof.
const fn access_is_proved(access: &Access) {
    let Access { roles: _, purposes: _, categories: _, except: _, records: _, needs: _, provenance: _ } = access;
}

/// An address is no permission; that one is missing is weighed where it is named.
const fn contact_weighs_nothing(contact: &Contact) {
    let Contact {
        label: _,
        email: _,
        phone: _,
        post: _,
        url: _,
        languages: _,
        named_person: _,
        from: _,
        until: _,
        provenance: _,
    } = contact;
}

const fn link_weighs_nothing(link: &Link) {
    let Link { label: _, url: _, from: _, provenance: _ } = link;
}

/// Weighed as it is compiled: see [`asked`].
const fn field_as_written(field: &Field) {
    match field {
        Field::Id(_) => {}
        Field::Full(FieldDetail { id: _, label: _, kind: _, options: _, required: _, hint: _, masked: _ }) => {}
    }
}
