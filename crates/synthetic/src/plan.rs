//! What is made for a notice, worked out once: which services it has, how each field of its forms is filled, who can be
//! linked to its cases and who asks for consent.

use crate::chance::Weighted;
use crate::codes::{Accommodation, Code, Kind, Reason};
use crate::figures::{DataError, Rows};
use crate::meaning::{Meaning, Presence, lies_ahead, meaning, presence};
use crate::phrases::{Phrases, Topic};
use crate::truth::{About, Truth, Truths, words_of};
use notice::model::{
    CategoryInfo, CategoryIx, Compiled, Cond, Fact, FieldInfo, Flow, Principal, PrincipalIx, PurposeIx, Who,
};
use notice::source::{FieldKind, Form, Necessity, ServiceKind};

/// An option of a choice, and the facts that it stands for.
pub struct Choice {
    pub text: String,
    pub when: Truths,
}

/// How a field is filled.
pub enum Fill {
    Name,
    PreferredName,
    FormerName,
    OtherPersonsName,
    OtherPersonsPhone,
    Born,
    NiNumber,
    NhsNumber,
    Upn,
    Phone,
    Email,
    Address,
    Postcode,
    PastAddresses,
    Household,
    Children,
    Bedrooms,
    Percent,
    Count,
    Income,
    Spending,
    Arrears,
    Money,
    Language,
    Nationality,
    Gender,
    Sexuality,
    One(Vec<Choice>),
    Any(Vec<Choice>),
    So(Truth),
    Often(u8),
    Future,
    Past,
    Opened,
    Text(Topic),
    TextIf(Truth, Topic, Topic),
    ByReason,
    ByPlace,
}

/// A field of a form.
pub struct FieldPlan {
    pub required: bool,
    pub fill: Fill,
}

/// A category that is collected.
pub struct CategoryPlan {
    pub ix: CategoryIx,
    pub required: bool,
    pub presence: Presence,
    /// The services that collect it, by place; empty: all.
    pub services: Vec<usize>,
    pub fields: Vec<FieldPlan>,
}

/// What may be asked of a person: for one body, or (none) once for the purpose.
pub struct ConsentPlan {
    pub principal: Option<PrincipalIx>,
    pub purpose: PurposeIx,
    pub categories: Vec<CategoryIx>,
    pub explicit: bool,
}

/// All that is made for a notice.
pub struct NoticePlan {
    pub services: Vec<(String, Kind)>,
    pub categories: Vec<CategoryPlan>,
    pub linkable: Vec<PrincipalIx>,
    pub consents: Vec<ConsentPlan>,
}

/// Topics that depend on a code.
pub struct Topics {
    pub reason: Vec<Topic>,
    pub living: Vec<Topic>,
    pub past_places: Topic,
    pub alone: Topic,
}

impl Topics {
    pub fn find(phrases: &Phrases) -> Result<Self, DataError> {
        let of = |table: &str, code: &str| phrases.topic(&[table, ".", code].concat());
        Ok(Self {
            reason: Reason::ALL.iter().map(|r| of("reason", r.code())).collect::<Result<_, _>>()?,
            living: Accommodation::ALL.iter().map(|a| of("living", a.code())).collect::<Result<_, _>>()?,
            past_places: phrases.topic("past-places.all")?,
            alone: phrases.topic("household-note.alone")?,
        })
    }
}

impl NoticePlan {
    pub fn of(notice: &Compiled, phrases: &Phrases) -> Result<Self, DataError> {
        let services: Vec<(String, Kind)> = notice
            .merged
            .service
            .iter()
            .map(|(id, s)| (id.clone(), kind_of(&notice.title, id, &s.label, s.kind)))
            .collect();
        let services = if services.is_empty() {
            vec![(String::new(), kind_of(&notice.title, "", "", ServiceKind::Casework))]
        } else {
            services
        };
        let mut categories = Vec::new();
        for (at, category) in notice.categories.iter().enumerate().filter(|(_, c)| !c.derived && !c.fields.is_empty()) {
            let ix = CategoryIx(u8::try_from(at).unwrap_or(u8::MAX));
            categories.push(category_plan(ix, category, &services, phrases)?);
        }
        let linked = |flow: &&Flow| flow.form == Form::Identifiable && needs(&flow.when, Fact::Linked);
        let mut linkable: Vec<PrincipalIx> =
            notice.flows.iter().filter(linked).flat_map(|f| recipients(notice, &f.to)).collect();
        linkable.sort_unstable();
        linkable.dedup();
        Ok(Self { services, categories, linkable, consents: consents(notice) })
    }
}

