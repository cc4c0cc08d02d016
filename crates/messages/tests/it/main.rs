//! Templates against real notices.
#![expect(clippy::unwrap_used, clippy::panic, reason = "in a test, to stop is to fail")]

use messages::{Channel, SHIPPED, SHIPPED_ELSEWHERE, Template, Values, check, fill};
use notice::model::Compiled;

const COVENTRY: &str = "coventry/homelessness-and-cbl";

fn notice(id: &str) -> Compiled {
    notice::compile(&testkit::library(), id).compiled.unwrap_or_else(|| panic!("{id} does not compile"))
}

#[test]
fn a_letter_is_read_on_a_page_without_the_signs_that_paper_needs() {
    let body = "Dear Ada\n\n# Next\n\n- one\n\n| What | When |\n| --- | --- |\n| Rent | Monday |\n#5 stays";
    let read = messages::Filled { subject: String::new(), body: body.to_owned() }.as_read();
    assert_eq!(read, "Dear Ada\n\nNext\n\n- one\n\nWhat, When\nRent, Monday\n#5 stays");
}

#[test]
fn what_is_shipped_fits_its_notice() {
    let mut without: Vec<String> = testkit::library().ids().into_iter().map(|(id, _)| id).collect();
    without.retain(|id| !id.starts_with("base/"));
    for (path, text) in SHIPPED.iter().chain(SHIPPED_ELSEWHERE) {
        let template = Template::parse(path, text).unwrap_or_else(|e| panic!("{e}"));
        let id = template.notice.clone();
        let checked = check(path, template, &notice(&id)).unwrap_or_else(|e| panic!("{e}"));
        assert!(checked.template.channels().count() > 0);
        without.retain(|other| *other != id);
    }
    assert!(without.is_empty(), "there is no template of {without:?}");
}

/// A template that differs from a good one in one place.
fn changed(from: &str, to: &str) -> String {
    let (_, text) = SHIPPED.iter().find(|(p, _)| p.contains("appointment")).unwrap();
    assert!(text.contains(from), "{from}");
    text.replacen(from, to, 1)
}

fn findings(text: &str) -> String {
    let template = match Template::parse("t.toml", text) {
        Ok(template) => template,
        Err(error) => return error.to_string(),
    };
    check("t.toml", template, &notice(COVENTRY)).err().map(|e| e.to_string()).unwrap_or_default()
}

#[test]
fn what_the_notice_does_not_let_go_does_not_compile() {
    let coventry = notice(COVENTRY);
    // Whoever may be told something of identity for a purpose, and nothing of health for it.
    let line = coventry.envelope.lines.iter().find(|l| {
        let see = |c: &str| {
            let ix = coventry.category(c).unwrap();
            coventry.envelope.lines.iter().any(|o| {
                o.principal == l.principal
                    && o.purpose == l.purpose
                    && o.category == ix
                    && o.act == notice::model::Act::See
            })
        };
        !coventry.principals[usize::from(l.principal.0)].key().starts_with("role:") && see("identity") && !see("health")
    });
    let line = line.expect("the notice has such a recipient");
    let to = coventry.principals[usize::from(line.principal.0)].key();
    let purpose = &coventry.purposes[usize::from(line.purpose.0)].id;
    let addressed = changed("to      = \"subject\"", &format!("to      = \"{to}\"")).replacen(
        "purpose = \"own-access\"",
        &format!("purpose = \"{purpose}\""),
        1,
    );
    assert_eq!(findings(&addressed), "");
    let health = addressed.replacen("Hello {identity.name}", "Hello {health.health-conditions}", 1);
    let said = findings(&health);
    assert!(said.contains("lets nothing of `health` go to") && said.contains("help:"), "{said}");
    let line = health.lines().position(|l| l.contains("health-conditions")).unwrap() + 1;
    assert!(said.contains(&format!("t.toml:{line}:")), "it says where: {said}");
}

#[test]
fn each_mistake_is_said_with_its_line_and_what_to_do() {
    for (from, to, expected) in [
        ("{ask.when}", "{ask.whenever}", "asked nowhere"),
        ("{identity.name}", "{identity.nickname}", "no field `nickname`"),
        ("{identity.name}", "{shoes.size}", "no category `shoes`"),
        ("{identity.name}", "{identity}", "not a merge field"),
        ("[text]\nbody = \"We", "[text]\nbody = \"{identity.name}, we", "anybody may hold the telephone"),
        ("[text]\nbody = \"We", "[text]\nbody = \"Your homelessness case. We", "tells whoever sees the screen"),
        (
            "subject = \"An appointment for you\"",
            "subject = \"Domestic abuse appointment\"",
            "tells whoever sees the screen",
        ),
        ("subject = \"An appointment for you\"", "subject = \"For {identity.name}\"", "names nobody"),
        ("purpose = \"own-access\"", "purpose = \"gossip\"", "no purpose `gossip`"),
        ("to      = \"subject\"", "to      = \"neighbour\"", "no recipient `neighbour`"),
        ("[template]", "[temp]", "unknown field"),
        ("[ask.bring]", "[ask.shoes]\nlabel = \"Shoes\"\n\n[ask.bring]", "used nowhere"),
    ] {
        let said = findings(&changed(from, to));
        assert!(said.contains(expected) && said.contains("help:"), "{to}: {said}");
    }
}

struct Given(Option<&'static str>);

impl Values for Given {
    fn record(&self, _: &str, _: &str) -> Option<String> {
        self.0.map(str::to_owned)
    }
    fn ask(&self, name: &str) -> String {
        format!("<{name}>")
    }
    fn reference(&self) -> String {
        "C26-X".to_owned()
    }
    fn council(&self) -> String {
        "Test Council".to_owned()
    }
    fn officer(&self) -> String {
        "An Officer".to_owned()
    }
    fn today(&self) -> String {
        "25 November 2026".to_owned()
    }
}

#[test]
fn filling_in_says_what_is_missing_and_never_a_value() {
    let (path, text) = SHIPPED[0];
    let template = Template::parse(path, text).unwrap();
    let filled = fill(&template, Channel::Email, &Given(Some("Ada {Example}"))).unwrap_or_else(|m| panic!("{m:?}"));
    assert!(filled.body.contains("Ada {Example}") && filled.body.contains("<when>"));
    assert_eq!(fill(&template, Channel::Email, &Given(None)).err().unwrap(), ["identity.name"]);
    assert!(fill(&template, Channel::Text, &Given(None)).is_ok(), "a text says nothing of the record");
}
