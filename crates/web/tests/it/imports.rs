//! An import over HTTP, as a browser without scripts does it.

use crate::browser::{Browser, Came, Site};
use crate::work::upload;
use app::IMPORT;
use axum::http::{StatusCode, header};

const HEADS: &str = "Name,DOB,Address,Dependent children,Reason,What happened,Bedrooms,Health conditions,Shoe size";
const COLUMNS: [&str; 9] = [
    "identity.name",
    "personal-details.date-of-birth",
    "contact.address",
    "household.dependent-children",
    "circumstances.reason-for-homelessness",
    "circumstances.what-happened",
    "housing-needs.bedrooms",
    "health.health-conditions",
    "",
];

fn table(rows: &[&str]) -> String {
    let rest = "1 Example Row,2,Domestic abuse,Had to leave,2,Asthma,38";
    rows.iter().fold(format!("{HEADS}\n"), |text, row| format!("{text}{row},{rest}\n"))
}

fn send(browser: &mut Browser<'_>, file: &str) -> Came {
    upload(browser, "/imports/new", &[("service", "homelessness"), ("source", "subject")], &[file.as_bytes()])
}

fn map(browser: &mut Browser<'_>, at: &str, columns: &[&str]) -> Came {
    let fields: Vec<(String, &str)> =
        columns.iter().enumerate().map(|(n, to)| (format!("column-{}", n + 1), *to)).collect();
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, to)| (name.as_str(), *to)).collect();
    browser.post(&format!("{at}/columns"), &fields)
}

fn work(site: &Site) {
    loop {
        let due = site.house.app.take_jobs([3; 16], &[IMPORT], 4).unwrap();
        if due.is_empty() {
            return;
        }
        for job in due {
            site.house.app.do_import(job.id).unwrap_or_else(|e| panic!("{}", e.words));
            site.house.app.job_done([3; 16], job.id).unwrap();
        }
    }
}

