//! Imports: every row is asked what the form asks, nothing is made before somebody says so, nothing is doubled when it is
//! interrupted, and it can be taken back as far as nobody has worked on it.

use crate::support::{COVENTRY, create, field, house, missing, name, officer, partner, section, typed};
use app::{Actor, App, AppError, IMPORT, ImportLine, NewImport};
use kernel::{CaseId, ImportId};
use std::sync::Arc;
use testkit::House;
use testkit::postgres::Cluster;

const WORKER: [u8; 16] = [7; 16];
const HEADS: &str = "Surname,First name,DOB,Address,Dependent children,Reason for homelessness,What happened,Bedrooms,Health conditions,Shoe size";

/// A row in which everything is right.
fn row(surname: &str, born: &str) -> String {
    format!("{surname},Ada,{born},1 Example Row,2,domestic abuse,Had to leave,2,Asthma,38")
}

fn file(rows: &[String]) -> String {
    format!("{HEADS}\n{}\n", rows.join("\n"))
}

/// A file of so many people; every tenth has no date of birth that can be read.
fn many(count: usize) -> String {
    let born = |n: usize| if n % 10 == 9 { "soon".to_owned() } else { format!("{}/3/{}", n % 28 + 1, 1950 + n % 50) };
    file(&(0..count).map(|n| row(&format!("Zz{}", letters(n)), &born(n))).collect::<Vec<_>>())
}

/// A number as letters: names have no figures.
fn letters(mut n: usize) -> String {
    let mut out = String::new();
    for _ in 0..4 {
        out.push(char::from(b'a' + u8::try_from(n % 26).unwrap()));
        n /= 26;
    }
    out
}

fn begin(house: &House, actor: &Actor, text: &str) -> Result<ImportId, AppError> {
    let bytes = Arc::new(text.as_bytes().to_vec());
    house.app.begin_import(actor, &NewImport { service: "homelessness".into(), source: "subject".into(), bytes })
}

/// Lets a worker do what waits.
fn work(app: &App) {
    loop {
        let due = app.take_jobs(WORKER, &[IMPORT], 4).unwrap();
        if due.is_empty() {
            return;
        }
        for job in due {
            app.do_import(job.id).unwrap_or_else(|e| panic!("{}", e.words));
            app.job_done(WORKER, job.id).unwrap();
        }
    }
}

/// Takes a file in and has its rows tried, by the mapping that is proposed.
fn tried(house: &House, actor: &Actor, text: &str) -> ImportId {
    let id = begin(house, actor, text).unwrap_or_else(|e| panic!("{e}"));
    let mapping: Vec<String> =
        house.app.import_mapping(actor, id).unwrap().columns.into_iter().map(|c| c.goes_to).collect();
    house.app.map_import(actor, id, &mapping).unwrap_or_else(|e| panic!("{e}"));
    work(&house.app);
    assert_eq!(line(house, actor, id).state, "checked");
    id
}

fn line(house: &House, actor: &Actor, id: ImportId) -> ImportLine {
    house.app.import_line(actor, id).unwrap()
}

fn done(house: &House, actor: &Actor, text: &str) -> ImportId {
    let id = tried(house, actor, text);
    house.app.start_import(actor, id, false).unwrap();
    work(&house.app);
    assert_eq!(line(house, actor, id).state, "done");
    id
}

fn find(house: &House, actor: &Actor, text: &str) -> Vec<CaseId> {
    house.app.search(actor, &text.to_owned().into()).unwrap().lines.into_iter().map(|l| l.id).collect()
}

/// What is said of a row: number, kind, columns and words.
type Issue = (u32, String, Vec<(String, String)>);

fn issues(house: &House, actor: &Actor, id: ImportId) -> Vec<Issue> {
    let view = house.app.import(actor, id, 0).unwrap();
    view.issues.into_iter().map(|i| (i.number, i.kind, i.words.get().clone())).collect()
}

