//! Agencies, on both engines: kept, tied to what notices call them, with what was changed; and of one authority alone.

use crate::place::{NOON, Place, authority, caller};
use kernel::{AgencyId, TaskId};
use store::{Agency, AgencyBody, AgencyChange, AgencyContact, AgencyName, AgencyService, StoreError};

fn tell(place: &Place) {
    let store = place.open();
    authority(&store, 1);
    authority(&store, 2);
    let one = store
        .write(&caller(1), "agencies", |tx| {
            let agency = |tx: &mut store::Tx<'_>, name: &str| Agency {
                id: AgencyId::new(NOON, tx.entropy()),
                name: name.to_owned(),
                kind: "charity".to_owned(),
                made_at: NOON,
                closed_at: None,
                successor: None,
            };
            let (mut one, other) = (agency(tx, "Basil House"), agency(tx, "Another House"));
            tx.insert_agency(&one)?;
            tx.insert_agency(&other)?;
            assert_eq!(tx.agencies()?, [other.clone(), one.clone()], "by name");
            one.closed_at = Some(NOON);
            one.name = "Basil House, Coventry".to_owned();
            one.successor = Some(other.id);
            tx.update_agency(&one)?;
            assert_eq!(tx.agency(one.id)?, Some(one.clone()));
            let name = AgencyName {
                id: TaskId::new(NOON, tx.entropy()),
                agency: one.id,
                name: "Basil House".to_owned(),
                how: "renamed".to_owned(),
                until_on: Some(jiff::civil::date(2026, 11, 20)),
                made_at: NOON,
            };
            tx.insert_agency_name(&name)?;
            assert_eq!(tx.agency_names()?, std::slice::from_ref(&name));
            assert!(!tx.delete_agency_name(other.id, name.id)?, "another agency's name was taken away");
            assert!(tx.delete_agency_name(one.id, name.id)? && tx.agency_names()?.is_empty());
            tx.put_agency_services(one.id, &["advice".to_owned(), "legal".to_owned()])?;
            tx.put_agency_services(one.id, &["legal".to_owned()])?;
            assert_eq!(tx.agency_services()?, [AgencyService { agency: one.id, service: "legal".to_owned() }]);
            let contact = AgencyContact {
                id: TaskId::new(NOON, tx.entropy()),
                agency: one.id,
                name: "Referrals desk".to_owned(),
                post: String::new(),
                email: "desk@basil.example".to_owned(),
                phone: String::new(),
                purpose: "referrals".to_owned(),
                made_at: NOON,
            };
            tx.insert_agency_contact(&contact)?;
            let id = contact.id;
            assert_eq!(tx.agency_contacts(Some(one.id))?, [contact]);
            assert_eq!(tx.agency_contacts(Some(other.id))?, []);
            assert_eq!(tx.agency_contacts(None)?.len(), 1);
            assert!(!tx.delete_agency_contact(other.id, id)?, "another agency's contact was taken away");
            assert!(tx.delete_agency_contact(one.id, id)?);
            assert_eq!(tx.agency_contacts(None)?, []);
            let body = |agency| AgencyBody { notice_id: "a/b".to_owned(), body: "basil".to_owned(), agency };
            tx.tie_agency(&body(one.id))?;
            tx.tie_agency(&body(other.id))?;
            assert_eq!(tx.agency_bodies()?, [body(other.id)], "a party is one agency at a time");
            tx.untie_agency("a/b", "basil")?;
            tx.untie_agency("a/b", "nobody")?;
            assert_eq!(tx.agency_bodies()?, []);
            for (n, what) in [(0, "put into the register"), (1, "renamed")] {
                let at = NOON.plus_seconds(n);
                let id = TaskId::new(at, tx.entropy());
                tx.note_agency_change(&AgencyChange { id, agency: one.id, at, account: None, what: what.to_owned() })?;
            }
            let said: Vec<String> = tx.agency_changes(one.id)?.into_iter().map(|c| c.what).collect();
            assert_eq!(said, ["renamed", "put into the register"], "the latest first");
            assert_eq!(tx.agency_changes(other.id)?, []);
            Ok::<_, StoreError>(one)
        })
        .unwrap();
    let elsewhere = store.write(&caller(2), "elsewhere", {
        let one = one.clone();
        move |tx| {
            assert!(tx.agency_names()?.is_empty() && tx.agency_services()?.is_empty());
            Ok::<_, StoreError>((tx.agencies()?, tx.agency(one.id)?, tx.agency_changes(one.id)?))
        }
    });
    assert_eq!(elsewhere.unwrap(), (Vec::new(), None, Vec::new()), "another authority's agency is seen here");
    let twice = store.write(&caller(1), "twice", move |tx| {
        let id = AgencyId::new(NOON, tx.entropy());
        tx.insert_agency(&Agency { id, ..one.clone() })
    });
    assert!(matches!(twice, Err(StoreError::Conflict(_))), "two agencies have one name");
}

#[test]
fn agencies_on_sqlite() {
    tell(&Place::sqlite());
}

#[test]
fn agencies_on_postgresql() {
    tell(&Place::postgres());
}
