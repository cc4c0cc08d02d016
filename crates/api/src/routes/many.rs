//! Work on many at once: bulk work, imports, matching runs.

use super::{Door, Method, NUMBER, ONCE, Route, WRITES, done, good, made, query, route};
use crate::answer::Made;
use crate::handlers::{bulk, imports, linkage};
use Door::{Caseworkers, Staff};
use Method::{Delete, Get, Post, Put};

pub(super) const ROUTES: &[Route] = &[
    route(
        Post,
        "/bulk",
        "beginBulk",
        "Bulk work",
        Caseworkers,
        made::<Made>("The work that was begun"),
        bulk::begin,
        "Begins a work on many cases. Each is decided about and recorded by itself",
    )
    .with(&[ONCE])
    .takes::<bulk::Bulk>()
    .or(WRITES),
    route(
        Get,
        "/bulk/{job}",
        "bulkProgress",
        "Bulk work",
        Caseworkers,
        good::<bulk::Progress>("How it stands"),
        bulk::open,
        "How a work on many cases stands, and what was refused",
    ),
    route(
        Post,
        "/bulk/{job}/go-on",
        "bulkGoOn",
        "Bulk work",
        Caseworkers,
        done("It goes on"),
        bulk::go_on,
        "Goes on with a work that has stopped",
    )
    .or(&[409]),
    route(
        Get,
        "/services/{service}/import-questions",
        "importQuestions",
        "Imports",
        Caseworkers,
        good::<imports::Questions>("The questions"),
        imports::questions,
        "Where the columns of a file for a service can go",
    ),
    route(
        Get,
        "/imports",
        "listImports",
        "Imports",
        Caseworkers,
        good::<imports::Imports>("The imports"),
        imports::list,
        "The caller's imports, as they act now; the newest first",
    ),
    route(
        Post,
        "/imports",
        "beginImport",
        "Imports",
        Staff,
        made::<Made>("The import"),
        imports::begin,
        "Takes a file in: it is scanned, read and kept sealed. Nothing is made",
    )
    .takes::<imports::FileToImport>()
    .or(WRITES)
    .uploads(app::LARGEST_IMPORT),
    route(
        Get,
        "/imports/{import}",
        "openImport",
        "Imports",
        Caseworkers,
        good::<imports::ImportOpened>("How it stands"),
        imports::open,
        "How an import stands, and what there is to say of single rows",
    )
    .with(&[query("after", NUMBER, "Of rows behind this one: `next` of the page before")]),
    route(
        Get,
        "/imports/{import}/columns",
        "importColumns",
        "Imports",
        Caseworkers,
        good::<imports::Columns>("The columns"),
        imports::columns,
        "The columns of the file, each with an example, and where they go",
    )
    .or(&[409]),
    route(
        Put,
        "/imports/{import}/columns",
        "mapImport",
        "Imports",
        Caseworkers,
        done("Every row is tried now; nothing is made"),
        imports::map,
        "Says where the columns go: a worker then tries every row",
    )
    .takes::<imports::Mapping>()
    .or(WRITES),
    route(
        Post,
        "/imports/{import}/start",
        "startImport",
        "Imports",
        Caseworkers,
        done("A worker makes the cases"),
        imports::start,
        "Makes cases of the rows that fit",
    )
    .takes::<imports::Start>()
    .or(WRITES),
    route(
        Post,
        "/imports/{import}/go-on",
        "importGoOn",
        "Imports",
        Caseworkers,
        done("It goes on"),
        imports::go_on,
        "Goes on with an import that has stopped",
    )
    .or(&[409]),
    route(
        Post,
        "/imports/{import}/undo",
        "undoImport",
        "Imports",
        Caseworkers,
        done("A worker takes it back"),
        imports::undo,
        "Takes back what an import made, as far as nobody has worked on it",
    )
    .or(&[409]),
    route(
        Get,
        "/imports/{import}/rows",
        "importWrongRows",
        "Imports",
        Caseworkers,
        good::<imports::Rows>("The rows, as CSV"),
        imports::rows,
        "The rows to put right, as they came, with what to do in a last column",
    )
    .or(&[409]),
    route(
        Delete,
        "/imports/{import}/file",
        "discardImport",
        "Imports",
        Caseworkers,
        done("The file is destroyed"),
        imports::discard,
        "Destroys the file of an import; cases that were made stay",
    )
    .or(&[409]),
    route(
        Get,
        "/linkage/sources",
        "linkageSources",
        "Linkage",
        Caseworkers,
        good::<linkage::Sources>("The bodies"),
        linkage::sources,
        "Whose lists the notice lets be matched for the caller's purpose",
    ),
    route(
        Get,
        "/linkage",
        "listLinkage",
        "Linkage",
        Caseworkers,
        good::<linkage::Runs>("The runs"),
        linkage::list,
        "The matching runs for the caller's purpose, the newest first",
    ),
    route(
        Post,
        "/linkage",
        "beginLinkage",
        "Linkage",
        Caseworkers,
        made::<Made>("The run"),
        linkage::begin,
        "Begins a matching run; nothing is read yet",
    ),
    route(
        Get,
        "/linkage/{run}",
        "openLinkage",
        "Linkage",
        Caseworkers,
        good::<linkage::Run>("The run"),
        linkage::open,
        "A matching run with its lists and pairs; nothing of any record",
    ),
    route(
        Post,
        "/linkage/{run}/lists",
        "addLinkageList",
        "Linkage",
        Staff,
        done("It is kept, sealed"),
        linkage::add_list,
        "Adds a list to a run that was not started. Only what the notice lets be read of it is kept",
    )
    .takes::<linkage::ListToAdd>()
    .or(WRITES)
    .uploads(app::LARGEST_LIST),
    route(
        Post,
        "/linkage/{run}/start",
        "startLinkage",
        "Linkage",
        Caseworkers,
        done("A worker does it"),
        linkage::start,
        "Starts a run",
    )
    .or(&[409]),
    route(
        Get,
        "/linkage/{run}/pairs/{pair}",
        "linkagePair",
        "Linkage",
        Caseworkers,
        good::<linkage::Pair>("The pair"),
        linkage::pair,
        "A pair side by side, with the evidence as far as the caller may read both",
    ),
    route(
        Put,
        "/linkage/{run}/pairs/{pair}",
        "decideLinkagePair",
        "Linkage",
        Caseworkers,
        done("It is written down"),
        linkage::decide,
        "Says whether a pair is one person, and what that rests on",
    )
    .takes::<linkage::Verdict>()
    .or(WRITES),
    route(
        Post,
        "/linkage/{run}/finish",
        "finishLinkage",
        "Linkage",
        Caseworkers,
        done("The lists are destroyed"),
        linkage::finish,
        "Ends the review of a run",
    )
    .or(&[409]),
    route(
        Get,
        "/linkage/{run}/labels",
        "linkageLabels",
        "Linkage",
        Caseworkers,
        good::<linkage::Labels>("The verdicts, as CSV"),
        linkage::labels,
        "What was said of the pairs: numbers, clusters and codes, nothing of any record",
    ),
];