fn refused<T>(result: Result<T, AppError>) -> String {
    match result {
        Err(AppError::Refused(words)) => words,
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("not refused"),
    }
}

#[test]
fn rows_become_cases_as_if_somebody_had_typed_them() {
    let house = house();
    let officer = officer(&house);
    let id = begin(&house, &officer, &file(&[row("Quilfeather", "5/3/1984"), row("Marchbanks", "1985")])).unwrap();

    // Columns are known by their names, and shown with an example.
    let mapping = house.app.import_mapping(&officer, id).unwrap();
    let goes: Vec<(String, String, String)> =
        mapping.columns.iter().map(|c| (c.name.get().clone(), c.example.get().clone(), c.goes_to.clone())).collect();
    assert_eq!(goes[0], ("Surname".into(), "Quilfeather".into(), "identity.name".into()));
    assert_eq!(goes[2].2, "personal-details.date-of-birth");
    assert_eq!(goes[9], ("Shoe size".into(), "38".into(), String::new()), "what the form does not ask is left out");
    let to: Vec<String> = goes.into_iter().map(|(_, _, to)| to).collect();
    let mut without = to.clone();
    without[2].clear();
    let Err(AppError::Form(errors)) = house.app.map_import(&officer, id, &without) else { panic!("taken") };
    assert!(errors.fields[0].words.contains("Date of birth"), "what is needed has to go somewhere");
    house.app.map_import(&officer, id, &to).unwrap();
    work(&house.app);

    // Nothing is made before somebody says so.
    let tried = line(&house, &officer, id);
    assert_eq!((tried.state.as_str(), tried.counts.fit, tried.counts.wrong), ("checked", 2, 0));
    assert_eq!(find(&house, &officer, "Quilfeather"), []);
    house.app.start_import(&officer, id, false).unwrap();
    work(&house.app);
    let finished = line(&house, &officer, id);
    assert_eq!((finished.state.as_str(), finished.counts.made), ("done", 2));

    let [case] = find(&house, &officer, "Ada Quilfeather")[..] else { panic!("not found") };
    let by_hand = create(&house, &officer, "Ada Byhand");
    let (view, typed) = (house.app.open(&officer, case).unwrap(), house.app.open(&officer, by_hand).unwrap());
    for (category, of) in [
        ("identity", "name"),
        ("personal-details", "date-of-birth"),
        ("contact", "address"),
        ("household", "dependent-children"),
        ("circumstances", "reason-for-homelessness"),
        ("housing-needs", "bedrooms"),
        ("health", "health-conditions"),
    ] {
        let wanted = if of == "name" { "Ada Quilfeather".to_owned() } else { field(&typed, category, of) };
        assert_eq!(field(&view, category, of), wanted, "{category}.{of}");
        let said = &section(&view, category).facts;
        assert!(said.iter().any(|f| f.came.contains("file that was imported")), "how it came in: {category}");
    }
    assert_eq!(view.sections.len(), typed.sections.len());
    // Every row speaks of domestic abuse: what follows from such an answer follows here too.
    let marks = house.app.marks(&officer, case).unwrap().lines;
    assert!(marks.iter().any(|m| m.kind == app::MarkKind::PartnerApart && m.counts));
    // On the ledger: the import, and each case as made.
    let seen = house.app.seen(&officer, case, None).unwrap();
    assert!(seen.lines.iter().any(|l| l.what.contains("import") || l.what.to_lowercase().contains("created")));

    // After a change the rest still says how it came in.
    let change = crate::support::typed(&[("identity.name", "Ada Quilfeather-Smith")]);
    house.app.save(&officer, case, "identity", 1, &change, "subject").unwrap();
    assert_eq!(house.app.open(&officer, case).unwrap().sections.len(), typed.sections.len());
}

