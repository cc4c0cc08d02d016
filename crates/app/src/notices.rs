//! Published notices, compiled, each with its gate; kept in memory by version.

use crate::error::AppError;
use crate::publishing::Publishing;
use crate::views::{StatementRef, Withheld};
use casework::WellKnown;
use disclosure::{Gate, Outcome, Reason};
use jiff::civil::Date;
use kernel::NoticeVersionId;
use notice::model::{CategoryIx, Compiled, Fact, Facts, Principal, PrincipalIx, PurposeIx, StatementId};
use notice::proof::Proof;
use notice::source::SourceRestriction;
use notice::{Library, SourceText};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::{Arc, RwLock};

/// The source of what a partner wrote itself is this and the key by which it is known.
pub(crate) const PARTY: &str = "party:";

/// A published notice is stored whole: the file with the bases that it extends.
#[derive(Serialize, Deserialize)]
struct Bundle {
    /// The path of the notice's own file.
    main: String,
    /// Path and text of every file.
    files: Vec<(String, String)>,
    /// The council's own policies.
    #[serde(default)]
    policies: String,
    /// What the prover found of it.
    #[serde(default)]
    proof: Option<Proof>,
}

/// The bundle of a notice: its file and its bases.
///
/// # Errors
/// When the library has no such notice.
pub fn bundle(library: &Library, id: &str, how: &Publishing) -> Result<String, AppError> {
    let main = library.find(id).ok_or_else(|| AppError::Refused(format!("There is no notice called {id}")))?;
    // Its bases are shipped, or were given beside it.
    let shipped = Library::embedded();
    let base = |f: &&SourceText| {
        let given = shipped.text(&f.path).is_none() && notice::form::form_of(&f.text).is_none();
        f.path != main.path && (given || f.path.contains("base/"))
    };
    let bases = library.files().iter().filter(base);
    // Where a file lay when it was published is nothing to anybody.
    let name = format!("{}.toml", id.rsplit(['/', '\\']).next().unwrap_or(id).trim_end_matches(".toml"));
    let main = (name.clone(), main.text.clone());
    let files = std::iter::once(main).chain(bases.map(|f| (f.path.clone(), f.text.clone()))).collect();
    serde_json::to_string(&Bundle { main: name, files, policies: how.policies.clone(), proof: how.proof.clone() })
        .map_err(|e| AppError::Fault(format!("a notice cannot be bundled: {e}")))
}

/// A published version, ready to decide.
pub struct Published {
    /// The stored version's id.
    pub version_id: NoticeVersionId,
    /// The compiled notice.
    pub compiled: Arc<Compiled>,
    /// Its gate.
    pub gate: Gate,
    /// Where the things stand that people are looked up by.
    pub well_known: WellKnown,
    /// All its categories.
    pub all: Vec<CategoryIx>,
    /// The keys of the roles that work on cases: they may see and record something without anybody having asked for their data.
    pub(crate) case_roles: Vec<String>,
    /// The council's own policies, which only narrow it.
    pub policies: String,
    /// What the prover found of it; none: it was published without a proof.
    pub proof: Option<Proof>,
    /// Its forms that are in memory.
    pub(crate) forms: crate::forms::Forms,
}

impl Published {
    /// Compiles a stored bundle.
    ///
    /// # Errors
    /// When it does not compile (it did when it was published, so that is a fault).
    pub fn from_bundle(version_id: NoticeVersionId, bundle: &str) -> Result<Self, AppError> {
        let bundle: Bundle = serde_json::from_str(bundle)
            .map_err(|e| AppError::Fault(format!("a stored notice cannot be read: {e}")))?;
        let mut library = Library::default();
        for (path, text) in &bundle.files {
            library.add(path.clone(), text.clone());
        }
        let compilation = notice::compile(&library, &bundle.main);
        let compiled = compilation
            .compiled
            .ok_or_else(|| AppError::Fault(format!("the stored notice {} does not compile", bundle.main)))?;
        let compiled = Arc::new(compiled);
        let gate = Gate::with_local_policies(Arc::clone(&compiled), &bundle.policies);
        let gate = gate.map_err(|e| AppError::Fault(e.to_string()))?;
        let well_known = WellKnown::of(&compiled);
        let all = (0..compiled.categories.len()).filter_map(|n| u8::try_from(n).ok().map(CategoryIx)).collect();
        let case_roles = crate::work::crew::case_roles(&compiled);
        let (policies, proof, forms) = (bundle.policies, bundle.proof, crate::forms::Forms::default());
        Ok(Self { version_id, compiled, gate, well_known, all, case_roles, policies, proof, forms })
    }

