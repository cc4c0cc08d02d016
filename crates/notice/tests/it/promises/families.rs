//! Troubled Families: what the notice promises and its statements keep.

use crate::support::{consented, library, needs, set, shipped, text};
use jiff::civil::{Date, date};
use notice::compile;
use notice::model::{Act, Compiled, Fact};
use notice::render::{As, render};
use notice::source::{FieldKind, Keep, Special};
use std::collections::BTreeSet;

#[test]
#[doc = "keeps FAM-071"]
#[doc = "keeps FAM-072"]
#[doc = "keeps FAM-073"]
#[doc = "keeps FAM-074"]
fn six_classes_of_record_have_their_own_periods() {
    let families = shipped("families");
    let keep = |class: &str| {
        let rules: Vec<_> = families
            .compiled
            .retention
            .iter()
            .filter(|r| {
                r.categories.iter().any(|c| families.compiled.categories[usize::from(c.0)].record_class == class)
            })
            .collect();
        assert_eq!(rules.len(), 1, "{class} has one rule");
        assert!(rules[0].anchor.is_some(), "{class} can be counted");
        rules[0].keep.clone()
    };
    assert_eq!(keep("adult-social-care"), Keep::Years(6));
    assert_eq!(keep("looked-after-children"), Keep::Years(75));
    assert_eq!(keep("special-educational-needs"), Keep::Years(31));
    assert_eq!(keep("children"), Keep::Years(25));
    assert_eq!(keep("mental-health-support"), Keep::Years(20));
    assert!(matches!(keep("vulnerable-adults"), Keep::Range { min_years: 10, max_years: 30, .. }));
    assert!(
        families.compiled.categories.iter().filter(|c| c.record_class == "children").count() > 10,
        "the default class"
    );
}

#[test]
#[doc = "keeps FAM-005"]
fn research_on_families_is_anonymous() {
    assert!(shipped("families").lines_for("research").is_empty());
}

#[test]
#[doc = "keeps FAM-024"]
fn offence_data_is_apart_with_its_condition_and_policy() {
    let families = shipped("families");
    assert_eq!(families.category("offending").special, Some(Special::Offence));
    let basis = families.basis("offences");
    assert_eq!(basis.categories, ["offending"]);
    assert_eq!(basis.schedule1.as_deref(), Some("part 3 para 36"));
    assert!(basis.policy_document.is_some());
    let offence = families.compiled.categories.iter().filter(|c| c.special == Some(Special::Offence)).count();
    assert_eq!(offence, 1);
}

#[test]
#[doc = "keeps FAM-038"]
#[doc = "keeps FAM-039"]
#[doc = "keeps FAM-041"]
#[doc = "keeps FAM-043"]
#[doc = "keeps FAM-045"]
#[doc = "keeps FAM-046"]
fn each_partner_of_a_family_has_its_own_part_of_the_record() {
    let families = shipped("families");
    let sees = |who: &str| families.sees_for(who, "meet-needs");
    assert_eq!(sees("class:housing-provider"), set(&["identity", "address", "family", "housing-needs"]));
    assert_eq!(sees("class:police"), set(&["identity", "address", "family", "offending"]));
    assert_eq!(sees("class:fire"), set(&["identity", "address"]));
    assert_eq!(sees("class:probation"), set(&["identity", "address", "family", "offending"]));
    assert_eq!(sees("prison-service"), sees("class:probation"));
    assert_eq!(
        sees("class:health-visiting"),
        set(&["identity", "address", "family", "nhs-number", "physical-health", "vulnerable-children"])
    );
    assert_eq!(
        sees("class:education"),
        set(&["identity", "address", "education", "special-educational-needs", "pupil-number"])
    );
    assert_eq!(sees("class:substance-misuse-service"), set(&["identity", "address", "substance-use"]));
    for (_, category, line) in families.own("class:substance-misuse-service", Act::See) {
        assert!(consented(&line) && needs(&line, &[Fact::Explicit]), "sees {category}");
    }
}