#[test]
fn errors_are_told_row_by_row_and_the_rows_come_back_to_be_put_right() {
    let house = house();
    let officer = officer(&house);
    let canary = house.canary();
    let rows = [
        row("Quilfeather", "5/3/1984"),
        row("Marchbanks", &canary),
        format!("Thistlewood,Bo,1/2/1990,=cmd(1),{canary},not a reason,,,,"),
        row("Ferncastle", "31/2/1990"),
    ];
    let id = done(&house, &officer, &file(&rows));
    let counts = line(&house, &officer, id).counts;
    assert_eq!((counts.made, counts.wrong), (1, 3));
    let said = issues(&house, &officer, id);
    assert_eq!(said.iter().map(|(n, _, _)| *n).collect::<Vec<_>>(), [3, 4, 5], "as a program shows them");
    let columns: Vec<&str> = said[1].2.iter().map(|(column, _)| column.as_str()).collect();
    assert!(columns.contains(&"Dependent children") && columns.contains(&"Reason for homelessness"), "{columns:?}");
    assert!(said[0].2.iter().any(|(column, words)| column == "DOB" && words.contains("year")), "{said:?}");
    assert!(!format!("{said:?}").contains(&canary), "an error repeats what stands in a cell");

    let back = house.app.import_wrong_rows(&officer, id).unwrap().get().clone();
    let lines: Vec<&str> = back.lines().collect();
    assert_eq!(lines.len(), 4, "names of columns and three rows: {back}");
    assert!(lines[0].ends_with("Shoe size,What to put right") && !back.contains("Quilfeather"));
    assert!(back.contains("'=cmd(1)"), "no formula: {back}");
    assert!(lines[1].contains("Marchbanks") && lines[1].contains("Enter the year of"));

    // Put right, it comes again by itself: its columns go where they went.
    let right = back.replacen(&canary, "6/6/1966", 1).replace("31/2/1990", "3/2/1990");
    let again = begin(&house, &officer, &right).unwrap();
    let mapping = house.app.import_mapping(&officer, again).unwrap();
    assert_eq!(mapping.columns.len(), 10, "the remarks are no column");
    let to: Vec<String> = mapping.columns.into_iter().map(|c| c.goes_to).collect();
    house.app.map_import(&officer, again, &to).unwrap();
    work(&house.app);
    let counts = line(&house, &officer, again).counts;
    assert_eq!((counts.fit, counts.wrong), (2, 1));

    // Nothing of it stands in any file in the clear.
    for entry in std::fs::read_dir(house.folder().unwrap()).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        let found = bytes.windows(canary.len()).any(|w| w.eq_ignore_ascii_case(canary.as_bytes()));
        assert!(!found, "an uploaded word stands in the clear");
    }
}

#[test]
fn a_mapping_that_somebody_made_is_proposed_for_the_next_file_with_the_same_columns() {
    let house = house();
    let officer = officer(&house);
    let id = begin(&house, &officer, &file(&[row("Quilfeather", "5/3/1984")])).unwrap();
    let mut to: Vec<String> =
        house.app.import_mapping(&officer, id).unwrap().columns.into_iter().map(|c| c.goes_to).collect();
    to[6] = "circumstances.what-happened".to_owned();
    to[9] = "circumstances.what-happened".to_owned();
    house.app.map_import(&officer, id, &to).unwrap();
    let next = begin(&house, &officer, &file(&[row("Other", "1/1/1990")]).to_uppercase()).unwrap();
    let proposed: Vec<String> =
        house.app.import_mapping(&officer, next).unwrap().columns.into_iter().map(|c| c.goes_to).collect();
    assert_eq!(proposed, to);
    let colleague = crate::support::officer(&house);
    let theirs = begin(&house, &colleague, &file(&[row("Other", "1/1/1990")])).unwrap();
    let guessed: Vec<String> =
        house.app.import_mapping(&colleague, theirs).unwrap().columns.into_iter().map(|c| c.goes_to).collect();
    assert_ne!(guessed, to, "a colleague's mapping is their own");
    work(&house.app);
    house.app.start_import(&officer, id, false).unwrap();
    work(&house.app);
    let [case] = find(&house, &officer, "Quilfeather")[..] else { panic!("not found") };
    let view = house.app.open(&officer, case).unwrap();
    assert_eq!(
        field(&view, "circumstances", "what-happened"),
        "Had to leave\n38",
        "two columns of one question are joined"
    );
}