/// Every consent that a flow asks for, once for each recipient.
fn consents(notice: &Compiled) -> Vec<ConsentPlan> {
    let mut all: Vec<ConsentPlan> = Vec::new();
    for flow in &notice.flows {
        let Some(need) = &flow.consent else { continue };
        let bodies: Vec<Option<PrincipalIx>> =
            if need.per_recipient { recipients(notice, &flow.to).into_iter().map(Some).collect() } else { vec![None] };
        for principal in bodies {
            match all.iter_mut().find(|c| c.principal == principal && c.purpose == flow.purpose) {
                Some(plan) => {
                    plan.explicit |= need.explicit;
                    plan.categories.extend(flow.categories.iter().copied());
                    plan.categories.sort_unstable();
                    plan.categories.dedup();
                }
                None => all.push(ConsentPlan {
                    principal,
                    purpose: flow.purpose,
                    categories: flow.categories.clone(),
                    explicit: need.explicit,
                }),
            }
        }
    }
    all
}

/// The bodies of a flow that people can act for: parties and enrolled bodies.
fn recipients(notice: &Compiled, to: &[Who]) -> Vec<PrincipalIx> {
    let meant = |p: &Principal| {
        matches!(p, Principal::Party { .. } | Principal::Enrolled { .. }) && to.iter().any(|who| p.is(who))
    };
    let places = notice.principals.iter().enumerate().filter(|(_, p)| meant(p));
    places.filter_map(|(at, _)| u16::try_from(at).ok().map(PrincipalIx)).collect()
}

/// Whether a condition speaks of a fact.
fn needs(condition: &Cond, fact: Fact) -> bool {
    match condition {
        Cond::Is(f) => *f == fact,
        Cond::All(all) | Cond::Any(all) => all.iter().any(|c| needs(c, fact)),
        Cond::True | Cond::Not(_) => false,
    }
}

fn kind_of(title: &str, id: &str, label: &str, kind: ServiceKind) -> Kind {
    let own = [id, " ", label].concat().to_lowercase().replace('-', " ");
    let told = |text: &str| {
        let has = |word: &str| text.contains(word);
        if has("housing first") {
            Some(Kind::HousingFirst)
        } else if has("rough") || has("outreach") {
            Some(Kind::RoughSleeping)
        } else if has("famil") || has("early help") || has("children") {
            Some(Kind::Families)
        } else if has("homefinder") || has("lettings") || has("register") || has("allocation") {
            Some(Kind::Register)
        } else if has("homeless") || has("housing options") {
            Some(Kind::Homelessness)
        } else if has("support") {
            Some(Kind::Support)
        } else {
            None
        }
    };
    if kind == ServiceKind::Register {
        return Kind::Register;
    }
    told(&own).or_else(|| told(&title.to_lowercase())).unwrap_or(Kind::Support)
}

/// How cases are divided among the services of some notices.
pub fn divide(mix: &Rows<Kind>, plans: &[NoticePlan]) -> Option<Weighted<(u16, u16)>> {
    let all: Vec<(u16, u16, Kind)> = plans
        .iter()
        .enumerate()
        .flat_map(|(n, plan)| plan.services.iter().enumerate().map(move |(s, (_, kind))| (n, s, *kind)))
        .filter_map(|(n, s, kind)| Some((u16::try_from(n).ok()?, u16::try_from(s).ok()?, kind)))
        .collect();
    let share = |kind: Kind| {
        let same = all.iter().filter(|(_, _, k)| *k == kind).count();
        let whole = mix.iter().find(|(k, _)| *k == kind).map_or(1.0, |(_, f)| *f);
        whole / f64::from(u32::try_from(same).unwrap_or(1))
    };
    Weighted::new(&all.iter().map(|(n, s, kind)| ((*n, *s), share(*kind))).collect::<Vec<_>>())
}

fn category_plan(
    ix: CategoryIx,
    category: &CategoryInfo,
    services: &[(String, Kind)],
    phrases: &Phrases,
) -> Result<CategoryPlan, DataError> {
    let fields =
        category.fields.iter().map(|field| Ok(FieldPlan { required: field.required, fill: fill_of(field, phrases)? }));
    Ok(CategoryPlan {
        ix,
        required: category.necessity != Necessity::Optional,
        presence: presence(&category.id),
        services: services
            .iter()
            .enumerate()
            .filter(|(_, (id, _))| category.services.contains(id))
            .map(|(at, _)| at)
            .collect(),
        fields: fields.collect::<Result<_, DataError>>()?,
    })
}