#[test]
#[doc = "keeps FAM-051"]
#[doc = "keeps FAM-052"]
#[doc = "keeps FAM-053"]
#[doc = "keeps FAM-056"]
#[doc = "keeps FAM-057"]
fn the_national_study_gets_its_fixed_items() {
    let families = shipped("families");
    let items: Vec<(String, FieldKind)> = families
        .disclose("national-study")
        .categories
        .iter()
        .flat_map(|c| {
            let ix = families.compiled.category(c).expect("a category");
            families.compiled.categories[usize::from(ix.0)].fields.to_vec()
        })
        .map(|f| (f.id, f.kind))
        .collect();
    let expected = [
        ("name", FieldKind::Text),
        ("date-of-birth", FieldKind::Date),
        ("gender", FieldKind::Choice),
        ("postcode", FieldKind::Postcode),
        ("ni-number", FieldKind::NiNumber),
        ("upn", FieldKind::Upn),
        ("eligibility-problems", FieldKind::Choices),
        ("eligibility-evidence-on", FieldKind::Date),
        ("intervention-status", FieldKind::Choice),
        // Of the family and of each person.
        ("status-history", FieldKind::LongText),
    ];
    assert_eq!(items, expected.map(|(id, kind)| (id.to_owned(), kind)));
}

#[test]
#[doc = "keeps FAM-061"]
fn progress_has_offending_attendance_and_work() {
    let families = shipped("families");
    assert_eq!(
        families.fields("progress"),
        ["progress-on", "progress-offending", "progress-attendance", "progress-work"]
    );
    assert!(families.sees_for("ministry", "national-study").contains("progress"));
    assert!(families.disclose("progress-data").frequency.as_deref().is_some_and(|f| f.contains("six months")));
}

#[test]
#[doc = "keeps FAM-060"]
fn local_evaluation_is_apart_from_the_national_study_and_has_its_own_approval() {
    let families = shipped("families");
    assert!(families.sees_for("ministry", "local-evaluation").is_empty());
    assert!(families.sees_for("class:local-provider", "national-study").is_empty());
    for (who, category, line) in families.lines_for("local-evaluation") {
        assert!(who.starts_with("role:") || needs(&line, &[Fact::Approval]), "{who} sees {category}");
    }
}

#[test]
#[doc = "keeps FAM-063"]
#[doc = "keeps FAM-065"]
fn linked_data_has_no_way_back_and_decides_nothing() {
    let families = shipped("families");
    for (who, category, line) in families.lines_for("national-study") {
        assert!(line.act == Act::See || who == "role:team-manager", "{who} writes {category} from the study");
    }
    assert!(families.lines("ministry", Act::Record).is_empty());
    for flow in ["national-study", "progress-data"] {
        assert!(families.disclose(flow).no_return && families.disclose(flow).no_decisions, "{flow}");
    }
    let policies = &families.compiled.cedar_policies;
    assert!(
        policies.split("\n\n").any(|p| p.contains("prohibit.linked-decides-nothing")
            && p.contains("forbid(")
            && p.contains("LinkedRecord")),
        "a policy forbids every decision on linked data"
    );
    assert!(
        !policies.split("\n\n").any(|p| p.contains("permit(") && p.contains("LinkedRecord")),
        "and none permits one"
    );
}

#[test]
#[doc = "keeps FAM-010"]
#[doc = "keeps FAM-011"]
#[doc = "keeps FAM-055"]
fn numbers_of_people_are_checked_and_masked_and_national_insurance_is_for_adults() {
    let families = shipped("families");
    for (category, kind) in [
        ("nhs-number", FieldKind::NhsNumber),
        ("national-insurance", FieldKind::NiNumber),
        ("pupil-number", FieldKind::Upn),
    ] {
        let ix = families.compiled.category(category).expect("a category");
        let fields = &families.compiled.categories[usize::from(ix.0)].fields;
        assert!(fields.len() == 1 && fields[0].masked && fields[0].kind == kind, "{category}");
    }
    assert_eq!(families.category("national-insurance").about, ["adult"]);
    let outside: BTreeSet<String> =
        families.who_sees("national-insurance").into_iter().filter(|w| !w.starts_with("role:")).collect();
    assert_eq!(outside, set(&["dwp", "ministry"]), "for matching benefits, and the study's fixed items");
}