#[test]
fn an_import_is_its_owners_alone_and_only_whoever_may_make_cases_has_any() {
    let house = house();
    let me = officer(&house);
    let id = tried(&house, &me, &file(&[row("Quilfeather", "5/3/1984")]));
    let others = [
        officer(&house),
        House::for_purpose(&me, "accountability"),
        partner(&house, "st-basils"),
        house.actor(COVENTRY, "role:data-protection-officer", "accountability"),
    ];
    for other in &others {
        let app = &house.app;
        assert!(missing(&app.import(other, id, 0)), "{} {}", other.capacity.principal, other.purpose);
        assert!(missing(&app.import_line(other, id)));
        assert!(missing(&app.import_mapping(other, id)));
        assert!(missing(&app.map_import(other, id, &[])));
        assert!(missing(&app.start_import(other, id, false)));
        assert!(missing(&app.resume_import(other, id)));
        assert!(missing(&app.undo_import(other, id)));
        assert!(missing(&app.discard_import(other, id)));
        assert!(missing(&app.import_wrong_rows(other, id)));
        assert!(missing(&app.go_on_importing(other, id, 1)));
    }
    assert!(missing(&begin(&house, &others[2], &file(&[row("Q", "5/3/1984")]))), "a partner imports nothing");
    assert!(missing(&begin(&house, &others[3], &file(&[row("Q", "5/3/1984")]))), "nor whoever may record nothing");
    assert!(missing(&house.app.imports(&others[2])));
    assert_eq!(house.app.imports(&others[0]).unwrap(), []);
    assert_eq!(house.app.imports(&me).unwrap().len(), 1);
}

#[test]
fn what_cannot_be_taken_in_says_what_to_do() {
    let house = house();
    let me = officer(&house);
    assert!(refused(begin(&house, &me, "")).contains("empty"));
    assert!(refused(begin(&house, &me, "Name\n")).contains("first row names the columns"));
    assert!(refused(begin(&house, &me, "%PDF-1.7\0")).contains("neither a CSV file nor a spreadsheet"));
    let bytes = Arc::new(file(&[row("Q", "5/3/1984")]).into_bytes());
    let from =
        |source: &str| NewImport { service: "homelessness".into(), source: source.into(), bytes: Arc::clone(&bytes) };
    assert_eq!(crate::support::wrong(house.app.begin_import(&me, &from("nobody"))), "source");
    let unknown = NewImport { service: "allotments".into(), ..from("subject") };
    assert!(missing(&house.app.begin_import(&me, &unknown)));
    // A source of which the notice wants more said of each thing.
    let house = House::new(&[crate::held::DUDLEY]);
    let me = crate::held::officer(&house, crate::held::DUDLEY, "assess");
    let notice = house.app.notice_page(crate::held::DUDLEY, None).unwrap().notice;
    let service = notice.compiled.merged.service.keys().next().unwrap().clone();
    let asking = notice.compiled.merged.source.iter().find(|(_, s)| !s.asks.is_empty()).map(|(id, _)| id.clone());
    if let (Some(source), Ok(_)) = (asking, house.app.import_fields(&me, &service)) {
        let new = NewImport { service, source, bytes };
        assert_eq!(crate::support::wrong(house.app.begin_import(&me, &new)), "source");
    }
}

