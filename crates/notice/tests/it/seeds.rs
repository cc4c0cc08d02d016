//! What is found in the five notices and their bases: every finding, and that the known faults of each are among them.

use crate::support::{SHIPPED, library};
use insta::assert_snapshot;
use notice::{Diagnostic, Severity, compile};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The findings in each notice, found once.
static FOUND: LazyLock<BTreeMap<&'static str, Vec<Diagnostic>>> = LazyLock::new(|| {
    let library = library();
    SHIPPED.iter().map(|(path, _)| (*path, compile(&library, path).diagnostics)).collect()
});

fn findings(name: &str) -> &'static [Diagnostic] {
    &FOUND[format!("notices/{name}.toml").as_str()]
}

/// All findings as they are printed.
fn printed(name: &str) -> String {
    let library = library();
    findings(name).iter().map(|d| d.render(&library, false)).collect::<Vec<_>>().join("\n")
}

/// The faults that the notices of councils are known to have: code, notice, and words of the finding.
const KNOWN: &[(&str, &str, &str)] = &[
    ("D1", "coventry", "lawful basis"),
    ("D1", "coventry", "categories are assumed"),
    ("D1", "coventry", "how to complain"),
    ("D1", "coventry", "which rights"),
    ("D2", "families", "Article 6 Part g"),
    ("D2", "mars", "Article 6 (e)"),
    ("D3", "mars", "category.convictions"),
    ("D4", "mars", "political opinions"),
    ("D4", "mars", "trade union membership"),
    ("D4", "mars", "genetic data"),
    ("D5", "mars", "basis.substantial-public-interest"),
    ("D5", "dudley", "basis.special-public-interest"),
    ("D5", "kirklees", "basis.equality"),
    ("D5", "families", "basis.special-categories"),
    ("D6", "families", "retain.looked-after-children"),
    ("D6", "families", "retain.special-educational-needs"),
    ("D6", "coventry", "which year"),
    ("D7", "kirklees", "Clinical Commissioning Groups"),
    ("D7", "kirklees", "Community Rehabilitation Company"),
    ("D7", "dudley", "Clinical Commissioning Group"),
    ("D7", "coventry", "Levelling Up"),
    ("D7", "families", "Communities & Local Government"),
    ("D8", "mars", "Housing Act 2006"),
    ("D8", "families", "Criminal Justice Act 2002"),
    ("D8", "families", "Protection of Children Act 1998"),
    ("D9", "dudley", "Union or Member State law"),
    ("D9", "dudley", "border of a transfer"),
    ("D9", "kirklees", "Union or Member State law"),
    ("D10", "mars", "disclose.fraud-agencies"),
    ("D11", "mars", "disclose.police"),
    ("D11", "coventry", "disclose.partner-referral"),
    ("D11", "kirklees", "disclose.voluntary"),
    ("D12", "families", "no automated decisions"),
    ("D13", "mars", "not listed"),
    ("D13", "families", "not listed"),
    ("D14", "mars", "stops in the middle"),
    ("D14", "mars", "contact.regulator-as-given"),
    ("D15", "kirklees", "gender"),
    ("D16", "kirklees", "contact.contract-manager"),
    ("D16", "kirklees", "contact.housing-related-support"),
    ("D17", "dudley", "disclose.evaluation"),
    ("D18", "mars", "complaint"),
    ("D18", "dudley", "complaint"),
    ("D18", "coventry", "complaint"),
    ("D18", "kirklees", "complaint"),
    ("D18", "families", "complaint"),
];

#[test]
fn each_known_fault_is_found_where_it_is() {
    for (code, name, words) in KNOWN {
        let found = findings(name);
        let of_code: Vec<&str> = found.iter().filter(|d| d.code == *code).map(|d| d.title.as_str()).collect();
        assert!(of_code.iter().any(|t| t.contains(words)), "{code} in {name} with {words:?}: {of_code:?}");
    }
}

#[test]
fn each_of_the_eighteen_kinds_of_fault_is_found() {
    for n in 1..=18 {
        let code = format!("D{n}");
        assert!(KNOWN.iter().any(|(c, _, _)| *c == code), "{code} has a place");
    }
}

#[test]
fn the_faults_of_one_notice_are_not_found_in_the_others() {
    for (code, only) in [
        ("D3", "mars"),
        ("D4", "mars"),
        ("D10", "mars"),
        ("D12", "families"),
        ("D15", "kirklees"),
        ("D16", "kirklees"),
        ("D17", "dudley"),
    ] {
        for name in ["mars", "dudley", "coventry", "kirklees", "families"] {
            let has = findings(name).iter().any(|d| d.code == code);
            assert_eq!(has, name == only, "{code} in {name}");
        }
    }
}

#[test]
fn nothing_is_found_in_the_bases_and_no_error_in_any() {
    for name in ["base/united-kingdom", "base/england-housing"] {
        assert!(findings(name).is_empty(), "{}", printed(name));
    }
    for name in ["mars", "dudley", "coventry", "kirklees", "families"] {
        assert!(findings(name).iter().all(|d| d.severity != Severity::Error), "{}", printed(name));
    }
}

macro_rules! seed {
    ($name:ident) => {
        #[test]
        fn $name() {
            assert_snapshot!(printed(stringify!($name)));
        }
    };
}

seed!(mars);
seed!(dudley);
seed!(coventry);
seed!(kirklees);
seed!(families);