    /// A principal by key.
    ///
    /// # Errors
    /// `NotFound` when this version knows no such principal: then nothing of it exists for the caller.
    pub fn principal(&self, key: &str) -> Result<PrincipalIx, AppError> {
        self.compiled.principal(key).ok_or(AppError::NotFound)
    }

    /// A purpose by id.
    ///
    /// # Errors
    /// `NotFound`, as above.
    pub fn purpose(&self, id: &str) -> Result<PurposeIx, AppError> {
        self.compiled.purpose(id).ok_or(AppError::NotFound)
    }

    /// A category's id.
    #[must_use]
    pub fn category_id(&self, category: CategoryIx) -> &str {
        self.compiled.categories.get(usize::from(category.0)).map_or("", |c| c.id.as_str())
    }

    /// A category's record class, which has its own retention.
    #[must_use]
    pub fn record_class(&self, category: CategoryIx) -> &str {
        self.compiled.categories.get(usize::from(category.0)).map_or("", |c| c.record_class.as_str())
    }

    /// The class of the key that seals a category of a case: its record class, which has its own retention, in that case.
    #[must_use]
    pub fn class_in(&self, category: CategoryIx, case: kernel::CaseId) -> String {
        store::case_class(self.record_class(category), case)
    }

    /// The name of a service in words.
    #[must_use]
    pub fn service_label(&self, id: &str) -> String {
        self.compiled.merged.service.get(id).map_or_else(|| id.to_owned(), |s| s.label.clone())
    }

    /// A category's label.
    #[must_use]
    pub fn category_label(&self, id: &str) -> String {
        self.compiled
            .category(id)
            .map_or_else(|| id.to_owned(), |ix| self.compiled.categories[usize::from(ix.0)].label.clone())
    }

    /// A purpose's label.
    #[must_use]
    pub fn purpose_label(&self, id: &str) -> String {
        self.compiled
            .purpose(id)
            .map_or_else(|| id.to_owned(), |ix| self.compiled.purposes[usize::from(ix.0)].label.clone())
    }

    /// A principal in words.
    #[must_use]
    pub fn principal_label(&self, key: &str) -> String {
        self.compiled
            .principal(key)
            .map_or_else(|| key.to_owned(), |ix| self.compiled.principals[usize::from(ix.0)].words().to_owned())
    }

    /// What whoever was in the place of a party, class or role on a day was called.
    #[must_use]
    pub fn principal_label_on(&self, key: &str, day: Date) -> String {
        let party = self.compiled.merged.party.get(key);
        party.map_or_else(|| self.principal_label(key), |party| party.name_on(day).to_owned())
    }

    /// The keys of the parties and classes that are not named where others of the household may look.
    fn discreet_bodies(&self) -> impl Iterator<Item = String> {
        let merged = &self.compiled.merged;
        let classes = merged.class.iter().filter(|(_, c)| c.discreet).map(|(id, _)| format!("class:{id}"));
        let members = merged.party.keys().filter(|id| {
            let of = |p: &Principal| {
                matches!(p, Principal::Party { id: party, classes, .. } if party == *id
                && classes.iter().any(|c| merged.class.get(c).is_some_and(|c| c.discreet)))
            };
            self.compiled.principals.iter().any(of)
        });
        let named = merged.party.iter().filter(|(_, p)| p.discreet).map(|(id, _)| id);
        classes.chain(members.chain(named).cloned())
    }

