//! What should be so, as Cedar: written from the notice's own statements and from the envelope, never from the permits.

use crate::ProveError;
use crate::case::{action, scope};
use crate::cedar::{category, facts, kind, one_of, principal, purpose};
use cedar_policy::{PolicySet, RequestEnv};
use notice::model::{Act, CategoryIx, Compiled, Facts, Principal, PurposeIx};
use notice::source::{Decides, Disclose, Form, Gate, Purpose, Survives};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// Purposes and categories.
type Region = BTreeSet<(u8, u8)>;

fn read(text: &str) -> Result<PolicySet, ProveError> {
    text.parse().map_err(ProveError::unreadable)
}

fn allow_else(env: &RequestEnv, forbids: &str) -> Result<PolicySet, ProveError> {
    read(&format!("permit({});\n{forbids}", scope(env)))
}

/// The envelope (P1): a permit for each group of lines. For deciding, the lines for seeing under purposes of decision.
pub(crate) fn envelope(compiled: &Compiled, env: &RequestEnv) -> Result<PolicySet, ProveError> {
    let act = if action(env) == Act::Record.id() { Act::Record } else { Act::See };
    let deciding = action(env) == "decide";
    let mut by_principal: BTreeMap<(u16, PurposeIx, Facts, Facts), BTreeSet<CategoryIx>> = BTreeMap::new();
    for line in compiled.envelope.lines.iter().filter(|l| l.act == act) {
        let decides = compiled.purposes.get(usize::from(line.purpose.0)).map(|p| p.decision);
        if deciding && decides != Some(Decides::Significant) {
            continue;
        }
        let Some(who) = compiled.principals.get(usize::from(line.principal.0)) else { continue };
        if kind(who) == env.principal().to_string() {
            let group = (line.principal.0, line.purpose, line.needs, line.bars);
            by_principal.entry(group).or_default().insert(line.category);
        }
    }
    let mut groups: BTreeMap<(PurposeIx, Facts, Facts, BTreeSet<CategoryIx>), Vec<String>> = BTreeMap::new();
    for ((who, purpose, needs, bars), categories) in by_principal {
        if let Some(who) = compiled.principals.get(usize::from(who)) {
            groups.entry((purpose, needs, bars, categories)).or_default().push(principal(who));
        }
    }
    let mut text = String::new();
    for ((why, needs, bars, categories), who) in groups {
        let categories: Vec<String> = categories.iter().map(|c| category(compiled, c.0)).collect();
        let _ = writeln!(
            text,
            "permit({}) when {{ {} && context.purpose == {} && {} && {} }};",
            scope(env),
            one_of("principal", &who),
            purpose(compiled, why.0),
            one_of("resource", &categories),
            facts(needs, bars)
        );
    }
    read(&text)
}

/// Whether nothing passes a gate without a person's consent.
fn demands_consent(gate: &Gate) -> bool {
    match gate {
        Gate::Consent(_) => true,
        Gate::All(gates) => gates.iter().any(demands_consent),
        Gate::Any(gates) => !gates.is_empty() && gates.iter().all(demands_consent),
        _ => false,
    }
}

/// Whether a statement of disclosure lets anything identifiable out.
fn identifiable(disclose: &Disclose, purpose: &Purpose) -> bool {
    let plain = |form: Form| matches!(form, Form::Identifiable | Form::Pseudonymised);
    plain(disclose.form) && (plain(purpose.form) || purpose.identifiable_with.is_some())
}

fn names(to: &[String], who: &Principal) -> bool {
    match who {
        Principal::Party { id, classes, .. } => {
            to.iter().any(|t| t == id || t.strip_prefix("class:").is_some_and(|c| classes.iter().any(|of| of == c)))
        }
        Principal::Enrolled { class, .. } => to.iter().any(|t| t.strip_prefix("class:") == Some(class)),
        Principal::Role { .. } | Principal::Subject => false,
    }
}

fn region(compiled: &Compiled, why: &str, categories: &[String], except: &[String]) -> Region {
    let Some(why) = compiled.purpose(why) else { return Region::new() };
    let all = categories.iter().any(|c| c == "*");
    let listed = (0u8..).zip(&compiled.categories);
    let listed = listed.filter(|(_, c)| (all || categories.contains(&c.id)) && !except.contains(&c.id));
    listed.map(|(c, _)| (why.0, c)).collect()
}

/// What a body is told, by what the statements say.
#[derive(Default, PartialEq, Eq, PartialOrd, Ord, Clone)]
struct Told {
    /// With consent and in no other way.
    by_consent: Region,
    /// In some other way.
    otherwise: Region,
    /// By an override.
    by_override: Region,
}

impl Told {
    fn all(&self) -> Region {
        self.by_consent.iter().chain(&self.otherwise).chain(&self.by_override).copied().collect()
    }
}