#[test]
#[doc = "keeps FAM-049"]
fn public_health_and_the_consortium_need_an_agreement() {
    let families = shipped("families");
    for who in ["public-health", "wellbeing-consortium"] {
        assert!(families.sees(who).contains("physical-health"));
        assert!(families.own(who, Act::See).iter().all(|(_, _, l)| needs(l, &[Fact::Agreement])), "{who}");
    }
}

fn page(notice: &Compiled) -> String {
    render(notice, As::Markdown).unwrap()
}

/// The families' notice with another text; otherwise the codes of what is wrong with it.
fn compiled(text: &str) -> Result<Compiled, Vec<String>> {
    let path = "notices/families.toml";
    let made = compile(&library().with(path, text.to_owned()), path);
    let wrong = made.diagnostics.iter().filter(|d| d.code.starts_with('E')).map(|d| d.code.to_string()).collect();
    made.compiled.ok_or(wrong)
}

/// The file with another in the owner's place, from a day on.
fn owned_by(owner: &str, since: Date) -> String {
    let text = text("families").to_owned();
    let (now, last) = ("name     = \"Department for Education\"", since.yesterday().unwrap());
    assert_eq!(text.matches(now).count(), 1);
    let before = "  { name = \"Department for Levelling Up, Housing and Communities\", until = \"2024-03-31\" },\n";
    assert_eq!(text.matches(before).count(), 1);
    let successor = format!("{before}  {{ name = \"Department for Education\", until = \"{last}\" }},\n");
    text.replace(now, &format!("name     = \"{owner}\"")).replace(before, &successor)
}

#[test]
#[doc = "keeps FAM-048"]
fn the_owner_of_the_programme_is_named_in_the_notice_with_those_before_it_and_another_is_a_change_that_is_weighed() {
    let families = shipped("families");
    let owner = &families.compiled.merged.party["ministry"];
    for (day, name) in [
        (date(2014, 4, 1), "Department for Communities and Local Government"),
        (date(2018, 1, 8), "Ministry of Housing, Communities and Local Government"),
        (date(2024, 3, 31), "Department for Levelling Up, Housing and Communities"),
        (date(2024, 4, 1), "Department for Education"),
        (date(2026, 12, 1), "Department for Education"),
    ] {
        assert_eq!(owner.name_on(day), name, "{day}");
    }
    let shown = page(&families.compiled);
    assert!(
        shown.contains(
            "Department for Education (until 7 January 2018: Department for Communities and Local Government"
        )
    );
    // Those before it get nothing: the gate does not know them.
    let keys: Vec<String> = families.compiled.principals.iter().map(|p| p.words().to_owned()).collect();
    assert!(keys.iter().any(|k| k == "Department for Education") && !keys.iter().any(|k| k.contains("Levelling Up")));
    // A new owner is a line of the file: the page and the gate follow, and it counts as somebody else who gets something.
    let text = owned_by("Department for Example Programmes", date(2026, 6, 1));
    let made = compiled(&text).unwrap();
    assert!(made.principals.iter().any(|p| p.words() == "Department for Example Programmes"));
    assert!(page(&made).contains("until 31 May 2026: Department for Education"));
    let changed = notice::diff::diff(&families.compiled, &made).to_text();
    assert!(changed.contains("who gets it: also Department for Example Programmes"), "{changed}");
    // One who has the place still, or who had it no later than the one before, is no predecessor.
    for wrong in ["2027-06-01", "2010-01-01", "2024-02-31"] {
        let text = text.replace("until = \"2026-05-31\"", &format!("until = \"{wrong}\""));
        assert!(compiled(&text).unwrap_err().contains(&"E17".to_owned()), "{wrong}");
    }
}