#[test]
fn who_may_be_on_record_already_is_told_before_and_proposed_after() {
    let house = house();
    let me = officer(&house);
    let known = create(&house, &me, "Ada Quilfeather");
    // Of the same name and day of birth; of the same name only; nobody.
    let rows = [row("Quilfeather", "5/3/1984"), row("Quilfeather", "9/9/1999"), row("Marchbanks", "5/3/1984")];
    let id = tried(&house, &me, &file(&rows));
    let counts = line(&house, &me, id).counts;
    assert_eq!((counts.fit, counts.alike), (3, 1));
    assert_eq!(issues(&house, &me, id), [(2, "alike".to_owned(), vec![])]);
    house.app.start_import(&me, id, true).unwrap();
    work(&house.app);
    let after = line(&house, &me, id);
    assert_eq!((after.counts.made, after.counts.left_out), (2, 1));
    let there = find(&house, &me, "Ada Quilfeather");
    assert!(there.contains(&known) && there.len() == 2, "nobody stands there twice: {there:?}");

    // Without leaving out they are proposed, as after intake.
    let id = tried(&house, &me, &file(&rows[..1]));
    house.app.start_import(&me, id, false).unwrap();
    work(&house.app);
    let proposals = house.app.duplicates(&me, None).unwrap();
    assert!(
        proposals.iter().any(|p| name(&p.one.name) == "Ada Quilfeather" && name(&p.other.name) == "Ada Quilfeather")
    );
    // Two rows of one file too, in the same part.
    let id = done(&house, &me, &file(&[row("Thistlewood", "1/2/1990"), row("Thistlewood", "1/2/1990")]));
    assert_eq!(line(&house, &me, id).counts.made, 2);
    let proposals = house.app.duplicates(&me, None).unwrap();
    assert!(
        proposals.iter().any(|p| name(&p.one.name) == "Ada Thistlewood" && name(&p.other.name) == "Ada Thistlewood")
    );
}

#[test]
fn taking_back_leaves_what_somebody_has_worked_on_and_nothing_of_the_rest() {
    let house = house();
    let me = officer(&house);
    let rows: Vec<String> =
        ["Edited", "Noted", "Closed", "Given", "Marked", "Plain", "Seen"].iter().map(|n| row(n, "5/3/1984")).collect();
    let id = done(&house, &me, &file(&rows));
    let case = |text: &str| find(&house, &me, text)[0];
    let (edited, noted, closed, given, plain, seen) =
        (case("Edited"), case("Noted"), case("Closed"), case("Given"), case("Plain"), case("Seen"));
    house.app.save(&me, edited, "identity", 1, &typed(&[("identity.name", "Ada Changed")]), "subject").unwrap();
    house.app.link_party(&me, noted, "salvation-army").unwrap();
    house.app.close(&me, closed, casework::CloseReason::ALL[0]).unwrap();
    house.app.record_consent(&me, given, "salvation-army", "refer", app::ConsentAnswer::Given, "spoken").unwrap();
    house.app.open(&me, seen).unwrap();
    let marked = case("Marked");
    let mark = house.app.marks(&me, marked).unwrap().lines[0].id;
    house.app.end_mark(&me, marked, mark).unwrap();

    house.app.undo_import(&me, id).unwrap();
    work(&house.app);
    let after = line(&house, &me, id);
    assert_eq!((after.state.as_str(), after.counts.undone, after.counts.kept), ("undone", 2, 5));
    let why = issues(&house, &me, id);
    assert_eq!(why.iter().filter(|(_, kind, _)| kind == "kept").count(), 5, "each that stays is named, with why");
    for gone in [plain, seen] {
        assert!(missing(&house.app.open(&me, gone)));
    }
    assert_eq!(find(&house, &me, "Plain"), []);
    assert!(house.app.open(&me, edited).is_ok() && house.app.open(&me, marked).is_ok());
    assert!(refused(house.app.undo_import(&me, id)).contains("nothing to take back"));
    assert!(refused(house.app.start_import(&me, id, false)).contains("already"));
}