    /// Whether a body is not named where others of the household may look: by its key, or that of its class.
    #[must_use]
    pub fn is_discreet_body(&self, key: &str) -> bool {
        let principal = key.split('/').next().unwrap_or(key);
        self.discreet_bodies().any(|body| body == principal)
    }

    /// Whether an entry of the ledger tells that such a body has to do with somebody.
    #[must_use]
    pub fn tells_of_a_discreet_body(&self, entry: &ledger::Entry) -> bool {
        let words = |body: &str| {
            entry
                .detail
                .split(|c: char| c.is_whitespace() || ",;()".contains(c))
                .any(|w| w.split('/').next() == Some(body))
        };
        self.discreet_bodies().any(|body| body == entry.principal || words(&body))
    }

    /// Where data can come from: codes and words, the person first.
    #[must_use]
    pub fn source_choices(&self) -> Vec<(String, String)> {
        let mut choices = vec![("subject".to_owned(), "The person".to_owned())];
        for (id, _) in &self.compiled.merged.source {
            if id != "subject" {
                choices.push((id.clone(), self.source_words(id)));
            }
        }
        choices
    }

    /// A source in words.
    #[must_use]
    pub fn source_words(&self, id: &str) -> String {
        if id == "subject" {
            return "The person".to_owned();
        }
        if let Some(party) = id.strip_prefix(PARTY) {
            return self.principal_label(party.split('/').next().unwrap_or_default());
        }
        let Some(source) = self.compiled.merged.source.get(id) else { return "Not said".to_owned() };
        let limits: String = source
            .restrictions
            .iter()
            .map(|r| match r {
                SourceRestriction::OriginatorApproval => " (passed on only if whoever gave it agrees)",
                SourceRestriction::InConfidence => " (given in confidence)",
                SourceRestriction::NoOutcomeBack => " (whoever gave it is not told what came of it)",
            })
            .collect();
        self.source_names(id) + &limits
    }

    /// A source by name, without what holds for it.
    #[must_use]
    pub fn source_names(&self, id: &str) -> String {
        let Some(source) = self.compiled.merged.source.get(id) else { return self.source_words(id) };
        let names: Vec<String> = source
            .from
            .iter()
            .map(|from| match from.strip_prefix("class:") {
                Some(class) => {
                    self.compiled.merged.class.get(class).map_or_else(|| class.to_owned(), |c| c.label.clone())
                }
                None if from == "subject" => "The person".to_owned(),
                None => self.compiled.merged.party.get(from).map_or_else(|| from.clone(), |p| p.name.clone()),
            })
            .collect();
        names.join(", ")
    }

    /// The source of what somebody writes: a partner is always its own source, staff say where it comes from.
    #[must_use]
    pub fn source_for(&self, actor: &crate::Actor, said: &str) -> String {
        if actor.is_staff() { self.known_source(said) } else { format!("{PARTY}{}", actor.recipient()) }
    }

    /// A source's id if the notice has it; the person otherwise (most of what is known comes from there).
    #[must_use]
    pub fn known_source(&self, id: &str) -> String {
        if self.compiled.merged.source.contains_key(id) { id.to_owned() } else { "subject".to_owned() }
    }

    /// Who answers for the data: the controllers, by name.
    #[must_use]
    pub fn controller(&self) -> String {
        let file = &self.compiled.merged;
        let name = |id: &String| file.party.get(id).map_or(id.as_str(), |party| party.name.as_str()).to_owned();
        file.notice.controller.iter().map(name).collect::<Vec<_>>().join(" and ")
    }

