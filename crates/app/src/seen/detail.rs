//! What an entry of the ledger says beside what was done, in words for whoever reads it. On the ledger stand keys, codes and ids, which
//! do not change; whoever wants to know who saw what reads names.

use crate::cases::parts::recipient_name;
use crate::error::AppError;
use crate::notices::Published;
use crate::work::documents::WHY_DELETED;
use crate::work::tasks::WHY_WITHDRAWN;
use casework::document::{CHECKS, words as words_of};
use kernel::EntryId;
use ledger::{Action, Entry};
use sharing::Ground;
use store::Tx;

/// Details that end in a code of a list.
const CODED: &[(&str, &[(&str, &str)])] =
    &[("task withdrawn: ", WHY_WITHDRAWN), ("document checked: ", CHECKS), ("document deleted: ", WHY_DELETED)];
/// What an id says which one it is: without it, it is one of them.
const ONE_OF: [(&str, &str); 9] = [
    ("share", "a share"),
    ("copy", "a copy"),
    ("referral", "a referral"),
    ("meeting", "a meeting"),
    ("request", "a request"),
    ("contract", "a contract"),
    ("token", "a token"),
    ("import", "an import"),
    ("agreement", "an agreement"),
];
/// Behind these words stands who it is.
const BEFORE_A_BODY: [&str; 6] = ["for", "to", "with", "by", "of", "from"];

/// The detail of an entry, without ids, and with names for keys.
///
/// # Errors
/// When the store does not answer.
pub(super) fn words(tx: &mut Tx<'_>, notice: &Published, entry: &Entry) -> Result<String, AppError> {
    for (what, list) in CODED {
        if let Some(said) = entry.detail.strip_prefix(what).and_then(|code| words_of(list, code)) {
            return Ok(format!("{what}{said}"));
        }
    }
    let about_share = entry.detail.starts_with("share ");
    let asks = entry.action == Action::Consent || entry.detail.starts_with("hidden address reviewed");
    let mut out: Vec<String> = Vec::new();
    let mut before = "";
    for token in entry.detail.split(' ') {
        let core = token.trim_matches(['(', ')', ',', ':', '.', ';']);
        let (start, end) = token.split_once(core).unwrap_or_default();
        let listed = before.ends_with([',', ':']);
        let body =
            before.is_empty() || BEFORE_A_BODY.contains(&before) || core.contains(['-', '/', ':']) || start == "(";
        let said = if core.is_empty() {
            None
        } else if core.parse::<EntryId>().is_ok() {
            let (last, rest) = match out.split_last_mut() {
                Some((last, rest)) => (Some(last), rest),
                None => (None, &mut [][..]),
            };
            if let Some(last) = last {
                let article =
                    rest.last().is_some_and(|word| ["a", "an", "the", "this", "that"].contains(&word.as_str()));
                if let Some((_, one)) = ONE_OF.iter().find(|(noun, _)| noun == last).filter(|_| !article) {
                    (*one).clone_into(last);
                }
                last.push_str(end);
            }
            before = token;
            continue;
        } else if let Some(day) = core.parse::<jiff::civil::Date>().ok().filter(|_| core.len() == 10) {
            Some(clocks::date_words(day))
        } else if body && notice.compiled.principal(core.split('/').next().unwrap_or(core)).is_some() {
            Some(recipient_name(tx, notice, core)?)
        } else if let Some(party) = notice.compiled.merged.party.get(core).filter(|_| body) {
            // Somebody who has something through another, and to whom nothing goes by a rule.
            Some(party.name.clone())
        } else if before == "for" || (asks && listed) {
            let purpose = notice.compiled.purpose(core).map(|_| notice.purpose_label(core));
            // How an answer was given: by-phone, in-writing.
            purpose.or_else(|| (asks && listed).then(|| core.replace('-', " ")))
        } else if ["that", "whether"].contains(&before) {
            notice.compiled.category(core).map(|_| format!("“{}”", notice.category_label(core)))
        } else if about_share && listed {
            Ground::parse(core)
                .map(|ground| format!("“{}”", ground.words()))
                .or_else(|| sharing::gateway(core).map(|law| format!("{}, {}", law.act, law.provision)))
        } else {
            None
        };
        out.push(said.map_or_else(|| token.to_owned(), |said| format!("{start}{said}{end}")));
        before = token;
    }
    Ok(out.join(" "))
}
