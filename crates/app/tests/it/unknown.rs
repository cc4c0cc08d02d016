//! Somebody whose name nobody knows has a record under what they are called; once the name is known it is linked with theirs.

use crate::copies::with_forms;
use crate::held::{MARS, made};
use crate::support::name;
use app::views::Item;
use casework::Typed;
use kernel::Sensitive;

#[test]
#[doc = "keeps MARS-006"]
fn somebody_without_a_name_is_found_by_what_they_are_called_and_joined_later_with_history() {
    let house = with_forms(MARS);
    let officer = crate::held::officer(&house, MARS, "deliver");
    let called = [
        ("identity.name", "Redbeard Canalside"),
        ("identity.name-unknown", "yes"),
        ("identity.other-names.1.name", "Captain Quill"),
    ];
    let case = made(&house, &officer, "mars", &called, "subject");
    let view = house.app.open(&officer, case).unwrap();
    assert_eq!(name(&view.name), "Name not known: Redbeard Canalside");
    let section = view.sections.iter().find(|s| s.category == "identity").unwrap();
    assert!(section.alerts.get().iter().any(|a| a.words.contains("Nobody knows this person’s name")));
    for text in ["redbeard", "captain quill"] {
        let found = house.app.search(&officer, &Sensitive::new(text.into())).unwrap();
        assert!(found.lines.iter().any(|l| l.id == case), "{text}");
    }
    // They turn out to be somebody who is known: joined, with both histories, and apart again.
    let known = made(&house, &officer, "mars", &[("identity.name", "Balthasar Gannet")], "subject");
    let (one, other) = (view.person, house.app.open(&officer, known).unwrap().person);
    house.app.link_people(&officer, one, other).unwrap();
    let page = house.app.person(&officer, other, None).unwrap();
    let names: Vec<&str> = page.facts.get().names.iter().map(|n| n.value.as_str()).collect();
    for said in ["Balthasar Gannet", "Name not known: Redbeard Canalside", "Captain Quill"] {
        assert!(names.contains(&said), "{said}");
    }
    assert_eq!(page.cases.len(), 2);
    // The name is written down: what stood there stays in the history.
    let edit = house.app.edit(&officer, case, "identity").unwrap();
    let Item::Released(content) = &edit.content else { panic!("withheld") };
    let mut pairs = Typed::from_content(&edit.form, content.get()).pairs().to_vec();
    pairs.retain(|(input, _)| input != "identity.name-unknown");
    for (input, value) in &mut pairs {
        if input == "identity.name" {
            "Balthasar Gannet".clone_into(value);
        }
    }
    house.app.save(&officer, case, "identity", edit.version, &Typed::new(pairs), "subject").unwrap();
    assert_eq!(name(&house.app.open(&officer, case).unwrap().name), "Balthasar Gannet");
    let history = house.app.section_history(&officer, case, "identity").unwrap();
    let first = history.versions.last().unwrap();
    let Item::Released(content) = &first.content else { panic!("withheld") };
    assert!(content.get().get("name").is_some_and(|n| n.contains("Redbeard")));
    house.app.split_people(&officer, page.links[0].id, other).unwrap();
    assert_eq!(house.app.person(&officer, other, None).unwrap().cases.len(), 1);
}