    /// On which limb of article 6(1) the service rests, in words: the one that most of its purposes have.
    #[must_use]
    pub fn basis(&self) -> Option<String> {
        let own = |p: &&notice::model::PurposeInfo| !p.statement.0.contains('#');
        let limbs: Vec<&String> = self.compiled.purposes.iter().filter(own).flat_map(|p| &p.article6).collect();
        let most = limbs.iter().max_by_key(|limb| limbs.iter().filter(|other| other == limb).count())?;
        let name = notice::render::words::article6_name(most)?;
        Some(format!("{name} (UK GDPR article 6(1)({most}))"))
    }

    /// The name's category: what decisions about a request or a copy as a whole are about. What somebody wrote is decided about as their name is.
    pub(crate) fn category_of_requests(&self) -> Result<CategoryIx, AppError> {
        match (&self.well_known.name, self.all.first()) {
            (Some((category, _)), _) | (None, Some(category)) => Ok(*category),
            (None, None) => Err(AppError::Fault("a notice without any category".to_owned())),
        }
    }

    /// Why something is withheld, in words, with the statements.
    pub(crate) fn why(&self, outcome: &Outcome) -> Withheld {
        Withheld {
            reasons: outcome.reasons.iter().map(Reason::words).collect(),
            statements: outcome.statements.iter().map(|s| self.statement(&s.0)).collect(),
        }
    }

    /// A statement with its words.
    #[must_use]
    pub fn statement(&self, id: &str) -> StatementRef {
        let known = self.compiled.statements.get(&StatementId(id.to_owned())).map(|s| s.words.clone());
        // What is none of the notice's is the council's own.
        let own = || self.gate.own_rules().into_iter().find(|(own, _)| own.0 == id).map(|(_, words)| words);
        StatementRef { id: id.to_owned(), words: known.or_else(own).unwrap_or_default() }
    }

    /// The purpose that a principal most likely acts for: the one for which it may be released most categories without
    /// anything extraordinary (no override, request, approval), the first of the notice among equals.
    #[must_use]
    pub fn usual_purpose(&self, principal: PrincipalIx) -> Option<String> {
        let extraordinary = Facts::NONE
            .with(Fact::Vital)
            .with(Fact::Safeguarding)
            .with(Fact::Request)
            .with(Fact::Approval)
            .with(Fact::Reason)
            .with(Fact::Restricted)
            .with(Fact::Expired);
        let reach = |purpose: PurposeIx| {
            let mut categories: Vec<CategoryIx> = self
                .compiled
                .envelope
                .lines
                .iter()
                .filter(|l| l.principal == principal && l.purpose == purpose && l.needs.0 & extraordinary.0 == 0)
                .map(|l| l.category)
                .collect();
            categories.sort_unstable();
            categories.dedup();
            categories.len()
        };
        let purposes = self.purposes_of(principal);
        let best = purposes.iter().map(|p| reach(*p)).max()?;
        let chosen = purposes.into_iter().find(|p| reach(*p) == best)?;
        self.compiled.purposes.get(usize::from(chosen.0)).map(|p| p.id.clone())
    }

    /// The purposes for which a principal can be released anything at all, in the order of the notice.
    #[must_use]
    pub fn purposes_of(&self, principal: PrincipalIx) -> Vec<PurposeIx> {
        let mut purposes: Vec<PurposeIx> =
            self.compiled.envelope.lines.iter().filter(|l| l.principal == principal).map(|l| l.purpose).collect();
        purposes.sort_unstable();
        purposes.dedup();
        purposes
    }
}

/// Every published version that has been asked for, and the latest of each notice.
#[derive(Default)]
pub struct Notices {
    by_version: RwLock<HashMap<NoticeVersionId, Arc<Published>>>,
}

impl Notices {
    /// A version that is already in memory.
    #[must_use]
    pub fn get(&self, version: NoticeVersionId) -> Option<Arc<Published>> {
        self.by_version.read().ok()?.get(&version).cloned()
    }
    /// Keeps a version.
    pub fn keep(&self, published: Arc<Published>) {
        if let Ok(mut all) = self.by_version.write() {
            all.insert(published.version_id, published);
        }
    }
}
