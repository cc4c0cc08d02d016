//! Samples of disclosed data, made in the only way there is: a gate decides, the decision is recorded, a grant opens.

use disclosure::{Ask, Disclosed, Gate, OpenError, Opener, Place, Sealed};
use kernel::{EntryId, PersonId, Sensitive};
use ledger::Receipt;
use notice::envelope::Envelope;
use notice::model::{
    Act, CategoryInfo, CategoryIx, Compiled, Cond, Facts, Permit, Principal, PrincipalIx, PurposeInfo, PurposeIx,
    Statement, StatementId, Who,
};
use notice::source::{Decides, Form, Necessity, Origin};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::sync::Arc;

const SCHEMA: &str = r"
entity Class; entity Role; entity Party in [Class]; entity Subject; entity Category; entity Purpose;
entity LinkedRecord; entity Table;
type Facts = { purpose: Purpose, consent: Bool, withdrawn: Bool, explicit: Bool, linked: Bool, enrolled: Bool,
  agreement: Bool, request: Bool, reason: Bool, approval: Bool, vital: Bool, safeguarding: Bool, expired: Bool,
  restricted: Bool, trained: Bool, abroad: Bool };
action see, record appliesTo { principal: [Role, Party, Subject], resource: [Category], context: Facts };
action decide appliesTo { principal: [Role], resource: [Category, LinkedRecord], context: Facts };
action publish appliesTo { principal: [Role, Party], resource: [Table], context: Facts };
";

fn one_rule() -> Compiled {
    let statement = StatementId("access.officer".into());
    let said = Statement {
        id: statement.clone(),
        kind: "access",
        origin: Origin::Notice,
        base: None,
        words: "Officers see it.".into(),
    };
    let head = "[notice]\nid = 'a/b'\nversion = '1.0.0'\ntitle = 'T'\neffective = '2026-12-01'\n";
    Compiled {
        id: "a/b".into(),
        version: "1.0.0".into(),
        title: "T".into(),
        effective: "2026-12-01".parse().unwrap(),
        hash: [0; 32],
        merged: toml::from_str(head).unwrap(),
        statements: [(statement.clone(), said)].into_iter().collect(),
        assumptions: vec![],
        principals: vec![Principal::Role { id: "officer".into(), label: "Officer".into() }],
        categories: vec![CategoryInfo {
            id: "all".into(),
            label: "All".into(),
            statement: StatementId("category.all".into()),
            special: None,
            necessity: Necessity::Optional,
            if_refused: None,
            fields: std::sync::Arc::from([]),
            record_class: "case".into(),
            derived: false,
            services: vec![],
            why: vec![],
        }],
        purposes: vec![PurposeInfo {
            id: "work".into(),
            label: "Work".into(),
            statement: StatementId("purpose.work".into()),
            form: Form::Identifiable,
            decision: Decides::None,
            services: vec![],
            article6: vec![],
            legislation: vec![],
        }],
        permits: vec![Permit {
            id: "access.officer".into(),
            statement,
            who: Who::Role("officer".into()),
            act: Act::See,
            purposes: vec![PurposeIx(0)],
            categories: vec![CategoryIx(0)],
            when: Cond::True,
            overriding: None,
        }],
        forbids: vec![],
        retention: vec![],
        flows: vec![],
        cedar_schema: SCHEMA.into(),
        cedar_policies: "@id(\"access.officer\") @statement(\"access.officer\")\n\
                         permit(principal == Role::\"officer\", action == Action::\"see\", resource == Category::\"all\");"
            .into(),
        envelope: Envelope::default(),
    }
}

struct Plain;

impl Opener for Plain {
    fn open(&self, _place: &Place, sealed: &[u8]) -> Result<Sensitive<Vec<u8>>, OpenError> {
        Ok(Sensitive::new(sealed.to_vec()))
    }
}

/// A gate that releases the samples.
pub struct Granting {
    gate: Gate,
    subject: PersonId,
}

impl Granting {
    pub fn new() -> Self {
        Self { gate: Gate::new(Arc::new(one_rule())).unwrap(), subject: PersonId::from_bytes([7; 16]) }
    }
    /// A value, disclosed.
    pub fn disclosed<T: Serialize + DeserializeOwned>(&self, value: &T) -> Disclosed<T> {
        let ask = Ask { category: CategoryIx(0), facts: Facts::NONE };
        let decision = self.gate.decide(self.subject, PrincipalIx(0), Act::See, PurposeIx(0), &[ask]);
        let recorded = decision.recorded(&Receipt::issued(EntryId::from_bytes([1; 16]), [0; 32]));
        let place =
            Place { subject: self.subject, record_class: "case".into(), table: "section", row: [0; 16], version: 1 };
        let sealed = Sealed::<T>::new(place, CategoryIx(0), serde_json::to_vec(value).unwrap());
        sealed.open(&recorded.grant(CategoryIx(0)).unwrap(), &Plain).unwrap()
    }
    pub fn text(&self, text: &str) -> Disclosed<String> {
        self.disclosed(&text.to_owned())
    }
}