#[test]
fn a_file_is_uploaded_mapped_tried_imported_and_taken_back_without_scripts() {
    let site = Site::new();
    let mut officer = site.officer();
    assert!(officer.get("/cases/new").body.contains("import from a file"));
    let came = send(&mut officer, &table(&["Ada Quilfeather,5/3/1984", "Bo Marchbanks,soon"]));
    assert_eq!(came.status, StatusCode::SEE_OTHER, "{}", came.errors());
    let at = came.location().strip_suffix("/columns").unwrap().to_owned();

    let page = officer.get(&format!("{at}/columns"));
    assert!(page.body.contains("For example: Ada Quilfeather"), "a column is shown with an example");
    assert!(page.body.contains("value=\"identity.name\" selected"), "and where it probably goes");
    let mut wrong = COLUMNS;
    wrong[1] = "";
    let came = map(&mut officer, &at, &wrong);
    assert_eq!(came.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(came.errors().contains("Date of birth"), "{}", came.errors());
    assert!(came.body.contains("value=\"health.health-conditions\" selected"), "what was chosen is still there");
    let came = map(&mut officer, &at, &COLUMNS);
    assert_eq!((came.status, came.location()), (StatusCode::SEE_OTHER, at.as_str()));

    // While a worker is at it the page looks again by itself; no script is needed.
    let page = officer.get(&at);
    assert!(page.body.contains("http-equiv=\"refresh\"") && page.body.contains("0 of 2 gone through"));
    work(&site);
    let page = officer.get(&at);
    assert!(
        page.body.contains("Make 1 case") && page.body.contains("Row 3") && page.body.contains("Enter the year of")
    );
    assert!(!page.body.contains("Marchbanks"), "an error repeats no content");
    assert!(!page.body.contains("http-equiv=\"refresh\""));
    let rows = officer.get(&format!("{at}/rows.csv"));
    assert!(rows.headers[header::CONTENT_DISPOSITION].to_str().unwrap().starts_with("attachment"));
    assert_eq!(rows.headers[header::CACHE_CONTROL], "no-store");
    assert!(
        rows.body.contains("Bo Marchbanks") && rows.body.contains("What to put right") && !rows.body.contains("Ada")
    );

    // A colleague sees none of it.
    for path in [at.clone(), format!("{at}/columns"), format!("{at}/undo"), format!("{at}/rows.csv")] {
        assert_eq!(site.officer().get(&path).status, StatusCode::NOT_FOUND, "{path}");
    }
    for button in ["start", "start-new", "go-on", "discard", "undo"] {
        assert_eq!(site.officer().post(&format!("{at}/{button}"), &[]).status, StatusCode::NOT_FOUND, "{button}");
    }
    assert_eq!(site.partner("st-basils").get("/imports").status, StatusCode::NOT_FOUND);
    assert_eq!(site.partner("st-basils").get("/imports/new").status, StatusCode::NOT_FOUND);

    assert_eq!(officer.post(&format!("{at}/start"), &[]).location(), at);
    work(&site);
    assert!(officer.get("/imports").body.contains("1 case made, 1 to put right"));
    assert!(officer.get("/cases").body.contains("Ada Quilfeather"));
    assert!(officer.get(&format!("{at}/undo")).body.contains("1 case was made"));
    assert_eq!(officer.post(&format!("{at}/undo"), &[]).location(), at);
    work(&site);
    assert!(officer.get(&at).body.contains("Taken back") || officer.get("/imports").body.contains("Taken back"));
    assert!(!officer.get("/cases").body.contains("Ada Quilfeather"));
    assert_eq!(officer.post(&format!("{at}/discard"), &[]).location(), at);
    assert!(officer.get(&at).body.contains("The file is destroyed."));
    assert_eq!(officer.get(&format!("{at}/columns")).location(), at, "without its file it has no columns to map");
}

#[test]
fn a_file_that_cannot_be_read_says_what_to_do_and_what_was_chosen_stays() {
    let site = Site::new();
    let mut officer = site.officer();
    for (file, words) in [
        (&b"MZ\0 a program"[..], "neither a CSV file nor a spreadsheet"),
        (b"Name,name\nA,B\n", "the same name"),
        (b"", "Choose a file"),
        (b"\xd0\xcf\x11\xe0 older", ".xls"),
    ] {
        let came = upload(&mut officer, "/imports/new", &[("service", "homelessness"), ("source", "subject")], &[file]);
        assert_eq!(came.status, StatusCode::UNPROCESSABLE_ENTITY, "{words}");
        assert!(came.errors().contains(words), "{}", came.errors());
        assert!(came.body.contains("value=\"homelessness\" checked"), "what was chosen is still there");
    }
    let came = upload(&mut officer, "/imports/new", &[], &[table(&["Ada Q,5/3/1984"]).as_bytes()]);
    assert!(came.errors().contains("Choose for which service") && came.errors().contains("where the data comes from"));
}

#[test]
fn who_may_be_on_record_already_can_be_left_out() {
    let site = Site::new();
    let mut officer = site.officer();
    officer.create("Ada Quilfeather");
    let came = send(&mut officer, &table(&["Ada Quilfeather,3/5/1984", "Bo Marchbanks,1/1/1990"]));
    let at = came.location().strip_suffix("/columns").unwrap().to_owned();
    map(&mut officer, &at, &COLUMNS);
    work(&site);
    let page = officer.get(&at);
    assert!(page.body.contains("Make 2 cases") && page.body.contains("Make 1 case, leaving out who may be on record"));
    assert!(page.body.contains("May be on record already"));
    officer.post(&format!("{at}/start-new"), &[]);
    work(&site);
    let page = officer.get(&at);
    assert!(page.body.contains("Left out, because the person may be on record already"), "{}", page.body);
    assert_eq!(officer.get("/cases").body.matches("Ada Quilfeather").count(), 1);
}
