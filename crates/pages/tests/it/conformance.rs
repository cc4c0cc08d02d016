//! The design system ships, for every component, options and the HTML they have to give. All of it is run here.

use minijinja::value::{Serde, Value};
use pages::components::Components;
use std::path::Path;

/// Markup without the white space that does not matter.
fn plain(html: &str) -> String {
    let mut out = String::new();
    for word in html.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    for mark in ["<", ">", "\""] {
        out = out.replace(&format!(" {mark}"), mark).replace(&format!("{mark} "), mark);
    }
    out.replace("&quot;", "&#34;").replace("&#x27;", "&#39;").replace("&#x2f;", "/")
}

#[test]
fn every_fixture_of_every_component_comes_out_as_the_design_system_has_it() {
    let components = Components::new().unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("vendor/fixtures");
    let (mut run, mut wrong, mut names) = (0, Vec::new(), 0);
    for file in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        let suite: serde_json::Value = serde_json::from_str(&text).unwrap();
        let component = suite["component"].as_str().unwrap();
        names += 1;
        for fixture in suite["fixtures"].as_array().unwrap() {
            run += 1;
            let options = Value::from(Serde(&fixture["options"]));
            let wanted = plain(fixture["html"].as_str().unwrap());
            match components.render(component, options) {
                Ok(given) if plain(&given) == wanted => {}
                Ok(given) => wrong.push(format!(
                    "{component}: {}\n  wanted {wanted}\n  given  {}",
                    fixture["name"],
                    plain(&given)
                )),
                Err(error) => wrong.push(format!("{component}: {}\n  {error}", fixture["name"])),
            }
        }
    }
    assert_eq!((names, run), (37, 657), "the suite has another size: raise the locked versions together");
    assert!(wrong.is_empty(), "{} of {run} differ:\n{}", wrong.len(), wrong[..wrong.len().min(12)].join("\n"));
}
