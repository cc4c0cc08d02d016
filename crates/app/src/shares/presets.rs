//! What is chosen at first: the selection that the notice has for a recipient, a purpose and an age. Less can go; more, within what
//! the gate allows, goes with a reason and stands on the record.

use super::ways::Way;
use crate::error::AppError;
use crate::look::Look;
use crate::notices::Published;
use jiff::civil::Date;
use notice::model::Act;
use notice::preset::covers;
use notice::source::Preset;
use store::Tx;

/// The shortest reason for sending more than a selection.
const LEAST_WORDS: usize = 10;

/// A selection, as it is shown to whoever sends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PresetView {
    /// Its id.
    pub id: String,
    /// The occasion.
    pub label: String,
    /// What it chooses: categories and answers.
    pub items: Vec<String>,
    /// The ways in which it may go: codes. None: in any.
    pub channels: Vec<&'static str>,
    /// Nothing of it shows on the person's own pages.
    pub discreet: bool,
    /// It is an enquiry: what they are asked, in words. It goes with what it chooses, and no more.
    pub asks: Vec<String>,
    /// Who looked at it last, and when.
    pub reviewed: (String, Option<Date>),
    /// It should have been looked at again by this day.
    pub overdue: Option<Date>,
}

impl PresetView {
    fn of(notice: &Published, id: &str, preset: &Preset, today: Date) -> Self {
        Self {
            id: id.to_owned(),
            label: preset.label.clone(),
            items: preset.items.clone(),
            channels: preset.channels.iter().map(|c| c.id()).collect(),
            discreet: preset.discreet,
            asks: super::enquiry::asks(notice, preset).into_iter().map(|(_, words)| words).collect(),
            reviewed: (notice.principal_label(&format!("role:{}", preset.reviewed_by)), preset.reviewed()),
            overdue: preset.review_due().filter(|due| *due < today),
        }
    }
    /// Whether it chooses something: an answer, or a document (which says more than an answer, so that no selection does).
    #[must_use]
    pub fn chooses(&self, item: &str) -> bool {
        super::documents::document_of(item).is_none() && covers(&self.items, item)
    }
}

/// The selections for a way, in the order of the notice. Which one fits an age is for those to know who may see the age.
pub(super) fn presets(tx: &mut Tx<'_>, look: &Look, way: &Way) -> Result<Vec<PresetView>, AppError> {
    let compiled = &look.notice.compiled;
    let Some(principal) = compiled.principal_named(&way.principal) else { return Ok(Vec::new()) };
    let purpose = compiled.purposes.get(usize::from(way.purpose.0)).map_or("", |p| p.id.as_str());
    let all: Vec<(&String, &Preset)> = compiled.presets(principal, purpose).collect();
    let asks_age = all.iter().any(|(_, p)| p.ages.is_some());
    let born = look.notice.well_known.born.as_ref().map(|(c, _)| *c);
    let sees_age = born.is_some_and(|c| look.decide(Act::See, &[c]).releases(c));
    let age = if asks_age && sees_age {
        crate::limits::marks_of(tx, &look.case, &look.notice)?.age(look.today)
    } else {
        None
    };
    let fits = all.iter().filter(|(_, p)| p.is_for_age(age));
    let mut views: Vec<PresetView> = fits.map(|(id, p)| PresetView::of(&look.notice, id, p, look.today)).collect();
    // Somebody of no known age is still sent no more than a selection without a reason.
    if views.is_empty() && !all.is_empty() {
        views.push(PresetView {
            id: NONE_FITS.to_owned(),
            label: "No selection of the notice fits this person’s age".to_owned(),
            items: Vec::new(),
            channels: Vec::new(),
            discreet: all.iter().any(|(_, p)| p.discreet),
            asks: Vec::new(),
            reviewed: (String::new(), None),
            overdue: None,
        });
    }
    Ok(views)
}

/// The id of the empty selection: where the notice has selections for a recipient and none fits.
pub(super) const NONE_FITS: &str = "none-fits";

/// The selection that somebody chose: by its id, or the first.
pub(super) fn chosen(mut all: Vec<PresetView>, id: &str) -> Result<Option<PresetView>, AppError> {
    if id.is_empty() {
        return Ok((!all.is_empty()).then(|| all.swap_remove(0)));
    }
    all.into_iter().find(|p| p.id == id).map(Some).ok_or(AppError::NotFound)
}

/// What of some items goes beyond a selection.
pub(super) fn beyond(preset: Option<&PresetView>, items: &[String]) -> Vec<String> {
    preset.map_or_else(Vec::new, |p| items.iter().filter(|i| !p.chooses(i)).cloned().collect())
}

/// What is wrong with a choice under a selection: field and words.
pub(super) fn wrong(
    notice: &Published,
    preset: Option<&PresetView>,
    (items, channel, reason): (&[String], &str, &str),
) -> Vec<(&'static str, String)> {
    let Some(preset) = preset else { return Vec::new() };
    let mut found = Vec::new();
    let more = beyond(Some(preset), items);
    if !more.is_empty() && !preset.asks.is_empty() {
        let what = super::decide::item_words(notice, &more).join("; ");
        found.push(("items", format!("An enquiry goes with no more than it needs. Take out: {what}")));
    } else if !more.is_empty() && reason.trim().chars().count() < LEAST_WORDS {
        let what = super::decide::item_words(notice, &more).join("; ");
        found.push(("widen", format!("Say why more is needed than “{}”, or take it out: {what}", preset.label)));
    }
    if !preset.channels.is_empty() && !preset.channels.contains(&channel) {
        let ways = super::CHANNELS.iter().filter(|(code, _)| preset.channels.contains(code));
        let words: Vec<String> = ways.map(|(_, words)| (*words).to_owned()).collect();
        found.push(("channel", format!("On this occasion it goes only in these ways: {}", words.join("; "))));
    }
    found
}

/// Whether nothing may tell of something where somebody who watches the person could look.
pub(crate) fn is_discreet(notice: &Published, share: &store::Share) -> bool {
    let compiled = &notice.compiled;
    if share.preset() != NONE_FITS {
        return compiled.merged.preset.get(share.preset()).is_some_and(|p| p.discreet);
    }
    // Where none fitted, it is as quiet as any of those that there are for this recipient.
    let key = share.party.split('/').next().unwrap_or(&share.party);
    compiled
        .principal_named(key)
        .is_some_and(|p| compiled.presets(p, &share.purpose).any(|(_, preset)| preset.discreet))
}

/// A selection in words: what it is called.
pub(super) fn label(notice: &Published, id: &str) -> Option<String> {
    if id == NONE_FITS {
        return Some("None: no selection fits the person’s age".to_owned());
    }
    notice.compiled.merged.preset.get(id).map(|p| p.label.clone())
}