fn fill_of(field: &FieldInfo, phrases: &Phrases) -> Result<Fill, DataError> {
    let meant = meaning(&field.id);
    Ok(match field.kind {
        FieldKind::NiNumber => Fill::NiNumber,
        FieldKind::NhsNumber => Fill::NhsNumber,
        FieldKind::Upn => Fill::Upn,
        FieldKind::Email => Fill::Email,
        FieldKind::Telephone if meant == Meaning::OtherPersonsPhone => Fill::OtherPersonsPhone,
        FieldKind::Telephone => Fill::Phone,
        FieldKind::Postcode => Fill::Postcode,
        FieldKind::Address => Fill::Address,
        FieldKind::Date => match meant {
            Meaning::Born => Fill::Born,
            Meaning::Future => Fill::Future,
            Meaning::Opened => Fill::Opened,
            _ if lies_ahead(&field.id) => Fill::Future,
            _ => Fill::Past,
        },
        FieldKind::Number => match meant {
            Meaning::Children => Fill::Children,
            Meaning::Bedrooms => Fill::Bedrooms,
            Meaning::Percent => Fill::Percent,
            _ => Fill::Count,
        },
        FieldKind::Money => match meant {
            Meaning::Income => Fill::Income,
            Meaning::Spending => Fill::Spending,
            Meaning::Arrears => Fill::Arrears,
            _ => Fill::Money,
        },
        FieldKind::YesNo => match meant {
            Meaning::So(truth) => Fill::So(truth),
            Meaning::Often(percent) => Fill::Often(percent),
            _ => Fill::Often(35),
        },
        FieldKind::Choice => Fill::One(choices(&field.options, about(meant))),
        FieldKind::Choices => Fill::Any(choices(&field.options, about(meant))),
        FieldKind::Text => text_fill(meant, "short.note", phrases)?,
        FieldKind::LongText => text_fill(meant, "note.all", phrases)?,
    })
}

const fn about(meant: Meaning) -> Option<About> {
    match meant {
        Meaning::Choice(about) => Some(about),
        Meaning::AgeBand => Some(About::AgeBand),
        Meaning::Gender => Some(About::Sex),
        Meaning::Sexuality => Some(About::Sexuality),
        Meaning::ByReason => Some(About::Reason),
        Meaning::ByPlace => Some(About::Home),
        _ => None,
    }
}

fn choices(options: &[String], about: Option<About>) -> Vec<Choice> {
    options
        .iter()
        .map(|text| {
            let low = text.to_lowercase();
            let truth = about.and_then(|a| words_of(a).iter().find(|(word, _)| low.contains(word)).map(|(_, t)| *t));
            Choice { text: text.clone(), when: truth.map(Truths::of).unwrap_or_default() }
        })
        .collect()
}

fn text_fill(meant: Meaning, otherwise: &str, phrases: &Phrases) -> Result<Fill, DataError> {
    Ok(match meant {
        Meaning::Name => Fill::Name,
        Meaning::PreferredName => Fill::PreferredName,
        Meaning::FormerName => Fill::FormerName,
        Meaning::OtherPersonsName => Fill::OtherPersonsName,
        Meaning::OtherPersonsPhone => Fill::OtherPersonsPhone,
        Meaning::Born => Fill::Born,
        Meaning::NiNumber => Fill::NiNumber,
        Meaning::NhsNumber => Fill::NhsNumber,
        Meaning::Upn => Fill::Upn,
        Meaning::Phone => Fill::Phone,
        Meaning::Email => Fill::Email,
        Meaning::Address => Fill::Address,
        Meaning::Postcode => Fill::Postcode,
        Meaning::PastAddresses => Fill::PastAddresses,
        Meaning::Household => Fill::Household,
        Meaning::Children => Fill::Children,
        Meaning::Language => Fill::Language,
        Meaning::Nationality => Fill::Nationality,
        Meaning::Gender => Fill::Gender,
        Meaning::Sexuality => Fill::Sexuality,
        Meaning::Text(topic) => Fill::Text(phrases.topic(topic)?),
        Meaning::TextIf(truth, so, not) => Fill::TextIf(truth, phrases.topic(so)?, phrases.topic(not)?),
        Meaning::ByReason | Meaning::Choice(About::Reason) => Fill::ByReason,
        Meaning::ByPlace | Meaning::Choice(About::Home) => Fill::ByPlace,
        Meaning::Choice(About::Needs) => Fill::Text(phrases.topic("support-detail.all")?),
        Meaning::Choice(About::Wanted) => Fill::Text(phrases.topic("wanted.all")?),
        _ => Fill::Text(phrases.topic(otherwise)?),
    })
}