/// Interrupts an import in its middle, has two workers go on with it at once, and takes it back in the same way.
fn interrupted(house: &House) {
    let me = officer(house);
    let count = 800;
    let id = tried(house, &me, &many(count));
    let counts = line(house, &me, id).counts;
    assert_eq!((counts.fit, counts.wrong, counts.done), (720, 80, 800));
    house.app.start_import(&me, id, false).unwrap();
    house.app.go_on_importing(&me, id, 2).unwrap();
    let half = line(house, &me, id);
    assert_eq!((half.state.as_str(), half.counts.done), ("running", 500));
    assert!(refused(house.app.discard_import(&me, id)).contains("being read in"));
    let together = |until: &str| {
        std::thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    while line(house, &me, id).state != until {
                        house.app.go_on_importing(&me, id, 1).unwrap();
                    }
                });
            }
        });
    };
    together("done");
    let all = line(house, &me, id);
    assert_eq!((all.counts.made, all.counts.wrong, all.counts.done), (720, 80, 800), "nothing twice, nothing left out");
    let caller = kernel::Caller::system(house.authority, "test");
    let cases = |house: &House| {
        house
            .app
            .store()
            .write(&caller, "count", |tx| tx.count_open_cases(COVENTRY))
            .unwrap_or_else(|e: store::StoreError| panic!("{e}"))
    };
    assert_eq!(cases(house), 720);
    house.app.undo_import(&me, id).unwrap();
    house.app.go_on_importing(&me, id, 3).unwrap();
    together("undone");
    assert_eq!((line(house, &me, id).counts.undone, cases(house)), (720, 0));
    // What waits for a worker finds nothing to do any more.
    work(&house.app);
    assert_eq!(line(house, &me, id).counts.undone, 720);
}

#[test]
fn an_interrupted_import_goes_on_with_nothing_doubled_on_sqlite() {
    interrupted(&house());
}

#[test]
fn an_interrupted_import_goes_on_with_nothing_doubled_on_postgresql() {
    let cluster = Cluster::shared();
    interrupted(&House::at(cluster.database(), None, &[COVENTRY]));
}

#[test]
fn whoever_may_not_any_more_imports_nothing_more() {
    let house = house();
    let me = officer(&house);
    let id = tried(&house, &me, &many(600));
    house.app.start_import(&me, id, false).unwrap();
    house.app.go_on_importing(&me, id, 1).unwrap();
    let caller = kernel::Caller::system(house.authority, "test");
    let (account, now) = (me.account, house.now());
    let switch = |on: bool| {
        house
            .app
            .store()
            .write(&caller, "switch", move |tx| {
                let Some(row) = tx.account(account)? else { return Ok(()) };
                tx.update_account(&store::Account { disabled_at: (!on).then_some(now), ..row })
            })
            .unwrap_or_else(|e: store::StoreError| panic!("{e}"));
    };
    switch(false);
    work(&house.app);
    let stopped = line(&house, &me, id);
    assert_eq!((stopped.state.as_str(), stopped.counts.done), ("running", 250));
    assert!(stopped.problem.contains("may not"), "{}", stopped.problem);
    switch(true);
    house.app.resume_import(&me, id).unwrap();
    work(&house.app);
    assert_eq!(line(&house, &me, id).state, "done");
}

#[test]
fn an_import_that_a_program_began_goes_on_no_longer_than_its_token() {
    let house = house();
    let me = officer(&house);
    let new = app::NewToken {
        name: "Import".to_owned(),
        capacity: me.capacity.stored(),
        purpose: me.purpose.clone(),
        days: 30,
    };
    let program = house.app.who_by_token(&house.app.make_token(&me, &new).unwrap()).unwrap().unwrap();
    let id = tried(&house, &program, &many(600));
    house.app.start_import(&program, id, false).unwrap();
    house.app.go_on_importing(&program, id, 1).unwrap();
    let made = line(&house, &me, id).counts.made;
    house.app.revoke_token(&me, program.session).unwrap();
    work(&house.app);
    let stopped = line(&house, &me, id);
    assert!(stopped.problem.contains("token"), "{}", stopped.problem);
    assert_eq!((stopped.state.as_str(), stopped.counts.made), ("running", made), "no case more");
    // Its owner can have it go on.
    house.app.resume_import(&me, id).unwrap();
    work(&house.app);
    let all = line(&house, &me, id);
    assert_eq!((all.state.as_str(), all.counts.made), ("done", 540), "{}", all.problem);
}