fn told(compiled: &Compiled, who: &Principal) -> Told {
    let mut told = Told::default();
    for disclose in compiled.merged.disclose.values().filter(|d| names(&d.to, who)) {
        let Some(why) = compiled.merged.purpose.get(&disclose.purpose) else { continue };
        if !identifiable(disclose, why) {
            continue;
        }
        let lifted = why.identifiable_with.as_ref().is_some_and(demands_consent)
            && matches!(why.form, Form::Anonymous | Form::Aggregate);
        let area = region(compiled, &disclose.purpose, &disclose.categories, &disclose.except);
        if demands_consent(&disclose.gate) || lifted {
            told.by_consent.extend(area);
        } else {
            told.otherwise.extend(area);
        }
    }
    told.by_consent = told.by_consent.difference(&told.otherwise).copied().collect();
    for over in compiled.merged.overrides.values() {
        if over.to.iter().any(|t| t == "*") || names(&over.to, who) {
            told.by_override.extend(region(compiled, &over.purpose, &over.categories, &over.except));
        }
    }
    told
}

fn everybody_told(compiled: &Compiled) -> BTreeMap<Told, Vec<String>> {
    let mut groups: BTreeMap<Told, Vec<String>> = BTreeMap::new();
    for who in compiled.principals.iter().filter(|p| kind(p) == "Party") {
        groups.entry(told(compiled, who)).or_default().push(principal(who));
    }
    groups
}

/// That purpose and category lie in a region.
fn in_region(compiled: &Compiled, region: &Region) -> String {
    let mut by_purpose: BTreeMap<u8, Vec<String>> = BTreeMap::new();
    for (why, what) in region {
        by_purpose.entry(*why).or_default().push(category(compiled, *what));
    }
    let parts: Vec<String> = by_purpose
        .iter()
        .map(|(why, what)| format!("(context.purpose == {} && {})", purpose(compiled, *why), one_of("resource", what)))
        .collect();
    if parts.is_empty() { "false".to_owned() } else { format!("({})", parts.join(" || ")) }
}

const OVERRIDDEN: &str = "(context.vital || context.safeguarding) && context.reason && context.approval";

/// P2: where a body is told something by consent alone, there is a live consent, or an override with all that it takes.
pub(crate) fn consent(compiled: &Compiled, env: &RequestEnv) -> Result<PolicySet, ProveError> {
    let mut text = String::new();
    for (told, who) in everybody_told(compiled) {
        let (plain, overridden): (Region, Region) =
            told.by_consent.iter().partition(|at| !told.by_override.contains(at));
        for (area, otherwise) in [(plain, "false"), (overridden, OVERRIDDEN)] {
            if !area.is_empty() {
                let _ = writeln!(
                    text,
                    "forbid({}) when {{ {} && {} }} unless {{ (context.consent && !context.withdrawn) || ({otherwise}) }};",
                    scope(env),
                    one_of("principal", &who),
                    in_region(compiled, &area)
                );
            }
        }
    }
    allow_else(env, &text)
}

/// P3: whatever an override lets through has its trigger, a reason and an approval.
pub(crate) fn overridden(env: &RequestEnv) -> Result<PolicySet, ProveError> {
    read(&format!("permit({}) when {{ {OVERRIDDEN} }};", scope(env)))
}

/// P6: once data has expired, or its processing is restricted, only the purposes that survive it go on.
pub(crate) fn ended(compiled: &Compiled, env: &RequestEnv) -> Result<PolicySet, ProveError> {
    let surviving = |what: Survives| -> Vec<String> {
        let of = (0u8..).zip(&compiled.purposes);
        let of = of.filter(|(_, p)| compiled.merged.purpose.get(&p.id).is_some_and(|p| p.survives.contains(&what)));
        of.map(|(at, _)| purpose(compiled, at)).collect()
    };
    let text = format!(
        "forbid({scope}) when {{ context.expired && !({}) }};\n\
         forbid({scope}) when {{ context.restricted && !(context.consent && !context.withdrawn) && !({}) }};",
        one_of("context.purpose", &surviving(Survives::Expiry)),
        one_of("context.purpose", &surviving(Survives::Restriction)),
        scope = scope(env),
    );
    allow_else(env, &text)
}

/// P9: no recipient by consent sees what only others are told by consent.
pub(crate) fn apart(compiled: &Compiled, env: &RequestEnv) -> Result<PolicySet, ProveError> {
    let groups = everybody_told(compiled);
    let by_consent: Region = groups.keys().flat_map(|t| t.by_consent.iter().copied()).collect();
    let mut text = String::new();
    for (told, who) in groups.iter().filter(|(told, _)| !told.by_consent.is_empty()) {
        let others: Region = by_consent.difference(&told.all()).copied().collect();
        if !others.is_empty() {
            let _ = writeln!(
                text,
                "forbid({}) when {{ {} && {} }};",
                scope(env),
                one_of("principal", who),
                in_region(compiled, &others)
            );
        }
    }
    allow_else(env, &text)
}

/// P8: statements of disclosure that let something identifiable out, so that there has to be a policy that does.
pub(crate) fn stated(compiled: &Compiled) -> Vec<String> {
    let may = |d: &Disclose| {
        let reaches = compiled.principals.iter().any(|p| names(&d.to, p)) || d.to.iter().any(|t| t == "subject");
        let something = !region(compiled, &d.purpose, &d.categories, &d.except).is_empty();
        reaches && something && compiled.merged.purpose.get(&d.purpose).is_some_and(|p| identifiable(d, p))
    };
    compiled.merged.disclose.iter().filter(|(_, d)| may(d)).map(|(key, _)| format!("disclose.{key}")).collect()
}