#[test]
fn the_page_of_an_import_opens_nothing_while_it_goes_on_and_its_file_goes_when_nothing_is_left_to_put_right() {
    let house = house();
    let me = officer(&house);
    let id = begin(&house, &me, &many(600)).unwrap();
    let mapping: Vec<String> =
        house.app.import_mapping(&me, id).unwrap().columns.into_iter().map(|c| c.goes_to).collect();
    house.app.map_import(&me, id, &mapping).unwrap();
    house.app.go_on_importing(&me, id, 1).unwrap();
    let system = kernel::Caller::system(house.authority, "test");
    let entries = || house.app.store().write(&system, "entries", |tx| tx.entries(None, 500)).unwrap().len();
    let before = entries();
    for _ in 0..3 {
        let view = house.app.import(&me, id, 0).unwrap();
        assert!(view.line.counts.wrong > 0 && view.issues.is_empty());
    }
    assert_eq!(entries(), before, "a refresh is no disclosure");
    work(&house.app);
    assert!(!house.app.import(&me, id, 0).unwrap().issues.is_empty());
    assert_eq!(
        entries(),
        before + 4,
        "two parts were read, the work was taken up, and what is to be put right was looked at"
    );
    // With rows to put right the file is kept, without any it is destroyed with the last case.
    house.app.start_import(&me, id, false).unwrap();
    work(&house.app);
    assert!(line(&house, &me, id).file_there);
    let whole = done(&house, &me, &file(&[row("Quill", "5/3/1984"), row("Feather", "6/3/1984")]));
    assert!(!line(&house, &me, whole).file_there);
    assert_eq!(line(&house, &me, whole).counts.made, 2);
}

#[test]
fn the_file_is_destroyed_when_its_owner_says_so_and_after_thirty_days() {
    let house = house();
    let me = officer(&house);
    let text = file(&[row("Quilfeather", "5/3/1984"), row("Wrong", "soon")]);
    let id = done(&house, &me, &text);
    assert!(line(&house, &me, id).file_there);
    house.app.discard_import(&me, id).unwrap();
    assert!(!line(&house, &me, id).file_there);
    assert!(refused(house.app.import_wrong_rows(&me, id)).contains("not kept"));
    let said = issues(&house, &me, id);
    assert!(
        said[0].2.iter().any(|(column, _)| column == "Column 3"),
        "without the file columns have no names: {said:?}"
    );

    let view = house.app.import(&me, begin(&house, &me, &text).unwrap(), 0).unwrap();
    assert!(view.before.is_some(), "the very same file was imported before");
    let late = tried(&house, &me, &text);
    house.clock.advance_seconds(31 * 24 * 3600);
    assert_eq!(house.app.sweep_imports().unwrap(), 2);
    let over = line(&house, &me, late);
    assert_eq!((over.state.as_str(), over.file_there), ("undone", false));
}

#[test]
fn a_household_in_a_file_becomes_people_and_goes_with_the_import() {
    let house = crate::forms::house_with_forms();
    let officer = officer(&house);
    let heads = "Name,DOB,Address,Dependent children,Reason for homelessness,Bedrooms,Person 1 name,Person 1 relation,Person 1 born,Person 2 name,Person 2 relation";
    let row = "Ada Quillfeather,5/3/1984,1 Example Row,1,domestic-abuse,2,Zephyrine Quillfeather,child,1/2/2018,Balthasar Quillfeather,partner";
    let alone = "Mira Example,6/3/1985,2 Example Row,0,domestic-abuse,1,,,,,";
    let id = tried(&house, &officer, &format!("{heads}\n{row}\n{alone}\n"));
    assert_eq!(line(&house, &officer, id).counts.fit, 2, "{:?}", issues(&house, &officer, id));
    house.app.start_import(&officer, id, false).unwrap();
    work(&house.app);
    assert_eq!(line(&house, &officer, id).counts.made, 2);
    let case = find(&house, &officer, "Ada Quillfeather 1984")[0];
    let view = house.app.household(&officer, case, None).unwrap();
    let members: Vec<_> = view.facts.get().household.iter().map(|m| (m.name.clone(), m.person)).collect();
    assert!(members.len() == 2 && members.iter().all(|(_, person)| person.is_some()), "{}", members.len());
    let child = members.iter().find(|(n, _)| n.as_deref() == Some("Zephyrine Quillfeather")).unwrap().1.unwrap();
    assert_eq!(name(&house.app.person(&officer, child, None).unwrap().name), "Zephyrine Quillfeather");
    assert_eq!(find(&house, &officer, "Zephyrine Quillfeather"), [case], "a member is found");
    // Taken back, nobody of the household is left, and the entry of it is about each of them too.
    let system = kernel::Caller::system(house.authority, "test");
    let tag = house.app.store().write(&system, "tag", move |tx| {
        let ring = tx.ring(&[(child, sealing::CLASS_SUBJECT)])?;
        Ok::<_, store::StoreError>(ring.subject_tag(child, case).unwrap())
    });
    let tag = tag.unwrap();
    house.app.undo_import(&officer, id).unwrap();
    work(&house.app);
    let about = house.app.store().write(&system, "entries", move |tx| tx.entries_about(tag, None, 20)).unwrap();
    assert!(about.iter().any(|row| row.entry.action == ledger::Action::Erase), "it tells of the member");
    assert_eq!(line(&house, &officer, id).counts.undone, 2, "{:?}", issues(&house, &officer, id));
    let system = kernel::Caller::system(house.authority, "test");
    let left = house.app.store().write(&system, "look", move |tx| {
        Ok::<_, store::StoreError>((tx.has_person(child)?, tx.traces_of_person(child)?.values().sum::<u64>()))
    });
    assert_eq!(left.unwrap(), (false, 0));
}

#[test]
fn an_import_whose_form_has_changed_since_it_was_mapped_makes_nothing() {
    let house = house();
    let officer = officer(&house);
    let id = tried(&house, &officer, &file(&[row("Quilfeather", "5/3/1984")]));
    // The service has another form from today, which does not ask how many bedrooms.
    let system = kernel::Caller::system(house.authority, "test");
    let path = "notices/forms/coventry-homelessness.toml";
    let text = notice::Library::embedded().text(path).unwrap().to_owned();
    let without = text.replacen("[section.housing-needs.ask]\nbedrooms = {}", "[section.housing-needs.ask]", 1);
    assert_ne!(text, without);
    let library = testkit::library().with(path, without);
    house.app.publish_forms(&system, &library, COVENTRY).unwrap();
    let words = refused(house.app.start_import(&officer, id, false));
    assert!(words.contains("Map the columns again"), "{words}");
    assert_eq!(find(&house, &officer, "Quilfeather").len(), 0);
    let mapping: Vec<String> =
        house.app.import_mapping(&officer, id).unwrap().columns.into_iter().map(|c| c.goes_to).collect();
    let asked = house.app.import_fields(&officer, "homelessness").unwrap();
    let mapping: Vec<String> =
        mapping.into_iter().map(|to| if asked.iter().any(|f| f.input == to) { to } else { String::new() }).collect();
    house.app.map_import(&officer, id, &mapping).unwrap_or_else(|e| panic!("{e}"));
}
